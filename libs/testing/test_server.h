#pragma once

#include <memory>

#include "libs/rpc/server.h"
#include "libs/testing/temp_directory.h"

namespace shopdesk::testing {

// A service's server in this process: free ports, SQLite and keys in a directory of its own, the
// clock controlled unless `config` came from elsewhere.
class TestServer {
 public:
  // Crashes the test if the server doesn't start. What `config` sets stays.
  explicit TestServer(rpc::ServiceDefinition definition);
  // `config` of the definition's type.
  TestServer(rpc::ServiceDefinition definition, const google::protobuf::Message& config);
  ~TestServer();

  rpc::Server& operator*() { return *server_; }
  rpc::Server* operator->() { return server_.get(); }
  // To this server, as clients make it, for the owner of the shop (test_channel.h).
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }
  // "127.0.0.1:port"
  std::string target() const;

  // Shuts down and starts again on the same data; another port, a new channel.
  void Restart();
  // The same at the same port, for clients that know its address.
  void RestartOnSamePort();

 private:
  void Start();

  TempDirectory directory_;
  const rpc::ServiceDefinition definition_;
  std::unique_ptr<google::protobuf::Message> config_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace shopdesk::testing
