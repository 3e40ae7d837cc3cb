#include "libs/timer/timers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"

namespace shopdesk::timer {
namespace {

using sql::Dialect;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const absl::Time kNoon = absl::FromUnixSeconds(1'700'000'000);
constexpr sql::Migration kTable = {
    100, "0100_ran", "CREATE TABLE ran (name VARCHAR NOT NULL PRIMARY KEY, times BIGINT NOT NULL)"};
constexpr sql::Statement kRan = {"test_ran",
                                 "INSERT INTO ran (name, times) VALUES ($1, 1) "
                                 "ON CONFLICT (name) DO UPDATE SET times = ran.times + 1"};
constexpr sql::Statement kList = {"test_list", "SELECT name, times FROM ran ORDER BY name"};

absl::Time InAMinute() { return absl::Now() + absl::Minutes(1); }

class FakeClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixMicros(micros_.load()); }
  void Advance(absl::Duration by) { micros_ += absl::ToInt64Microseconds(by); }

 private:
  std::atomic<int64_t> micros_{absl::ToUnixMicros(kNoon)};
};

// What happened, in order; waits for more.
class Journal {
 public:
  void Add(std::string line) {
    MutexLock lock(mutex_);
    lines_.push_back(std::move(line));
    changed_.NotifyAll();
  }
  std::vector<std::string> WaitFor(size_t count) {
    const absl::Time deadline = InAMinute();
    MutexLock lock(mutex_);
    while (lines_.size() < count && absl::Now() < deadline) {
      changed_.WaitFor(mutex_, absl::Seconds(1));
    }
    return lines_;
  }
  std::vector<std::string> lines() { return WaitFor(0); }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

class TimersTest : public ::testing::TestWithParam<Dialect> {
 protected:
  TimersTest() {
    const auto common = GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                       : runtime::PostgresMigrations();
    std::vector<sql::Migration> all(common.begin(), common.end());
    all.push_back(kTable);
    EXPECT_TRUE(database_->Migrate(all).ok());
    EXPECT_TRUE(clock_.Load().ok());
  }

