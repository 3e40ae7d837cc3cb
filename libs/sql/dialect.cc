#include "libs/sql/dialect.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace shopdesk::sql {
namespace {

// Takes a literal, a quoted name or a comment off the front of `text`; empty if there is none.
absl::string_view ConsumeOpaque(absl::string_view& text) {
  size_t end = 0;
  if (text[0] == '\'' || text[0] == '"') {
    end = text.find(text[0], 1);
    end = end == absl::string_view::npos ? text.size() : end + 1;
  } else if (absl::StartsWith(text, "--")) {
    end = text.find('\n');
    if (end == absl::string_view::npos) end = text.size();
  }
  const absl::string_view opaque = text.substr(0, end);
  text.remove_prefix(end);
  return opaque;
}

absl::string_view ConsumeDigits(absl::string_view& text) {
  size_t end = 0;
  while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
  const absl::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// IN LIST($n)
bool ConsumeInList(absl::string_view& text, absl::string_view& number) {
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, "IN LIST($")) return false;
  number = ConsumeDigits(rest);
  if (number.empty() || !absl::ConsumePrefix(&rest, ")")) return false;
  text = rest;
  return true;
}

bool ConsumeRowLock(absl::string_view& text) {
  return absl::ConsumePrefix(&text, "FOR UPDATE SKIP LOCKED") ||
         absl::ConsumePrefix(&text, "FOR UPDATE");
}

}  // namespace

std::string Adapt(Dialect dialect, const Statement& statement) {
  const bool sqlite = dialect == Dialect::kSqlite;
  absl::string_view text = statement.text;
  if (!sqlite && statement.postgres_text != nullptr) text = statement.postgres_text;
  std::string adapted;
  while (!text.empty()) {
    if (absl::string_view opaque = ConsumeOpaque(text); !opaque.empty()) {
      absl::StrAppend(&adapted, opaque);
      continue;
    }
    absl::string_view number;
    if (ConsumeInList(text, number)) {
      absl::StrAppend(
          &adapted,
          sqlite ? "IN (SELECT value FROM json_each(?" : "IN (SELECT jsonb_array_elements_text($",
          number, sqlite ? "))" : "::jsonb))");
      continue;
    }
    if (sqlite && ConsumeRowLock(text)) continue;
    adapted.push_back(sqlite && text[0] == '$' ? '?' : text[0]);
    text.remove_prefix(1);
  }
  return adapted;
}

absl::string_view DialectName(Dialect dialect) {
  return dialect == Dialect::kSqlite ? "Sqlite" : "Postgres";
}

std::string List(absl::Span<const std::string> items) {
  std::string json = "[";
  for (const std::string& item : items) {
    absl::StrAppend(&json, json.size() > 1 ? ",\"" : "\"");
    for (const char c : item) {
      if (c == '"' || c == '\\') {
        json.push_back('\\');
        json.push_back(c);
      } else if (static_cast<unsigned char>(c) < 0x20) {
        absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned char>(c));
      } else {
        json.push_back(c);
      }
    }
    json.push_back('"');
  }
  json.push_back(']');
  return json;
}

}  // namespace shopdesk::sql
