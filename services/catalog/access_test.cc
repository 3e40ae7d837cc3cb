// Who may call what, through gRPC.
#include "gtest/gtest.h"
#include "libs/testing/access_matrix.h"
#include "services/catalog/definition.h"

namespace shopdesk::catalog {
namespace {

TEST(AccessTest, EveryMethodLetsInWhomItsProtoNames) {
  testing::TestServer server(Definition());
  testing::ExpectAccessAsDeclared(server);
}

}  // namespace
}  // namespace shopdesk::catalog
