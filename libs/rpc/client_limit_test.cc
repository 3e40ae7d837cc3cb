#include "libs/rpc/client_limit.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/observe/listen.h"
#include "libs/rpc/client.h"
#include "libs/testing/matchers.h"

namespace shopdesk::rpc {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// A unary call under way; waits for its end.
class CheckCall {
 public:
  explicit CheckCall(Health::Stub& stub) {
    stub.async()->Check(&context_, &request_, &response_, [this](grpc::Status status) {
      MutexLock lock(mutex_);
      status_ = FromGrpc(status);
      ended_.NotifyAll();
    });
  }
  ~CheckCall() {
    context_.TryCancel();
    Await().IgnoreError();
  }

  void Cancel() { context_.TryCancel(); }
  absl::Status Await() {
    MutexLock lock(mutex_);
    while (!status_.has_value()) ended_.Wait(mutex_);
    return *status_;
  }

 private:
  grpc::ClientContext context_;
  const HealthCheckRequest request_;
  HealthCheckResponse response_;
  Mutex mutex_;
  CondVar ended_;
  absl::optional<absl::Status> status_ ABSL_GUARDED_BY(mutex_);
};

// The kernel takes connections for it; nobody answers.
class ClientLimitTest : public ::testing::Test {
 protected:
  std::unique_ptr<Health::Stub> Connect(WaitLimit limit) {
    return Health::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", sockets_->port()),
                                       grpc::InsecureChannelCredentials(), "catalog", metrics_,
                                       limit));
  }

  observe::Metrics metrics_;
  const absl::StatusOr<observe::ListeningSockets> sockets_ =
      observe::ListeningSockets::Open("127.0.0.1:0");
};

TEST_F(ClientLimitTest, OneMoreThanThoseThatWaitForLongIsRefusedAtOnce) {
  const auto stub = Connect({.calls = 2, .patience = absl::ZeroDuration()});
  CheckCall first(*stub);
  CheckCall second(*stub);
  {
    CheckCall third(*stub);
    const absl::Status refused = third.Await();
    EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("catalog doesn't answer"));
    EXPECT_TRUE(refused.GetPayload(kRetryInfoUrl).has_value());
  }
  EXPECT_THAT(
      metrics_.Render(),
      ::testing::HasSubstr("grpc_client_handled_total{grpc_code=\"UNAVAILABLE\",grpc_method="
                           "\"Check\",grpc_service=\"grpc.health.v1.Health\",peer="
                           "\"catalog\"} 1"));
  first.Cancel();
  EXPECT_EQ(first.Await().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientLimitTest, OneMoreWaitsForAPlace) {
  const auto stub = Connect({.calls = 1, .patience = absl::Hours(1)});
  CheckCall first(*stub);
  absl::Status status;
  std::thread another([&] {
    CheckCall second(*stub);
    second.Cancel();
    status = second.Await();
  });
  first.Cancel();
  EXPECT_EQ(first.Await().code(), absl::StatusCode::kCancelled);
  another.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientLimitTest, WhoWasAnsweredMakesRoom) {
  const auto stub = Connect({.calls = 1, .patience = absl::ZeroDuration()});
  {
    CheckCall first(*stub);
    CheckCall refused(*stub);
    EXPECT_EQ(refused.Await().code(), absl::StatusCode::kUnavailable);
  }
  CheckCall next(*stub);
  next.Cancel();
  EXPECT_EQ(next.Await().code(), absl::StatusCode::kCancelled);
}

// Holds its calls until as many are there as the test waits for.
class HoldingPeer final : public Health::CallbackService {
 public:
  HoldingPeer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~HoldingPeer() override { server_->Shutdown(); }

  int port() const { return port_; }
  // Waits until so many are held, and answers them; the most that were held at once so far.
  size_t AnswerOnce(size_t count) {
    std::vector<grpc::ServerUnaryReactor*> held;
    size_t most = 0;
    {
      MutexLock lock(mutex_);
      while (held_.size() < count) changed_.Wait(mutex_);
      held.swap(held_);
      most = most_;
    }
    for (grpc::ServerUnaryReactor* call : held) call->Finish(grpc::Status::OK);
    return most;
  }

 private:
  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context, const HealthCheckRequest*,
                                  HealthCheckResponse*) override {
    MutexLock lock(mutex_);
    held_.push_back(context->DefaultReactor());
    most_ = std::max(most_, held_.size());
    changed_.NotifyAll();
    return held_.back();
  }

  Mutex mutex_;
  CondVar changed_;
  std::vector<grpc::ServerUnaryReactor*> held_ ABSL_GUARDED_BY(mutex_);
  size_t most_ ABSL_GUARDED_BY(mutex_) = 0;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// However many come at once.
TEST_F(ClientLimitTest, NoMoreThanThatAreEverOnTheirWay) {
  constexpr size_t kPlaces = 2;
  constexpr size_t kRounds = 4;
  HoldingPeer peer;
  const auto stub = Health::NewStub(
      MakeChannel(absl::StrCat("127.0.0.1:", peer.port()), grpc::InsecureChannelCredentials(),
                  "catalog", metrics_, {.calls = kPlaces, .patience = absl::Hours(1)}));
  std::vector<std::thread> callers;
  std::atomic<size_t> answered = 0;
  for (size_t i = 0; i < kPlaces * kRounds; ++i) {
    callers.emplace_back([&] {
      if (CheckCall(*stub).Await().ok()) ++answered;
    });
  }
  size_t most = 0;
  for (size_t round = 0; round < kRounds; ++round) most = peer.AnswerOnce(kPlaces);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(most, kPlaces);
  EXPECT_EQ(answered, kPlaces * kRounds);
}

}  // namespace
}  // namespace shopdesk::rpc
