#include "services/feedback/domain/conversation/question.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/base/utf8.h"
#include "libs/wording/fold.h"

namespace shopdesk::feedback::domain {

// The embedded list.
extern const char kQuestionWords[];

namespace {

// Of a question that others may ask in the same words.
constexpr size_t kMostWords = 12;
constexpr size_t kMostKeyBytes = 200;

// Question marks of all scripts, but the Spanish one that a question begins with.
constexpr std::u32string_view kQuestionMarks = U"?？؟\u037E՞፧⁇⁈⁉﹖︖⸮꘏꛷‽❓❔";
constexpr std::u32string_view kCommas = U",，،";
constexpr std::u32string_view kSentenceEnds = U".!。！｡…\n\r";
// What masks stand for what is hidden with.
constexpr char32_t kMask = U'*';

// A word, folded; of a script without blanks all that stands together.
struct Word {
  std::u32string symbols;
  bool ideographic = false;
  // Something of it was masked, or it has a digit.
  bool hidden = false;
  // A sentence or a part of one begins with it.
  bool begins = false;
};

struct Sentence {
  std::vector<Word> words;
  bool marked = false;
};

bool IsDigit(char32_t code) {
  constexpr char32_t kZeros[] = {U'0', U'\uFF10', U'\u0660', U'\u06F0', U'\u0966', U'\u0E50'};
  return std::any_of(std::begin(kZeros), std::end(kZeros),
                     [code](char32_t zero) { return code >= zero && code < zero + 10; });
}

// The code point that the text begins with, taken off it.
char32_t TakeCodePoint(absl::string_view& text) {
  const size_t size = CodePointSize(text);
  const auto byte = [&](size_t i) -> char32_t { return static_cast<unsigned char>(text[i]); };
  char32_t code = size <= 1 ? byte(0) : byte(0) & (0x7fU >> size);
  for (size_t i = 1; i < size; ++i) code = code << 6 | (byte(i) & 0x3f);
  text.remove_prefix(std::max<size_t>(size, 1));
  return code;
}

void AppendUtf8(char32_t code, std::string& text) {
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
  }
  put(0x80 | (code & 0x3F));
}

std::string ToUtf8(std::u32string_view symbols) {
  std::string text;
  for (const char32_t code : symbols) AppendUtf8(code, text);
  return text;
}

// Takes a text apart, character by character.
class Reader {
 public:
  std::vector<Sentence> Read(absl::string_view text) {
    while (!text.empty()) Take(TakeCodePoint(text));
    EndSentence(false);
    return std::move(sentences_);
  }

 private:
  void Take(char32_t code) {
    if (kQuestionMarks.find(code) != std::u32string_view::npos) return EndSentence(true);
    if (kSentenceEnds.find(code) != std::u32string_view::npos) return EndSentence(false);
    if (code == kMask || IsDigit(code)) {
      if (word_.ideographic) EndWord();
      word_.hidden = true;
      return;
    }
    const wording::Folded& folded = wording::FoldCharacter(code);
    if (folded.count == 0) {
      const bool within = folded.gap == wording::Gap::kNone || code == U'\'' || code == U'’';
      if (!within) EndWord();
      begins_ = begins_ || kCommas.find(code) != std::u32string_view::npos;
      return;
    }
    if (!word_.symbols.empty() && word_.ideographic != folded.ideographic) EndWord();
    word_.ideographic = folded.ideographic;
    word_.symbols.append(folded.symbols.data(), folded.count);
  }

  void EndWord() {
    if (!word_.symbols.empty()) {
      word_.begins = std::exchange(begins_, false);
      sentence_.words.push_back(std::move(word_));
    }
    word_ = Word();
  }

  void EndSentence(bool marked) {
    EndWord();
    sentence_.marked = marked;
    if (!sentence_.words.empty()) sentences_.push_back(std::move(sentence_));
    sentence_ = Sentence();
    begins_ = true;
  }

