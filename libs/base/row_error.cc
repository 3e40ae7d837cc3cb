#include "libs/base/row_error.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/types/optional.h"
#include "google/rpc/error_details.pb.h"
#include "libs/base/error.h"

namespace shopdesk {
namespace {

// The detail of that type; one without anything if the status has none.
template <class Detail>
Detail DetailOf(const absl::Status& status, absl::string_view url) {
  Detail detail;
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  if (payload.has_value()) detail.ParseFromString(std::string(*payload));
  return detail;
}

}  // namespace

type::v1::RowError MakeRowError(int index, absl::string_view id, const absl::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  const auto request = DetailOf<google::rpc::BadRequest>(status, kBadRequestUrl);
  type::v1::RowError error;
  error.set_index(index);
  error.set_id(std::string(id));
  if (!request.field_violations().empty()) error.set_field(request.field_violations(0).field());
  error.set_reason(info.reason());
  error.set_message(std::string(status.message()));
  for (const auto& [key, value] : info.metadata()) (*error.mutable_metadata())[key] = value;
  return error;
}

}  // namespace shopdesk
