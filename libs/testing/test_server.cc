#include "libs/testing/test_server.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/rpc/client.h"

namespace shopdesk::testing {

TestServer::TestServer(rpc::ServiceDefinition definition, config::v1::ServerConfig config)
    : definition_(std::move(definition)) {
  config_.mutable_listen()->set_grpc("127.0.0.1:0");
  config_.mutable_listen()->set_metrics("127.0.0.1:0");
  config_.mutable_storage()->set_data_dir(directory_.path());
  config_.mutable_log()->set_file(absl::StrCat(directory_.path(), "/log"));
  config_.set_controlled_clock(true);
  config_.MergeFrom(config);
  Start();
}

TestServer::~TestServer() = default;

std::string TestServer::target() const { return absl::StrCat("127.0.0.1:", server_->grpc_port()); }

void TestServer::Restart() {
  channel_.reset();
  server_.reset();
  Start();
}

void TestServer::Start() {
  absl::StatusOr<std::unique_ptr<rpc::Server>> server = rpc::Server::Start(definition_, config_);
  if (!server.ok()) {
    std::fprintf(stderr, "test server: %s\n", server.status().ToString().c_str());
    std::abort();
  }
  server_ = *std::move(server);
  channel_ = rpc::MakeChannel(target());
}

}  // namespace shopdesk::testing
