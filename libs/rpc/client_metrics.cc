#include "libs/rpc/client_metrics.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/base/countdown.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

// The figures of one peer; as long as its channel.
class CallFigures {
 public:
  CallFigures(std::string peer, observe::Metrics& metrics)
      : peer_(std::move(peer)),
        metrics_(metrics),
        seconds_(metrics.Latency("grpc_client_handling_seconds",
                                 "Time of unary calls to other services.", {{"peer", peer_}})) {}

  // A look-up for each call, which goes over the network anyway.
  void Count(absl::string_view path, grpc::StatusCode code) {
    path = absl::StripPrefix(path, "/");
    const size_t slash = path.find('/');
    if (slash == absl::string_view::npos) return;
    metrics_
        .Counter("grpc_client_handled_total", "Calls to other services finished, by status.",
                 {{"peer", peer_},
                  {"grpc_service", std::string(path.substr(0, slash))},
                  {"grpc_method", std::string(path.substr(slash + 1))},
                  {"grpc_code", CodeName(code)}})
        .Increment();
  }
  void Measure(absl::Duration time) { seconds_.Observe(absl::ToDoubleSeconds(time)); }

 private:
  const std::string peer_;
  observe::Metrics& metrics_;
  prometheus::Histogram& seconds_;
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
