#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"

// What the conformance suite's files share: a database with two small tables.
namespace shopdesk::sql {

inline constexpr Migration kSqliteTables[] = {
    {1, "0001_items",
     "CREATE TABLE items (id TEXT PRIMARY KEY, quantity INTEGER NOT NULL, body BLOB);"
     "CREATE TABLE entries (number INTEGER PRIMARY KEY, item TEXT NOT NULL);"}};
inline constexpr Migration kPostgresTables[] = {
    {1, "0001_items",
     "CREATE TABLE items (id TEXT COLLATE \"C\" PRIMARY KEY, quantity BIGINT NOT NULL, body BYTEA);"
     "CREATE TABLE entries (number BIGINT PRIMARY KEY, item TEXT NOT NULL);"}};

inline constexpr Statement kInsert = {"insert",
                                      "INSERT INTO items (id, quantity, body) VALUES ($1, $2, $3)"};
inline constexpr Statement kGet = {"get", "SELECT quantity, body FROM items WHERE id = $1"};
inline constexpr Statement kGetForUpdate = {"get_for_update",
                                            "SELECT quantity FROM items WHERE id = $1 FOR UPDATE"};
inline constexpr Statement kAdd = {"add",
                                   "UPDATE items SET quantity = quantity + $2 WHERE id = $1"};
inline constexpr Statement kListIds = {"list_ids", "SELECT id FROM items ORDER BY id"};
inline constexpr Statement kEnter = {"enter", "INSERT INTO entries (number, item) VALUES ($1, $2)"};
inline constexpr Statement kCountEntries = {"count_entries", "SELECT COUNT(number) FROM entries"};
inline constexpr Statement kBroken = {"broken", "SELECT nothing FROM nowhere"};

inline absl::Span<const Migration> TablesOf(Dialect dialect) {
  return dialect == Dialect::kSqlite ? absl::MakeConstSpan(kSqliteTables)
                                     : absl::MakeConstSpan(kPostgresTables);
}

inline absl::Status Insert(Transaction& txn, absl::string_view id, int64_t quantity) {
  return txn.Execute(kInsert, {id, quantity, nullptr}).status();
}

// Of a write that tells that it reads an item.
inline Reads Announced(absl::string_view id = "key") {
  Reads reads;
  reads.Add(kGetForUpdate, {id});
  return reads;
}

// The quantity of an item; -1 if there is none.
inline absl::StatusOr<int64_t> QuantityIn(Transaction& txn, const Statement& statement,
                                          absl::string_view id) {
  int64_t quantity = -1;
  absl::Status status = txn.Query(statement, {id}, [&](const Row& row) {
    quantity = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return quantity;
}

// Counts down to what a test waits for.
class CountdownLatch {
 public:
  explicit CountdownLatch(int count) : left_(count) {}
  void Arrive() {
    MutexLock lock(mutex_);
    --left_;
    changed_.NotifyAll();
  }
  // Whether all arrived within a minute.
  bool Wait() {
    MutexLock lock(mutex_);
    const absl::Time end = absl::Now() + absl::Minutes(1);
    while (left_ > 0 && absl::Now() < end) changed_.WaitFor(mutex_, absl::Seconds(1));
    return left_ <= 0;
  }
  bool arrived() {
    MutexLock lock(mutex_);
    return left_ <= 0;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int left_;
};

class DatabaseTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    storage_ = testing::MakeTestStorage(GetParam());
    Reopen();
  }
  void Reopen() {
    database_.reset();
    database_ = storage_->Open();
    const absl::Status migrated = database_->Migrate(TablesOf(GetParam()));
    ASSERT_TRUE(migrated.ok()) << migrated;
  }
  Database& db() { return *database_; }
  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  absl::Status Read(absl::FunctionRef<absl::Status(Transaction&)> fn) {
    return database_->Read(absl::InfiniteFuture(), fn);
  }
  int64_t QuantityOf(absl::string_view id) {
    int64_t quantity = -2;
    const absl::Status status = Read([&](Transaction& txn) {
      auto found = QuantityIn(txn, kGet, id);
      if (found.ok()) quantity = *found;
      return found.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return quantity;
  }

  std::unique_ptr<testing::TestStorage> storage_;
  std::unique_ptr<Database> database_;
};

inline std::string NameOf(const ::testing::TestParamInfo<Dialect>& info) {
  return std::string(DialectName(info.param));
}

#define EXPECT_OK(expr)                   \
  do {                                    \
    const absl::Status status_ = (expr);  \
    EXPECT_TRUE(status_.ok()) << status_; \
  } while (false)
#define ASSERT_OK(expr)                   \
  do {                                    \
    const absl::Status status_ = (expr);  \
    ASSERT_TRUE(status_.ok()) << status_; \
  } while (false)

}  // namespace shopdesk::sql
