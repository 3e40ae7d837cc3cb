#pragma once

#include <string>

#include "gtest/gtest.h"
#include "libs/sql/database.h"

namespace shopdesk::catalog::testing {

inline std::string DialectOf(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace shopdesk::catalog::testing

// Runs a suite, whose parameter is a sql::Dialect, on both databases.
#define ON_BOTH_DATABASES(suite)                                                                 \
  INSTANTIATE_TEST_SUITE_P(                                                                      \
      Databases, suite,                                                                          \
      ::testing::Values(::shopdesk::sql::Dialect::kSqlite, ::shopdesk::sql::Dialect::kPostgres), \
      ::shopdesk::catalog::testing::DialectOf)
