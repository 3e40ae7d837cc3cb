#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::rpc {

// Calls the service's own health through its own listener, as somebody from outside would: over a
// new connection, with TLS with the service's own certificate.
class SelfCall {
 public:
  // `address`: host:port that the service listens on; 0.0.0.0 and [::] are called by loopback.
  SelfCall(absl::string_view address, int port,
           std::shared_ptr<grpc::ChannelCredentials> credentials);

  // OK if there is any answer; UNAVAILABLE, without details of addresses, if not.
  absl::Status Try(absl::Duration timeout) const;

 private:
  const std::string target_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
};

}  // namespace shopdesk::rpc
