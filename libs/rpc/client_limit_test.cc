#include "libs/rpc/client_limit.h"

#include <deque>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "grpc/health/v1/health.grpc.pb.h"
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
  }
  EXPECT_THAT(
      metrics_.Render(),
      ::testing::HasSubstr("grpc_client_handled_total{grpc_code=\"UNAVAILABLE\",grpc_method="
                           "\"Check\",grpc_service=\"grpc.health.v1.Health\",peer="
                           "\"catalog\"} 1"));
  first.Cancel();
  EXPECT_EQ(first.Await().code(), absl::StatusCode::kCancelled);
}

TEST_F(ClientLimitTest, ManyMayWaitForAWhile) {
  const auto stub = Connect({.calls = 1, .patience = absl::Hours(1)});
  std::deque<CheckCall> calls;
  for (int i = 0; i < 10; ++i) calls.emplace_back(*stub);
  for (CheckCall& call : calls) call.Cancel();
  for (CheckCall& call : calls) EXPECT_EQ(call.Await().code(), absl::StatusCode::kCancelled);
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

}  // namespace
}  // namespace shopdesk::rpc
