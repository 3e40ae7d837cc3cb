#include <utility>

#include "libs/base/error.h"
#include "libs/rpc/call.h"

namespace shopdesk::rpc {

using google::protobuf::Message;

class Host::ReadStreamCore final : public StreamCore,
                                   public std::enable_shared_from_this<ReadStreamCore> {
 public:
  ReadStreamCore(Host::Core& core, grpc::CallbackServerContext& context, const Message& request,
                 StreamTransport& transport, StreamReadFn body)
      : call_(core, *request.GetDescriptor(), context),
        request_(request),
        transport_(transport),
        body_(std::move(body)) {}

  void Start() override {
    Host::Core& core = call_.core();
    core.Register(shared_from_this());
    absl::Status status = call_.CheckDeadline();
    if (status.ok()) status = AdmitRequest();
    if (status.ok() && core.draining.load()) status = UnavailableError("the server is stopping");
    if (status.ok() && !core.stream_pool.Submit([self = shared_from_this()] { self->Run(); })) {
      status = OverloadedError("too many streams are open", absl::Seconds(1));
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

 private:
  absl::Status AdmitRequest() {
    absl::StatusOr<CallInfo> info = call_.AdmitItem(request_);
    if (!info.ok()) return std::move(info).status();
    info_ = *std::move(info);
    return absl::OkStatus();
  }

  void Run() {
    Finish(call_.core().runtime.Workflow(info_, nullptr, nullptr, [&](WorkflowContext& ctx) {
      return body_(ctx, [this](const Message& message) { return Send(message); });
    }));
  }

  absl::Status Send(const Message& message) {
    if (call_.core().draining.load()) return UnavailableError("the server is stopping");
    MutexLock lock(mutex_);
    if (!gone_) {
      writing_ = true;
      transport_.Write(message);
      while (writing_) changed_.Wait(mutex_);
    }
    return gone_ ? absl::CancelledError("the client has gone") : absl::OkStatus();
  }

  void Finish(absl::Status status) {
    MutexLock lock(mutex_);
    transport_.Finish(call_.Conclude(std::move(status)));
  }

  Call call_;
  const Message& request_;
  StreamTransport& transport_;
  const StreamReadFn body_;
  CallInfo info_;
  Mutex mutex_;
  CondVar changed_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
};

std::shared_ptr<StreamCore> Host::MakeReadStream(grpc::CallbackServerContext* context,
                                                 const Message& request, StreamTransport& transport,
                                                 StreamReadFn body) {
  return std::make_shared<ReadStreamCore>(*core_, *context, request, transport, std::move(body));
}

}  // namespace shopdesk::rpc
