#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace shopdesk::catalog::domain {

// The tokens of a shop's products, numbered from 0, and which of them are like a word that is
// looked for. Tokens are only ever added; who asks says which are used.
class Vocabulary {
 public:
  using Word = uint32_t;
  using IsUsed = absl::FunctionRef<bool(Word)>;

  Word Add(absl::string_view token);
  absl::optional<Word> Find(absl::string_view token) const;
  const std::string& text(Word word) const { return texts_[word]; }
  size_t size() const { return texts_.size(); }

  // The first `most` used words, in the order of their letters, that begin with `prefix`.
  std::vector<Word> Completions(absl::string_view prefix, size_t most, IsUsed is_used) const;
  // The used words, `token` apart, that are forms of it (StemsOf). These and the next are in the
  // order of their letters, too, whatever their numbers are in one replica or another.
  std::vector<Word> Forms(absl::string_view token, IsUsed is_used) const;
  // The used words that may be meant by one that was written with a slip (IsOneSlip).
  std::vector<Word> Slips(absl::string_view token, IsUsed is_used) const;

  // About what it holds.
  size_t bytes() const { return bytes_; }

 private:
  void SortByText(std::vector<Word>& words) const;

  // They stay where they are.
  std::deque<std::string> texts_;
  absl::flat_hash_map<absl::string_view, Word> words_;
  absl::btree_map<absl::string_view, Word> sorted_;
  // Of Latin words: by what forms have in common, by length.
  absl::flat_hash_map<std::string, std::vector<Word>> by_stem_;
  std::vector<std::vector<Word>> by_length_;
  size_t bytes_ = 0;
};

}  // namespace shopdesk::catalog::domain
