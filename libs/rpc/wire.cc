#include "libs/rpc/wire.h"

#include "absl/strings/str_cat.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/proto_buffer_writer.h"
#include "libs/base/error.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

bool Parse(const grpc::ByteBuffer& bytes, Message& message) {
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok()) {
    return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  }
  // The reader only walks over the buffer.
  grpc::ProtoBufferReader reader(const_cast<grpc::ByteBuffer*>(&bytes));
  return reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
}

RpcMethod::RpcType TypeOf(const Route& route) {
  if (route.bidi != nullptr) return RpcMethod::BIDI_STREAMING;
  return route.answers != nullptr ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC;
}

grpc::internal::MethodHandler* HandlerOf(const Route& route) {
  using grpc::ByteBuffer;
  using Context = grpc::CallbackServerContext;
  if (route.bidi != nullptr) {
    return new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
        [&route](Context* context) { return route.bidi(*context); });
  }
  if (route.answers != nullptr) {
    return new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
        [&route](Context* context, const ByteBuffer* request) {
          return route.answers(*context, *request);
        });
  }
  return new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
      [&route](Context* context, const ByteBuffer* request, ByteBuffer* response) {
        return route.unary(*context, *request, *response);
      });
}

// What gRPC's generated services do in their constructors.
class RawService final : public grpc::Service {
 public:
  explicit RawService(const ServiceRoutes& routes) {
    int count = 0;
    for (const Route& route : routes.routes) {
      if (route.method == nullptr) continue;
      AddMethod(new grpc::internal::RpcServiceMethod(route.method->path().c_str(), TypeOf(route),
                                                     nullptr));
      MarkMethodRawCallback(count++, HandlerOf(route));
    }
  }
};

}  // namespace

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, Message& message) {
  if (Parse(bytes, message)) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "UNPARSABLE",
               absl::StrCat("the request is no ", message.GetDescriptor()->full_name(),
                            "; was it made from other protos?"));
}

void SerializeMessage(const Message& message, grpc::ByteBuffer& bytes) {
  // gRPC writes into an empty one only.
  bytes.Clear();
  bool own = false;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &bytes, &own);
}

std::unique_ptr<grpc::Service> MakeRawService(const ServiceRoutes& routes) {
  return std::make_unique<RawService>(routes);
}

}  // namespace shopdesk::rpc
