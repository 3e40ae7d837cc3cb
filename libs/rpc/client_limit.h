#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "grpcpp/support/client_interceptor.h"

namespace shopdesk::rpc {

// So many unary calls may wait for another service, each for so long, before more are refused at
// once.
struct WaitLimit {
  int calls;
  absl::Duration patience = absl::Seconds(3);
};

// For a channel to the service `peer`: a call that would be one more of those that it leaves
// without an answer ends with UNAVAILABLE, unsent. A service that hangs shall hold up those alone
// that need it, not all threads of those who call it.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> LimitWaiting(
    const std::string& peer, WaitLimit limit);

}  // namespace shopdesk::rpc
