#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/event/follower.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"

// What a follower does when the log that it follows isn't the one that it followed.
namespace shopdesk::event {
namespace {

using sql::Dialect;
using ::testing::ElementsAre;
using ::testing::Pair;
using testing::StartsWith;

constexpr sql::Migration kTable = {
    100, "0100_applied",
    "CREATE TABLE applied (name VARCHAR NOT NULL PRIMARY KEY, times BIGINT NOT NULL)"};
constexpr sql::Statement kApply = {"test_apply",
                                   "INSERT INTO applied (name, times) VALUES ($1, 1) "
                                   "ON CONFLICT (name) DO UPDATE SET times = applied.times + 1"};
constexpr sql::Statement kList = {"test_list", "SELECT name, times FROM applied ORDER BY name"};
constexpr sql::Statement kLoseAfter = {"test_lose", "DELETE FROM events WHERE sequence > $1"};
constexpr sql::Statement kGoBack = {"test_go_back", "SELECT 1 WHERE $1 = 0",
                                    "SELECT setval('event_sequence', $1)"};

absl::Time InAMinute() { return absl::Now() + absl::Minutes(1); }

absl::Status Migrate(sql::Database& database) {
  const auto common = database.dialect() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                             : runtime::PostgresMigrations();
  std::vector<sql::Migration> all(common.begin(), common.end());
  all.push_back(kTable);
  return database.Migrate(all);
}

// A service that can be restored, and what it holds.
class SourceService {
 public:
  explicit SourceService(Dialect dialect) : database_(sql::testing::MakeTestDatabase(dialect)) {
    EXPECT_TRUE(Migrate(*database_).ok());
  }
  void Append(const std::string& name) {
    Event event;
    event.set_resource_name(name);
    event.set_type("thing.changed");
    EXPECT_TRUE(
        database_->WriteAndWait({}, [&](sql::Transaction& txn) { return log_.Append(txn, event); })
            .ok());
    log_.NotifyCommitted();
  }
  void RestoreTo(int64_t sequence) {
    const auto ignore = [](const sql::Row&) { return absl::OkStatus(); };
    EXPECT_TRUE(database_
                    ->WriteAndWait({},
                                   [&](sql::Transaction& txn) -> absl::Status {
                                     RETURN_IF_ERROR(txn.Execute(kLoseAfter, {sequence}).status());
                                     return txn.QueryOne(kGoBack, {sequence}, ignore).status();
                                   })
                    .ok());
  }
  // What is in its snapshot, a resource a page.
  void Hold(std::vector<std::string> names) {
    MutexLock lock(mutex_);
    held_ = std::move(names);
  }
  // That page of the snapshot can't be had.
  void FailPage(int page) {
    MutexLock lock(mutex_);
    failing_page_ = page;
  }
  int pages_read() {
    MutexLock lock(mutex_);
    return pages_read_;
  }
  std::unique_ptr<Source> Feed();

 private:
  class FeedSource;

  const std::unique_ptr<sql::Database> database_;
  Log log_{*database_};
  Mutex mutex_;
  std::vector<std::string> held_ ABSL_GUARDED_BY(mutex_);
  int failing_page_ ABSL_GUARDED_BY(mutex_) = -1;
  int pages_read_ ABSL_GUARDED_BY(mutex_) = 0;
};

class SourceService::FeedSource final : public Source {
 public:
  explicit FeedSource(SourceService& service)
      : service_(service), log_(service.log_.AsSource("-")) {}

  absl::StatusOr<Page> Read(const Cursor& cursor, int limit, absl::Time deadline) override {
    return log_->Read(cursor, limit, deadline);
  }
  absl::StatusOr<SnapshotPage> ReadSnapshot(const std::string& position) override {
    // "<page> <sequence of the beginning> <its id>"
    std::vector<std::string> parts;
    if (position.empty()) {
      ASSIGN_OR_RETURN(const Cursor head, service_.log_.Head(InAMinute()));
      parts = {"0", absl::StrCat(head.sequence), head.id};
    } else {
      parts = absl::StrSplit(position, ' ');
    }
    const size_t page = std::stoul(parts[0]);
    SnapshotPage answer;
    MutexLock lock(service_.mutex_);
    if (static_cast<int>(page) == service_.failing_page_) return UnavailableError("no answer");
    ++service_.pages_read_;
    if (page < service_.held_.size()) {
      answer.events.emplace_back().set_resource_name(service_.held_[page]);
    }
    if (page + 1 < service_.held_.size()) {
      answer.position = absl::StrCat(page + 1, " ", parts[1], " ", parts[2]);
    } else {
      answer.next = Cursor(std::stoll(parts[1]), parts[2]);
    }
    return answer;
  }
  void Cancel() override { log_->Cancel(); }

