#include "libs/rpc/read_stream.h"

#include <atomic>
#include <utility>

#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/call.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Message;

class ReadStreamCore final : public StreamCore,
                             public runtime::MessageSink,
                             public std::enable_shared_from_this<ReadStreamCore> {
 public:
  ReadStreamCore(HostCore& core, const Method& method, grpc::CallbackServerContext& context,
                 const grpc::ByteBuffer& request, StreamTransport& transport,
                 const internal::StreamFn& body)
      : call_(core, method, context),
        request_(method.request().New()),
        parsed_(ParseMessage(request, *request_)),
        transport_(transport),
        body_(body) {}

  void Start() override {
    HostCore& core = call_.core();
    core.Register(shared_from_this());
    absl::Status status = call_.Authorize();
    if (status.ok()) status = call_.CheckDeadline();
    if (status.ok()) status = AdmitRequest();
    if (status.ok() && core.draining.load()) status = UnavailableError("the server is stopping");
    if (status.ok()) {
      const bool placed =
          core.streams.Take(shared_from_this(), call_.info().caller, call_.IsFromService());
      if (!placed || !core.stream_pool.Submit([self = shared_from_this()] { self->Run(); })) {
        status = OverloadedError("too many streams are open", absl::Seconds(1));
      }
    }
    if (!status.ok()) Finish(std::move(status));
  }

  void OnReadDone(bool) override {}

  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_ = false;
    gone_ = gone_ || !ok;
    changed_.NotifyAll();
  }

  void OnCancel() override {
    MutexLock lock(mutex_);
    gone_ = true;
    changed_.NotifyAll();
  }

  void OnDrain() override {}

  void OnCut() override {
    MutexLock lock(mutex_);
    cut_ = true;
    changed_.NotifyAll();
  }

  void OnYield() override {
    yields_ = true;
    MutexLock lock(mutex_);
    changed_.NotifyAll();
  }

  // Send sees by itself that nobody takes what it sends.
  void OnTick() override {}

  absl::Status Send(const Message& message) override {
    RETURN_IF_ERROR(Check());
    MutexLock lock(mutex_);
    if (!gone_) {
      writing_ = true;
      SerializeMessage(message, bytes_);
      transport_.Write(bytes_);
      RETURN_IF_ERROR(AwaitTaken());
    }
    return gone_ ? absl::CancelledError("the client has gone") : absl::OkStatus();
  }

  absl::Status Check() override {
    if (call_.core().draining.load()) return UnavailableError("the server is stopping");
    if (call_.cancelled()) return absl::CancelledError("the client has gone");
    if (yields_) return YieldError();
    if (absl::Now() < info_.deadline) return absl::OkStatus();
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                 "the deadline of the stream has come");
  }

 private:
  absl::Status AdmitRequest() {
    RETURN_IF_ERROR(parsed_);
    ASSIGN_OR_RETURN(info_, call_.AdmitItem(*request_));
    return absl::OkStatus();
  }

  absl::Status AwaitTaken() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Duration idle = call_.core().options.stream_idle;
    const absl::Duration until = SteadyNow() + idle;
    while (writing_ && !cut_ && !yields_) {
      const absl::Duration left = until - SteadyNow();
      if (left <= absl::ZeroDuration()) return StreamIdleError(idle);
      changed_.WaitFor(mutex_, left);
    }
    if (!writing_) return absl::OkStatus();
    return cut_ ? UnavailableError("the server is stopping") : YieldError();
  }

  void Run() {
    Finish(call_.core().runtime.Workflow(
        info_, nullptr, nullptr,
        [&](runtime::WorkflowContext& ctx) { return body_(ctx, *request_, *this); }));
  }

  void Finish(absl::Status status) {
    call_.core().streams.GiveBack(*this);
    MutexLock lock(mutex_);
    ++call_.connection()->ended;
    transport_.Finish(call_.Conclude(std::move(status)));
  }

  Call call_;
  const std::unique_ptr<Message> request_;
  const absl::Status parsed_;
  StreamTransport& transport_;
  const internal::StreamFn& body_;
  runtime::CallInfo info_;
  std::atomic<bool> yields_ = false;
  Mutex mutex_;
  CondVar changed_;
  // The message on its way.
  grpc::ByteBuffer bytes_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
  bool cut_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

AnswerReactor* StartReadStream(HostCore& core, const Method& method,
                               grpc::CallbackServerContext& context,
                               const grpc::ByteBuffer& request, const internal::StreamFn& body) {
  auto* reactor = new AnswerReactor(core.open_calls);
  auto stream = std::make_shared<ReadStreamCore>(core, method, context, request, *reactor, body);
  reactor->Attach(stream);
  stream->Start();
  return reactor;
}

}  // namespace shopdesk::rpc
