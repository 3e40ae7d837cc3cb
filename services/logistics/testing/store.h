#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/runtime/runtime.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/matchers.h"
#include "libs/testing/snapshot.h"
#include "services/logistics/store/migrations/migrations.h"

namespace shopdesk::logistics::testing {

// A database with the tables of logistics and of the libraries, and nothing in them.
class StoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  // What `fn` of a transaction, an absl::StatusOr<Value>, finds.
  template <class Value, class Fn>
  absl::StatusOr<Value> Find(Fn fn) {
    absl::StatusOr<Value> found = absl::UnknownError("nothing was read");
    const absl::Status status = Write([&](sql::Transaction& txn) {
      found = fn(txn);
      return found.status();
    });
    if (!status.ok()) return status;
    return found;
  }
  // The last segments of the names of what `list` of a transaction finds.
  template <class Resource, class List>
  std::vector<std::string> Ids(List list) {
    const auto found = Find<std::vector<Resource>>(list);
    EXPECT_OK(found);
    std::vector<std::string> ids;
    if (!found.ok()) return ids;
    for (const Resource& resource : *found) {
      ids.push_back(resource.name().substr(resource.name().rfind('/') + 1));
    }
    return ids;
  }
  // The names in the feed's snapshot of the shop "1", of resources whose keys have so many parts.
  std::vector<std::string> Snapshot(const google::protobuf::Descriptor* type,
                                    const sql::Statement& page, int parts) {
    const std::vector<runtime::SnapshotKey> key(parts, runtime::SnapshotKey::kText);
    return shopdesk::testing::SnapshotNames(*database_, {type, page, key}, "1");
  }

  std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(
      GetParam(),
      runtime::AllMigrations(GetParam(), store::SqliteMigrations(), store::PostgresMigrations()));
};

}  // namespace shopdesk::logistics::testing
