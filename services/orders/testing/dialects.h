#pragma once

#include <string>

#include "gtest/gtest.h"
#include "libs/sql/dialect.h"

// For suites that run on both databases:
//
//   INSTANTIATE_TEST_SUITE_P(BothDatabases, StoreTest, testing::BothDatabases(), testing::NameOf);
namespace shopdesk::orders::testing {

inline auto BothDatabases() {
  return ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres);
}

inline std::string NameOf(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace shopdesk::orders::testing
