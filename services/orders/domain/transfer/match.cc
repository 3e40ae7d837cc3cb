#include "services/orders/domain/transfer/match.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "absl/strings/ascii.h"
#include "libs/base/simplify.h"

namespace shopdesk::orders::domain {
namespace {

// Characters of a normal id: what is shorter is as likely a number or a word.
constexpr size_t kShortestId = 4;
// Words that an id is written in at most: each more costs queries.
constexpr size_t kMostWords = 4;
// Of an account's number: as much as buyers and banks tell of it.
constexpr size_t kLastDigits = 4;

// Small letters of usual width.
icu::UnicodeString Fold(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString given = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  return icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(given, error);
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

bool IsDash(UChar32 c) {
  return u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212 || c == '_' || c == '.';
}

bool IsAsciiWord(UChar32 c) { return c < 0x80 && absl::ascii_isalnum(static_cast<char>(c)); }

// How a word of a reference hangs on the one before it.
enum class Joint { kApart, kTouching, kBlank, kDash };

struct Word {
  icu::UnicodeString text;
  Joint before = Joint::kApart;
  bool ascii = false;
};

Joint JointOf(bool blank, bool dash, bool other) {
  if (other) return Joint::kApart;
  if (blank) return Joint::kBlank;
  return dash ? Joint::kDash : Joint::kTouching;
}

// Runs of letters and digits; those of ASCII are words apart from the Chinese around them.
std::vector<Word> WordsOf(absl::string_view reference) {
  const icu::UnicodeString text = Fold(reference);
  std::vector<Word> words;
  bool blank = false;
  bool dash = false;
  bool other = true;
  for (int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    if (!u_isalnum(c)) {
      blank |= u_isUWhiteSpace(c) != 0;
      dash |= IsDash(c);
      other |= u_isUWhiteSpace(c) == 0 && !IsDash(c);
      continue;
    }
    const bool ascii = IsAsciiWord(c);
    if (words.empty() || blank || dash || other || words.back().ascii != ascii) {
      words.push_back({{}, JointOf(blank, dash, other), ascii});
    }
    words.back().text.append(c);
    blank = dash = other = false;
  }
  return words;
}

// Whether the joint before this word is inside an id: nothing begins or ends there.
bool IsInside(const std::vector<Word>& words, size_t at) {
  return at > 0 && at < words.size() && words[at].before == Joint::kDash && words[at].ascii &&
         words[at - 1].ascii;
}

}  // namespace

Likeness Compare(const Claimed& claim, const Credit& credit) {
  if (claim.currency != credit.currency) return Likeness::kNone;
  const bool digits_known = !claim.digits.empty() && !credit.digits.empty();
  const bool same_digits = digits_known && claim.digits == credit.digits;
  if (digits_known && !same_digits) return Likeness::kNone;
  const bool payer_known = !claim.payer.empty() && !credit.payer.empty();
  const bool same_payer = payer_known && claim.payer == credit.payer;
  // Names are written in more ways than one; digits are not.
  if (payer_known && !same_payer && !same_digits) return Likeness::kNone;
  if (same_payer || same_digits) {
    return credit.amount_minor == claim.amount_minor ? Likeness::kBoth : Likeness::kPayer;
  }
  const bool amount =
      credit.amount_minor == claim.amount_minor || credit.amount_minor == claim.open_minor;
  return amount ? Likeness::kAmount : Likeness::kNone;
}

std::string NormalPayer(absl::string_view name) {
  icu::UnicodeString folded = Fold(name);
  SimplifyHan(folded);
  icu::UnicodeString normal;
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    if (!u_isUWhiteSpace(c) && c != '.' && c != ',' && c != 0xB7) normal.append(c);
  }
  return ToUtf8(normal);
}

std::string LastDigits(absl::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  return digits.size() < kLastDigits ? "" : digits.substr(digits.size() - kLastDigits);
}

std::string NormalId(absl::string_view id) {
  icu::UnicodeString normal;
  for (const Word& word : WordsOf(id)) normal += word.text;
  return ToUtf8(normal);
}

std::vector<Mention> MentionsIn(absl::string_view reference) {
  const std::vector<Word> words = WordsOf(reference);
  std::vector<Mention> mentions;
  for (size_t begin = 0; begin < words.size(); ++begin) {
    if (IsInside(words, begin)) continue;
    icu::UnicodeString id;
    for (size_t end = begin; end < words.size() && end < begin + kMostWords; ++end) {
      if (end > begin && words[end].before == Joint::kApart) break;
      id += words[end].text;
      if (IsInside(words, end + 1)) continue;
      if (mentions.size() == kMostMentions) return mentions;
      mentions.push_back({ToUtf8(id), begin, end + 1});
    }
  }
  return mentions;
}

bool IsShortId(absl::string_view normal_id) { return normal_id.size() < kShortestId; }

}  // namespace shopdesk::orders::domain
