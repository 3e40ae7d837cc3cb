#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/rpc/error_details.pb.h"
#include "libs/base/error.h"

namespace shopdesk::testing {

// The fields that a status complains of.
inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto payload = status.GetPayload(kBadRequestUrl);
  google::rpc::BadRequest details;
  if (payload.has_value() && details.ParseFromString(std::string(*payload))) {
    for (const auto& violation : details.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}
template <class T>
std::vector<std::string> FieldsOf(const absl::StatusOr<T>& result) {
  return FieldsOf(result.status());
}

}  // namespace shopdesk::testing
