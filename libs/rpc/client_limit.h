#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "grpcpp/support/client_interceptor.h"

namespace shopdesk::rpc {

// So many unary calls are on their way to another service at most; one more waits for a place for
// so long, unless nobody was answered for as long already.
struct WaitLimit {
  int calls;
  absl::Duration patience = absl::Milliseconds(250);
};

// For a channel to the service `peer`: keeps to the limit. A call that finds no place ends with
// UNAVAILABLE, unsent, with RetryInfo. A service that hangs shall hold up those alone that need it,
// not all threads of those who call it; one that is slow answers those who wait a moment.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> LimitWaiting(
    const std::string& peer, WaitLimit limit);

}  // namespace shopdesk::rpc
