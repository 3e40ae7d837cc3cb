#include "libs/base/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace shopdesk {
namespace {

bool IsSpace(UChar32 c) { return u_isUWhiteSpace(c) != 0; }

bool IsInvisible(UChar32 c) {
  return (U_MASK(u_charType(c)) & (U_GC_CC_MASK | U_GC_CF_MASK)) != 0 ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

}  // namespace

bool IsBlank(absl::string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    UChar32 c;
    U8_NEXT(text.data(), at, size, c);
    if (c < 0 || (!IsSpace(c) && !IsInvisible(c))) return false;
  }
  return true;
}

absl::string_view IdProblem(absl::string_view id) {
  if (id == "-") return "not be \"-\", which stands for any";
  const auto size = static_cast<int32_t>(id.size());
  bool ends_in_space = false;
  for (int32_t at = 0; at < size;) {
    const bool first = at == 0;
    UChar32 c;
    U8_NEXT(id.data(), at, size, c);
    if (c >= 0 && IsInvisible(c)) return "not hold characters that can't be seen";
    ends_in_space = c >= 0 && IsSpace(c);
    if (first && ends_in_space) break;
  }
  return ends_in_space ? "not begin or end with white space" : "";
}

}  // namespace shopdesk
