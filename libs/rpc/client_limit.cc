#include "libs/rpc/client_limit.h"

#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
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

// The calls of a channel that wait for their answer, by when they began.
class WaitingCalls {
 public:
  using Place = std::multiset<absl::Duration>::iterator;

  WaitingCalls(std::string peer, WaitLimit limit) : peer_(std::move(peer)), limit_(limit) {}

  // nullopt: too many have been waiting for too long.
  absl::optional<Place> Begin() {
    const absl::Duration now = SteadyNow();
    MutexLock lock(mutex_);
    const auto most = static_cast<size_t>(limit_.calls);
    if (begun_.size() >= most &&
        now - *std::next(begun_.begin(), limit_.calls - 1) >= limit_.patience) {
      return absl::nullopt;
    }
    return begun_.insert(now);
  }
  void End(Place place) {
    MutexLock lock(mutex_);
    begun_.erase(place);
  }
  absl::Status Refusal() const {
    return UnavailableError(absl::StrCat(peer_, " doesn't answer: ", limit_.calls,
                                         " calls have been waiting for it for ",
                                         absl::FormatDuration(limit_.patience)));
  }

 private:
  const std::string peer_;
  const WaitLimit limit_;
  Mutex mutex_;
  std::multiset<absl::Duration> begun_ ABSL_GUARDED_BY(mutex_);
};

class WaitingCall final : public Interceptor {
 public:
  explicit WaitingCall(std::shared_ptr<WaitingCalls> calls) : calls_(std::move(calls)) {}
  ~WaitingCall() override {
    if (place_.has_value()) calls_->End(*place_);
  }

  // A call that is hijacked comes a second time, for what it is to be answered.
  void Intercept(InterceptorBatchMethods* methods) override {
    const auto at = [methods](InterceptionHookPoints point) {
      return methods->QueryInterceptionHookPoint(point);
    };
    if (at(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      place_ = calls_->Begin();
      if (!place_.has_value()) return methods->Hijack();
    }
    if (!place_.has_value() && at(InterceptionHookPoints::PRE_RECV_MESSAGE)) {
      methods->FailHijackedRecvMessage();
    }
    if (!place_.has_value() && at(InterceptionHookPoints::PRE_RECV_STATUS)) {
      *methods->GetRecvStatus() = ToGrpc(calls_->Refusal());
    }
    methods->Proceed();
  }

 private:
  const std::shared_ptr<WaitingCalls> calls_;
  absl::optional<WaitingCalls::Place> place_;
};

class LimitedCalls final : public ClientInterceptorFactoryInterface {
 public:
  explicit LimitedCalls(std::shared_ptr<WaitingCalls> calls) : calls_(std::move(calls)) {}

  Interceptor* CreateClientInterceptor(ClientRpcInfo* call) override {
    const bool waits = call->type() == ClientRpcInfo::Type::UNARY;
    return waits ? new WaitingCall(calls_) : nullptr;
  }

 private:
  const std::shared_ptr<WaitingCalls> calls_;
};

}  // namespace

std::unique_ptr<ClientInterceptorFactoryInterface> LimitWaiting(const std::string& peer,
                                                                WaitLimit limit) {
  return std::make_unique<LimitedCalls>(std::make_shared<WaitingCalls>(peer, limit));
}

}  // namespace shopdesk::rpc
