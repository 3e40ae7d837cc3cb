#include "libs/rpc/config.h"

#include <sys/resource.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"
#include "shopdesk/config/v1/orders.pb.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;

ServiceDefinition Definition() {
  return {.name = "catalog", .grpc_port = 7001, .metrics_port = 9101};
}

class ConfigTest : public ::testing::Test {
 protected:
  absl::StatusOr<ServerConfig> Read(absl::string_view text) {
    const std::string file = absl::StrCat(directory_.path(), "/config");
    std::ofstream(file) << text;
    ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> config,
                     ReadConfig(Definition(), file));
    return ServerPart(*config);
  }
  shopdesk::testing::TempDirectory directory_;
};

TEST_F(ConfigTest, FillsInEveryDefault) {
  const rlimit enough{.rlim_cur = 20000, .rlim_max = 20000};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &enough), 0);
  ASSERT_OK_AND_ASSIGN(ServerConfig config, WithDefaults(Definition(), {}));
  EXPECT_THAT(config, EqualsProto(R"pb(
                listen { grpc: "127.0.0.1:7001" metrics: "127.0.0.1:9101" }
                storage {
                  data_dir: "var/data"
                  sqlite { file: "var/data/catalog/catalog.db" readers: 4 mmap_bytes: 1073741824 }
                }
                limits {
                  writes: 4096
                  pool_queue: 1024
                  query_threads: 4
                  workflow_threads: 32
                  streams: 64
                  message_bytes: 4194304
                  connections: 4096
                  calls_per_connection: 128
                  held_bytes: 268435456
                  stream_idle_ms: 60000
                  connection_idle_ms: 300000
                }
                log { level: "info" sample: 1000 slow_ms: 500 }
                key_ring_file: "var/data/catalog/keyring"
                reflection: true
                drain_ms: 5000
                follower_lease_ms: 10000
              )pb"));
}

TEST_F(ConfigTest, AServiceReadsItsOwnMessageWithTheCommonPartInIt) {
  ServiceDefinition orders = Definition();
  orders.config = &config::v1::OrdersConfig::default_instance();
  const std::string file = absl::StrCat(directory_.path(), "/orders");
  std::ofstream(file) << "server { log { level: \"warn\" } } peers { catalog: \"dns:///c:1\" }";
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<google::protobuf::Message> read, ReadConfig(orders, file));
  EXPECT_EQ(ServerPart(*read).log().level(), "warn");
  EXPECT_EQ(static_cast<const config::v1::OrdersConfig&>(*read).peers().catalog(), "dns:///c:1");
  // What only another service has is unknown here.
  std::ofstream(file) << "notice_channels { }";
  EXPECT_THAT(ReadConfig(orders, file), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ConfigTest, NoFileIsAllDefaults) {
  ServiceDefinition orders = Definition();
  orders.config = &config::v1::OrdersConfig::default_instance();
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<google::protobuf::Message> read, ReadConfig(orders, ""));
  EXPECT_THAT(*read, EqualsProto(config::v1::OrdersConfig::default_instance()));
}

TEST_F(ConfigTest, KeepsWhatIsGiven) {
  const char* text = R"pb(
    listen { grpc: "0.0.0.0:1" metrics: "0.0.0.0:2" }
    insecure_non_loopback: true
    storage { postgres { dsn: "host=db" schema: "s" connections: 3 } }
    log { level: "warn" sample: 0 slow_ms: 0 }
    key_ring_file: "keys"
    reflection: false
    drain_ms: 0
    follower_lease_ms: 1000
  )pb";
  ASSERT_OK_AND_ASSIGN(ServerConfig read, Read(text));
  ASSERT_OK_AND_ASSIGN(ServerConfig config, WithDefaults(Definition(), read));
  config.clear_limits();
  config.mutable_storage()->clear_data_dir();
  EXPECT_THAT(config, EqualsProto(read));
}

TEST_F(ConfigTest, ConnectionsLeaveRoomAmongTheFileDescriptors) {
  const rlimit few{.rlim_cur = 1024, .rlim_max = 20000};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  ASSERT_OK_AND_ASSIGN(ServerConfig config, WithDefaults(Definition(), {}));
  EXPECT_EQ(config.limits().connections(), 1024 - 256);
}

// The default is loopback: on a machine of its own that is nobody.
TEST_F(ConfigTest, PeersAreRequiredWhereOthersReachTheService) {
  config::v1::OrdersConfig orders;
  ServerConfig complete;
  complete.mutable_listen()->set_grpc("127.0.0.1:7002");
  EXPECT_OK(CheckPeers(orders, complete));
  complete.mutable_listen()->set_grpc("0.0.0.0:7002");
  orders.mutable_peers()->set_catalog("dns:///shopdesk-catalog:7001");
  const absl::Status unset = CheckPeers(orders, complete);
  EXPECT_THAT(unset, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(unset.message()), HasSubstr("peers.logistics"));
  orders.mutable_peers()->set_logistics("dns:///shopdesk-logistics:7003");
  EXPECT_OK(CheckPeers(orders, complete));
  EXPECT_EQ(PeerTarget(orders, "logistics"), "dns:///shopdesk-logistics:7003");
}

TEST_F(ConfigTest, SaysWhereAFileIsWrong) {
  absl::StatusOr<ServerConfig> config = Read("log {\n  colour: \"red\"\n}\n");
  EXPECT_THAT(config, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(config.status().message()), HasSubstr("/config:2:"));
  EXPECT_THAT(std::string(config.status().message()), HasSubstr("colour"));
  EXPECT_THAT(ReadConfig(Definition(), "/nowhere/config"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ConfigTest, RefusesWhatCannotBe) {
  for (const char* text : {
           R"pb(listen { grpc: "7001" })pb",
           R"pb(listen { grpc: "0.0.0.0:7001" })pb",
           R"pb(listen { grpc: "[::]:7001" })pb",
           R"pb(listen { grpc: "127.example.com:7001" })pb",
           R"pb(verify { interval_seconds: 59 })pb",
           R"pb(tls {})pb",
           R"pb(listen { metrics: "localhost:99999" })pb",
           R"pb(log { level: "loud" })pb",
           R"pb(limits { writes: -1 })pb",
           R"pb(drain_ms: -1)pb",
           R"pb(drain_wait_ms: -1)pb",
           R"pb(follower_lease_ms: 999)pb",
           R"pb(storage { postgres {} }
                key_ring_file: "k")pb",
           R"pb(storage { postgres { dsn: "a" dsn_file: "b" } }
                key_ring_file: "k")pb",
           R"pb(storage { postgres { dsn: "a" } })pb",
           R"pb(storage { postgres { dsn: "a" connections: 1 } }
                key_ring_file: "k")pb",
       }) {
    EXPECT_THAT(WithDefaults(Definition(), ParseText<ServerConfig>(text)),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

}  // namespace
}  // namespace shopdesk::rpc
