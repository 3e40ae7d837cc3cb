#pragma once

#include <memory>
#include <vector>

#include "libs/sql/database.h"
#include "libs/sql/postgres/many.h"

namespace shopdesk::sql {

// Changes of a transaction that are to be written together. Used by one thread.
class PostgresChanges {
 public:
  // A point to which they can be taken back.
  struct Mark {
    size_t changes = 0;
    size_t log = 0;
  };

  void Add(const Change& change, std::initializer_list<Value> parameters);
  // Whether a text names a table of theirs, those of the log excepted.
  bool AreOf(absl::string_view text) const;
  Mark mark() const { return {changes_.size(), log_.size()}; }
  void TakeBackTo(Mark mark);
  // Takes the first so many changes (Mark::changes), those of the log excepted, as statements to be
  // run in their order.
  std::vector<std::shared_ptr<PostgresMany>> Take(size_t count);
  // The rest, the log last.
  std::vector<std::shared_ptr<PostgresMany>> TakeAll();

 private:
  struct One {
    const Change* change;
    std::vector<StoredValue> parameters;
  };
  static std::vector<std::shared_ptr<PostgresMany>> Group(std::vector<One> changes);

  std::vector<One> changes_;
  std::vector<One> log_;
};

// A text of values that is the same for the same values, and begins with that of fewer of them.
// Sorted as they are.
std::string EncodeKey(absl::Span<const StoredValue> values);

}  // namespace shopdesk::sql
