// Who may call what, through gRPC.
#include "gtest/gtest.h"
#include "libs/testing/access_matrix.h"
#include "services/catalog/definition.h"

namespace shopdesk::catalog {
namespace {

class AccessTest : public ::testing::TestWithParam<sql::Dialect> {};

TEST_P(AccessTest, EveryMethodLetsInWhomItsProtoNames) {
  testing::ExpectAccessAsDeclared(Definition(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Databases, AccessTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::catalog
