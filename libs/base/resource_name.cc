#include "libs/base/resource_name.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/text.h"
#include "libs/base/utf8.h"

namespace shopdesk {
namespace {

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

bool IsVariable(absl::string_view segment) { return !segment.empty() && segment[0] == '{'; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string EscapeId(absl::string_view id) {
  std::string escaped;
  escaped.reserve(id.size());
  for (char c : id) {
    if (IsPlain(c)) {
      escaped.push_back(c);
    } else {
      absl::StrAppendFormat(&escaped, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

absl::StatusOr<std::string> UnescapeId(absl::string_view escaped) {
  std::string id;
  id.reserve(escaped.size());
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (IsPlain(escaped[i])) {
      id.push_back(escaped[i]);
      continue;
    }
    const int high = escaped[i] == '%' && i + 2 < escaped.size() ? HexValue(escaped[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(escaped[i + 2]) : -1;
    const char c = static_cast<char>(high * 16 + low);
    if (low < 0 || IsPlain(c)) {
      return InvalidFieldError(
          "id", absl::StrCat("must be of [A-Za-z0-9._-] or %XX, got \"", escaped, "\""));
    }
    id.push_back(c);
    i += 2;
  }
  if (id.empty()) return InvalidFieldError("id", "must not be empty");
  // Neither messages nor databases take anything else as text.
  if (!IsUtf8(id) || id.find('\0') != std::string::npos) {
    return InvalidFieldError("id", absl::StrCat("must be escaped UTF-8, got \"", escaped, "\""));
  }
  if (const absl::string_view problem = IdProblem(id); !problem.empty()) {
    return InvalidFieldError("id", absl::StrCat("must ", problem, ", got \"", escaped, "\""));
  }
  return id;
}

NamePattern::NamePattern(absl::string_view pattern)
    : pattern_(pattern), segments_(absl::StrSplit(pattern, '/')) {}

absl::StatusOr<std::vector<std::string>> NamePattern::Parse(absl::string_view name,
                                                            absl::string_view field) const {
  const auto refuse = [&] {
    return InvalidFieldError(
        field, absl::StrCat("must have the form ", pattern_,
                            " with ids of [A-Za-z0-9._-] or %XX, got \"", name, "\""));
  };
  std::vector<std::string> ids;
  size_t segment = 0;
  for (absl::string_view part : absl::StrSplit(name, '/')) {
    if (segment == segments_.size()) return refuse();
    if (IsVariable(segments_[segment])) {
      absl::StatusOr<std::string> id = UnescapeId(part);
      if (!id.ok()) return refuse();
      ids.push_back(*std::move(id));
    } else if (part != segments_[segment]) {
      return refuse();
    }
    ++segment;
  }
  if (segment != segments_.size()) return refuse();
  return ids;
}

bool NamePattern::Matches(absl::string_view name) const { return Parse(name).ok(); }

std::string NamePattern::Format(std::initializer_list<absl::string_view> ids) const {
  std::string name;
  auto id = ids.begin();
  for (const std::string& segment : segments_) {
    if (!name.empty()) name.push_back('/');
    if (IsVariable(segment)) {
      name.append(EscapeId(*id++));
    } else {
      name.append(segment);
    }
  }
  return name;
}

absl::string_view ShopOf(absl::string_view name) {
  if (!absl::StartsWith(name, "shops/")) return "";
  name.remove_prefix(6);
  return name.substr(0, name.find('/'));
}

std::string ShopNameOf(absl::string_view name) { return absl::StrCat("shops/", ShopOf(name)); }

absl::string_view TopResourceOf(absl::string_view name) {
  size_t end = 0;
  for (int slashes = 0; end < name.size(); ++end) {
    if (name[end] == '/' && ++slashes == 4) break;
  }
  return name.substr(0, end);
}

absl::string_view CollectionOf(absl::string_view name) {
  const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  return segments.size() >= 4 ? segments[2] : "";
}

absl::string_view LastSegment(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return slash == absl::string_view::npos ? name : name.substr(slash + 1);
}

absl::string_view ParentOf(absl::string_view name) {
  for (int i = 0; i < 2; ++i) {
    const size_t slash = name.rfind('/');
    if (slash == absl::string_view::npos) return "";
    name = name.substr(0, slash);
  }
  return name;
}

}  // namespace shopdesk
