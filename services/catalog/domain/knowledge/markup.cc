#include "services/catalog/domain/knowledge/markup.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::catalog::domain {
namespace {

// Without content.
constexpr absl::string_view kVoid[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                       "input", "link", "meta", "param", "source", "track", "wbr"};
// Which end where another begins.
constexpr absl::string_view kOptional[] = {
    "p",      "li",       "dt",       "dd",      "tr", "td", "th",   "thead", "tbody", "tfoot",
    "option", "optgroup", "colgroup", "caption", "rt", "rp", "html", "head",  "body"};
constexpr absl::string_view kActive[] = {"script", "iframe", "object", "embed", "applet",
                                         "form",   "link",   "meta",   "base",  "frame"};

template <size_t kSize>
bool IsOneOf(const absl::string_view (&list)[kSize], absl::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

void AddOnce(std::string what, std::vector<std::string>& list) {
  if (std::find(list.begin(), list.end(), what) == list.end()) list.push_back(std::move(what));
}

bool IsNameCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == ':'; }

// Goes through a text once.
class MarkupReader {
 public:
  explicit MarkupReader(absl::string_view html) : rest_(html) {}

  MarkupProblems Read() {
    while (!rest_.empty()) {
      const size_t begin = rest_.find('<');
      if (begin == absl::string_view::npos) break;
      rest_.remove_prefix(begin + 1);
      if (absl::StartsWith(rest_, "!--")) {
        SkipPast("-->", "<!--");
      } else if (!rest_.empty() && (rest_[0] == '!' || rest_[0] == '?')) {
        SkipPast(">", absl::StrCat("<", rest_.substr(0, 1)));
      } else if (!rest_.empty() && rest_[0] == '/') {
        rest_.remove_prefix(1);
        ReadEnd();
      } else if (!rest_.empty() && absl::ascii_isalpha(rest_[0])) {
        ReadStart();
      }
    }
    for (const auto& [name, open] : open_) {
      if (open > 0) AddOnce(absl::StrCat("<", name, ">"), problems_.broken);
    }
    return std::move(problems_);
  }

 private:
  void SkipPast(absl::string_view end, const std::string& what) {
    const size_t at = rest_.find(end);
    if (at == absl::string_view::npos) {
      AddOnce(what, problems_.broken);
      rest_ = "";
    } else {
      rest_.remove_prefix(at + end.size());
    }
  }

  std::string TakeName() {
    size_t size = 0;
    while (size < rest_.size() && IsNameCharacter(rest_[size])) ++size;
    std::string name = absl::AsciiStrToLower(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return name;
  }

  void ReadEnd() {
    const std::string name = TakeName();
    SkipPast(">", absl::StrCat("</", name));
    if (IsOneOf(kOptional, name) || IsOneOf(kVoid, name)) return;
    int& open = open_[name];
    if (open == 0) {
      AddOnce(absl::StrCat("</", name, ">"), problems_.broken);
    } else {
      --open;
    }
  }

  void ReadStart() {
    const std::string name = TakeName();
    if (IsOneOf(kActive, name)) AddOnce(absl::StrCat("<", name, ">"), problems_.active);
    const bool closed = ReadAttributes(name);
    if (closed || IsOneOf(kOptional, name) || IsOneOf(kVoid, name)) return;
    ++open_[name];
    // What stands in them is no markup.
    if (name == "script" || name == "style") {
      const size_t end = rest_.find(absl::StrCat("</", name));
      rest_.remove_prefix(end == absl::string_view::npos ? rest_.size() : end);
    }
  }

  // Up to the tag's end; whether it closes itself.
  bool ReadAttributes(const std::string& tag) {
    while (true) {
      rest_ = absl::StripLeadingAsciiWhitespace(rest_);
      if (rest_.empty()) {
        AddOnce(absl::StrCat("<", tag), problems_.broken);
        return true;
      }
      if (rest_[0] == '>') {
        rest_.remove_prefix(1);
        return false;
      }
      if (absl::StartsWith(rest_, "/>")) {
        rest_.remove_prefix(2);
        return true;
      }
      const std::string name = TakeName();
      if (name.empty()) {
        rest_.remove_prefix(1);
        continue;
      }
      if (absl::StartsWith(name, "on") && name.size() > 2) AddOnce(name, problems_.active);
      const std::string value = TakeValue();
      if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(value), "javascript:")) {
        AddOnce("javascript:", problems_.active);
      }
    }
  }

  // In lower case; empty if there is none.
  std::string TakeValue() {
    absl::string_view rest = absl::StripLeadingAsciiWhitespace(rest_);
    if (rest.empty() || rest[0] != '=') return "";
    rest = absl::StripLeadingAsciiWhitespace(rest.substr(1));
    size_t end = 0;
    if (!rest.empty() && (rest[0] == '"' || rest[0] == '\'')) {
      const char quote = rest[0];
      rest.remove_prefix(1);
      end = std::min(rest.find(quote), rest.size());
      rest_ = rest.substr(std::min(end + 1, rest.size()));
    } else {
      end = std::min(rest.find_first_of(" \t\r\n>"), rest.size());
      rest_ = rest.substr(end);
    }
    return absl::AsciiStrToLower(rest.substr(0, end));
  }

  absl::string_view rest_;
  std::map<std::string, int> open_;
  MarkupProblems problems_;
};

}  // namespace

MarkupProblems CheckMarkup(absl::string_view html) { return MarkupReader(html).Read(); }

}  // namespace shopdesk::catalog::domain
