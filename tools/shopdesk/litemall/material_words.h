#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// The materials that a text names, by a list of words that is data.
class MaterialWords {
 public:
  // Columns: word, material; a word without one names no material ("lining"). INVALID_ARGUMENT
  // naming the line.
  static absl::StatusOr<MaterialWords> Read(const std::string& file);

  struct Found {
    std::set<std::string> materials;
    // What is no word of the list, no number and no punctuation, each run separated by a blank.
    std::string rest;
  };
  // The longest word at each place counts.
  Found FindIn(absl::string_view text) const;

  // All of the list.
  std::set<std::string> All() const;

 private:
  explicit MaterialWords(std::map<std::string, std::string> words);

  std::map<std::string, std::string> words_;
  size_t longest_ = 0;
};

}  // namespace shopdesk::cli
