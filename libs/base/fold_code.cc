#include "libs/base/fold_code.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace shopdesk {

std::string FoldCode(absl::string_view code) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(code.data(), static_cast<int>(code.size())));
  if (nfkc != nullptr && U_SUCCESS(error)) text = nfkc->normalize(text, error);
  text.toUpper(icu::Locale::getRoot());
  icu::UnicodeString folded;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    if (!u_isUWhiteSpace(text.char32At(i))) folded.append(text.char32At(i));
  }
  std::string utf8;
  folded.toUTF8String(utf8);
  return utf8;
}

}  // namespace shopdesk
