#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "libs/base/error.h"
#include "libs/runtime/validate.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// What the bulk methods share.
namespace shopdesk::logistics::handlers {

// The rows' indexes in the order of their keys, equal keys as they came: rows are locked in one
// order everywhere, so that two requests can't wait for each other.
inline std::vector<int> OrderByKey(const std::vector<std::string>& keys) {
  std::vector<int> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return keys[a] < keys[b]; });
  return order;
}

// The field rules of a row: the adapter leaves the rows of streamed requests to their handler.
template <class Row>
absl::Status CheckRow(const Row& row) {
  static const runtime::Validator& validator = *new runtime::Validator(*Row::descriptor());
  return validator.Check(row);
}

// Whether an error is the row's own fault: it is reported and the others go on. Errors of the
// database concern all of them.
inline bool IsRowError(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kNotFound;
}

inline void AddRowError(int index, absl::string_view id, const absl::Status& status,
                        google::protobuf::RepeatedPtrField<v1::ImportError>* errors) {
  v1::ImportError& error = *errors->Add();
  error.set_index(index);
  error.set_id(std::string(id));
  error.set_message(std::string(status.message()));
}

inline void SortByIndex(google::protobuf::RepeatedPtrField<v1::ImportError>* errors) {
  std::sort(errors->begin(), errors->end(), [](const v1::ImportError& a, const v1::ImportError& b) {
    return a.index() < b.index();
  });
}

enum class RowResult { kCreated, kUpdated, kUnchanged };

template <class Response>
void CountRow(RowResult result, Response* response) {
  switch (result) {
    case RowResult::kCreated:
      return response->set_created_count(response->created_count() + 1);
    case RowResult::kUpdated:
      return response->set_updated_count(response->updated_count() + 1);
    case RowResult::kUnchanged:
      return response->set_unchanged_count(response->unchanged_count() + 1);
  }
}

}  // namespace shopdesk::logistics::handlers
