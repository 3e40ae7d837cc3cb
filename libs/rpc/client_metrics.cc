#include "libs/rpc/client_metrics.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/base/countdown.h"
#include "libs/base/mutex.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

constexpr int kClientCodes = grpc::StatusCode::UNAUTHENTICATED + 1;

// The figures of one peer; as long as its channel.
class CallFigures {
 public:
  CallFigures(std::string peer, observe::Metrics& metrics)
      : peer_(std::move(peer)),
        metrics_(metrics),
        seconds_(metrics.Latency("grpc_client_handling_seconds",
                                 "Time of unary calls to other services.", {{"peer", peer_}})) {}

  void Count(absl::string_view path, grpc::StatusCode code) {
    Handled(absl::StripPrefix(path, "/"), code).Increment();
  }
  void Measure(absl::Duration time) { seconds_.Observe(absl::ToDoubleSeconds(time)); }

 private:
  using Codes = std::array<prometheus::Counter*, kClientCodes>;

  // With the first call of a method all of its codes are there, so that its first failure is an
  // increase.
  prometheus::Counter& Handled(absl::string_view path, grpc::StatusCode code) {
    MutexLock lock(mutex_);
    const auto found = handled_.find(path);
    const Codes& codes = found != handled_.end() ? found->second : Add(path);
    return *codes[std::clamp<int>(code, 0, kClientCodes - 1)];
  }
  const Codes& Add(absl::string_view path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::pair<std::string, std::string> method = absl::StrSplit(path, '/');
    Codes& codes = handled_[std::string(path)];
    for (int code = 0; code < kClientCodes; ++code) {
      codes[code] = &metrics_.Counter(
          "grpc_client_handled_total", "Calls to other services finished, by status.",
          {{"peer", peer_},
           {"grpc_service", method.first},
           {"grpc_method", method.second},
           {"grpc_code", CodeName(static_cast<grpc::StatusCode>(code))}});
    }
    return codes;
  }

  const std::string peer_;
  observe::Metrics& metrics_;
  prometheus::Histogram& seconds_;
  Mutex mutex_;
  // By "<service>/<method>".
  absl::flat_hash_map<std::string, Codes> handled_ ABSL_GUARDED_BY(mutex_);
};

class CallMeter final : public Interceptor {
 public:
  CallMeter(std::shared_ptr<CallFigures> figures, const ClientRpcInfo& call)
      : figures_(std::move(figures)),
        path_(call.method()),
        is_unary_(call.type() == ClientRpcInfo::Type::UNARY) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
      figures_->Count(path_, methods->GetRecvStatus()->error_code());
      if (is_unary_) figures_->Measure(SteadyNow() - start_);
    }
    methods->Proceed();
  }

 private:
  const std::shared_ptr<CallFigures> figures_;
  const std::string path_;
  const bool is_unary_;
  const absl::Duration start_ = SteadyNow();
};

class CallMeters final : public ClientInterceptorFactoryInterface {
 public:
  explicit CallMeters(std::shared_ptr<CallFigures> figures) : figures_(std::move(figures)) {}

  Interceptor* CreateClientInterceptor(ClientRpcInfo* call) override {
    return new CallMeter(figures_, *call);
  }

 private:
  const std::shared_ptr<CallFigures> figures_;
};

}  // namespace

std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> MeasureCalls(
    const std::string& peer, observe::Metrics& metrics) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(
      std::make_unique<CallMeters>(std::make_shared<CallFigures>(peer, metrics)));
  return interceptors;
}

}  // namespace shopdesk::rpc
