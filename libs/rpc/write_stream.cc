#include "libs/rpc/write_stream.h"

#include <deque>
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

// Enough to keep a group commit full.
constexpr size_t kWriteWindow = 256;
// Each has a thread of the workflow pool; few, so that one stream doesn't take them all, nor much
// memory where messages are large.
constexpr size_t kWorkflowWindow = 2;
// What surrounds a message on the wire.
constexpr int64_t kFrameAllowance = 64;

struct Item {
  grpc::ByteBuffer bytes;
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> response;
  runtime::CallInfo info;
  bool done = false;
  absl::Status status;
};

class ItemStreamCore final : public StreamCore,
                             public std::enable_shared_from_this<ItemStreamCore> {
 public:
  ItemStreamCore(HostCore& core, const Method& method, grpc::CallbackServerContext& context,
                 StreamTransport& transport, const ItemWork& work)
      : call_(core, method, context), transport_(transport), work_(work) {}

  void Start() override {
    HostCore& core = call_.core();
    core.Register(shared_from_this());
    MutexLock lock(mutex_);
    absl::Status status = call_.Authorize();
    if (status.ok()) status = call_.CheckDeadline();
    if (status.ok() && core.draining.load()) status = UnavailableError("the server is stopping");
    if (status.ok()) {
      const bool placed =
          core.streams.Take(shared_from_this(), call_.info().caller, call_.IsFromService());
      if (!placed) status = OverloadedError("too many streams are open", absl::Seconds(1));
    }
    if (!status.ok()) return Finish(std::move(status));
    ReadNext();
  }

  void OnReadDone(bool ok) override {
    std::shared_ptr<Item> item;
    {
      MutexLock lock(mutex_);
      item = reading_;
      if (finished_) return;
      stirred_ = SteadyNow();
      call_.connection()->taken_bytes +=
          static_cast<int64_t>(item->bytes.Length()) + kFrameAllowance;
      if (!ok) {
        reading_ = nullptr;
        end_ = true;
        return Pump();
      }
      absl::StatusOr<runtime::CallInfo> info = Admit(*item);
      items_.push_back(item);
      if (!info.ok()) {
        reading_ = nullptr;
        item->done = true;
        item->status = std::move(info).status();
        end_ = true;
        return Pump();
      }
      item->info = *std::move(info);
    }
    // Queued before the next is read: the messages of a stream come to the writer in their order.
    Run(std::move(item));
    MutexLock lock(mutex_);
    reading_ = nullptr;
    ReadNext();
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(mutex_);
    writing_ = false;
    if (finished_) return;
    stirred_ = SteadyNow();
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
  void OnDrain() override { EndAfterAnswers(UnavailableError("the server is stopping")); }

  void OnYield() override { EndAfterAnswers(YieldError()); }

  void OnCut() override {
    MutexLock lock(mutex_);
    Finish(UnavailableError("the server is stopping"));
  }

  // A client that sends nothing, or takes no answer; one whose writes are under way waits for us.
  void OnTick() override {
    MutexLock lock(mutex_);
    const absl::Duration idle = call_.core().options.stream_idle;
    const bool for_us = !items_.empty() && !writing_;
    if (!for_us && SteadyNow() - stirred_ >= idle) Finish(StreamIdleError(idle));
  }

 private:
  // One whose client has said all ends as it would have.
  void EndAfterAnswers(absl::Status status) {
    MutexLock lock(mutex_);
    if (std::exchange(end_, true)) return;
    end_status_ = std::move(status);
    Pump();
  }

  absl::StatusOr<runtime::CallInfo> Admit(Item& item) const {
    item.request.reset(call_.method().request().New());
    item.response.reset(call_.method().response().New());
    RETURN_IF_ERROR(ParseMessage(item.bytes, *item.request));
    item.bytes.Clear();
    return call_.AdmitItem(*item.request);
  }

  void Run(std::shared_ptr<Item> item) {
    work_.start(item->info, *item->request, *item->response,
                [self = shared_from_this(), item](absl::Status status) {
                  MutexLock lock(self->mutex_);
                  item->status = std::move(status);
                  item->done = true;
                  self->Pump();
                });
  }

  void ReadNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || end_ || reading_ != nullptr || items_.size() >= work_.window) return;
    reading_ = std::make_shared<Item>();
    transport_.Read(reading_->bytes);
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
    SerializeMessage(*next.response, next.bytes);
    transport_.Write(next.bytes);
  }

  void Finish(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (std::exchange(finished_, true)) return;
    call_.core().streams.GiveBack(*this);
    ++call_.connection()->ended;
    transport_.Finish(call_.Conclude(std::move(status)));
  }

  Call call_;
  StreamTransport& transport_;
  const ItemWork& work_;
  Mutex mutex_;
  std::deque<std::shared_ptr<Item>> items_ ABSL_GUARDED_BY(mutex_);
  // The message being read.
  std::shared_ptr<Item> reading_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // When the client last sent or took something.
  absl::Duration stirred_ ABSL_GUARDED_BY(mutex_) = SteadyNow();
  // No more messages are read.
  bool end_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_status_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

ItemWork WriteItems(HostCore& core, internal::WriteFn body) {
  return {kWriteWindow,
          [&core, body = std::move(body)](const runtime::CallInfo& info, const Message& request,
                                          Message& response, sql::DoneFn done) {
            core.runtime.Write(
                info, info.request_id.empty() ? nullptr : &request, &response, {},
                [&body, &request, &response](runtime::WriteContext& ctx) {
                  return body(ctx, request, response);
                },
                std::move(done));
          }};
}

ItemWork WorkflowItems(HostCore& core, internal::WorkflowFn body) {
  return {kWorkflowWindow,
          [&core, body = std::move(body)](const runtime::CallInfo& info, const Message& request,
                                          Message& response, sql::DoneFn done) {
            // Shared: a task that the pool refuses is dropped, and whoever waits is told here.
            auto told = std::make_shared<sql::DoneFn>(std::move(done));
            const bool queued =
                core.workflow_pool.Submit([&core, &body, &info, &request, &response, told] {
                  absl::Status status = core.runtime.Workflow(
                      info, &request, &response,
                      [&](runtime::WorkflowContext& ctx) { return body(ctx, request, response); });
                  std::move (*told)(std::move(status));
                });
            if (queued) return;
            std::move (*told)(OverloadedError("too much is queued", absl::Seconds(1)));
          }};
}

StreamReactor* StartItemStream(HostCore& core, const Method& method,
                               grpc::CallbackServerContext& context, const ItemWork& work) {
  auto* reactor = new StreamReactor(core.open_calls);
  auto stream = std::make_shared<ItemStreamCore>(core, method, context, *reactor, work);
  reactor->Attach(stream);
  stream->Start();
  return reactor;
}

}  // namespace shopdesk::rpc
