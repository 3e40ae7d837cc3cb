#include "libs/rpc/check_config.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"
#include "shopdesk/config/v1/orders.pb.h"

namespace shopdesk::rpc {
namespace {

using ::testing::HasSubstr;

// By a name that nobody has (RFC 2606).
TEST(CheckConfigTest, NamesThePeerThatCannotBeReached) {
  const shopdesk::testing::TempDirectory directory;
  config::v1::OrdersConfig config;
  config.mutable_server()->mutable_storage()->mutable_sqlite()->set_file(
      absl::StrCat(directory.path(), "/none.db"));
  EXPECT_OK(CheckConnections(config, config.server()));
  config.mutable_peers()->set_logistics("dns:///nowhere.invalid:7003");
  const absl::Status status = CheckConnections(config, config.server());
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("peers.logistics: no connection to dns:///nowhere.invalid:7003"));
}

}  // namespace
}  // namespace shopdesk::rpc
