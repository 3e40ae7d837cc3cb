#include "libs/sql/dialect.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
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
  absl::string_view text = statement.TextOn(dialect);
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

namespace {

// "$n" as `prefix`n.
std::string RenameParameters(absl::string_view text, absl::string_view prefix) {
  std::string renamed;
  while (!text.empty()) {
    if (absl::string_view opaque = ConsumeOpaque(text); !opaque.empty()) {
      absl::StrAppend(&renamed, opaque);
    } else if (text[0] == '$') {
      absl::StrAppend(&renamed, prefix);
      text.remove_prefix(1);
    } else {
      renamed.push_back(text[0]);
      text.remove_prefix(1);
    }
  }
  return renamed;
}

absl::string_view ArrayType(Value::Kind type) {
  switch (type) {
    case Value::Kind::kInt:
      return "bigint[]";
    case Value::Kind::kBlob:
      return "bytea[]";
    case Value::Kind::kText:
    case Value::Kind::kNull:
      break;
  }
  return "text[]";
}

// The arrays as rows p (a1, a2, …), and n if they are to be numbered.
std::string ParameterRows(absl::Span<const Value::Kind> types, bool numbered) {
  if (types.empty()) return "(SELECT 1::bigint) AS p (n)";
  std::string arrays;
  std::string names;
  for (size_t i = 1; i <= types.size(); ++i) {
    const char* comma = i == 1 ? "" : ", ";
    absl::StrAppend(&arrays, comma, "$", i, "::", ArrayType(types[i - 1]));
    absl::StrAppend(&names, comma, "a", i);
  }
  return absl::StrCat("unnest(", arrays, numbered ? ") WITH ORDINALITY" : ")", " AS p (", names,
                      numbered ? ", n)" : ")");
}

// The position after the parenthesis that closes the one before `start`.
size_t AfterClosing(absl::string_view text, size_t start) {
  int depth = 1;
  while (start < text.size() && depth > 0) {
    depth += text[start] == '(' ? 1 : text[start] == ')' ? -1 : 0;
    ++start;
  }
  return start;
}

std::string ChangeOfMany(absl::string_view text, absl::string_view rows) {
  constexpr absl::string_view kValues = " VALUES (";
  if (const size_t values = text.find(kValues); values != absl::string_view::npos) {
    const size_t begin = values + kValues.size();
    const size_t end = AfterClosing(text, begin);
    return absl::StrCat(text.substr(0, values), " SELECT ", text.substr(begin, end - begin - 1),
                        " FROM ", rows, text.substr(end));
  }
  const size_t where = text.rfind(" WHERE ");
  const absl::string_view joins = absl::StartsWith(text, "DELETE") ? " USING " : " FROM ";
  return absl::StrCat(text.substr(0, where), joins, rows, text.substr(where));
}

absl::string_view FirstWord(absl::string_view text) {
  return text.substr(0, text.find_first_of(" (\n"));
}

// Pairs "column = $n", or nothing if there is another among them.
absl::optional<PlainUpdate::Columns> ParsePairs(absl::string_view text, absl::string_view between) {
  PlainUpdate::Columns pairs;
  for (const absl::string_view pair : absl::StrSplit(text, between)) {
    const std::vector<absl::string_view> sides = absl::StrSplit(pair, " = $");
    size_t number = 0;
    if (sides.size() != 2 || !absl::SimpleAtoi(sides[1], &number) || number == 0) {
      return absl::nullopt;
    }
    pairs.emplace_back(std::string(sides[0]), number - 1);
  }
  return pairs;
}

}  // namespace

std::string AdaptMany(const Statement& statement, absl::Span<const Value::Kind> types,
                      bool counted) {
  const std::string text = RenameParameters(Adapt(Dialect::kPostgres, statement), "p.a");
  if (ChangedTable(text).empty()) {
    return absl::StrCat("SELECT p.n, q.* FROM ", ParameterRows(types, true),
                        " CROSS JOIN LATERAL (", text, ") AS q");
  }
  const std::string change = ChangeOfMany(text, ParameterRows(types, false));
  if (!counted) return change;
  return absl::StrCat("WITH changed AS (", change,
                      " RETURNING 1) SELECT 1 / CASE WHEN COUNT(*) = $", types.size() + 1,
                      "::bigint THEN 1 ELSE 0 END FROM changed");
}

absl::string_view ChangedTable(absl::string_view text) {
  for (const absl::string_view verb : {"INSERT INTO ", "UPDATE ", "DELETE FROM "}) {
    if (absl::ConsumePrefix(&text, verb)) return FirstWord(text);
  }
  return "";
}

bool Mentions(absl::string_view text, absl::string_view table) {
  const auto is_word = [&](size_t at) {
    return at < text.size() && (absl::ascii_isalnum(text[at]) || text[at] == '_');
  };
  for (size_t at = text.find(table); at != absl::string_view::npos; at = text.find(table, at + 1)) {
    if ((at == 0 || !is_word(at - 1)) && !is_word(at + table.size())) return true;
  }
  return false;
}

absl::optional<PlainUpdate> ParseUpdate(absl::string_view text) {
  const size_t set = text.find(" SET ");
  const size_t where = text.find(" WHERE ");
  if (!absl::StartsWith(text, "UPDATE ") || set == absl::string_view::npos ||
      where == absl::string_view::npos || where < set) {
    return absl::nullopt;
  }
  auto sets = ParsePairs(text.substr(set + 5, where - set - 5), ", ");
  auto wheres = ParsePairs(text.substr(where + 7), " AND ");
  if (!sets.has_value() || !wheres.has_value()) return absl::nullopt;
  return PlainUpdate{*std::move(sets), *std::move(wheres)};
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
