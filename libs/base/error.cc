#include "libs/base/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"

namespace shopdesk {
namespace {

void AttachInfo(absl::Status& status, absl::string_view reason, ErrorMetadata metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("shopdesk");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[std::string(key)] = value;
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
}

bool InfoOf(const absl::Status& status, google::rpc::ErrorInfo& info) {
  absl::optional<absl::Cord> payload = status.GetPayload(kErrorInfoUrl);
  return payload.has_value() && info.ParseFromString(std::string(*payload));
}

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   ErrorMetadata metadata) {
  absl::Status status(code, message);
  AttachInfo(status, reason, metadata);
  return status;
}

absl::Status NotFoundError(absl::string_view resource_name) {
  return Error(absl::StatusCode::kNotFound, kNotFoundReason,
               absl::StrCat(resource_name, " does not exist"),
               {{"resource", std::string(resource_name)}});
}

absl::Status UnknownShopError(absl::string_view shop) {
  const std::string name = absl::StrCat("shops/", shop);
  return Error(absl::StatusCode::kNotFound, kUnknownShopReason,
               absl::StrCat(name,
                            " is not known to this service: EventFeed.ListShops names those"
                            " that are, and PolicyService.UpdatePolicy makes one"),
               {{"resource", name}});
}

absl::Status AlreadyExistsError(absl::string_view resource_name) {
  return Error(absl::StatusCode::kAlreadyExists, kAlreadyExistsReason,
               absl::StrCat(resource_name, " exists already"),
               {{"resource", std::string(resource_name)}});
}

absl::Status WrongStateError(absl::string_view resource_name, absl::string_view state,
                             absl::string_view wanted, absl::string_view allowed) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kWrongStateReason,
      absl::StrCat(resource_name, " is ", state, ": ", wanted,
                   " is not possible now; possible: ", allowed.empty() ? "nothing" : allowed),
      {{"resource", std::string(resource_name)},
       {"state", std::string(state)},
       {"allowed", std::string(allowed)}});
}

absl::Status EtagMismatchError(absl::string_view resource_name) {
  return Error(absl::StatusCode::kAborted, kEtagMismatchReason,
               absl::StrCat(resource_name, " was changed meanwhile; read it again and repeat"),
               {{"resource", std::string(resource_name)}});
}

absl::Status UnavailableError(absl::string_view message) {
  return Error(absl::StatusCode::kUnavailable, kUnavailableReason, message);
}

absl::Status InternalError(absl::string_view message) {
  return Error(absl::StatusCode::kInternal, kInternalReason, message);
}

absl::Status OverloadedError(absl::string_view message, absl::Duration retry_after) {
  absl::Status status = Error(absl::StatusCode::kResourceExhausted, kOverloadedReason, message);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(retry_after));
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
      (retry_after - absl::Seconds(absl::ToInt64Seconds(retry_after))) / absl::Nanoseconds(1)));
  status.SetPayload(kRetryInfoUrl, absl::Cord(retry.SerializeAsString()));
  return status;
}

absl::Status InvalidFieldError(absl::string_view field, absl::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

void Violations::Add(absl::string_view field, absl::string_view description) {
  violations_.emplace_back(std::string(field), std::string(description));
}

absl::Status Violations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  google::rpc::BadRequest details;
  for (const auto& [field, description] : violations_) {
    auto* violation = details.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
  absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, kInvalidArgumentReason,
            absl::StrJoin(violations_, "; ", [](std::string* out, const auto& violation) {
              absl::StrAppend(out, violation.first, ": ", violation.second);
            }));
  status.SetPayload(kBadRequestUrl, absl::Cord(details.SerializeAsString()));
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return InfoOf(status, info) ? info.reason() : "";
}

std::string ErrorMetadataOf(const absl::Status& status, absl::string_view key) {
  google::rpc::ErrorInfo info;
  if (!InfoOf(status, info)) return "";
  auto found = info.metadata().find(std::string(key));
  return found == info.metadata().end() ? "" : found->second;
}

bool IsTransient(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return true;
    case absl::StatusCode::kAborted:
      return ReasonOf(status) != kEtagMismatchReason;
    case absl::StatusCode::kResourceExhausted:
      return ReasonOf(status) == kOverloadedReason;
    default:
      return false;
  }
}

}  // namespace shopdesk
