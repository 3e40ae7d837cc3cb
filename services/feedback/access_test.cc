// Who may call what, through gRPC.
#include "gtest/gtest.h"
#include "libs/testing/access_matrix.h"
#include "services/feedback/definition.h"

namespace shopdesk::feedback {
namespace {

TEST(AccessTest, EveryMethodLetsInWhomItsProtoNames) {
  testing::TestServer server(Definition());
  testing::ExpectAccessAsDeclared(server);
}

}  // namespace
}  // namespace shopdesk::feedback
