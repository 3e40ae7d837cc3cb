#include "tools/shopdesk/litemall/material_words.h"

#include <algorithm>
#include <utility>

#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"

namespace shopdesk::cli {
namespace {

// The bytes of the character of UTF-8 that begins at `at`.
size_t CharacterAt(absl::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && (text[end] & 0xC0) == 0x80) ++end;
  return end - at;
}

bool IsBetweenWords(absl::string_view character) {
  static constexpr absl::string_view kBetween[] = {"：", "；", "、", "，", "（", "）", "。"};
  if (character.size() == 1) {
    return absl::string_view("0123456789.%+/:;,() \t\r\n").find(character) !=
           absl::string_view::npos;
  }
  return std::find(std::begin(kBetween), std::end(kBetween), character) != std::end(kBetween);
}

}  // namespace

MaterialWords::MaterialWords(std::map<std::string, std::string> words) : words_(std::move(words)) {
  for (const auto& [word, material] : words_) longest_ = std::max(longest_, word.size());
}

absl::StatusOr<MaterialWords> MaterialWords::Read(const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::Open(file, {"word", "material"}));
  std::map<std::string, std::string> words;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return MaterialWords(std::move(words));
    const std::string& word = table.Text("word");
    if (word.empty() || !words.emplace(word, table.Text("material")).second) {
      table.Fail("word", "must be there once");
    }
    RETURN_IF_ERROR(table.RowStatus());
  }
}

MaterialWords::Found MaterialWords::FindIn(absl::string_view text) const {
  Found found;
  bool open = false;
  for (size_t at = 0; at < text.size();) {
    size_t length = std::min(longest_, text.size() - at);
    auto word = words_.end();
    for (; length > 0 && word == words_.end(); --length) {
      word = words_.find(std::string(text.substr(at, length)));
    }
    if (word != words_.end()) {
      if (!word->second.empty()) found.materials.insert(word->second);
      at += word->first.size();
      open = false;
      continue;
    }
    const absl::string_view character = text.substr(at, CharacterAt(text, at));
    at += character.size();
    if (IsBetweenWords(character)) {
      open = false;
      continue;
    }
    if (!open && !found.rest.empty()) found.rest += ' ';
    found.rest.append(character.data(), character.size());
    open = true;
  }
  return found;
}

std::set<std::string> MaterialWords::All() const {
  std::set<std::string> all;
  for (const auto& [word, material] : words_) {
    if (!material.empty()) all.insert(material);
  }
  return all;
}

}  // namespace shopdesk::cli
