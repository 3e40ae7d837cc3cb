#include "libs/testing/test_server.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/privacy/key_ring_file.h"
#include "libs/testing/test_channel.h"

namespace shopdesk::testing {

namespace {

// The common part of a configuration (rpc::ServiceDefinition::config).
config::v1::ServerConfig& MutableServer(google::protobuf::Message& config) {
  const auto* server = config.GetDescriptor()->FindFieldByName("server");
  google::protobuf::Message* part =
      server != nullptr ? config.GetReflection()->MutableMessage(&config, server) : &config;
  return static_cast<config::v1::ServerConfig&>(*part);
}

const google::protobuf::Message& ConfigType(const rpc::ServiceDefinition& definition) {
  return definition.config != nullptr ? *definition.config
                                      : config::v1::ServerConfig::default_instance();
}

}  // namespace

TestServer::TestServer(rpc::ServiceDefinition definition)
    : TestServer(definition, ConfigType(definition)) {}

TestServer::TestServer(rpc::ServiceDefinition definition, const google::protobuf::Message& config)
    : definition_(std::move(definition)), config_(ConfigType(definition_).New()) {
  config::v1::ServerConfig& server = MutableServer(*config_);
  server.mutable_listen()->set_grpc("127.0.0.1:0");
  server.mutable_listen()->set_metrics("127.0.0.1:0");
  server.mutable_storage()->set_data_dir(directory_.path());
  server.mutable_log()->set_file(absl::StrCat(directory_.path(), "/log"));
  server.set_controlled_clock(true);
  config_->MergeFrom(config);
  if (server.storage().has_postgres() && server.key_ring_file().empty()) {
    server.set_key_ring_file(absl::StrCat(directory_.path(), "/keyring"));
    if (!privacy::MakeKeyRing(server.key_ring_file(), privacy::ExistingRing::kKeep).ok()) {
      std::abort();
    }
  }
  Start();
}

TestServer::~TestServer() = default;

std::string TestServer::target() const { return absl::StrCat("127.0.0.1:", server_->grpc_port()); }

void TestServer::Restart() {
  channel_.reset();
  server_.reset();
  Start();
}

void TestServer::RestartOnSamePort() {
  MutableServer(*config_).mutable_listen()->set_grpc(target());
  Restart();
}

void TestServer::Start() {
  absl::StatusOr<std::unique_ptr<rpc::Server>> server = rpc::Server::Start(definition_, *config_);
  if (!server.ok()) {
    std::fprintf(stderr, "test server: %s\n", server.status().ToString().c_str());
    std::abort();
  }
  server_ = *std::move(server);
  channel_ = MakeTestChannel(target());
}

}  // namespace shopdesk::testing
