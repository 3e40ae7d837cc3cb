#include "services/catalog/domain/search/vocabulary.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "services/catalog/domain/search/word_form.h"

namespace shopdesk::catalog::domain {
namespace {

// A token takes its text, an entry in each of two maps and one by length; a stem a text, an entry
// and a number.
constexpr size_t kBytesOfToken = 120;
constexpr size_t kBytesOfStem = 80;

}  // namespace

Vocabulary::Word Vocabulary::Add(absl::string_view token) {
  const auto found = words_.find(token);
  if (found != words_.end()) return found->second;
  const auto word = static_cast<Word>(texts_.size());
  const absl::string_view text = texts_.emplace_back(token);
  words_.emplace(text, word);
  sorted_.emplace(text, word);
  bytes_ += kBytesOfToken + text.size();
  if (!IsLatinWord(text)) return word;
  for (std::string& stem : StemsOf(text)) {
    by_stem_[std::move(stem)].push_back(word);
    bytes_ += kBytesOfStem;
  }
  if (by_length_.size() <= text.size()) by_length_.resize(text.size() + 1);
  by_length_[text.size()].push_back(word);
  return word;
}

absl::optional<Vocabulary::Word> Vocabulary::Find(absl::string_view token) const {
  const auto found = words_.find(token);
  if (found == words_.end()) return absl::nullopt;
  return found->second;
}

std::vector<Vocabulary::Word> Vocabulary::Completions(absl::string_view prefix, size_t most,
                                                      IsUsed is_used) const {
  std::vector<Word> words;
  for (auto next = sorted_.lower_bound(prefix);
       next != sorted_.end() && words.size() < most && absl::StartsWith(next->first, prefix);
       ++next) {
    if (is_used(next->second)) words.push_back(next->second);
  }
  return words;
}

std::vector<Vocabulary::Word> Vocabulary::Forms(absl::string_view token, IsUsed is_used) const {
  std::vector<Word> words;
  for (const std::string& stem : StemsOf(token)) {
    const auto found = by_stem_.find(stem);
    if (found == by_stem_.end()) continue;
    for (const Word word : found->second) {
      if (texts_[word] != token && is_used(word)) words.push_back(word);
    }
  }
  SortByText(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::vector<Vocabulary::Word> Vocabulary::Slips(absl::string_view token, IsUsed is_used) const {
  std::vector<Word> words;
  if (token.size() < kFewestLettersOfSlip || !IsLatinWord(token)) return words;
  for (size_t length = token.size() - 1; length <= token.size() + 1; ++length) {
    if (length >= by_length_.size()) break;
    for (const Word word : by_length_[length]) {
      if (IsOneSlip(token, texts_[word]) && is_used(word)) words.push_back(word);
    }
  }
  SortByText(words);
  return words;
}

void Vocabulary::SortByText(std::vector<Word>& words) const {
  std::sort(words.begin(), words.end(), [this](Word a, Word b) { return texts_[a] < texts_[b]; });
}

}  // namespace shopdesk::catalog::domain
