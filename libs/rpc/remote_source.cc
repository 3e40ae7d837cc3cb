#include "libs/rpc/remote_source.h"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/remote_snapshot.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using event::Cursor;
using event::Event;
using event::Page;
using event::SnapshotPage;
using event::v1::EventFeed;
using event::v1::WatchEventsRequest;
using event::v1::WatchEventsResponse;

constexpr char kParentOfAll[] = "shops/-";
constexpr absl::Duration kPageTimeout = absl::Seconds(10);
// Nothing from a stream for this long, heartbeats included: the connection is dead.
constexpr absl::Duration kStreamSilence = absl::Seconds(20);
// Events held of a stream before it is paused.
constexpr size_t kMaxBuffered = 4096;

// An open WatchEvents call.
class Stream final : public grpc::ClientReadReactor<WatchEventsResponse> {
 public:
  Stream(EventFeed::Stub& stub, const std::string& follower, const Cursor& cursor)
      : received_(cursor), taken_(cursor.sequence) {
    request_.set_parent(kParentOfAll);
    request_.set_cursor(cursor.sequence);
    request_.set_cursor_id(cursor.id);
    SayWhoFollows(context_, follower);
    stub.async()->WatchEvents(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }
  // Waits for the call's end: the last reference to a channel must not go on a thread of gRPC's,
  // which would wait for itself.
  ~Stream() override {
    context_.TryCancel();
    MutexLock lock(mutex_);
    if (std::exchange(paused_, false)) RemoveHold();
    while (!ended_) changed_.Wait(mutex_);
  }

  // Lets Read go on without events.
  void Interrupt() {
    MutexLock lock(mutex_);
    interrupted_ = true;
    changed_.NotifyAll();
  }
  // Whether all up to this cursor were taken and nothing else.
  bool IsAt(const Cursor& cursor) {
    MutexLock lock(mutex_);
    return taken_ == cursor.sequence;
  }
  // Takes what comes until `deadline`. `end` is set when nothing will any more.
  Page Read(const Cursor& cursor, int limit, absl::Time deadline,
            absl::optional<absl::Status>& end) {
    const Countdown countdown = Countdown::To(deadline);
    MutexLock lock(mutex_);
    WaitForEvents(countdown);
    Page page;
    while (!buffer_.empty() && page.events.size() < static_cast<size_t>(limit)) {
      page.events.push_back(std::move(buffer_.front()));
      buffer_.pop_front();
    }
    if (buffer_.empty()) {
      page.next = received_.sequence >= cursor.sequence ? received_ : cursor;
      if (std::exchange(paused_, false)) {
        StartRead(&response_);
        RemoveHold();
      }
    } else {
      page.next = Cursor(page.events.back().sequence(), page.events.back().id());
    }
    taken_ = page.next.sequence;
    page.head = std::max(taken_, received_.sequence);
    page.log_id = log_id_;
    const bool silent = last_message_.elapsed() > kStreamSilence;
    if (page.events.empty() && (ended_ || silent)) end = status_;
    return page;
  }

 private:
  void WaitForEvents(const Countdown& countdown) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    while (buffer_.empty() && !ended_ && !interrupted_) {
      const absl::Duration left =
          std::min(countdown.left(), kStreamSilence - last_message_.elapsed());
      if (left <= absl::ZeroDuration()) return;
      changed_.WaitFor(mutex_, left);
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    MutexLock lock(mutex_);
    for (Event& event : *response_.mutable_events()) buffer_.push_back(std::move(event));
    received_ = Cursor(response_.cursor(), response_.cursor_id());
    log_id_ = response_.log_id();
    last_message_ = Stopwatch();
    changed_.NotifyAll();
    if (buffer_.size() < kMaxBuffered) {
      StartRead(&response_);
    } else {
      paused_ = true;
      AddHold();
    }
  }

  void OnDone(const grpc::Status& status) override {
    MutexLock lock(mutex_);
    ended_ = true;
    status_ = FeedStatus(status);
    changed_.NotifyAll();
  }

  grpc::ClientContext context_;
  WatchEventsRequest request_;
  WatchEventsResponse response_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<Event> buffer_ ABSL_GUARDED_BY(mutex_);
  // The cursor after the last event that came, and after the last that was taken.
  Cursor received_ ABSL_GUARDED_BY(mutex_);
  int64_t taken_ ABSL_GUARDED_BY(mutex_);
  // No read is outstanding: the call is held until there is room again.
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  Stopwatch last_message_ ABSL_GUARDED_BY(mutex_);
  std::string log_id_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

class RemoteSource final : public event::Source {
 public:
  RemoteSource(std::shared_ptr<grpc::Channel> channel, std::string follower)
      : stub_(EventFeed::NewStub(std::move(channel))),
        follower_(std::move(follower)),
        snapshot_(*stub_, follower_) {}

  ~RemoteSource() override { CloseStream(); }

  absl::StatusOr<Page> Read(const Cursor& from, int limit, absl::Time deadline) override {
    if (deadline <= absl::Now()) return ReadPage(from, limit);
    MutexLock lock(reading_);
    Cursor cursor = from;
    if (stream_ == nullptr || !stream_->IsAt(cursor)) {
      CloseStream();
      ASSIGN_OR_RETURN(Page page, ReadPage(cursor, limit));
      if (!page.events.empty() || IsCancelled()) return page;
      if (page.next.sequence >= cursor.sequence) cursor = page.next;
      OpenStream(cursor);
    }
    absl::optional<absl::Status> end;
    Page page = stream_->Read(cursor, limit, deadline, end);
    if (!end.has_value()) return page;
    // A stream that the server ended in order is opened anew by the next Read.
    CloseStream();
    if (!end->ok() && !IsCancelled()) return *std::move(end);
    return page;
  }

  absl::StatusOr<SnapshotPage> ReadSnapshot(const std::string& position) override {
    MutexLock lock(reading_);
    CloseStream();
    ASSIGN_OR_RETURN(SnapshotPage page, snapshot_.Read(position));
    // Cut off in the middle: it goes on from there when it is started again.
    if (IsCancelled()) return SnapshotPage{{}, position, {}};
    return page;
  }

  void Cancel() override {
    snapshot_.Cancel();
    MutexLock lock(mutex_);
    cancelled_ = true;
    for (grpc::ClientContext* call : calls_) call->TryCancel();
    if (waiting_ != nullptr) waiting_->Interrupt();
  }

 private:
  bool IsCancelled() {
    MutexLock lock(mutex_);
    return cancelled_;
  }

  absl::StatusOr<Page> ReadPage(const Cursor& cursor, int limit) {
    event::v1::ReadEventsRequest request;
    request.set_parent(kParentOfAll);
    request.set_cursor(cursor.sequence);
    request.set_cursor_id(cursor.id);
    request.set_page_size(limit);
    event::v1::ReadEventsResponse response;
    grpc::ClientContext context;
    SayWhoFollows(context, follower_);
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPageTimeout));
    {
      MutexLock lock(mutex_);
      if (cancelled_) return Page{{}, cursor, cursor.sequence, ""};
      calls_.insert(&context);
    }
    const absl::Status status = FeedStatus(stub_->ReadEvents(&context, request, &response));
    {
      MutexLock lock(mutex_);
      calls_.erase(&context);
      if (cancelled_) return Page{{}, cursor, cursor.sequence, ""};
    }
    RETURN_IF_ERROR(status);
    Page page;
    page.events.assign(std::make_move_iterator(response.mutable_events()->begin()),
                       std::make_move_iterator(response.mutable_events()->end()));
    page.next = Cursor(response.next_cursor(), response.next_cursor_id());
    page.head = response.head();
    page.log_id = response.log_id();
    return page;
  }

  void OpenStream(const Cursor& cursor) ABSL_EXCLUSIVE_LOCKS_REQUIRED(reading_) {
    stream_ = std::make_unique<Stream>(*stub_, follower_, cursor);
    MutexLock lock(mutex_);
    waiting_ = stream_.get();
    if (cancelled_) waiting_->Interrupt();
  }

  void CloseStream() {
    {
      MutexLock lock(mutex_);
      waiting_ = nullptr;
    }
    stream_ = nullptr;
  }

  const std::unique_ptr<EventFeed::Stub> stub_;
  const std::string follower_;
  // Held by who takes from a stream.
  Mutex reading_;
  RemoteSnapshot snapshot_;
  // Only touched with reading_ held, and by the destructor.
  std::unique_ptr<Stream> stream_;
  Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // What Cancel interrupts.
  std::set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
  Stream* waiting_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

std::unique_ptr<event::Source> MakeRemoteSource(std::shared_ptr<grpc::Channel> channel,
                                                const std::string& follower) {
  return std::make_unique<RemoteSource>(std::move(channel), follower);
}

}  // namespace shopdesk::rpc
