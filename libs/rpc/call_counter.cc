#include "libs/rpc/call_counter.h"

#include "grpcpp/grpcpp.h"

namespace shopdesk::rpc {

grpc::experimental::Interceptor* CallCounter::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* call) {
  connections_.CallBegun(call->server_context()->peer());
  return nullptr;
}

}  // namespace shopdesk::rpc
