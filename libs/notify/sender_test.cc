#include "libs/notify/sender.h"

#include <atomic>
#include <deque>
#include <map>

#include "libs/base/mutex.h"
#include "libs/testing/gate.h"
#include "libs/testing/matchers.h"

namespace shopdesk::notify {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::IsOkAndHolds;

// Keeps everything in memory.
class MemoryOutbox final : public Outbox {
 public:
  void Add(const std::string& id) {
    MutexLock lock(mutex_);
    queued_.push_back(id);
  }
  absl::StatusOr<Lease> Take(int limit) override {
    MutexLock lock(mutex_);
    if (broken_) return absl::UnavailableError("broken");
    Lease lease;
    while (!queued_.empty() && static_cast<int>(lease.jobs.size()) < limit) {
      Job& job = lease.jobs.emplace_back();
      job.id = job.message.key = queued_.front();
      job.attempt = ++attempts_[job.id];
      queued_.pop_front();
    }
    return lease;
  }
  absl::Status Record(absl::Span<const Done> done) override {
    MutexLock lock(mutex_);
    for (const Done& one : done) {
      if (one.result.outcome == Outcome::kFailed) {
        queued_.push_back(one.id);
      } else {
        ++sent_[one.id];
      }
    }
    return absl::OkStatus();
  }
  void Break(bool broken) {
    MutexLock lock(mutex_);
    broken_ = broken;
  }
  std::map<std::string, int> sent() const {
    MutexLock lock(mutex_);
    return sent_;
  }

 private:
  mutable Mutex mutex_;
  std::deque<std::string> queued_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> attempts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> sent_ ABSL_GUARDED_BY(mutex_);
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
};

class FakeChannel final : public Channel {
 public:
  explicit FakeChannel(std::function<Outcome(const Message&)> send) : send_(std::move(send)) {}
  Result Send(const Message& message) override { return {send_(message), ""}; }

 private:
  const std::function<Outcome(const Message&)> send_;
};

TEST(SenderTest, CatchUpSendsAllOnce) {
  MemoryOutbox outbox;
  FakeChannel channel([](const Message&) { return Outcome::kSent; });
  Sender sender({.threads = 3, .batch = 7}, channel, outbox);
  sender.Start();
  for (int i = 0; i < 100; ++i) outbox.Add(std::to_string(i));
  EXPECT_THAT(sender.CatchUp(absl::InfiniteFuture()), IsOkAndHolds(100));
  EXPECT_THAT(sender.CatchUp(absl::InfiniteFuture()), IsOkAndHolds(0));
  EXPECT_EQ(outbox.sent().size(), 100u);
  for (const auto& [id, count] : outbox.sent()) EXPECT_EQ(count, 1) << id;
}

TEST(SenderTest, CatchUpWaitsForWhatIsUnderWay) {
  MemoryOutbox outbox;
  shopdesk::testing::Gate sending;
  shopdesk::testing::Gate finish;
  FakeChannel channel([&](const Message&) {
    sending.Open();
    finish.Wait();
    return Outcome::kSent;
  });
  Sender sender({.poll = absl::Milliseconds(1)}, channel, outbox);
  sender.Start();
  outbox.Add("a");
  sending.Wait();
  EXPECT_THAT(sender.CatchUp(absl::Now() + absl::Milliseconds(20)), HasReason("DEADLINE_EXCEEDED"));
  finish.Open();
  EXPECT_THAT(sender.CatchUp(absl::InfiniteFuture()), IsOkAndHolds(1));
  EXPECT_EQ(outbox.sent().size(), 1u);
}

TEST(SenderTest, FailuresAreTriedAgain) {
  MemoryOutbox outbox;
  std::atomic<int> calls = 0;
  FakeChannel channel(
      [&](const Message&) { return ++calls < 4 ? Outcome::kFailed : Outcome::kSent; });
  Sender sender({}, channel, outbox);
  outbox.Add("a");
  EXPECT_THAT(sender.CatchUp(absl::InfiniteFuture()), IsOkAndHolds(4));
  EXPECT_EQ(outbox.sent()["a"], 1);
}

TEST(SenderTest, ABrokenOutboxIsLookedAtAgain) {
  MemoryOutbox outbox;
  shopdesk::testing::Gate sent;
  FakeChannel channel([&](const Message&) {
    sent.Open();
    return Outcome::kSent;
  });
  outbox.Break(true);
  outbox.Add("a");
  Sender sender({.poll = absl::Milliseconds(1)}, channel, outbox);
  EXPECT_FALSE(sender.CatchUp(absl::InfiniteFuture()).ok());
  sender.Start();
  outbox.Break(false);
  sent.Wait();
}

TEST(SenderTest, StopEndsTheThreads) {
  MemoryOutbox outbox;
  FakeChannel channel([](const Message&) { return Outcome::kSent; });
  Sender sender({.threads = 4, .poll = absl::Hours(1)}, channel, outbox);
  sender.Start();
  sender.Stop();
  outbox.Add("a");
  EXPECT_TRUE(outbox.sent().empty());
}

}  // namespace
}  // namespace shopdesk::notify
