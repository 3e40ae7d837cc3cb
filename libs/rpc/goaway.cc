#include "libs/rpc/goaway.h"

#include <utility>

// In libgrpc, in no header that it installs. Its public way to send GOAWAY, the server's shutdown,
// cancels what clients send before they have seen it: CANCELLED for calls that nobody has looked
// at.
namespace grpc_core {
class Server {
 public:
  void SendGoaways();
};
}  // namespace grpc_core

namespace shopdesk::rpc {
namespace {

void SendTo(void* server) {
  // How the library gets from its C type to its own.
  static_cast<grpc_core::Server*>(server)->SendGoaways();
}

}  // namespace

// The library's inside runs only below one of its own functions, which set up what it works with
// for the thread. The one that destroys a buffer tells the owner of the buffer's bytes.
void SendGoaways(grpc::Server& server) {
  static char byte = 0;
  grpc::Slice slice(&byte, sizeof(byte), &SendTo, server.c_server());
  grpc::ByteBuffer buffer(&slice, 1);
  slice = grpc::Slice();
}

}  // namespace shopdesk::rpc
