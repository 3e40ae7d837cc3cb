#include "libs/rpc/remote_source.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using event::Event;
using event::Page;
using event::v1::EventFeed;
using event::v1::WatchEventsRequest;
using event::v1::WatchEventsResponse;

constexpr char kAllShops[] = "shops/-";
constexpr absl::Duration kCallTimeout = absl::Seconds(10);
// Nothing from a stream for this long, heartbeats included: the connection is dead.
constexpr absl::Duration kStreamSilence = absl::Seconds(20);
// Events held of a stream before it is paused.
constexpr size_t kMaxBuffered = 4096;

class Stream;

// What a stream and its source share; the stream is gone once `ended` is set.
struct StreamState {
  grpc::ClientContext context;
  Stream* stream = nullptr;
  Mutex mutex;
  CondVar changed;
  std::deque<Event> buffer ABSL_GUARDED_BY(mutex);
  // The cursor after the last event that came, and after the last that was taken.
  int64_t received ABSL_GUARDED_BY(mutex) = 0;
  int64_t taken ABSL_GUARDED_BY(mutex) = 0;
  // No read is outstanding: the stream is held until it is resumed.
  bool paused ABSL_GUARDED_BY(mutex) = false;
  bool ended ABSL_GUARDED_BY(mutex) = false;
  bool cancelled ABSL_GUARDED_BY(mutex) = false;
  absl::Time last_message ABSL_GUARDED_BY(mutex);
  absl::Status status ABSL_GUARDED_BY(mutex);
};

// An open WatchEvents call; deletes itself when it is done.
class Stream final : public grpc::ClientReadReactor<WatchEventsResponse> {
 public:
  explicit Stream(std::shared_ptr<StreamState> state) : state_(std::move(state)) {}

  void Start(EventFeed::Stub& stub, int64_t cursor) {
    request_.set_parent(kAllShops);
    request_.set_cursor(cursor);
    stub.async()->WatchEvents(&state_->context, &request_, this);
    StartRead(&response_);
    StartCall();
  }

  // Only while it is paused.
  void Resume() {
    StartRead(&response_);
    RemoveHold();
  }
  void Release() { RemoveHold(); }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return;
    MutexLock lock(state_->mutex);
    for (Event& event : *response_.mutable_events()) state_->buffer.push_back(std::move(event));
    state_->received = response_.cursor();
    state_->last_message = absl::Now();
    state_->changed.NotifyAll();
    if (state_->buffer.size() < kMaxBuffered) {
      StartRead(&response_);
    } else {
      state_->paused = true;
      AddHold();
    }
  }

  void OnDone(const grpc::Status& status) override {
    {
      MutexLock lock(state_->mutex);
      state_->ended = true;
      state_->status = FromGrpc(status);
      state_->changed.NotifyAll();
    }
    delete this;
  }

  WatchEventsRequest request_;
  WatchEventsResponse response_;
  const std::shared_ptr<StreamState> state_;
};

}  // namespace

class RemoteSource final : public event::Source {
 public:
  explicit RemoteSource(std::shared_ptr<grpc::Channel> channel)
      : stub_(EventFeed::NewStub(std::move(channel))) {}

  ~RemoteSource() override { CloseStream(); }

  absl::StatusOr<Page> Read(int64_t cursor, int limit, absl::Time deadline) override {
    if (deadline <= absl::Now()) return ReadPage(cursor, limit);
    MutexLock lock(reading_);
    if (state_ == nullptr || !Follows(cursor)) {
      CloseStream();
      ASSIGN_OR_RETURN(Page page, ReadPage(cursor, limit));
      if (!page.events.empty() || IsCancelled()) return page;
      cursor = std::max(cursor, page.next_cursor);
      OpenStream(cursor);
    }
    return ReadStream(cursor, limit, deadline);
  }

  void Cancel() override {
    MutexLock lock(mutex_);
    cancelled_ = true;
    for (grpc::ClientContext* call : calls_) call->TryCancel();
    if (waiting_ == nullptr) return;
    MutexLock state_lock(waiting_->mutex);
    waiting_->cancelled = true;
    waiting_->changed.NotifyAll();
  }

 private:
  bool IsCancelled() {
    MutexLock lock(mutex_);
    return cancelled_;
  }

