#include "libs/testing/fake_feed.h"

#include <algorithm>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::testing {

class FakeFeed::FeedSource final : public event::Source {
 public:
  explicit FeedSource(FakeFeed& feed) : feed_(feed) {}

  absl::StatusOr<event::Page> Read(const event::Cursor& cursor, int limit,
                                   absl::Time deadline) override {
    MutexLock lock(feed_.mutex_);
    while (!cancelled_ && Head() == cursor.sequence && absl::Now() < deadline) {
      feed_.changed_.WaitFor(feed_.mutex_, deadline - absl::Now());
    }
    RETURN_IF_ERROR(Check(cursor));
    event::Page page;
    page.head = Head();
    int64_t next = cursor.sequence;
    while (next < page.head && static_cast<int>(page.events.size()) < limit) {
      page.events.push_back(feed_.events_[next++]);
    }
    page.next = CursorAt(next);
    return page;
  }

  // "<the page> <where it began> <the id there>"
  absl::StatusOr<event::SnapshotPage> ReadSnapshot(const std::string& position) override {
    MutexLock lock(feed_.mutex_);
    event::Cursor begin = CursorAt(Head());
    size_t page = 0;
    if (!position.empty()) {
      const std::vector<std::string> parts = absl::StrSplit(position, ' ');
      EXPECT_TRUE(absl::SimpleAtoi(parts[0], &page));
      EXPECT_TRUE(absl::SimpleAtoi(parts[1], &begin.sequence));
      begin.id = parts[2];
    }
    const std::vector<event::Event> present = LatestOfEach();
    event::SnapshotPage answer;
    if (page < present.size()) answer.events.push_back(present[page]);
    if (page + 1 < present.size()) {
      answer.position = absl::StrCat(page + 1, " ", begin.sequence, " ", begin.id);
    } else {
      answer.next = begin;
    }
    return answer;
  }

  void Cancel() override {
    MutexLock lock(feed_.mutex_);
    cancelled_ = true;
    feed_.changed_.NotifyAll();
  }

 private:
  int64_t Head() ABSL_EXCLUSIVE_LOCKS_REQUIRED(feed_.mutex_) {
    return static_cast<int64_t>(feed_.events_.size());
  }
  event::Cursor CursorAt(int64_t sequence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(feed_.mutex_) {
    return {sequence, sequence == 0 ? "log" : feed_.events_[sequence - 1].id()};
  }
  absl::Status Check(const event::Cursor& cursor) ABSL_EXCLUSIVE_LOCKS_REQUIRED(feed_.mutex_) {
    const bool ahead = cursor.sequence > Head();
    if (!ahead && (cursor.id.empty() || cursor.id == CursorAt(cursor.sequence).id)) {
      return absl::OkStatus();
    }
    return Error(absl::StatusCode::kOutOfRange, ahead ? kCursorAheadReason : kLogReplacedReason,
                 "the cursor is none of this log");
  }
  std::vector<event::Event> LatestOfEach() ABSL_EXCLUSIVE_LOCKS_REQUIRED(feed_.mutex_) {
    std::vector<event::Event> present;
    for (const event::Event& told : feed_.events_) {
      auto known = std::find_if(present.begin(), present.end(), [&](const event::Event& resource) {
        return resource.resource_name() == told.resource_name();
      });
      if (known == present.end()) known = present.insert(known, event::Event());
      known->set_resource_name(told.resource_name());
      *known->mutable_resource() = told.resource();
    }
    return present;
  }

  FakeFeed& feed_;
  bool cancelled_ = false;
};

std::unique_ptr<event::Source> FakeFeed::MakeSource() {
  return std::make_unique<FeedSource>(*this);
}

void FakeFeed::Append(event::v1::Event event) {
  MutexLock lock(mutex_);
  event.set_sequence(static_cast<int64_t>(events_.size()) + 1);
  event.set_id(absl::StrCat("e", ++told_));
  events_.push_back(std::move(event));
  changed_.NotifyAll();
}

size_t FakeFeed::size() {
  MutexLock lock(mutex_);
  return events_.size();
}

void FakeFeed::RestoreTo(size_t size) {
  MutexLock lock(mutex_);
  events_.resize(size);
  changed_.NotifyAll();
}

void AwaitResync(runtime::Runtime& runtime, absl::string_view follower, int64_t times) {
  const absl::Time end = absl::Now() + absl::Minutes(1);
  for (const event::Follower* each : runtime.followers()) {
    if (each->State().name != follower) continue;
    while (each->State().resyncs < times) {
      ASSERT_LT(absl::Now(), end) << each->State().error;
      std::this_thread::yield();
    }
    return;
  }
  FAIL() << "no follower " << follower;
}

}  // namespace shopdesk::testing
