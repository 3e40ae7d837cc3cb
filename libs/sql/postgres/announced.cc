#include "libs/sql/postgres/announced.h"

#include <algorithm>
#include <forward_list>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/sql/postgres/changes.h"
#include "libs/sql/postgres/row.h"

namespace shopdesk::sql {
namespace {

// Columns stand behind the number of their row of parameters.
constexpr int kNumberColumn = 0;
constexpr int kFirstColumn = 1;

const char* TextOf(const Statement& statement) { return statement.TextOn(Dialect::kPostgres); }

std::vector<StoredValue> Stored(std::initializer_list<Value> values) {
  std::vector<StoredValue> stored;
  stored.reserve(values.size());
  for (const Value& value : values) stored.emplace_back(value);
  return stored;
}

}  // namespace

// A row of an answer with what was changed in it since.
class AnnouncedRows::FoundRow final : public Row {
 public:
  FoundRow(const PGresult* result, int row, const Columns& changed)
      : row_(result, row), changed_(changed) {}
  int64_t Int(int column) const override {
    const StoredValue* changed = Changed(column);
    return changed != nullptr ? changed->number : row_.Int(column + kFirstColumn);
  }
  absl::string_view Text(int column) const override {
    const StoredValue* changed = Changed(column);
    if (changed == nullptr) return row_.Text(column + kFirstColumn);
    if (changed->kind != Value::Kind::kInt) return changed->bytes;
    return texts_.emplace_front(absl::StrCat(changed->number));
  }
  absl::string_view Bytes(int column) const override { return Text(column); }
  bool IsNull(int column) const override {
    const StoredValue* changed = Changed(column);
    return changed != nullptr ? changed->kind == Value::Kind::kNull
                              : row_.IsNull(column + kFirstColumn);
  }
  bool Equals(int column, const StoredValue& value) const {
    if (value.kind == Value::Kind::kNull || IsNull(column)) return false;
    return value.kind == Value::Kind::kInt ? Int(column) == value.number
                                           : Text(column) == value.bytes;
  }

 private:
  const StoredValue* Changed(int column) const {
    for (const auto& [changed, value] : changed_) {
      if (changed == column) return &value;
    }
    return nullptr;
  }

