#pragma once

#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/runtime.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/matchers.h"
#include "services/catalog/store/migrations/migrations.h"
#include "services/catalog/testing/databases.h"

namespace shopdesk::catalog::testing {

// A suite of a store, on an empty database with catalog's tables; to be run ON_BOTH_DATABASES.
class StoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  static std::vector<sql::Migration> Migrations() {
    return runtime::AllMigrations(GetParam(), store::SqliteMigrations(),
                                  store::PostgresMigrations());
  }

  // Runs `body` in one write. A conflict that stays is ABORTED (CONFLICT).
  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> body) {
    return database_->WriteAndWait({}, body);
  }
  // What `body` answers in a write of its own.
  template <class Body>
  auto Get(Body body) -> decltype(body(std::declval<sql::Transaction&>())) {
    decltype(body(std::declval<sql::Transaction&>())) result = absl::UnknownError("not run");
    const absl::Status status = Write([&](sql::Transaction& txn) {
      result = body(txn);
      return result.status();
    });
    if (!status.ok()) return status;
    return result;
  }

  std::unique_ptr<sql::Database> database_ =
      sql::testing::MakeTestDatabase(GetParam(), Migrations());
};

}  // namespace shopdesk::catalog::testing
