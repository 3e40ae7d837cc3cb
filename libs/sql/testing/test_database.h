#pragma once

#include <memory>
#include <string>

#include "absl/types/span.h"
#include "libs/sql/database.h"

// Databases for tests: `INSTANTIATE_TEST_SUITE_P(…, ::testing::Values(Dialect::kSqlite,
// Dialect::kPostgres))` runs a suite on both.
namespace shopdesk::sql::testing {

// A place for one database; it can be opened again after it was closed, as a restarted server
// would. Removed with this object.
class TestStorage {
 public:
  virtual ~TestStorage() = default;
  // Opens it; crashes the test if that fails. SQLite: one at a time.
  virtual std::unique_ptr<Database> Open() = 0;
  // Opens, or says why not.
  virtual absl::StatusOr<std::unique_ptr<Database>> TryOpen() = 0;
};

// A file in a directory of its own, or a schema in the PostgreSQL server of this process. With
// migrations, what they make of an empty database is in it: it is made once and used again, since
// making it takes longer than most tests.
std::unique_ptr<TestStorage> MakeTestStorage(Dialect dialect,
                                             absl::Span<const Migration> migrations = {});

// A new database, open, that removes what it stored when it is destroyed; migrations as above. The
// first one for PostgreSQL starts a server (about a second). Both from the main thread.
std::unique_ptr<Database> MakeTestDatabase(Dialect dialect,
                                           absl::Span<const Migration> migrations = {});

}  // namespace shopdesk::sql::testing
