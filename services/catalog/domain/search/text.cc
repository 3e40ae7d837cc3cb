#include "services/catalog/domain/search/text.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "libs/base/html.h"
#include "libs/base/simplify.h"

namespace shopdesk::catalog::domain {
namespace {

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

UScriptCode ScriptOf(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(c, &error);
}

bool IsIdeographic(UChar32 c) {
  if (c < 0x2E80) return false;
  const UScriptCode script = ScriptOf(c);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
}

// The accents of Latin, Greek and Cyrillic; the voicing marks of kana make other words.
bool IsAccent(UChar32 c) { return c >= 0x0300 && c <= 0x036F; }

icu::UnicodeString WithoutAccents(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString decomposed =
      icu::Normalizer2::getNFDInstance(error)->normalize(text, error);
  icu::UnicodeString kept;
  for (int32_t i = 0; i < decomposed.length();) {
    const UChar32 c = decomposed.char32At(i);
    if (!IsAccent(c)) kept.append(c);
    i += U16_LENGTH(c);
  }
  return icu::Normalizer2::getNFCInstance(error)->normalize(kept, error);
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isascii(static_cast<unsigned char>(c)); });
}

std::vector<std::string> Characters(absl::string_view run) {
  std::vector<std::string> characters;
  const icu::UnicodeString text = FromUtf8(run);
  for (int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    characters.push_back(ToUtf8(icu::UnicodeString(c)));
    i += U16_LENGTH(c);
  }
  return characters;
}

// A new one costs much more than a word.
icu::BreakIterator* WordBreaker() {
  UErrorCode error = U_ZERO_ERROR;
  thread_local const std::unique_ptr<icu::BreakIterator> breaker(
      icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), error));
  return breaker.get();
}

std::vector<std::string> DictionaryWords(const std::string& run) {
  icu::BreakIterator* breaker = WordBreaker();
  if (breaker == nullptr) return {run};
  const icu::UnicodeString text = FromUtf8(run);
  breaker->setText(text);
  std::vector<std::string> words;
  int32_t start = breaker->first();
  for (int32_t end = breaker->next(); end != icu::BreakIterator::DONE; end = breaker->next()) {
    words.push_back(ToUtf8(text.tempSubStringBetween(start, end)));
    start = end;
  }
  return words;
}

void AppendPairs(const std::vector<std::string>& characters, std::vector<std::string>& tokens) {
  for (size_t i = 1; i < characters.size(); ++i) {
    tokens.push_back(characters[i - 1] + characters[i]);
  }
}

}  // namespace

std::string Fold(absl::string_view text) {
  if (IsAscii(text)) return absl::AsciiStrToLower(text);
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString folded =
      icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(FromUtf8(text), error);
  folded = WithoutAccents(folded);
  SimplifyHan(folded);
  return ToUtf8(folded);
}

std::vector<Run> SplitRuns(absl::string_view folded) {
  std::vector<Run> runs;
  const icu::UnicodeString text = FromUtf8(folded);
  bool open = false;
  for (int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    const bool mark = U_GET_GC_MASK(c) & U_GC_M_MASK;
    if (!u_isalnum(c) && !mark) {
      open = false;
      continue;
    }
    const bool ideographic = mark && open ? runs.back().ideographic : IsIdeographic(c);
    if (!open || runs.back().ideographic != ideographic) runs.push_back({"", ideographic});
    icu::UnicodeString(c).toUTF8String(runs.back().text);
    open = true;
  }
  return runs;
}

std::vector<std::string> PartsOf(absl::string_view word) {
  std::vector<std::string> parts;
  const icu::UnicodeString text = FromUtf8(word);
  bool digits = false;
  for (int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    const bool mark = U_GET_GC_MASK(c) & U_GC_M_MASK;
    const bool digit = mark ? digits : u_isdigit(c) != 0;
    if (parts.empty() || digit != digits) parts.emplace_back();
    icu::UnicodeString(c).toUTF8String(parts.back());
    digits = digit;
  }
  return parts;
}

std::vector<std::string> IndexTokens(absl::string_view folded) {
  std::vector<std::string> tokens;
  for (Run& run : SplitRuns(folded)) {
    if (!run.ideographic) {
      std::vector<std::string> parts = PartsOf(run.text);
      if (parts.size() > 1) tokens.push_back(std::move(run.text));
      std::move(parts.begin(), parts.end(), std::back_inserter(tokens));
      continue;
    }
    const std::vector<std::string> characters = Characters(run.text);
    tokens.insert(tokens.end(), characters.begin(), characters.end());
    AppendPairs(characters, tokens);
  }
  return tokens;
}

std::vector<std::string> QueryTokens(absl::string_view folded) {
  std::vector<std::string> tokens;
  for (Run& run : SplitRuns(folded)) {
    if (!run.ideographic) {
      std::vector<std::string> parts = PartsOf(run.text);
      std::move(parts.begin(), parts.end(), std::back_inserter(tokens));
      continue;
    }
    const bool is_short = Characters(run.text).size() <= 2;
    for (const std::string& word :
         is_short ? std::vector<std::string>{run.text} : DictionaryWords(run.text)) {
      const std::vector<std::string> characters = Characters(word);
      if (characters.size() == 1) tokens.push_back(characters[0]);
      AppendPairs(characters, tokens);
    }
  }
  return tokens;
}

std::string ReadEntities(absl::string_view text) {
  std::string read;
  read.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const HtmlEntity entity = EntityAt(text.substr(i));
    if (entity.bytes == 0) {
      read.push_back(text[i]);
    } else {
      read.append(entity.text);
      i += entity.bytes - 1;
    }
  }
  return read;
}

std::string StripHtml(absl::string_view html) {
  std::string text;
  text.reserve(html.size());
  for (size_t i = 0; i < html.size(); ++i) {
    const size_t end = html[i] == '<' ? html.find('>', i) : absl::string_view::npos;
    if (end == absl::string_view::npos) {
      text.push_back(html[i]);
    } else {
      text.push_back(' ');
      i = end;
    }
  }
  return ReadEntities(text);
}

std::string LikenessOf(absl::string_view id) {
  const icu::UnicodeString folded = FromUtf8(Fold(id));
  icu::UnicodeString kept;
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    const bool dropped = u_isUWhiteSpace(c) || u_hasBinaryProperty(c, UCHAR_DASH) ||
                         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
    if (!dropped) kept.append(c);
  }
  return ToUtf8(kept.isEmpty() ? folded : kept);
}

}  // namespace shopdesk::catalog::domain
