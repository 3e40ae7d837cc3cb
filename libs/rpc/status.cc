#include "libs/rpc/status.h"

#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"
#include "libs/base/error.h"

namespace shopdesk::rpc {
namespace {

// Trailers must stay below the 8 KiB that most clients take: message and details are cut to this.
constexpr size_t kMaxMessage = 1024;
constexpr size_t kMaxDetails = 4096;

// The message cut at the border of a character.
std::string Truncate(absl::string_view message) {
  if (message.size() <= kMaxMessage) return std::string(message);
  size_t size = kMaxMessage;
  while (size > 0 && (message[size] & 0xc0) == 0x80) --size;
  return absl::StrCat(message.substr(0, size), "…");
}

}  // namespace

std::string CodeName(grpc::StatusCode code) {
  return code == grpc::StatusCode::OK
             ? "OK"
             : absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

absl::Status Presentable(absl::Status status) {
  if (status.ok()) return status;
  const std::string reason = ReasonOf(status);
  switch (status.code()) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
      return Error(absl::StatusCode::kInternal, reason.empty() ? "INTERNAL" : reason,
                   "internal error; the service's log says more");
    default:
      if (!reason.empty()) return status;
  }
  absl::Status complete =
      Error(status.code(), absl::StatusCodeToString(status.code()), status.message());
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { complete.SetPayload(url, payload); });
  return complete;
}

absl::Status StreamIdleError(absl::Duration idle) {
  return Error(absl::StatusCode::kDeadlineExceeded, "STREAM_IDLE",
               absl::StrCat("nothing was sent or taken for ", absl::FormatDuration(idle),
                            "; open another stream when there is more"));
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(Truncate(status.message()));
  size_t bytes = details.message().size();
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    bytes += url.size() + payload.size();
    if (bytes > kMaxDetails && url != kErrorInfoUrl) return;
    auto* detail = details.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(),
                      details.SerializeAsString());
}

}  // namespace shopdesk::rpc
