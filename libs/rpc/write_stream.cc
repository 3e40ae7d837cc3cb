#include <deque>
#include <utility>

#include "libs/base/error.h"
#include "libs/rpc/call.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Message;

// Messages of one stream that are read and not yet answered: enough to keep a group commit full.
constexpr size_t kWindow = 256;

struct Item {
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> response;
  CallInfo info;
  bool done = false;
  absl::Status status;
};

}  // namespace

class Host::WriteStreamCore final : public StreamCore,
                                    public std::enable_shared_from_this<WriteStreamCore> {
 public:
  WriteStreamCore(Host::Core& core, grpc::CallbackServerContext& context,
                  const Message& request_type, const Message& response_type,
                  StreamTransport& transport, StreamWriteFn body)
      : call_(core, *request_type.GetDescriptor(), context),
        request_type_(request_type),
        response_type_(response_type),
        transport_(transport),
        body_(std::move(body)) {}

  void Start() override {
    Host::Core& core = call_.core();
    const int64_t open = core.streams.fetch_add(1);
    core.Register(shared_from_this());
    MutexLock lock(mutex_);
    absl::Status status = call_.CheckDeadline();
    if (status.ok() && core.draining.load()) status = UnavailableError("the server is stopping");
    if (status.ok() && open >= core.options.max_streams) {
      status = OverloadedError("too many streams are open", absl::Seconds(1));
    }
    if (!status.ok()) return Finish(std::move(status));
    ReadNext();
  }

  void OnReadDone(bool ok) override {
    std::shared_ptr<Item> item;
    {
      MutexLock lock(mutex_);
      item = std::move(reading_);
      if (finished_) return;
      if (!ok) {
        end_ = true;
        return Pump();
      }
      absl::StatusOr<CallInfo> info = call_.AdmitItem(*item->request);
      items_.push_back(item);
      if (!info.ok()) {
        item->done = true;
        item->status = std::move(info).status();
        end_ = true;
        return Pump();
      }
      item->info = *std::move(info);
      ReadNext();
    }
    Run(std::move(item));
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_ = false;
    if (finished_) return;
    if (!ok) return Finish(absl::CancelledError("the client has gone"));
    items_.pop_front();
    ReadNext();
    Pump();
  }

  void OnCancel() override {
    MutexLock lock(mutex_);
    Finish(absl::CancelledError("the client has gone"));
  }

  // What was read is answered first.
  void OnDrain() override {
    MutexLock lock(mutex_);
    end_ = true;
    end_status_ = UnavailableError("the server is stopping");
    Pump();
  }

 private:
  void Run(std::shared_ptr<Item> item) {
    Item& running = *item;
    call_.core().runtime.Write(
        running.info, running.info.request_id.empty() ? nullptr : running.request.get(),
        running.response.get(), "",
        [self = shared_from_this(), &running](WriteContext& ctx) {
          return self->body_(ctx, *running.request, *running.response);
        },
        [self = shared_from_this(), item](absl::Status status) {
          MutexLock lock(self->mutex_);
          item->status = std::move(status);
          item->done = true;
          self->Pump();
        });
  }

  void ReadNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || end_ || reading_ != nullptr || items_.size() >= kWindow) return;
    reading_ = std::make_shared<Item>();
    reading_->request.reset(request_type_.New());
    reading_->response.reset(response_type_.New());
    transport_.Read(*reading_->request);
  }

  // Answers what is due, in order; ends the stream when nothing more can come.
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_) return;
    if (items_.empty()) {
      if (end_) Finish(std::move(end_status_));
      return;
    }
    Item& next = *items_.front();
    if (!next.done) return;
    if (!next.status.ok()) return Finish(std::move(next.status));
    writing_ = true;
    transport_.Write(*next.response);
  }

  void Finish(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (std::exchange(finished_, true)) return;
    call_.core().streams.fetch_sub(1);
    transport_.Finish(call_.Conclude(std::move(status)));
  }

  Call call_;
  const Message& request_type_;
  const Message& response_type_;
  StreamTransport& transport_;
  const StreamWriteFn body_;
  Mutex mutex_;
  std::deque<std::shared_ptr<Item>> items_ ABSL_GUARDED_BY(mutex_);
  // The message being read.
  std::shared_ptr<Item> reading_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // No more messages are read.
  bool end_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_status_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

std::shared_ptr<StreamCore> Host::MakeWriteStream(grpc::CallbackServerContext* context,
                                                  const Message& request_type,
                                                  const Message& response_type,
                                                  StreamTransport& transport, StreamWriteFn body) {
  return std::make_shared<WriteStreamCore>(*core_, *context, request_type, response_type, transport,
                                           std::move(body));
}

}  // namespace shopdesk::rpc
