#pragma once

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/matchers.h"
#include "services/feedback/store/migrations/migrations.h"

namespace shopdesk::feedback::testing {

using namespace shopdesk::testing;  // NOLINT: test only

inline std::string DialectOf(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

// A new database with feedback's tables.
class StoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // What `fn(txn)`, a Status or a StatusOr, answers in a write of its own.
  template <class Fn>
  auto Run(Fn fn) {
    using Result = decltype(fn(std::declval<sql::Transaction&>()));
    Result result = absl::UnknownError("the write did not run");
    const absl::Status written = database_->WriteAndWait({}, [&](sql::Transaction& txn) {
      result = fn(txn);
      return GetStatus(result);
    });
    return written.ok() ? std::move(result) : Result(written);
  }

  std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(
      GetParam(), GetParam() == sql::Dialect::kSqlite ? store::SqliteMigrations()
                                                      : store::PostgresMigrations());
};

}  // namespace shopdesk::feedback::testing
