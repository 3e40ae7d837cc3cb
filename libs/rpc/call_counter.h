#pragma once

#include "grpcpp/support/server_interceptor.h"
#include "libs/rpc/connections.h"

namespace shopdesk::rpc {

// Counts the calls that connections begin, all of them: those too that no method of ours sees,
// being given up before their request has come, or for health, or for methods that there aren't.
class CallCounter final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallCounter(Connections& connections) : connections_(connections) {}

  // None: it is enough to have been asked.
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override;

 private:
  Connections& connections_;
};

}  // namespace shopdesk::rpc