  void Schedule(absl::string_view kind, absl::string_view name, absl::Time due) {
    const absl::Status status =
        Write([&](sql::Transaction& txn) { return timers_.Schedule(txn, kind, name, due); });
    EXPECT_TRUE(status.ok()) << status;
    timers_.NotifyScheduled();
  }
  absl::Status Write(absl::FunctionRef<absl::Status(sql::Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  absl::optional<absl::Time> DueTime(absl::string_view kind, absl::string_view name) {
    absl::optional<absl::Time> due;
    EXPECT_TRUE(database_
                    ->Read(InAMinute(),
                           [&](sql::Transaction& txn) -> absl::Status {
                             ASSIGN_OR_RETURN(due, timers_.DueTime(txn, kind, name));
                             return absl::OkStatus();
                           })
                    .ok());
    return due;
  }
  // An effect that leaves a row, and a line with business time. An effect may run in a transaction
  // that is rolled back, so that only rows count where it can.
  Effect Recording() {
    return [this](sql::Transaction& txn, const Due& due) {
      journal_.Add(
          absl::StrCat(due.resource_name, "@", absl::ToInt64Seconds(due.due_time - kNoon)));
      return txn.Execute(kRan, {due.resource_name}).status();
    };
  }
  // The rows that effects left, "name×times".
  std::vector<std::string> Ran() {
    std::vector<std::string> rows;
    EXPECT_TRUE(database_
                    ->Read(InAMinute(),
                           [&](sql::Transaction& txn) {
                             rows.clear();
                             return txn.Query(kList, {}, [&](const sql::Row& row) {
                               rows.push_back(absl::StrCat(row.Text(0), "x", row.Int(1)));
                               return absl::OkStatus();
                             });
                           })
                    .ok());
    return rows;
  }
  absl::StatusOr<int64_t> RunUntil(absl::Time until) {
    return timers_.RunUntil(until, InAMinute(), [this](absl::Time now) { return clock_.Set(now); });
  }

  const std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(GetParam());
  FakeClock machine_;
  BusinessClock clock_{*database_, machine_, /*controllable=*/true};
  Journal journal_;
  Timers timers_{*database_, clock_};
};

TEST_P(TimersTest, RunsInDueOrderWithTheClockAtEachDueTime) {
  timers_.Register("a", [this](sql::Transaction&, const Due& due) {
    EXPECT_EQ(clock_.Now(), due.due_time);
    journal_.Add(due.resource_name);
    return absl::OkStatus();
  });
  Schedule("a", "third", kNoon + absl::Seconds(30));
  Schedule("a", "first", kNoon + absl::Seconds(10));
  Schedule("a", "later", kNoon + absl::Seconds(41));
  Schedule("a", "second", kNoon + absl::Seconds(20));
  const absl::StatusOr<int64_t> ran = RunUntil(kNoon + absl::Seconds(40));
  ASSERT_TRUE(ran.ok()) << ran.status();
  EXPECT_EQ(*ran, 3);
  EXPECT_THAT(journal_.lines(), ElementsAre("first", "second", "third"));
  EXPECT_EQ(clock_.Now(), kNoon + absl::Seconds(30));
  EXPECT_FALSE(DueTime("a", "first").has_value());
  EXPECT_EQ(DueTime("a", "later"), kNoon + absl::Seconds(41));
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(40)), 0);
}

TEST_P(TimersTest, TimersSetByTimersCount) {
  timers_.Register("step", [this](sql::Transaction& txn, const Due& due) -> absl::Status {
    RETURN_IF_ERROR(txn.Execute(kRan, {due.resource_name}).status());
    return timers_.Schedule(txn, "step", due.resource_name, due.due_time + absl::Seconds(7));
  });
  Schedule("step", "x", kNoon);
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(70)), 11);
  EXPECT_THAT(Ran(), ElementsAre("xx11"));
  EXPECT_EQ(DueTime("step", "x"), kNoon + absl::Seconds(77));
}

TEST_P(TimersTest, SchedulingAgainReplacesAndCancelRemoves) {
  timers_.Register("a", Recording());
  timers_.Register("b", Recording());
  Schedule("a", "x", kNoon);
  Schedule("a", "x", kNoon + absl::Seconds(5));
  Schedule("b", "x", kNoon + absl::Seconds(6));
  Schedule("a", "y", kNoon + absl::Seconds(7));
  ASSERT_TRUE(Write([&](sql::Transaction& txn) { return timers_.Cancel(txn, "a", "y"); }).ok());
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(60)), 2);
  EXPECT_THAT(journal_.lines(), ElementsAre("x@5", "x@6"));
}

TEST_P(TimersTest, DueTimesAreRoundedUpToMicroseconds) {
  const absl::Time due = kNoon + absl::Nanoseconds(1001);
  Schedule("a", "x", due);
  EXPECT_EQ(DueTime("a", "x"), kNoon + absl::Microseconds(2));
  Schedule("a", "x", kNoon + absl::Microseconds(2));
  EXPECT_EQ(DueTime("a", "x"), kNoon + absl::Microseconds(2));
}

TEST_P(TimersTest, AFailedTransactionLeavesNoTimer) {
  timers_.Register("a", Recording());
  EXPECT_FALSE(Write([&](sql::Transaction& txn) -> absl::Status {
                 RETURN_IF_ERROR(timers_.Schedule(txn, "a", "x", kNoon));
                 return absl::FailedPreconditionError("no");
               }).ok());
  EXPECT_EQ(*RunUntil(kNoon), 0);
}