  absl::StatusOr<Page> ReadPage(int64_t cursor, int limit) {
    event::v1::ReadEventsRequest request;
    request.set_parent(kAllShops);
    request.set_cursor(cursor);
    request.set_page_size(limit);
    event::v1::ReadEventsResponse response;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
    {
      MutexLock lock(mutex_);
      if (cancelled_) return Page{{}, cursor, cursor};
      calls_.insert(&context);
    }
    const absl::Status status = FromGrpc(stub_->ReadEvents(&context, request, &response));
    {
      MutexLock lock(mutex_);
      calls_.erase(&context);
      if (cancelled_) return Page{{}, cursor, cursor};
    }
    RETURN_IF_ERROR(status);
    Page page;
    page.events.assign(std::make_move_iterator(response.mutable_events()->begin()),
                       std::make_move_iterator(response.mutable_events()->end()));
    page.next_cursor = response.next_cursor();
    page.head = response.head();
    return page;
  }

  bool Follows(int64_t cursor) ABSL_EXCLUSIVE_LOCKS_REQUIRED(reading_) {
    MutexLock lock(state_->mutex);
    return state_->taken == cursor;
  }

  void OpenStream(int64_t cursor) ABSL_EXCLUSIVE_LOCKS_REQUIRED(reading_) {
    state_ = std::make_shared<StreamState>();
    {
      MutexLock lock(state_->mutex);
      state_->received = cursor;
      state_->taken = cursor;
      state_->last_message = absl::Now();
    }
    {
      MutexLock lock(mutex_);
      waiting_ = state_;
      if (cancelled_) {
        MutexLock state_lock(state_->mutex);
        state_->cancelled = true;
      }
    }
    state_->stream = new Stream(state_);
    state_->stream->Start(*stub_, cursor);
  }

  void CloseStream() {
    if (state_ == nullptr) return;
    {
      MutexLock lock(mutex_);
      waiting_ = nullptr;
    }
    state_->context.TryCancel();
    {
      MutexLock lock(state_->mutex);
      if (std::exchange(state_->paused, false)) state_->stream->Release();
    }
    state_ = nullptr;
  }

  absl::StatusOr<Page> ReadStream(int64_t cursor, int limit, absl::Time deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(reading_) {
    Page page;
    absl::Status status;
    {
      MutexLock lock(state_->mutex);
      WaitForEvents(*state_, deadline);
      while (!state_->buffer.empty() && page.events.size() < static_cast<size_t>(limit)) {
        page.events.push_back(std::move(state_->buffer.front()));
        state_->buffer.pop_front();
      }
      if (state_->buffer.empty()) {
        state_->taken = std::max(cursor, state_->received);
        if (std::exchange(state_->paused, false)) state_->stream->Resume();
      } else {
        state_->taken = page.events.back().sequence();
      }
      page.next_cursor = state_->taken;
      page.head = std::max(page.next_cursor, state_->received);
      const bool silent = absl::Now() - state_->last_message > kStreamSilence;
      if (!page.events.empty() || !(state_->ended || silent)) return page;
      status = state_->status;
    }
    // A stream that the server ended in order is opened anew by the next Read.
    CloseStream();
    if (!status.ok() && !IsCancelled()) return status;
    return page;
  }

  static void WaitForEvents(StreamState& state, absl::Time deadline)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(state.mutex) {
    while (state.buffer.empty() && !state.ended && !state.cancelled) {
      const absl::Time until = std::min(deadline, state.last_message + kStreamSilence);
      const absl::Duration left = until - absl::Now();
      if (left <= absl::ZeroDuration()) return;
      state.changed.WaitFor(state.mutex, left);
    }
  }

  const std::unique_ptr<EventFeed::Stub> stub_;
  // Held by who takes from the stream.
  Mutex reading_;
  // Only touched with reading_ held, and by the destructor.
  std::shared_ptr<StreamState> state_;
  Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // What Cancel interrupts.
  std::set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<StreamState> waiting_ ABSL_GUARDED_BY(mutex_);
};

std::unique_ptr<event::Source> MakeRemoteSource(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<RemoteSource>(std::move(channel));
}

}  // namespace shopdesk::rpc