  std::vector<Sentence> sentences_;
  Sentence sentence_;
  Word word_;
  bool begins_ = true;
};

// The words of all languages: whether a question begins with it, or in Chinese has it.
using WordList = std::map<std::u32string, bool>;

const WordList& QuestionWords() {
  static const WordList& words = *[] {
    auto* const list = new WordList;
    for (const absl::string_view row : absl::StrSplit(kQuestionWords, '\n', absl::SkipEmpty())) {
      const std::vector<absl::string_view> cells = absl::StrSplit(row, ',');
      if (cells[0] == "language") continue;
      for (const Sentence& sentence : Reader().Read(cells[1])) {
        bool& asks = (*list)[sentence.words[0].symbols];
        asks = asks || cells[2] == "1";
      }
    }
    return list;
  }();
  return words;
}

// What is left of a run of characters without the list's, longest first; notes whether one asks.
std::vector<std::u32string> LeaveOutIn(const std::u32string& run, bool& asks) {
  constexpr size_t kLongest = 6;
  std::vector<std::u32string> pieces(1);
  for (size_t at = 0; at < run.size();) {
    size_t size = std::min(kLongest, run.size() - at);
    auto found = QuestionWords().end();
    for (; size > 0 && found == QuestionWords().end(); --size) {
      found = QuestionWords().find(run.substr(at, size));
    }
    if (found == QuestionWords().end()) {
      pieces.back().push_back(run[at++]);
      continue;
    }
    asks = asks || found->second;
    at += found->first.size();
    if (!pieces.back().empty()) pieces.emplace_back();
  }
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

// "" if it asks nothing, or too much.
std::string KeyOf(const Sentence& sentence) {
  bool asks = sentence.marked;
  std::set<std::string> words;
  for (const Word& word : sentence.words) {
    if (word.ideographic) {
      for (const std::u32string& piece : LeaveOutIn(word.symbols, asks)) {
        words.insert(ToUtf8(piece));
      }
      continue;
    }
    const auto listed = QuestionWords().find(word.symbols);
    const bool known = listed != QuestionWords().end();
    asks = asks || (known && listed->second && word.begins);
    if (!known && !word.hidden && word.symbols.size() > 1) words.insert(ToUtf8(word.symbols));
  }
  if (!asks || words.empty() || words.size() > kMostWords) return "";
  std::string key;
  for (const std::string& word : words) absl::StrAppend(&key, key.empty() ? "" : " ", word);
  return key.size() <= kMostKeyBytes ? key : "";
}

// What of a word must stand in a text: it, or all pairs of characters where words aren't divided.
std::vector<std::u32string> TermsOf(const std::u32string& word, bool ideographic) {
  if (!ideographic || word.size() == 1) return {word};
  std::vector<std::u32string> pairs;
  for (size_t i = 0; i + 1 < word.size(); ++i) pairs.push_back(word.substr(i, 2));
  return pairs;
}

// What is seen of HTML.
std::string WithoutTags(absl::string_view html) {
  std::string text;
  while (!html.empty()) {
    const size_t tag = html.find('<');
    absl::StrAppend(&text, html.substr(0, tag), " ");
    const size_t end = tag == absl::string_view::npos ? tag : html.find('>', tag);
    html.remove_prefix(end == absl::string_view::npos ? html.size() : end + 1);
  }
  return text;
}

}  // namespace

std::string QuestionKey(absl::string_view masked_text) {
  for (const Sentence& sentence : Reader().Read(masked_text)) {
    std::string key = KeyOf(sentence);
    if (!key.empty()) return key;
  }
  return "";
}

bool HasWordsOf(absl::string_view key, absl::string_view text) {
  std::set<std::u32string> terms;
  for (const Sentence& sentence : Reader().Read(text)) {
    for (const Word& word : sentence.words) {
      for (std::u32string& term : TermsOf(word.symbols, word.ideographic)) {
        terms.insert(std::move(term));
      }
      if (!word.ideographic) continue;
      for (const char32_t symbol : word.symbols) terms.insert(std::u32string(1, symbol));
    }
  }
  for (absl::string_view word : absl::StrSplit(key, ' ')) {
    std::u32string symbols;
    while (!word.empty()) symbols.push_back(TakeCodePoint(word));
    const bool ideographic = wording::FoldCharacter(symbols[0]).ideographic;
    for (const std::u32string& term : TermsOf(symbols, ideographic)) {
      if (terms.count(term) == 0) return false;
    }
  }
  return true;
}

std::string TextOf(const catalog::v1::Product& product) {
  std::string text = absl::StrCat(product.title(), "\n", product.brand(), "\n",
                                  WithoutTags(product.description()));
  for (const catalog::v1::AttributeValue& attribute : product.attributes()) {
    absl::StrAppend(&text, "\n", absl::StrReplaceAll(attribute.key(), {{"_", " "}}));
    for (const std::string& value : attribute.values()) absl::StrAppend(&text, " ", value);
    absl::StrAppend(&text, " ", attribute.unit());
  }
  for (const std::string& point : product.selling_points()) absl::StrAppend(&text, "\n", point);
  for (const catalog::v1::Picture& picture : product.pictures()) {
    absl::StrAppend(&text, "\n", picture.alt_text());
  }
  for (const catalog::v1::Sku& sku : product.skus()) {
    for (const catalog::v1::OptionValue& value : sku.option_values()) {
      absl::StrAppend(&text, "\n", value.option(), " ", value.value());
    }
  }
  return text;
}

std::string TextOf(const catalog::v1::Article& article) {
  std::string text = absl::StrCat(article.title(), "\n", WithoutTags(article.body()));
  for (const std::string& step : article.steps()) absl::StrAppend(&text, "\n", step);
  return text;
}

}  // namespace shopdesk::feedback::domain
