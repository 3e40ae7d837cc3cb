#include "libs/sql/postgres/changes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "libs/sql/dialect.h"

namespace shopdesk::sql {
namespace {

// Makes groups of changes that don't depend on each other's order.
class Grouping {
 public:
  void Add(const Change& change, std::vector<StoredValue> parameters) {
    if (change.keys == 0) {
      GroupOf(change).push_back(std::move(parameters));
      return;
    }
    std::string key = absl::StrCat(ChangedTable(change.statement.text), " ",
                                   EncodeKey(absl::MakeConstSpan(parameters).first(change.keys)));
    auto [place, is_new] = places_.try_emplace(std::move(key));
    if (!is_new) {
      if (place->second.change == &change && Replace(place->second, parameters)) return;
      // Another change of the same row comes after all that stand here.
      open_.clear();
    }
    PostgresMany::Rows& rows = GroupOf(change);
    place->second = {&change, &rows, rows.size()};
    rows.push_back(std::move(parameters));
  }

  // Rows stand in the order of their keys, in which they are locked.
  std::vector<std::shared_ptr<PostgresMany>> Take() {
    for (Group& group : groups_) {
      const auto keys = static_cast<size_t>(group.change->keys);
      if (keys == 0) continue;
      std::sort(group.many->rows.begin(), group.many->rows.end(),
                [&](const auto& a, const auto& b) {
                  return EncodeKey(absl::MakeConstSpan(a).first(keys)) <
                         EncodeKey(absl::MakeConstSpan(b).first(keys));
                });
    }
    std::vector<std::shared_ptr<PostgresMany>> taken;
    for (Group& group : groups_) taken.push_back(std::move(group.many));
    return taken;
  }

 private:
  struct Group {
    const Change* change;
    std::shared_ptr<PostgresMany> many;
  };
  struct Place {
    const Change* change = nullptr;
    PostgresMany::Rows* rows = nullptr;
    size_t row = 0;
  };

  PostgresMany::Rows& GroupOf(const Change& change) {
    PostgresMany*& group = open_[&change];
    if (group == nullptr) {
      const bool counted = change.effect == Effect::kInsert || change.effect == Effect::kSave;
      groups_.push_back({&change, std::make_shared<PostgresMany>(PostgresMany{
                                      .statement = &change.statement, .counted = counted})});
      group = groups_.back().many.get();
    }
    return group->rows;
  }

  // Has the later of two changes of a row stand for both; false where they can't be one.
  static bool Replace(const Place& place, std::vector<StoredValue>& parameters) {
    std::vector<StoredValue>& before = (*place.rows)[place.row];
    switch (place.change->effect) {
      case Effect::kPut:
      case Effect::kDelete:
        before = std::move(parameters);
        return true;
      case Effect::kSave: {
        StoredValue loaded = std::move(before.back());
        before = std::move(parameters);
        before.back() = std::move(loaded);
        return true;
      }
      case Effect::kAdd:
        before.back().number += parameters.back().number;
        return true;
      case Effect::kInsert:
      case Effect::kAppend:
      case Effect::kLog:
        break;
    }
    return false;
  }

  std::vector<Group> groups_;
  // Where more of a change go.
  absl::flat_hash_map<const Change*, PostgresMany*> open_;
  // The last change of each row.
  absl::flat_hash_map<std::string, Place> places_;
};

}  // namespace

void PostgresChanges::Add(const Change& change, std::initializer_list<Value> parameters) {
  One& one = (change.effect == Effect::kLog ? log_ : changes_).emplace_back(One{&change, {}});
  one.parameters.reserve(parameters.size());
  for (const Value& value : parameters) one.parameters.emplace_back(value);
}

bool PostgresChanges::AreOf(absl::string_view text) const {
  const Change* last = nullptr;
  for (const One& one : changes_) {
    if (one.change != last && Mentions(text, ChangedTable(one.change->statement.text))) return true;
    last = one.change;
  }
  return false;
}

void PostgresChanges::TakeBackTo(Mark mark) {
  changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(mark.changes), changes_.end());
  log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(mark.log), log_.end());
}

std::vector<std::shared_ptr<PostgresMany>> PostgresChanges::Take(size_t count) {
  const auto end = changes_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<One> taken(std::make_move_iterator(changes_.begin()), std::make_move_iterator(end));
  changes_.erase(changes_.begin(), end);
  return Group(std::move(taken));
}

std::vector<std::shared_ptr<PostgresMany>> PostgresChanges::TakeAll() {
  std::vector<std::shared_ptr<PostgresMany>> groups = Group(std::exchange(changes_, {}));
  std::vector<std::shared_ptr<PostgresMany>> log = Group(std::exchange(log_, {}));
  std::move(log.begin(), log.end(), std::back_inserter(groups));
  return groups;
}

std::vector<std::shared_ptr<PostgresMany>> PostgresChanges::Group(std::vector<One> changes) {
  Grouping grouping;
  for (One& one : changes) grouping.Add(*one.change, std::move(one.parameters));
  return grouping.Take();
}

std::string EncodeKey(absl::Span<const StoredValue> values) {
  std::string key;
  const auto append = [&key](uint64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      key.push_back(static_cast<char>(number >> shift & 0xff));
    }
  };
  for (const StoredValue& value : values) {
    switch (value.kind) {
      case Value::Kind::kNull:
        // Begins no text.
        key.push_back('\xff');
        break;
      case Value::Kind::kInt:
        // With the sign's bit turned, numbers are sorted by their bytes.
        append(static_cast<uint64_t>(value.number) ^ uint64_t{1} << 63);
        break;
      case Value::Kind::kText:
        // Text holds no zero byte.
        absl::StrAppend(&key, value.bytes, absl::string_view("\0", 1));
        break;
      case Value::Kind::kBlob:
        append(value.bytes.size());
        key.append(value.bytes);
        break;
    }
  }
  return key;
}

}  // namespace shopdesk::sql
