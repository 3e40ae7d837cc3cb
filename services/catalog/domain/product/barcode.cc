#include "services/catalog/domain/product/barcode.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace shopdesk::catalog::domain {

bool IsValidBarcode(absl::string_view code) {
  if (code.size() != 8 && code.size() != 12 && code.size() != 13 && code.size() != 14) return true;
  if (!std::all_of(code.begin(), code.end(), absl::ascii_isdigit)) return false;
  int sum = 0;
  // The weights are 3, 1, 3 … from the digit before the check digit leftwards.
  for (size_t i = 0; i + 1 < code.size(); ++i) {
    const bool heavy = (code.size() - 1 - i) % 2 == 1;
    sum += (code[i] - '0') * (heavy ? 3 : 1);
  }
  return (10 - sum % 10) % 10 == code.back() - '0';
}

}  // namespace shopdesk::catalog::domain