TEST_P(TimersTest, AFailingTimerIsParkedAfterTenTriesAndHoldsNobodyUp) {
  std::atomic<bool> mended{false};
  std::atomic<int> tries{0};
  timers_.Register("bad", [&](sql::Transaction& txn, const Due& due) -> absl::Status {
    RETURN_IF_ERROR(txn.Execute(kRan, {due.resource_name}).status());
    if (mended.load()) return absl::OkStatus();
    ++tries;
    return absl::FailedPreconditionError("a bug");
  });
  timers_.Register("good", Recording());
  Schedule("bad", "shops/1/orders/1", kNoon);
  Schedule("good", "shops/1/orders/2", kNoon + absl::Seconds(1));
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(1)), 1);
  EXPECT_EQ(tries.load(), 10);
  // What a failed effect did is undone.
  EXPECT_THAT(Ran(), ElementsAre("shops/1/orders/2x1"));
  EXPECT_EQ(timers_.Stats().parked, 1);
  EXPECT_EQ(timers_.Stats().failed, 10);
  EXPECT_EQ(timers_.Stats().run, 1);
  EXPECT_EQ(timers_.Stats().lateness, absl::ZeroDuration());

  const std::vector<Parked> parked = *timers_.ListParked("", "", 10);
  ASSERT_EQ(parked.size(), 1u);
  EXPECT_EQ(parked[0].due.kind, "bad");
  EXPECT_EQ(parked[0].due.resource_name, "shops/1/orders/1");
  EXPECT_EQ(parked[0].due.due_time, kNoon);
  EXPECT_EQ(parked[0].attempts, 10);
  EXPECT_THAT(parked[0].error, ::testing::HasSubstr("a bug"));
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(2)), 0);

  mended = true;
  ASSERT_TRUE(timers_.Release("bad", "shops/1/orders/1").ok());
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(2)), 1);
  EXPECT_THAT(*timers_.ListParked("", "", 10), IsEmpty());
  EXPECT_EQ(timers_.Release("bad", "shops/1/orders/1").code(), absl::StatusCode::kNotFound);
}

TEST_P(TimersTest, ListsParkedTimersInPages) {
  timers_.Register("bad", [](sql::Transaction&, const Due&) { return InternalError("a bug"); });
  timers_.Register("worse", [](sql::Transaction&, const Due&) { return InternalError("a bug"); });
  for (const char* kind : {"bad", "worse"}) {
    for (const char* name : {"b", "a"}) Schedule(kind, name, kNoon);
  }
  EXPECT_EQ(*RunUntil(kNoon), 0);
  std::vector<std::string> names;
  std::string kind;
  std::string name;
  while (true) {
    const std::vector<Parked> page = *timers_.ListParked(kind, name, 3);
    if (page.empty()) break;
    for (const Parked& parked : page) {
      names.push_back(absl::StrCat(parked.due.kind, "/", parked.due.resource_name));
    }
    kind = page.back().due.kind;
    name = page.back().due.resource_name;
  }
  EXPECT_THAT(names, ElementsAre("bad/a", "bad/b", "worse/a", "worse/b"));
  // Setting a parked timer anew takes it out.
  Schedule("bad", "a", kNoon + absl::Hours(1));
  EXPECT_EQ(timers_.ListParked("", "", 10)->size(), 3u);
}

