// The tuned echo: the callback API, messages from reused arenas, the release allocator, no deadlock
// detection. What gRPC gives on this machine when nothing is done; every ratio of
// docs/benchmarks.md is to it. Arguments: the address, and a file for the port that it got.

#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

#include "absl/synchronization/mutex.h"
#include "google/protobuf/arena.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/message_allocator.h"
#include "shopdesk/bench/v1/echo.grpc.pb.h"

namespace {

using shopdesk::bench::v1::EchoRequest;
using shopdesk::bench::v1::EchoResponse;
using shopdesk::bench::v1::EchoService;

constexpr size_t kAnswerBytes = 560;

// Request and response of a call on one arena.
class ArenaHolder final : public grpc::MessageHolder<EchoRequest, EchoResponse> {
 public:
  ArenaHolder() {
    set_request(google::protobuf::Arena::CreateMessage<EchoRequest>(&arena_));
    set_response(google::protobuf::Arena::CreateMessage<EchoResponse>(&arena_));
  }
  void Release() override { delete this; }

 private:
  google::protobuf::Arena arena_;
};

class ArenaAllocator final : public grpc::MessageAllocator<EchoRequest, EchoResponse> {
 public:
  grpc::MessageHolder<EchoRequest, EchoResponse>* AllocateMessages() override {
    return new ArenaHolder;
  }
};

class TunedEcho final : public EchoService::CallbackService {
 public:
  TunedEcho() { SetMessageAllocatorFor_Echo(&allocator_); }

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest*,
                                 EchoResponse* response) override {
    response->set_text(answer_);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  ArenaAllocator allocator_;
  const std::string answer_ = std::string(kAnswerBytes, 'x');
};

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  TunedEcho service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(argc > 1 ? argv[1] : "127.0.0.1:7090", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    std::fprintf(stderr,
                 "shopdesk-bench-echo: the address is taken; give another as the argument\n");
    return 1;
  }
  // As the services tell theirs.
  if (argc > 2) std::ofstream(argv[2]) << "grpc=" << port << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  return 0;
}
