#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "shopdesk/type/v1/row_error.pb.h"

// Errors of single rows, for calls that take the other rows all the same.
namespace shopdesk {

// What is told of a row that `status` refuses: `id` is the row's. The field is the first one that
// the status names.
type::v1::RowError MakeRowError(int index, absl::string_view id, const absl::Status& status);

}  // namespace shopdesk