TEST_P(TimersTest, ATransientErrorIsNoTry) {
  std::atomic<bool> up{false};
  timers_.Register("a", [&](sql::Transaction& txn, const Due& due) -> absl::Status {
    if (!up.load()) return UnavailableError("down");
    return txn.Execute(kRan, {due.resource_name}).status();
  });
  Schedule("a", "x", kNoon);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(RunUntil(kNoon).status().code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_THAT(*timers_.ListParked("", "", 10), IsEmpty());
  up = true;
  EXPECT_EQ(*RunUntil(kNoon), 1);
  EXPECT_THAT(Ran(), ElementsAre("xx1"));
}

TEST_P(TimersTest, KindsThatNobodyRegisteredAreLeftAlone) {
  timers_.Register("known", Recording());
  Schedule("unknown", "x", kNoon);
  Schedule("known", "y", kNoon + absl::Seconds(1));
  EXPECT_EQ(*RunUntil(kNoon + absl::Seconds(1)), 1);
  EXPECT_EQ(DueTime("unknown", "x"), kNoon);
}

TEST_P(TimersTest, RunUntilEndsAtItsDeadline) {
  std::atomic<int> runs{0};
  timers_.Register("again", [&](sql::Transaction& txn, const Due& due) {
    ++runs;
    return timers_.Schedule(txn, "again", due.resource_name, due.due_time);
  });
  Schedule("again", "x", kNoon);
  const absl::Status status = timers_
                                  .RunUntil(kNoon, absl::Now() + absl::Milliseconds(50),
                                            [](absl::Time) { return absl::OkStatus(); })
                                  .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_GE(runs.load(), 1);
}

TEST_P(TimersTest, AFailingClockStopsTheRun) {
  timers_.Register("a", Recording());
  Schedule("a", "x", kNoon);
  EXPECT_EQ(
      timers_.RunUntil(kNoon, InAMinute(), [](absl::Time) { return UnavailableError("down"); })
          .status()
          .code(),
      absl::StatusCode::kUnavailable);
  EXPECT_THAT(Ran(), IsEmpty());
}

TEST_P(TimersTest, ATimerSetAnewWhileItsBatchRunsWaitsForItsNewTime) {
  // Both are due and found together; whichever runs first puts the other off.
  timers_.Register("a", [this](sql::Transaction& txn, const Due& due) -> absl::Status {
    RETURN_IF_ERROR(txn.Execute(kRan, {due.resource_name}).status());
    return timers_.Schedule(txn, "b", "x", kNoon + absl::Hours(1));
  });
  timers_.Register("b", Recording());
  Schedule("a", "x", kNoon);
  Schedule("b", "x", kNoon);
  ASSERT_TRUE(RunUntil(kNoon).ok());
  EXPECT_EQ(DueTime("b", "x"), kNoon + absl::Hours(1));
  EXPECT_FALSE(DueTime("a", "x").has_value());
}

TEST_P(TimersTest, TheThreadRunsWhatIsDueAndWaitsForTheRest) {
  std::atomic<int> commits{0};
  timers_.OnCommitted([&] { ++commits; });
  timers_.Register("a", Recording());
  timers_.Start();
  Schedule("a", "now", kNoon);
  Schedule("a", "later", kNoon + absl::Hours(1));
  EXPECT_THAT(journal_.WaitFor(1), ElementsAre("now@0"));
  machine_.Advance(absl::Hours(1));
  EXPECT_THAT(journal_.WaitFor(2), ElementsAre("now@0", "later@3600"));
  timers_.Stop();
  EXPECT_THAT(Ran(), ElementsAre("laterx1", "nowx1"));
  EXPECT_GE(commits.load(), 2);
}

TEST_P(TimersTest, TheThreadBacksOffByMachineTime) {
  std::atomic<int> tries{0};
  timers_.Register("bad", [&](sql::Transaction&, const Due&) {
    journal_.Add(absl::StrCat("try ", ++tries));
    return absl::FailedPreconditionError("a bug");
  });
  timers_.Register("good", Recording());
  timers_.Start();
  Schedule("bad", "x", kNoon - absl::Seconds(3));
  journal_.WaitFor(1);
  // Others run while it waits.
  Schedule("good", "y", kNoon);
  EXPECT_EQ(journal_.WaitFor(2).back(), "y@0");
  EXPECT_EQ(tries.load(), 1);
  // Also until the tenth failure is recorded.
  const absl::Time deadline = InAMinute();
  while (timers_.ListParked("", "", 1)->empty() && absl::Now() < deadline) {
    machine_.Advance(absl::Minutes(5));
    timers_.NotifyScheduled();
  }
  timers_.Stop();
  EXPECT_EQ(tries.load(), 10);
  EXPECT_EQ(timers_.Stats().parked, 1);
}

TEST_P(TimersTest, TheThreadKeepsStillWhileTheClockIsControlled) {
  timers_.Register("a", Recording());
  ASSERT_TRUE(clock_.Set(kNoon).ok());
  timers_.Start();
  Schedule("a", "x", kNoon - absl::Seconds(1));
  EXPECT_EQ(timers_.Stats().lateness, absl::Seconds(1));
  // Were it to run by itself, the count would be 0.
  EXPECT_EQ(*RunUntil(kNoon), 1);
  timers_.Stop();
  EXPECT_EQ(clock_.Now(), kNoon);
}

TEST_P(TimersTest, TwoReplicasRunEachTimerOnce) {
  BusinessClock other_clock(*database_, machine_, false);
  Timers other(*database_, other_clock);
  timers_.Register("a", Recording());
  other.Register("a", Recording());
  constexpr int kTimers = 300;
  ASSERT_TRUE(Write([&](sql::Transaction& txn) -> absl::Status {
                for (int i = 0; i < kTimers; ++i) {
                  RETURN_IF_ERROR(timers_.Schedule(txn, "a", absl::StrCat("t", i), kNoon));
                }
                return absl::OkStatus();
              }).ok());
  timers_.Start();
  other.Start();
  const absl::Time deadline = InAMinute();
  while (Ran().size() < kTimers && absl::Now() < deadline) {
  }
  timers_.Stop();
  other.Stop();
  const std::vector<std::string> ran = Ran();
  EXPECT_EQ(ran.size(), static_cast<size_t>(kTimers));
  for (const std::string& row : ran) EXPECT_TRUE(absl::EndsWith(row, "x1")) << row;
  EXPECT_EQ(timers_.Stats().run + other.Stats().run, kTimers);
}

TEST_P(TimersTest, TimersOfOneTimeShareCommits) {
  if (GetParam() != Dialect::kSqlite) {
    EXPECT_EQ(*RunUntil(kNoon), 0);
    return;
  }
  timers_.Register("a", Recording());
  ASSERT_TRUE(Write([&](sql::Transaction& txn) -> absl::Status {
                for (int i = 0; i < 1000; ++i) {
                  RETURN_IF_ERROR(timers_.Schedule(txn, "a", absl::StrCat("t", i), kNoon));
                }
                return absl::OkStatus();
              }).ok());
  const int64_t before = database_->Stats().commits;
  EXPECT_EQ(*RunUntil(kNoon), 1000);
  EXPECT_LT(database_->Stats().commits - before, 300);
}

class BusinessClockTest : public ::testing::TestWithParam<Dialect> {};

TEST_P(BusinessClockTest, StandsWhereItWasPutAlsoAfterARestart) {
  const auto database = sql::testing::MakeTestDatabase(GetParam());
  ASSERT_TRUE(database
                  ->Migrate(GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                           : runtime::PostgresMigrations())
                  .ok());
  FakeClock machine;
  BusinessClock clock(*database, machine, true);
  ASSERT_TRUE(clock.Load().ok());
  EXPECT_FALSE(clock.controlled());
  EXPECT_EQ(clock.Now(), kNoon);
  machine.Advance(absl::Hours(1));
  EXPECT_EQ(clock.Now(), kNoon + absl::Hours(1));

  // The first time may lie in the past: data of years ago drives the clock.
  const absl::Time start = kNoon - absl::Hours(24 * 365);
  ASSERT_TRUE(clock.Set(start).ok());
  EXPECT_TRUE(clock.controlled());
  EXPECT_EQ(clock.Now(), start);
  machine.Advance(absl::Hours(1));
  EXPECT_EQ(clock.Now(), start);
  ASSERT_TRUE(clock.Set(start - absl::Seconds(1)).ok());
  EXPECT_EQ(clock.Now(), start);
  ASSERT_TRUE(clock.Set(start + absl::Microseconds(1)).ok());

  BusinessClock again(*database, machine, true);
  ASSERT_TRUE(again.Load().ok());
  EXPECT_TRUE(again.controlled());
  EXPECT_EQ(again.Now(), start + absl::Microseconds(1));

  BusinessClock uncontrolled(*database, machine, false);
  ASSERT_TRUE(uncontrolled.Load().ok());
  EXPECT_FALSE(uncontrolled.controlled());
  EXPECT_EQ(uncontrolled.Now(), machine.Now());
  EXPECT_EQ(ReasonOf(uncontrolled.Set(kNoon)), "CLOCK_NOT_CONTROLLED");
}

// Runs of the statement that reads the clock.
int64_t Looks(const sql::Database& database) {
  for (const sql::StatementStats& statement : database.Statements()) {
    if (statement.name == "timer.get_clock") return statement.runs;
  }
  return 0;
}

TEST_P(BusinessClockTest, NobodyLooksWhereNobodyElseMovesIt) {
  const auto database = sql::testing::MakeTestDatabase(GetParam());
  FakeClock machine;
  const BusinessClock uncontrolled(*database, machine, false);
  // There are no tables: a look would fail.
  EXPECT_EQ(*uncontrolled.Follow(InAMinute()), kNoon);
  const BusinessClock controlled(*database, machine, true);
  EXPECT_EQ(controlled.Follow(InAMinute()).ok(), GetParam() == Dialect::kSqlite);
}

class SharedClockTest : public ::testing::Test {
 protected:
  SharedClockTest() {
    EXPECT_TRUE(database_->Migrate(runtime::PostgresMigrations()).ok());
    EXPECT_TRUE(other_.Load().ok());
  }

  const std::unique_ptr<sql::Database> database_ =
      sql::testing::MakeTestDatabase(Dialect::kPostgres);
  FakeClock machine_;
  BusinessClock clock_{*database_, machine_, true};
  BusinessClock other_{*database_, machine_, true};
};

TEST_F(SharedClockTest, FollowsWhereAnotherReplicaMovedIt) {
  const absl::Time start = kNoon - absl::Hours(24 * 365);
  ASSERT_TRUE(clock_.Set(start).ok());
  EXPECT_FALSE(other_.controlled());
  EXPECT_EQ(*other_.Follow(InAMinute()), start);
  EXPECT_TRUE(other_.controlled());
  ASSERT_TRUE(clock_.Set(start + absl::Seconds(2)).ok());
  ASSERT_TRUE(database_
                  ->WriteAndWait({},
                                 [&](sql::Transaction& txn) {
                                   EXPECT_EQ(*other_.Follow(txn), start + absl::Seconds(2));
                                   return absl::OkStatus();
                                 })
                  .ok());
  EXPECT_EQ(other_.Now(), start + absl::Seconds(2));
  // Who is behind doesn't move it back.
  ASSERT_TRUE(other_.Set(start + absl::Seconds(1)).ok());
  EXPECT_EQ(*clock_.Follow(InAMinute()), start + absl::Seconds(2));
}

TEST_F(SharedClockTest, TimersKeepStillWhenAnotherReplicaControlsIt) {
  std::atomic<int> ran{0};
  Timers timers(*database_, clock_);
  Timers others(*database_, other_);
  for (Timers* each : {&timers, &others}) {
    each->Register("a", [&](sql::Transaction&, const Due&) {
      ++ran;
      return absl::OkStatus();
    });
  }
  // Long due by machine time, which the other replica goes by until it looks.
  const absl::Time start = kNoon - absl::Hours(24 * 365);
  ASSERT_TRUE(clock_.Set(start).ok());
  ASSERT_TRUE(database_
                  ->WriteAndWait({},
                                 [&](sql::Transaction& txn) {
                                   return timers.Schedule(txn, "a", "x", start + absl::Hours(1));
                                 })
                  .ok());
  const int64_t looks = Looks(*database_);
  others.Start();
  const absl::Time deadline = InAMinute();
  while (Looks(*database_) == looks && absl::Now() < deadline) {
  }
  others.Stop();
  EXPECT_TRUE(other_.controlled());
  EXPECT_EQ(ran, 0);
  EXPECT_EQ(*timers.RunUntil(start + absl::Hours(1), InAMinute(),
                             [this](absl::Time now) { return clock_.Set(now); }),
            1);
}

std::string NameOf(const ::testing::TestParamInfo<Dialect>& info) {
  return std::string(sql::DialectName(info.param));
}
INSTANTIATE_TEST_SUITE_P(Both, TimersTest, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(Both, BusinessClockTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres), NameOf);

}  // namespace
}  // namespace shopdesk::timer
