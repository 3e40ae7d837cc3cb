#include "libs/rpc/call.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/observe/trace.h"
#include "libs/rpc/metadata.h"
#include "libs/rpc/status.h"
#include "libs/rpc/tls.h"
#include "libs/rpc/wire.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Message;

// Less time than this can't hold a read and its answer.
constexpr absl::Duration kLeastTime = absl::Milliseconds(2);
// Kept back from the caller's deadline to answer in: a tenth of it, at most this.
constexpr absl::Duration kReplyMargin = absl::Milliseconds(20);
// For callers that give no deadline.
constexpr absl::Duration kDefaultTimeout = absl::Minutes(1);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(200);
// What surrounds a request on the wire: metadata at its largest, and the frames' headers.
constexpr int64_t kRequestAllowance = 16 << 10;

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool IsServerFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss || code == absl::StatusCode::kUnavailable;
}

}  // namespace

Call::Call(HostCore& core, const Method& method, grpc::CallbackServerContext& context)
    : core_(core),
      method_(method),
      context_(context),
      start_ns_(NowNanos()),
      connection_(core.ConnectionOf(context)),
      info_(ParseCallMetadata(context.client_metadata())) {
  ++connection_->begun;
  connection_->taken_bytes += kRequestAllowance;
  core_.in_flight->fetch_add(1, std::memory_order_relaxed);
  method_.started().Increment();
  info_.method = method_.path();
  const gpr_timespec raw = context.raw_deadline();
  if (gpr_time_cmp(raw, gpr_inf_future(raw.clock_type)) != 0) {
    info_.deadline = absl::FromChrono(context.deadline());
  }
}

absl::Status Call::Authorize() {
  const Access& access = method_.access();
  if (core_.options.authorization != nullptr) {
    authorization_ = core_.options.authorization->Current();
    caller_ = authorization_->Find(PeerNames(*context_.auth_context()));
    info_.caller = caller_ != nullptr ? caller_->name() : kUnnamedCaller;
    if (caller_ == nullptr) return CallerNotAllowedError(info_, "call");
    info_.shops = caller_->shops();
    RETURN_IF_ERROR(caller_->CheckCall(info_, access.IsForService(info_.caller)));
  }
  return access.Check(info_);
}

absl::Status Call::CheckDeadline() const {
  if (info_.deadline == absl::InfiniteFuture()) return absl::OkStatus();
  if (info_.deadline - absl::Now() >= kLeastTime) return absl::OkStatus();
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_TOO_SHORT",
               "too little time is left for this call; give it a longer deadline");
}

