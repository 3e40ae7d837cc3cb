#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/rpc/client.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

// What clients see of a server that stops.
namespace shopdesk::rpc {
namespace {

using namespace rpctest::v1;  // NOLINT: the messages of the service under test
using shopdesk::testing::StatusIs;
using shopdesk::testing::TestServer;

config::v1::ServerConfig DrainConfig(int wait_ms, int drain_ms) {
  config::v1::ServerConfig config;
  config.set_drain_wait_ms(wait_ms);
  config.set_drain_ms(drain_ms);
  return config;
}

void Prepare(grpc::ClientContext& context) {
  type::v1::Actor actor;
  actor.set_kind(type::v1::Actor::AGENT);
  actor.set_id("7");
  actor.set_role(role::v1::Role::GUIDE);
  SetCallMetadata(context, "drain-test", actor, "");
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
}

// Calls that go on until the test ends them, and what they end with.
class Load {
 public:
  explicit Load(std::shared_ptr<grpc::Channel> channel) : stub_(NoteService::NewStub(channel)) {
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { Run(i); });
  }
  // Waits until so many more calls have ended well.
  void AwaitCalls(int64_t count) {
    const int64_t until = good_ + count;
    MutexLock lock(mutex_);
    while (good_ < until && failed_.ok()) changed_.Wait(mutex_);
  }
  // The first failure.
  absl::Status End() {
    ending_ = true;
    for (std::thread& thread : threads_) thread.join();
    MutexLock lock(mutex_);
    return failed_;
  }

 private:
  static constexpr int kThreads = 6;

  void Run(int thread) {
    for (int i = 0; !ending_; ++i) {
      const absl::Status status = i % 2 == 0 ? Get() : Create(absl::StrCat(thread, "-", i));
      MutexLock lock(mutex_);
      if (status.ok() || absl::IsNotFound(status)) {
        ++good_;
      } else {
        failed_.Update(status);
      }
      changed_.NotifyAll();
    }
  }
  absl::Status Get() {
    grpc::ClientContext context;
    Prepare(context);
    GetNoteRequest request;
    request.set_name("shops/1/notes/none");
    Note note;
    return FromGrpc(stub_->GetNote(&context, request, &note));
  }
  absl::Status Create(const std::string& id) {
    grpc::ClientContext context;
    Prepare(context);
    CreateNoteRequest request;
    request.set_name(absl::StrCat("shops/1/notes/", id));
    request.mutable_note()->set_text("text");
    request.set_request_id(id);
    Note note;
    return FromGrpc(stub_->CreateNote(&context, request, &note));
  }

  const std::unique_ptr<NoteService::Stub> stub_;
  std::atomic<bool> ending_ = false;
  std::atomic<int64_t> good_ = 0;
  Mutex mutex_;
  CondVar changed_;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// Until clients have found the server.
void AwaitCallsOf(TestServer& server) {
  prometheus::Counter& started = server->runtime().metrics().Counter(
      "grpc_server_started_total", "RPCs started.",
      {{"grpc_service", "shopdesk.rpctest.v1.NoteService"}, {"grpc_method", "GetNote"}});
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (started.Value() < 10 && absl::Now() < end) std::this_thread::yield();
  EXPECT_GE(started.Value(), 10);
}

class DrainTest : public ::testing::Test {
 protected:
  DrainTest() { gate_.Open(); }
  testing::Gate gate_;
};

// One of two stops, comes again, the other stops, and so on, under load and the retry configuration
// that all our clients have.
TEST_F(DrainTest, ClientsSeeNoFailedCallWhileOneOfTwoServersStops) {
  TestServer first(testing::NoteDefinition(gate_), DrainConfig(100, 5000));
  TestServer second(testing::NoteDefinition(gate_), DrainConfig(100, 5000));
  const std::string ports[] = {first.target(), second.target()};
  Load load(MakeChannel(absl::StrCat("ipv4:", ports[0], ",", ports[1])));
  for (int round = 0; round < 4; ++round) {
    load.AwaitCalls(100);
    TestServer& stopping = round % 2 == 0 ? first : second;
    stopping.RestartOnSamePort();
    AwaitCallsOf(stopping);
  }
  EXPECT_OK(load.End());
}

// Without a wait in which clients could see that it stops, and without another one: what fails is
// UNAVAILABLE, which may be repeated, and never CANCELLED, which nobody repeats.
TEST_F(DrainTest, WhatIsCutIsUnavailable) {
  for (int round = 0; round < 3; ++round) {
    TestServer server(testing::NoteDefinition(gate_), DrainConfig(0, 1000));
    const auto channel = grpc::CreateChannel(server.target(), grpc::InsecureChannelCredentials());
    Load load(channel);
    load.AwaitCalls(100);
    server->Shutdown();
    EXPECT_THAT(load.End(), StatusIs(absl::StatusCode::kUnavailable));
  }
}

TEST_F(DrainTest, ACallThatIsStillRunningIsToldThatItIsCut) {
  testing::Gate shut;
  TestServer server(testing::NoteDefinition(shut), DrainConfig(0, 200));
  // One that doesn't repeat what was cut.
  const auto channel = grpc::CreateChannel(server.target(), grpc::InsecureChannelCredentials());
  absl::Status status;
  std::thread caller([&] {
    grpc::ClientContext context;
    Prepare(context);
    ListNotesRequest request;
    request.set_block(true);
    ListNotesResponse response;
    status = FromGrpc(NoteService::NewStub(channel)->ListNotes(&context, request, &response));
    shut.Open();
  });
  shut.AwaitWaiters(1);
  server->Shutdown();
  caller.join();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(ReasonOf(status), "UNAVAILABLE") << status;
}

// A client that reads no answers of its stream.
TEST_F(DrainTest, AStreamWhoseClientTakesNothingHoldsUpNobody) {
  TestServer server(testing::NoteDefinition(gate_), DrainConfig(0, 300));
  grpc::ClientContext context;
  Prepare(context);
  const auto stub = NoteService::NewStub(server.channel());
  const auto stream = stub->TailNotes(&context, TailNotesRequest());
  TailNotesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time start = absl::Now();
  server->Shutdown();
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace shopdesk::rpc
