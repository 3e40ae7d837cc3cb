#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace shopdesk {

// A code of a label, such as a waybill's number, as it is stored and compared: in Unicode's
// compatible form (NFKC), in capitals, without white space. `code` is UTF-8.
std::string FoldCode(absl::string_view code);

}  // namespace shopdesk
