#include "libs/notify/template.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::notify {
namespace {

bool IsName(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

// Calls `plain` for the text between places and `place` for the name of each.
template <class Plain, class Place>
void Walk(absl::string_view text, Plain plain, Place place) {
  while (!text.empty()) {
    const size_t open = text.find('{');
    const size_t close = open == absl::string_view::npos ? open : text.find('}', open);
    if (close == absl::string_view::npos) return plain(text);
    const absl::string_view name = text.substr(open + 1, close - open - 1);
    if (IsName(name)) {
      plain(text.substr(0, open));
      place(name);
      text.remove_prefix(close + 1);
    } else {
      plain(text.substr(0, open + 1));
      text.remove_prefix(open + 1);
    }
  }
}

}  // namespace

std::vector<std::string> Placeholders(absl::string_view text) {
  std::vector<std::string> names;
  Walk(
      text, [](absl::string_view) {},
      [&](absl::string_view name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
      });
  return names;
}

std::string Fill(absl::string_view text, const Variables& variables) {
  std::string filled;
  Walk(
      text, [&](absl::string_view plain) { absl::StrAppend(&filled, plain); },
      [&](absl::string_view name) {
        const auto value = variables.find(std::string(name));
        if (value != variables.end()) {
          absl::StrAppend(&filled, value->second);
        } else {
          absl::StrAppend(&filled, "{", name, "}");
        }
      });
  return filled;
}

}  // namespace shopdesk::notify
