#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/matchers.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/testing/dialects.h"

namespace shopdesk::orders::store {

// A database with the tables of orders.
class StoreTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  // What a function of the store answers in a transaction of its own: Get(LoadOrder, name).
  template <class Fn, class... Args>
  auto Get(Fn fn, const Args&... args) {
    decltype(fn(std::declval<sql::Transaction&>(), args...)) answer = absl::UnknownError("");
    const absl::Status status = Write([&](sql::Transaction& txn) {
      answer = fn(txn, args...);
      return answer.ok() ? absl::OkStatus() : absl::Status(answer.status());
    });
    if (!status.ok()) answer = status;
    return answer;
  }
  // Inserts and saves of a resource, which set its etag.
  template <class Resource>
  absl::Status Put(absl::Status (*fn)(sql::Transaction&, Resource&), Resource& resource) {
    return Write([&](sql::Transaction& txn) { return fn(txn, resource); });
  }

  std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(
      GetParam(), GetParam() == sql::Dialect::kSqlite ? SqliteMigrations() : PostgresMigrations());
};

// The last segments of names, in their order.
template <class Resources>
std::vector<std::string> IdsOf(const Resources& resources) {
  std::vector<std::string> ids;
  for (const auto& resource : resources) ids.emplace_back(LastSegment(resource.name()));
  return ids;
}

// A resource of that name and time of creation.
template <class Resource>
Resource Named(const std::string& name, int64_t created_ms = 0) {
  Resource resource;
  resource.set_name(name);
  *resource.mutable_create_time() = ToProto(FromMillis(created_ms));
  return resource;
}

}  // namespace shopdesk::orders::store
