#include "libs/wording/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include "libs/base/simplify.h"

namespace shopdesk::wording {
namespace {

constexpr char32_t kPages = 0x1100;
constexpr char32_t kPageSize = 256;
// Stands for what is no letter nor digit where ICU's data aren't there.
constexpr char32_t kReplacement = 0xFFFD;

bool IsLetterOrDigit(UChar32 c) { return u_isalnum(c) != 0; }

bool IsWrittenWithoutBlanks(UChar32 c) {
  // The long mark of kana is of no script, and is written for "一".
  if (c == U'ー' || c == U'ｰ') return true;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
      return true;
    default:
      return false;
  }
}

// Immutable; null only if ICU's data are not there, and then characters stay as they are.
const USpoofChecker* Likeness() {
  static const USpoofChecker* const checker = [] {
    UErrorCode error = U_ZERO_ERROR;
    USpoofChecker* const opened = uspoof_open(&error);
    return U_SUCCESS(error) ? opened : nullptr;
  }();
  return checker;
}

// What people take the letter or digit for, itself if for no other.
icu::UnicodeString LookAlike(UChar32 c) {
  const icu::UnicodeString itself(c);
  if (Likeness() == nullptr) return itself;
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(Likeness(), 0, itself, skeleton, &error);
  if (U_FAILURE(error)) return itself;
  skeleton.foldCase();
  for (int32_t i = 0; i < skeleton.length();) {
    const UChar32 like = skeleton.char32At(i);
    if (!IsLetterOrDigit(like)) return itself;
    i += U16_LENGTH(like);
  }
  return skeleton.isEmpty() ? itself : skeleton;
}

icu::UnicodeString FoldForms(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString folded =
      icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(icu::UnicodeString(c), error);
  folded = icu::Normalizer2::getNFDInstance(error)->normalize(folded, error);
  SimplifyHan(folded);
  return folded;
}

Gap GapOf(UChar32 c) {
  if (c == kReplacement) return Gap::kSign;
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return Gap::kNone;
  if (u_isUWhiteSpace(c)) return Gap::kBlank;
  if ((U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CF_MASK | U_GC_CC_MASK)) != 0) return Gap::kNone;
  for (const char32_t ends : U"，。！？；：、…｡､") {
    if (ends != 0 && static_cast<char32_t>(c) == ends) return Gap::kBreak;
  }
  return Gap::kSign;
}

void AddSymbol(UChar32 c, Folded& folded) {
  if (folded.count == kMostSymbolsOfCharacter) return;
  // "1" and "I" are alike to "l", and "I" is "i" without its case.
  folded.symbols[folded.count++] = c == 'i' ? U'l' : static_cast<Symbol>(c);
}

Folded FoldOne(UChar32 c) {
  Folded folded;
  const icu::UnicodeString forms = FoldForms(c);
  for (int32_t i = 0; i < forms.length();) {
    const UChar32 form = forms.char32At(i);
    i += U16_LENGTH(form);
    if (!IsLetterOrDigit(form)) continue;
    folded.ideographic = folded.ideographic || IsWrittenWithoutBlanks(form);
    const icu::UnicodeString like = LookAlike(form);
    for (int32_t j = 0; j < like.length();) {
      const UChar32 symbol = like.char32At(j);
      j += U16_LENGTH(symbol);
      AddSymbol(symbol, folded);
    }
  }
  if (folded.count > 0) return folded;
  folded.gap = GapOf(c);
  folded.ends_sentence = c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == ':';
  return folded;
}

std::unique_ptr<const FoldPage> MakePage(char32_t number) {
  auto page = std::make_unique<FoldPage>();
  for (char32_t i = 0; i < kPageSize; ++i) {
    const char32_t code = number * kPageSize + i;
    (*page)[i] = FoldOne(static_cast<UChar32>(number < kPages ? code : kReplacement));
  }
  return page;
}

}  // namespace

const FoldPage& FoldPageOf(char32_t page) {
  // The last one is of what is no code point.
  static std::array<std::atomic<const FoldPage*>, kPages + 1> pages{};
  std::atomic<const FoldPage*>& kept = pages[std::min(page, kPages)];
  const FoldPage* known = kept.load(std::memory_order_acquire);
  if (known != nullptr) return *known;
  std::unique_ptr<const FoldPage> made = MakePage(page);
  if (kept.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel)) {
    return *made.release();
  }
  return *known;
}

}  // namespace shopdesk::wording
