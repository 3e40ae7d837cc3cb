#include "libs/notify/sender.h"

#include <thread>
#include <utility>

#include "libs/base/countdown.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"

namespace shopdesk::notify {

class Sender::Impl {
 public:
  Impl(SenderOptions options, Channel& channel, Outbox& outbox)
      : options_(options), channel_(channel), outbox_(outbox) {}
  ~Impl() { Stop(); }

  void Start() {
    for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Loop(); });
  }
  void Stop();
  absl::StatusOr<int64_t> CatchUp(absl::Time deadline);

 private:
  void Loop();
  // Takes and sends one batch; 0: nothing was due.
  absl::StatusOr<int64_t> Round();
  absl::StatusOr<int64_t> SendBatch();

  const SenderOptions options_;
  Channel& channel_;
  Outbox& outbox_;
  std::vector<std::thread> threads_;

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Rounds under way.
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
};

void Sender::Impl::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Sender::Impl::Loop() {
  bool worked = false;
  while (true) {
    {
      const Countdown pause(worked ? absl::ZeroDuration() : options_.poll);
      MutexLock lock(mutex_);
      while (!stopping_ && !pause.over()) changed_.WaitFor(mutex_, pause.left());
      if (stopping_) return;
    }
    // An error of the outbox is its database's: looked again later.
    worked = Round().value_or(0) > 0;
  }
}

absl::StatusOr<int64_t> Sender::Impl::Round() {
  {
    MutexLock lock(mutex_);
    ++busy_;
  }
  absl::StatusOr<int64_t> sent = SendBatch();
  MutexLock lock(mutex_);
  --busy_;
  done_ += sent.value_or(0);
  changed_.NotifyAll();
  return sent;
}

absl::StatusOr<int64_t> Sender::Impl::SendBatch() {
  ASSIGN_OR_RETURN(Lease lease, outbox_.Take(options_.batch));
  if (lease.jobs.empty()) return lease.settled;
  std::vector<Done> done;
  for (const Job& job : lease.jobs) {
    done.push_back({job.id, job.attempt, channel_.Send(job.message)});
  }
  RETURN_IF_ERROR(outbox_.Record(done));
  return lease.settled + static_cast<int64_t>(done.size());
}

absl::StatusOr<int64_t> Sender::Impl::CatchUp(absl::Time deadline) {
  const Countdown countdown = Countdown::To(deadline);
  while (true) {
    ASSIGN_OR_RETURN(const int64_t sent, Round());
    MutexLock lock(mutex_);
    if (sent == 0 && busy_ == 0) return std::exchange(done_, 0);
    while (sent == 0 && busy_ > 0 && !countdown.over()) {
      changed_.WaitFor(mutex_, countdown.left());
    }
    if (countdown.over()) {
      return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "messages are still being sent; repeat the call");
    }
  }
}

Sender::Sender(SenderOptions options, Channel& channel, Outbox& outbox)
    : impl_(std::make_unique<Impl>(options, channel, outbox)) {}
Sender::~Sender() = default;

void Sender::Start() { impl_->Start(); }
void Sender::Stop() { impl_->Stop(); }
absl::StatusOr<int64_t> Sender::CatchUp(absl::Time deadline) { return impl_->CatchUp(deadline); }

}  // namespace shopdesk::notify