absl::Status Call::Admit(Message& request) {
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

absl::StatusOr<runtime::CallInfo> Call::AdmitItem(Message& request) const {
  RETURN_IF_ERROR(Validate(request));
  runtime::CallInfo info = info_;
  Identify(request, info);
  return info;
}

absl::Status Call::Validate(Message& request) const {
  method_.validator().ClearOutputOnly(request);
  RETURN_IF_ERROR(method_.validator().Check(request));
  return caller_ != nullptr ? caller_->CheckShops(info_, request, method_.access().without_shop())
                            : absl::OkStatus();
}

void Call::Identify(const Message& request, runtime::CallInfo& info) const {
  info.shop = method_.ShopOf(request);
  if (method_.request_id() == nullptr) return;
  info.request_id = request.GetReflection()->GetString(request, method_.request_id());
  info.traceparent = observe::ContinueTrace(info.traceparent).ToTraceparent();
}

grpc::Status Call::Conclude(absl::Status status) {
  const absl::Duration took = absl::Nanoseconds(NowNanos() - start_ns_);
  core_.in_flight->fetch_sub(1, std::memory_order_relaxed);
  const absl::StatusCode code = Presentable(status).code();
  // A stream's life is no latency.
  if (method_.seconds() != nullptr) method_.seconds()->Observe(absl::ToDoubleSeconds(took));
  method_.handled(static_cast<grpc::StatusCode>(code)).Increment();
  Log(status, took);
  return status.ok() ? grpc::Status::OK : ToGrpc(Presentable(std::move(status)));
}

void Call::Log(const absl::Status& status, absl::Duration took) {
  const HostOptions& options = core_.options;
  const observe::Level level =
      IsServerFault(status.code()) ? observe::Level::kWarn : observe::Level::kInfo;
  observe::Logger& logger = core_.runtime.logger();
  if (!logger.Enabled(level)) return;
  const std::string reason = ReasonOf(status);
  const std::string code = CodeName(static_cast<grpc::StatusCode>(status.code()));
  if (status.ok()) {
    const uint64_t count = core_.succeeded.fetch_add(1, std::memory_order_relaxed);
    const bool sampled = options.log_sample > 0 && count % options.log_sample == 0;
    if (!sampled && took < options.slow) return;
  }
  const absl::optional<int64_t> left_out =
      core_.log_limiter.Admit(absl::StrCat(code, "/", reason), SteadyNow());
  if (!left_out.has_value()) return;
  logger.Log(level, status.ok() ? "call" : "call failed",
             {{"method", info_.method},
              {"code", code},
              {"reason", reason},
              {"error", std::string(status.message())},
              {"duration_ms", absl::ToDoubleMilliseconds(took)},
              {"caller", info_.caller},
              {"actor", info_.actor.id()},
              {"request_id", info_.request_id},
              {"traceparent", info_.traceparent},
              {"left_out", *left_out}});
}

UnaryCall::UnaryCall(HostCore& core, const Method& method, grpc::CallbackServerContext& context,
                     const grpc::ByteBuffer& request, grpc::ByteBuffer& response)
    : call_(core, method, context),
      arena_(ArenaOptions()),
      request_(*method.request().New(&arena_)),
      response_(method.response().New()),
      parsed_(ParseMessage(request, request_)),
      answer_(response),
      reactor_(new UnaryReactor(core.open_calls, call_.connection())) {
  call_.connection()->taken_bytes += static_cast<int64_t>(request.Length());
}

google::protobuf::ArenaOptions UnaryCall::ArenaOptions() {
  google::protobuf::ArenaOptions options;
  options.initial_block = block_;
  options.initial_block_size = sizeof(block_);
  return options;
}

UnaryCall::~UnaryCall() {
  Finish(OverloadedError("too many calls wait here", kRetryAfter));
  if (detached_) call_.core().RemoveDetached(*this);
}

absl::Status UnaryCall::Admit() {
  RETURN_IF_ERROR(call_.Authorize());
  RETURN_IF_ERROR(call_.CheckDeadline());
  RETURN_IF_ERROR(parsed_);
  return call_.Admit(request_);
}

void UnaryCall::Detach() {
  detached_ = true;
  call_.core().AddDetached(*this);
}

grpc::ServerUnaryReactor* UnaryCall::reactor() {
  MutexLock lock(mutex_);
  return reactor_;
}

absl::Status UnaryCall::CheckWanted() {
  MutexLock lock(mutex_);
  if (reactor_ == nullptr || call_.cancelled()) {
    return Error(absl::StatusCode::kCancelled, "CANCELLED", "cancelled");
  }
  return call_.CheckDeadline();
}

void UnaryCall::Finish(absl::Status status) {
  UnaryReactor* reactor = nullptr;
  {
    MutexLock lock(mutex_);
    reactor = std::exchange(reactor_, nullptr);
  }
  if (reactor == nullptr) return;
  if (status.ok()) SerializeMessage(*response_, answer_);
  const auto bytes = static_cast<int64_t>(status.ok() ? answer_.Length() : 0);
  reactor->Answer(bytes, call_.Conclude(std::move(status)));
}

void UnaryCall::Cut() { Finish(UnavailableError("the server is stopping")); }

}  // namespace shopdesk::rpc
