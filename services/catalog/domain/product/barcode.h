#pragma once

#include "absl/strings/string_view.h"

namespace shopdesk::catalog::domain {

// Whether a code may be a barcode: with 8, 12, 13 or 14 characters a GTIN with a right check digit,
// with another length a code of the shop's own.
bool IsValidBarcode(absl::string_view code);

}  // namespace shopdesk::catalog::domain
