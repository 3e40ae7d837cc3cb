#include "libs/rpc/call.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/observe/trace.h"
#include "libs/rpc/client.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Less time than this can't hold a read and its answer.
constexpr absl::Duration kLeastTime = absl::Milliseconds(2);
// Kept back from the caller's deadline to answer in: a tenth of it, at most this.
constexpr absl::Duration kReplyMargin = absl::Milliseconds(20);
// For callers that give no deadline.
constexpr absl::Duration kDefaultTimeout = absl::Minutes(1);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(200);

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

const FieldDescriptor* RequestIdField(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("request_id");
  const bool is_text =
      field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
  return is_text ? field : nullptr;
}

std::string CodeName(grpc::StatusCode code) {
  return code == grpc::StatusCode::OK
             ? "OK"
             : absl::StatusCodeToString(static_cast<absl::StatusCode>(code));
}

bool IsServerFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnavailable;
}

}  // namespace

Method::Method(const google::protobuf::MethodDescriptor& method, observe::Metrics& metrics)
    : service_(method.service()->full_name()),
      name_(method.name()),
      path_(absl::StrCat("/", service_, "/", name_)),
      validator_(*method.input_type(),
                 method.client_streaming() ? Rows::kByHandler : Rows::kWithRequest),
      request_id_(RequestIdField(*method.input_type())),
      metrics_(metrics),
      started_(metrics.Counter("grpc_server_started_total", "RPCs started.",
                               {{"grpc_service", service_}, {"grpc_method", name_}})),
      seconds_(metrics.Latency("grpc_server_handling_seconds", "Time from start to status.",
                               {{"grpc_service", service_}, {"grpc_method", name_}})) {
  handled(grpc::StatusCode::OK);
}

prometheus::Counter& Method::handled(grpc::StatusCode code) const {
  std::atomic<prometheus::Counter*>& slot = handled_[std::clamp<int>(code, 0, kCodes - 1)];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &metrics_.Counter(
        "grpc_server_handled_total", "RPCs finished, by status.",
        {{"grpc_service", service_}, {"grpc_method", name_}, {"grpc_code", CodeName(code)}});
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

Call::Call(Host::Core& core, const Descriptor& request_type, grpc::CallbackServerContext& context)
    : core_(core),
      method_(core.Find(request_type)),
      context_(context),
      start_ns_(NowNanos()),
      info_(ParseCallMetadata(context.client_metadata())) {
  core_.in_flight->fetch_add(1, std::memory_order_relaxed);
  if (method_ == nullptr) return;
  method_->started().Increment();
  info_.method = method_->path();
  const gpr_timespec raw = context.raw_deadline();
  if (gpr_time_cmp(raw, gpr_inf_future(raw.clock_type)) != 0) {
    info_.deadline = absl::FromChrono(context.deadline());
  }
}

absl::Status Call::CheckDeadline() const {
  if (method_ == nullptr) return InternalError("the server does not know this method's rules");
  if (info_.deadline == absl::InfiniteFuture()) return absl::OkStatus();
  if (info_.deadline - absl::Now() >= kLeastTime) return absl::OkStatus();
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_TOO_SHORT",
               "too little time is left for this call; give it a longer deadline");
}

absl::Status Call::Admit(const Message& request) {
  RETURN_IF_ERROR(CheckDeadline());
  const absl::Time now = absl::Now();
  if (info_.deadline == absl::InfiniteFuture()) {
    info_.deadline = now + kDefaultTimeout;
  } else {
    info_.deadline -= std::min(kReplyMargin, (info_.deadline - now) / 10);
  }
  RETURN_IF_ERROR(Validate(request));
  Identify(request, info_);
  return absl::OkStatus();
}

absl::StatusOr<CallInfo> Call::AdmitItem(const Message& request) const {
  RETURN_IF_ERROR(Validate(request));
  CallInfo info = info_;
  Identify(request, info);
  return info;
}

absl::Status Call::Validate(const Message& request) const {
  // gRPC gives us the message that it parsed for this call alone, const only by signature.
  method_->validator().ClearOutputOnly(const_cast<Message&>(request));
  return method_->validator().Check(request);
}

void Call::Identify(const Message& request, CallInfo& info) const {
  if (method_->request_id() == nullptr) return;
  info.request_id = request.GetReflection()->GetString(request, method_->request_id());
  info.traceparent = observe::ContinueTrace(info.traceparent).ToTraceparent();
}

grpc::Status Call::Conclude(absl::Status status) {
  const absl::Duration took = absl::Nanoseconds(NowNanos() - start_ns_);
  core_.in_flight->fetch_sub(1, std::memory_order_relaxed);
  if (method_ != nullptr) {
    const absl::StatusCode code = Presentable(status).code();
    method_->seconds().Observe(absl::ToDoubleSeconds(took));
    method_->handled(static_cast<grpc::StatusCode>(code)).Increment();
  }
  Log(status, took);
  return status.ok() ? grpc::Status::OK : ToGrpc(Presentable(std::move(status)));
}

void Call::Log(const absl::Status& status, absl::Duration took) {
  const HostOptions& options = core_.options;
  if (status.ok()) {
    const uint64_t count = core_.succeeded.fetch_add(1, std::memory_order_relaxed);
    const bool sampled = options.log_sample > 0 && count % options.log_sample == 0;
    if (!sampled && took < options.slow) return;
  }
  const observe::Level level =
      IsServerFault(status.code()) ? observe::Level::kWarn : observe::Level::kInfo;
  observe::Logger& logger = core_.runtime.logger();
  if (!logger.Enabled(level)) return;
  logger.Log(level, status.ok() ? "call" : "call failed",
             {{"method", info_.method},
              {"code", CodeName(static_cast<grpc::StatusCode>(status.code()))},
              {"reason", ReasonOf(status)},
              {"error", std::string(status.message())},
              {"duration_ms", absl::ToDoubleMilliseconds(took)},
              {"caller", info_.caller},
              {"actor", info_.actor.id()},
              {"request_id", info_.request_id},
              {"traceparent", info_.traceparent}});
}

UnaryCall::UnaryCall(Host::Core& core, const Message& request, Message& response,
                     grpc::CallbackServerContext& context)
    : call_(core, *request.GetDescriptor(), context),
      response_(response),
      reactor_(context.DefaultReactor()) {}

UnaryCall::~UnaryCall() {
  if (reactor_ != nullptr) Finish(OverloadedError("too many calls wait here", kRetryAfter));
}

absl::Status UnaryCall::CheckWanted() const {
  if (call_.cancelled()) return Error(absl::StatusCode::kCancelled, "CANCELLED", "cancelled");
  return call_.CheckDeadline();
}

void UnaryCall::Finish(absl::Status status) {
  if (!status.ok()) response_.Clear();
  std::exchange(reactor_, nullptr)->Finish(call_.Conclude(std::move(status)));
}

absl::Status Presentable(absl::Status status) {
  if (status.ok()) return status;
  const std::string reason = ReasonOf(status);
  switch (status.code()) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
      return Error(absl::StatusCode::kInternal, reason.empty() ? "INTERNAL" : reason,
                   "internal error; the service's log says more");
    default:
      if (!reason.empty()) return status;
  }
  absl::Status complete =
      Error(status.code(), absl::StatusCodeToString(status.code()), status.message());
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { complete.SetPayload(url, payload); });
  return complete;
}

}  // namespace shopdesk::rpc