  const PostgresRow row_;
  const Columns& changed_;
  // Numbers that were asked for as text.
  mutable std::forward_list<std::string> texts_;
};

void AnnouncedRows::Announce(const Reads& reads) {
  for (const Reads::Read& read : reads.reads()) {
    const char* text = TextOf(*read.statement);
    const bool locks =
        absl::StrContains(text, " FOR UPDATE") || absl::StrContains(text, " FOR SHARE");
    auto [place, is_new] = reads_.try_emplace({!locks, read.statement->name, text});
    Read& of_statement = place->second;
    if (is_new) {
      of_statement = {read.statement, read.parameters.size(), nullptr, {}};
      by_text_[text] = &of_statement;
    }
    of_statement.found.try_emplace(EncodeKey(read.parameters), read.parameters);
  }
}

std::vector<std::shared_ptr<PostgresMany>> AnnouncedRows::ToRead() {
  std::vector<std::shared_ptr<PostgresMany>> all;
  for (auto& [name, read] : reads_) {
    read.many = std::make_shared<PostgresMany>(PostgresMany{.statement = read.statement});
    for (auto& [key, found] : read.found) read.many->rows.push_back(std::move(found.parameters));
    all.push_back(read.many);
  }
  return all;
}

void AnnouncedRows::Answered() {
  for (auto& [name, read] : reads_) {
    std::vector<Found*> found;
    for (auto& [key, one] : read.found) found.push_back(&one);
    const PGresult* result = read.many->result.get();
    for (int row = 0; row < PQntuples(result); ++row) {
      Found& one = *found[static_cast<size_t>(PostgresRow(result, row).Int(kNumberColumn)) - 1];
      one.rows.push_back(row);
      one.changed.emplace_back();
    }
  }
}

absl::StatusOr<bool> AnnouncedRows::Query(const Statement& statement,
                                          std::initializer_list<Value> parameters, RowFn fn) const {
  const auto read = by_text_.find(TextOf(statement));
  if (read == by_text_.end()) return false;
  const auto place = read->second->found.find(EncodeKey(Stored(parameters)));
  if (place == read->second->found.end() || !place->second.known) return false;
  // A copy: `fn` may change what is found.
  const Found found = place->second;
  const PGresult* result = read->second->many->result.get();
  for (size_t i = 0; i < found.rows.size(); ++i) {
    RETURN_IF_ERROR(fn(FoundRow(result, found.rows[i], found.changed[i])));
  }
  return true;
}

void AnnouncedRows::Apply(const Change& change, std::initializer_list<Value> parameters) {
  const absl::string_view table = ChangedTable(change.statement.text);
  absl::optional<std::vector<StoredValue>> values;
  for (auto& [name, read] : reads_) {
    if (!Mentions(TextOf(*read.statement), table)) continue;
    if (!values.has_value()) values = Stored(parameters);
    ApplyTo(read, change, *values);
  }
}

void AnnouncedRows::ApplyTo(Read& read, const Change& change,
                            absl::Span<const StoredValue> values) {
  const auto keys = static_cast<size_t>(change.keys);
  // Of a read by more than the change's key, all that begin with it; else the one.
  const std::string key = EncodeKey(values.first(std::min(keys, read.parameters)));
  for (auto place = read.found.lower_bound(key); place != read.found.end(); ++place) {
    if (!absl::StartsWith(place->first, key)) return;
    Found& found = place->second;
    if (!found.known) continue;
    Remember(found);
    if (!ChangeRows(read, change, values, found)) found.known = false;
  }
}

bool AnnouncedRows::ChangeRows(const Read& read, const Change& change,
                               absl::Span<const StoredValue> values, Found& found) {
  const absl::optional<PlainUpdate>& update = UpdateOf(change);
  if (!update.has_value()) return false;
  const PGresult* result = read.many->result.get();
  const auto column_of = [&](const std::string& name) {
    return PQfnumber(result, name.c_str()) - kFirstColumn;
  };
  for (size_t i = 0; i < found.rows.size(); ++i) {
    const FoundRow row(result, found.rows[i], found.changed[i]);
    bool matches = true;
    for (const auto& [name, parameter] : update->where) {
      const bool version = change.effect == Effect::kSave && parameter + 1 == values.size();
      if (const int column = column_of(name); column >= 0) {
        const bool equal = row.Equals(column, values[parameter]);
        // It will fail.
        if (version && matches && !equal) return false;
        matches &= equal;
      } else if (!version && parameter >= read.parameters) {
        return false;
      }
    }
    if (!matches) continue;
    for (const auto& [name, parameter] : update->set) {
      const int column = column_of(name);
      if (column < 0) continue;
      Columns& changed = found.changed[i];
      changed.erase(std::remove_if(changed.begin(), changed.end(),
                                   [&](const auto& one) { return one.first == column; }),
                    changed.end());
      changed.emplace_back(column, values[parameter]);
    }
  }
  return true;
}

const absl::optional<PlainUpdate>& AnnouncedRows::UpdateOf(const Change& change) {
  auto [place, is_new] = updates_.try_emplace(&change);
  if (is_new) place->second = ParseUpdate(change.statement.text);
  return place->second;
}

void AnnouncedRows::Forget(const Statement& statement) {
  const absl::string_view table = ChangedTable(statement.text);
  // What begins with WITH may change anything.
  if (table.empty() && !absl::StartsWith(statement.text, "WITH")) return;
  for (auto& [name, read] : reads_) {
    if (!table.empty() && !Mentions(TextOf(*read.statement), table)) continue;
    for (auto& [key, found] : read.found) {
      if (!found.known) continue;
      Remember(found);
      found.known = false;
    }
  }
}

void AnnouncedRows::TakeBackTo(size_t mark) {
  for (; undo_.size() > mark; undo_.pop_back()) {
    *undo_.back().first = std::move(undo_.back().second);
  }
}

}  // namespace shopdesk::sql
