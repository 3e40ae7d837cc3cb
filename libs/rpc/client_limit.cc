#include "libs/rpc/client_limit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

constexpr absl::Duration kRetryPeerAfter = absl::Seconds(1);

// The places of a channel's calls.
class Places {
 public:
  Places(std::string peer, WaitLimit limit) : peer_(std::move(peer)), limit_(limit) {}

  // False: all are taken, and for too long.
  bool Take() {
    const absl::Duration until = SteadyNow() + limit_.patience;
    MutexLock lock(mutex_);
    while (taken_ >= limit_.calls) {
      const absl::Duration left = std::min(until, changed_ + limit_.patience) - SteadyNow();
      if (left <= absl::ZeroDuration()) return false;
      free_.WaitFor(mutex_, left);
    }
    ++taken_;
    changed_ = SteadyNow();
    return true;
  }
  void GiveBack() {
    MutexLock lock(mutex_);
    --taken_;
    changed_ = SteadyNow();
    free_.NotifyOne();
  }
  absl::Status Refusal() const {
    const std::string message = absl::StrCat(peer_, " doesn't answer: ", limit_.calls,
                                             " calls are on their way to it already");
    absl::Status refusal = UnavailableError(message);
    refusal.SetPayload(kRetryInfoUrl,
                       *OverloadedError(message, kRetryPeerAfter).GetPayload(kRetryInfoUrl));
    return refusal;
  }

 private:
  const std::string peer_;
  const WaitLimit limit_;
  Mutex mutex_;
  CondVar free_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  // When a place was last taken or given back.
  absl::Duration changed_ ABSL_GUARDED_BY(mutex_);
};

class WaitingCall final : public Interceptor {
 public:
  explicit WaitingCall(std::shared_ptr<Places> places) : places_(std::move(places)) {}
  ~WaitingCall() override { GiveBack(); }

  // A call that is hijacked comes a second time, for what it is to be answered.
  void Intercept(InterceptorBatchMethods* methods) override {
    const auto at = [methods](InterceptionHookPoints point) {
      return methods->QueryInterceptionHookPoint(point);
    };
    if (at(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      placed_ = held_ = places_->Take();
      if (!placed_) return methods->Hijack();
    }
    if (!placed_ && at(InterceptionHookPoints::PRE_RECV_MESSAGE)) {
      methods->FailHijackedRecvMessage();
    }
    if (!placed_ && at(InterceptionHookPoints::PRE_RECV_STATUS)) {
      *methods->GetRecvStatus() = ToGrpc(places_->Refusal());
    }
    if (at(InterceptionHookPoints::POST_RECV_STATUS)) GiveBack();
    methods->Proceed();
  }

 private:
  void GiveBack() {
    if (std::exchange(held_, false)) places_->GiveBack();
  }

  const std::shared_ptr<Places> places_;
  bool placed_ = false;
  bool held_ = false;
};

class LimitedCalls final : public ClientInterceptorFactoryInterface {
 public:
  explicit LimitedCalls(std::shared_ptr<Places> places) : places_(std::move(places)) {}

  Interceptor* CreateClientInterceptor(ClientRpcInfo* call) override {
    const bool waits = call->type() == ClientRpcInfo::Type::UNARY;
    return waits ? new WaitingCall(places_) : nullptr;
  }

 private:
  const std::shared_ptr<Places> places_;
};

}  // namespace

std::unique_ptr<ClientInterceptorFactoryInterface> LimitWaiting(const std::string& peer,
                                                                WaitLimit limit) {
  return std::make_unique<LimitedCalls>(std::make_shared<Places>(peer, limit));
}

}  // namespace shopdesk::rpc