 private:
  SourceService& service_;
  const std::unique_ptr<Source> log_;
};

std::unique_ptr<Source> SourceService::Feed() { return std::make_unique<FeedSource>(*this); }

class ResyncTest : public ::testing::TestWithParam<Dialect> {
 protected:
  ResyncTest() { EXPECT_TRUE(Migrate(*database_).ok()); }

  std::unique_ptr<Follower> Follow(std::unique_ptr<Source> source) {
    FollowerOptions options;
    options.name = "test.source";
    options.min_backoff = absl::Milliseconds(1);
    options.max_backoff = absl::Milliseconds(20);
    options.lease = absl::Seconds(1);
    options.released = [this](sql::Transaction& txn, absl::string_view resource) {
      txn.OnCommit([this, name = std::string(resource)] { Note("released " + name); });
      return absl::OkStatus();
    };
    options.stopped = [this](sql::Transaction& txn, const absl::Status& why) {
      txn.OnCommit([this, reason = ReasonOf(why)] { Note("stopped " + reason); });
      return absl::OkStatus();
    };
    options.caught_up = [this] { Note("caught up"); };
    auto follower =
        std::make_unique<Follower>(std::move(options), *database_, std::move(source),
                                   [this](const Event& event) { return Handle(event); });
    follower->Start();
    return follower;
  }
  absl::StatusOr<Effect> Handle(const Event& event) {
    {
      MutexLock lock(mutex_);
      EXPECT_GT(event.sequence(), last_) << event.resource_name();
      last_ = event.sequence();
    }
    if (event.resource_name() == "shops/1/bad") return absl::InvalidArgumentError("bad");
    const std::string name =
        absl::StrCat(IsSnapshot(event) ? "snapshot " : "event ", event.resource_name());
    return Effect([name](sql::Transaction& txn) { return txn.Execute(kApply, {name}).status(); });
  }
  std::map<std::string, int64_t> Applied() {
    std::map<std::string, int64_t> applied;
    EXPECT_TRUE(database_
                    ->Read(InAMinute(),
                           [&](sql::Transaction& txn) {
                             return txn.Query(kList, {}, [&](const sql::Row& row) {
                               applied[std::string(row.Text(0))] = row.Int(1);
                               return absl::OkStatus();
                             });
                           })
                    .ok());
    return applied;
  }
  void Note(const std::string& what) {
    MutexLock lock(mutex_);
    told_.push_back(what);
    changed_.NotifyAll();
  }
  bool AwaitTold(const std::string& what) {
    const absl::Time end = InAMinute();
    MutexLock lock(mutex_);
    while (std::count(told_.begin(), told_.end(), what) == 0 && absl::Now() < end) {
      changed_.WaitFor(mutex_, absl::Seconds(1));
    }
    return std::count(told_.begin(), told_.end(), what) > 0;
  }
  std::vector<std::string> Told() {
    MutexLock lock(mutex_);
    return told_;
  }

