#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/sql/database.h"
#include "libs/sql/dialect.h"
#include "libs/sql/postgres/many.h"

namespace shopdesk::sql {

// The rows that the writes of a transaction told they would read, as the transaction has changed
// them since. Used by one thread.
//
// A read of one key may not find what a change made of it that isn't written so far. So each change
// is looked at: where it is a plain UPDATE of columns that a read answered, these rows are changed
// here too; any other that may touch the rows of a read has them forgotten, and the read is made
// when it is asked for, after the change.
class AnnouncedRows {
 public:
  void Announce(const Reads& reads);
  // What is to be read, in the order in which all transactions lock. To be run, and then Answered.
  std::vector<std::shared_ptr<PostgresMany>> ToRead();
  void Answered();

  // Calls `fn` for each row; false if what the statement finds is not known.
  absl::StatusOr<bool> Query(const Statement& statement, std::initializer_list<Value> parameters,
                             RowFn fn) const;
  // A change that is made, or will be.
  void Apply(const Change& change, std::initializer_list<Value> parameters);
  // A statement that may change anything of its table.
  void Forget(const Statement& statement);

  // What was changed or forgotten since then can be taken back.
  size_t mark() const { return undo_.size(); }
  void TakeBackTo(size_t mark);

 private:
  using Columns = std::vector<std::pair<int, StoredValue>>;
  // What a statement finds for one row of parameters.
  struct Found {
    std::vector<StoredValue> parameters;
    bool known = true;
    // The rows of the result, and what was changed in each since.
    std::vector<int> rows;
    std::vector<Columns> changed;
  };
  struct Read {
    const Statement* statement;
    size_t parameters;
    std::shared_ptr<PostgresMany> many;
    // By EncodeKey of the parameters.
    std::map<std::string, Found> found;
  };
  class FoundRow;

  void ApplyTo(Read& read, const Change& change, absl::Span<const StoredValue> values);
  // False where it doesn't show what becomes of the rows.
  bool ChangeRows(const Read& read, const Change& change, absl::Span<const StoredValue> values,
                  Found& found);
  const absl::optional<PlainUpdate>& UpdateOf(const Change& change);
  void Remember(Found& found) { undo_.emplace_back(&found, found); }

  // Those that lock first, so that what is read after them stays so; in the order of the
  // statements' names, those of one name in that of their texts.
  std::map<std::tuple<bool, std::string, const char*>, Read> reads_;
  absl::flat_hash_map<const char*, Read*> by_text_;
  absl::flat_hash_map<const Change*, absl::optional<PlainUpdate>> updates_;
  std::vector<std::pair<Found*, Found>> undo_;
};

}  // namespace shopdesk::sql
