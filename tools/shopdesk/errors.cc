#include "tools/shopdesk/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "libs/base/error.h"

namespace shopdesk::cli {
namespace {

const char* AdviceFor(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (reason == kUnknownShopReason)
    return "check the shop's id; `shopdesk policy apply FILE --shop SHOP` makes a shop";
  if (absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status))
    return "--actor NUMBER and --role ROLE say who acts";
  if (absl::IsUnavailable(status))
    return "is the service running? `shopdesk health` shows it; the call may be repeated";
  if (absl::IsDeadlineExceeded(status))
    return "the call may be repeated; --timeout gives it more time";
  if (absl::IsUnimplemented(status))
    return "the service has this switched off, or is of another version";
  if (reason == "OVERLOADED") return "repeat the call in a moment";
  if (reason == "NOT_FOUND")
    return "check the name; `shopdesk list COLLECTION --shop SHOP` shows what there is";
  if (reason == "ETAG_MISMATCH") return "read the resource again and repeat with its etag";
  return nullptr;
}

// Whether the status carries details of this kind.
bool Unpack(const absl::Status& status, const char* url, google::protobuf::Message& details) {
  const auto payload = status.GetPayload(url);
  return payload && details.ParseFromString(std::string(*payload));
}

}  // namespace

std::string ExplainError(const absl::Status& status) {
  std::string text = absl::StrCat("shopdesk: ", std::string(status.message()), "\n");
  google::rpc::BadRequest details;
  if (Unpack(status, kBadRequestUrl, details)) {
    text = "shopdesk: the request was refused:\n";
    for (const auto& violation : details.field_violations()) {
      absl::StrAppend(&text, "  ", violation.field(), ": ", violation.description(), "\n");
    }
  }
  const std::string reason = ReasonOf(status);
  if (!reason.empty()) absl::StrAppend(&text, "  reason: ", reason, "\n");
  if (const char* advice = AdviceFor(status)) absl::StrAppend(&text, "  ", advice, "\n");
  return text;
}

nlohmann::ordered_json ErrorJson(const absl::Status& status) {
  nlohmann::ordered_json json = {{"code", absl::StatusCodeToString(status.code())},
                                 {"message", std::string(status.message())}};
  google::rpc::ErrorInfo info;
  if (Unpack(status, kErrorInfoUrl, info)) {
    json["reason"] = info.reason();
    for (const auto& [key, value] : info.metadata()) json["metadata"][key] = value;
  }
  google::rpc::BadRequest details;
  if (Unpack(status, kBadRequestUrl, details)) {
    for (const auto& violation : details.field_violations())
      json["fields"][violation.field()] = violation.description();
  }
  return json;
}

absl::Status ErrorOfService(absl::string_view service, const absl::Status& status) {
  absl::Status named(status.code(), absl::StrCat(service, ": ", std::string(status.message())));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { named.SetPayload(url, payload); });
  return named;
}

bool IsForOtherRoles(const absl::Status& status) { return ReasonOf(status) == "ROLE_NOT_ALLOWED"; }

}  // namespace shopdesk::cli