  SourceService source_{GetParam()};
  const std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(GetParam());
  Mutex mutex_;
  CondVar changed_;
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> told_ ABSL_GUARDED_BY(mutex_);
};

// As it was seen: the source went back to event 3 and then past what the follower had applied. It
// went on after its cursor, and events 4 to 6 of the new past never came.
TEST_P(ResyncTest, ARestoredSourceLosesNothing) {
  for (int i = 1; i <= 5; ++i) source_.Append(absl::StrCat("shops/1/", i));
  auto follower = Follow(source_.Feed());
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  follower->Stop();
  source_.RestoreTo(3);
  for (const char* name : {"shops/1/a", "shops/1/b", "shops/1/c"}) source_.Append(name);
  source_.Hold({"shops/1/1", "shops/1/2", "shops/1/3", "shops/1/a", "shops/1/b", "shops/1/c"});
  follower = Follow(source_.Feed());
  ASSERT_TRUE(AwaitTold("caught up"));
  source_.Append("shops/1/d");
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  EXPECT_THAT(Applied(), ElementsAre(Pair("event shops/1/1", 1), Pair("event shops/1/2", 1),
                                     Pair("event shops/1/3", 1), Pair("event shops/1/4", 1),
                                     Pair("event shops/1/5", 1), Pair("event shops/1/d", 1),
                                     Pair("snapshot shops/1/1", 1), Pair("snapshot shops/1/2", 1),
                                     Pair("snapshot shops/1/3", 1), Pair("snapshot shops/1/a", 1),
                                     Pair("snapshot shops/1/b", 1), Pair("snapshot shops/1/c", 1)));
  EXPECT_THAT(Told(), ElementsAre("stopped LOG_REPLACED", "caught up"));
  const FollowerState state = follower->State();
  EXPECT_EQ(state.resyncs, 1);
  EXPECT_FALSE(state.stopped);
  EXPECT_EQ(state.cursor, 7);
  EXPECT_EQ(state.head, 7);
}

TEST_P(ResyncTest, ASourceThatHasNotComeToTheCursorIsNotWaitedFor) {
  for (int i = 1; i <= 3; ++i) source_.Append(absl::StrCat("shops/1/", i));
  auto follower = Follow(source_.Feed());
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  source_.RestoreTo(1);
  ASSERT_TRUE(AwaitTold("caught up"));
  EXPECT_EQ(follower->State().cursor, 1);
  source_.Append("shops/1/new");
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  EXPECT_EQ(Applied().at("event shops/1/new"), 1);
}

TEST_P(ResyncTest, ACrashInTheMiddleGoesOnWhereItWas) {
  source_.Append("shops/1/1");
  source_.Append("shops/1/2");
  auto follower = Follow(source_.Feed());
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  follower->Stop();
  source_.RestoreTo(1);
  source_.Append("shops/1/x");
  source_.Hold({"shops/1/1", "shops/1/x", "shops/1/y"});
  source_.FailPage(2);
  follower = Follow(source_.Feed());
  ASSERT_TRUE(AwaitTold("stopped LOG_REPLACED"));
  const absl::Time end = InAMinute();
  while (source_.pages_read() < 2 && absl::Now() < end) std::this_thread::yield();
  // The second is committed before the third is asked for.
  while (absl::IsUnavailable(follower->State().error) == false && absl::Now() < end) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(follower->State().stopped);
  follower->Stop();
  source_.FailPage(-1);
  follower = Follow(source_.Feed());
  ASSERT_TRUE(AwaitTold("caught up"));
  EXPECT_EQ(source_.pages_read(), 3);
  EXPECT_EQ(Applied().at("snapshot shops/1/1"), 1);
  EXPECT_EQ(Applied().at("snapshot shops/1/x"), 1);
  EXPECT_EQ(Applied().at("snapshot shops/1/y"), 1);
  EXPECT_EQ(follower->State().resyncs, 1);
}

TEST_P(ResyncTest, WhatIsParkedOfAPastThatIsGoneIsForgotten) {
  source_.Append("shops/1/1");
  source_.Append("shops/1/bad");
  auto follower = Follow(source_.Feed());
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  EXPECT_EQ(follower->State().parked_count, 1);
  source_.RestoreTo(1);
  ASSERT_TRUE(AwaitTold("caught up"));
  EXPECT_THAT(Told(), ElementsAre("released shops/1/bad", StartsWith("stopped "), "caught up"));
  EXPECT_EQ(follower->State().parked_count, 0);
  EXPECT_EQ(follower->Release("shops/1/bad").status().code(), absl::StatusCode::kNotFound);
}

// A log in another process' part of the same database: it can't be another, and takes no snapshots.
TEST_P(ResyncTest, WithoutSnapshotsItStaysStopped) {
  Log log(*database_);
  Event event;
  event.set_resource_name("shops/1/own");
  event.set_type("thing.changed");
  const auto append = [&] {
    ASSERT_TRUE(
        database_->WriteAndWait({}, [&](sql::Transaction& txn) { return log.Append(txn, event); })
            .ok());
    log.NotifyCommitted();
  };
  append();
  append();
  auto follower = Follow(log.AsSource("-"));
  ASSERT_TRUE(follower->WaitCaughtUp(InAMinute()).ok());
  follower->Stop();
  ASSERT_TRUE(
      database_
          ->WriteAndWait(
              {}, [&](sql::Transaction& txn) { return txn.Execute(kLoseAfter, {1}).status(); })
          .ok());
  append();
  follower = Follow(log.AsSource("-"));
  ASSERT_TRUE(AwaitTold("stopped LOG_REPLACED"));
  EXPECT_EQ(follower->WaitCaughtUp(InAMinute(), 99).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_TRUE(follower->State().stopped);
}

INSTANTIATE_TEST_SUITE_P(Both, ResyncTest, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

}  // namespace
}  // namespace shopdesk::event
