#include "libs/event/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"

namespace shopdesk::event {
namespace {

using sql::Dialect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr sql::Migration kTable = {
    100, "0100_applied",
    "CREATE TABLE applied (name VARCHAR NOT NULL PRIMARY KEY, times BIGINT NOT NULL)"};
constexpr sql::Statement kApply = {"test_apply",
                                   "INSERT INTO applied (name, times) VALUES ($1, 1) "
                                   "ON CONFLICT (name) DO UPDATE SET times = applied.times + 1"};
constexpr sql::Statement kInsert = {"test_insert",
                                    "INSERT INTO applied (name, times) VALUES ($1, 1)"};
constexpr sql::Change kInsertLater = {
    {"test_insert_later", "INSERT INTO applied (name, times) VALUES ($1, 1)"},
    sql::Effect::kAppend};
constexpr sql::Statement kList = {"test_list", "SELECT name, times FROM applied ORDER BY name"};
constexpr sql::Statement kParked = {
    "test_parked", "SELECT resource_name, error FROM parked_events ORDER BY sequence"};

absl::Time FollowerInAMinute() { return absl::Now() + absl::Minutes(1); }

// A database whose next writes go wrong, as its process or network does.
class FaultyDatabase final : public sql::Database {
 public:
  enum class Fault {
    kNone,
    // Nothing is done.
    kDown,
    // The next write is done, and its answer lost.
    kLoseAnswer
  };
  explicit FaultyDatabase(sql::Database& real) : real_(real) {}
  void Set(Fault fault) { fault_ = fault; }
  int faults() const { return faults_; }

  void Write(sql::WriteOptions options, sql::WriteFn fn, sql::DoneFn done) override {
    const Fault fault = fault_;
    if (fault == Fault::kDown) {
      ++faults_;
      std::move(done)(UnavailableError("down"));
      return;
    }
    if (fault == Fault::kLoseAnswer) {
      done = [this, done = std::move(done)](absl::Status status) mutable {
        if (!status.ok()) return std::move(done)(status);
        ++faults_;
        fault_ = Fault::kNone;
        std::move(done)(Error(absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN", "lost"));
      };
    }
    real_.Write(std::move(options), std::move(fn), std::move(done));
  }
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(sql::Transaction&)> fn) override {
    return fault_ == Fault::kDown ? UnavailableError("down") : real_.Read(deadline, fn);
  }
  absl::Status Migrate(absl::Span<const sql::Migration> m) override { return real_.Migrate(m); }
  absl::StatusOr<int> SchemaVersion() override { return real_.SchemaVersion(); }
  absl::Status CheckWritable(absl::Time t) override { return real_.CheckWritable(t); }
  sql::DatabaseStats Stats() const override { return real_.Stats(); }
  std::vector<sql::StatementStats> Statements() const override { return real_.Statements(); }
  Dialect dialect() const override { return real_.dialect(); }
  void Close() override {}

 private:
  sql::Database& real_;
  std::atomic<Fault> fault_{Fault::kNone};
  std::atomic<int> faults_{0};
};

class FollowerTest : public ::testing::TestWithParam<Dialect> {
 protected:
  FollowerTest() {
    const auto common = GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                       : runtime::PostgresMigrations();
    std::vector<sql::Migration> all(common.begin(), common.end());
    all.push_back(kTable);
    EXPECT_TRUE(database_->Migrate(all).ok());
  }

  // Appends events in one transaction.
  void Append(std::initializer_list<absl::string_view> names) {
    const absl::Status status =
        database_->WriteAndWait({}, [&](sql::Transaction& txn) -> absl::Status {
          for (absl::string_view name : names) RETURN_IF_ERROR(AppendIn(txn, name));
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    log_.NotifyCommitted();
  }
  absl::Status AppendIn(sql::Transaction& txn, absl::string_view name) {
    Event event;
    event.set_resource_name(std::string(name));
    return log_.Append(txn, event);
  }

  std::unique_ptr<Follower> MakeFollower(Handler handler, sql::Database* database = nullptr,
                                         absl::string_view shop = "-") {
    FollowerOptions options;
    options.name = "test.self";
    options.batch = 8;
    options.min_backoff = absl::Milliseconds(1);
    options.max_backoff = absl::Milliseconds(20);
    options.lease = lease_;
    options.committed = [this] { ++commits_; };
    return std::make_unique<Follower>(std::move(options),
                                      database != nullptr ? *database : *database_,
                                      log_.AsSource(shop), std::move(handler));
  }
  // Leaves a row for each event.
  static Handler Applying() {
    return [](const Event& event) -> absl::StatusOr<Effect> { return Apply(event); };
  }
  static Effect Nothing() { return nullptr; }
  static Effect Apply(const Event& event) {
    return [name = event.resource_name()](sql::Transaction& txn) {
      return txn.Execute(kApply, {name}).status();
    };
  }
  std::vector<std::string> Rows(const sql::Statement& statement) {
    std::vector<std::string> rows;
    EXPECT_TRUE(database_
                    ->Read(FollowerInAMinute(),
                           [&](sql::Transaction& txn) {
                             rows.clear();
                             return txn.Query(statement, {}, [&](const sql::Row& row) {
                               rows.push_back(absl::StrCat(row.Text(0), " ", row.Text(1)));
                               return absl::OkStatus();
                             });
                           })
                    .ok());
    return rows;
  }
  std::vector<std::string> Applied() { return Rows(kList); }

  absl::Duration lease_ = absl::Seconds(10);
  std::atomic<int> commits_{0};
  const std::unique_ptr<sql::Database> database_ = sql::testing::MakeTestDatabase(GetParam());
  Log log_{*database_};
};

// With other processes, which SQLite's file has not.
class SharedFollowerTest : public FollowerTest {};

TEST_P(FollowerTest, AppliesEachEventOnceInOrder) {
  Mutex mutex;
  std::vector<std::string> order;
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    MutexLock lock(mutex);
    order.push_back(event.resource_name());
    return Apply(event);
  });
  Append({"shops/1/a/1", "shops/1/a/2"});
  follower->Start();
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 2);
  Append({"shops/1/a/3"});
  Append({"shops/1/a/4", "shops/1/a/5"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 0);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1",
                                     "shops/1/a/4 1", "shops/1/a/5 1"));
  const FollowerState state = follower->State();
  EXPECT_EQ(state.name, "test.self");
  EXPECT_EQ(state.cursor, log_.Head(FollowerInAMinute())->sequence);
  EXPECT_EQ(state.head, state.cursor);
  EXPECT_EQ(state.applied_count, 5);
  EXPECT_EQ(state.parked_count, 0);
  EXPECT_TRUE(state.error.ok()) << state.error;
  EXPECT_GE(commits_.load(), 1);
  follower->Stop();
  EXPECT_THAT(order, ElementsAre("shops/1/a/1", "shops/1/a/2", "shops/1/a/3", "shops/1/a/4",
                                 "shops/1/a/5"));
}

TEST_P(FollowerTest, WaitsForAGivenHeadOnly) {
  // Event 3 can't be applied before the test says so.
  std::atomic<bool> open{false};
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    if (event.sequence() >= 3 && !open) return UnavailableError("not yet");
    return Apply(event);
  });
  follower->Start();
  Append({"shops/1/a", "shops/1/b", "shops/1/c"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute(), 2), 2);
  EXPECT_THAT(Rows(kList), ElementsAre("shops/1/a 1", "shops/1/b 1"));
  open = true;
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute(), 3), 1);
}

TEST_P(FollowerTest, GoesOnFromItsCursorAfterARestart) {
  auto follower = MakeFollower(Applying());
  follower->Start();
  Append({"shops/1/a/1"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  follower->Stop();
  Append({"shops/1/a/2"});
  EXPECT_EQ(follower->WaitCaughtUp(FollowerInAMinute()).status().code(),
            absl::StatusCode::kUnavailable);
  // The lease was given back: no wait.
  auto next = MakeFollower(Applying());
  next->Start();
  EXPECT_EQ(*next->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1"));
  EXPECT_EQ(next->State().applied_count, 2);
}

TEST_P(FollowerTest, NullEffectsOnlyMoveTheCursor) {
  auto follower = MakeFollower([](const Event&) -> absl::StatusOr<Effect> { return Nothing(); });
  follower->Start();
  Append({"shops/1/a/1", "shops/1/a/1", "shops/1/a/1"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_EQ(follower->State().cursor, 3);
  EXPECT_EQ(commits_.load(), 0);
}

TEST_P(FollowerTest, AnEffectMayEmitEventsThatItFollows) {
  auto follower = MakeFollower([this](const Event& event) -> absl::StatusOr<Effect> {
    const std::string name = event.resource_name();
    if (name.size() >= 14) return Nothing();
    return Effect([this, name](sql::Transaction& txn) { return AppendIn(txn, name + "x"); });
  });
  follower->Start();
  Append({"shops/1/a/1"});
  int64_t applied = 0;
  for (int64_t more = -1; more != 0;) {
    more = *follower->WaitCaughtUp(FollowerInAMinute());
    applied += more;
  }
  EXPECT_EQ(applied, 4);
}

// The process dies, or the network does, when the handler has run and the effect is not committed.
TEST_P(FollowerTest, ACrashBeforeTheCommitRepeatsTheEvent) {
  FaultyDatabase faulty(*database_);
  std::atomic<int> calls{0};
  auto follower = MakeFollower(
      [&](const Event& event) -> absl::StatusOr<Effect> {
        if (++calls == 1) faulty.Set(FaultyDatabase::Fault::kDown);
        return Apply(event);
      },
      &faulty);
  Append({"shops/1/a/1"});
  follower->Start();
  const absl::Time deadline = FollowerInAMinute();
  while (faulty.faults() < 1 && absl::Now() < deadline) {
  }
  EXPECT_THAT(Applied(), IsEmpty());
  faulty.Set(FaultyDatabase::Fault::kNone);
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_GE(calls.load(), 2);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1"));
}

TEST_P(FollowerTest, ALostAnswerToACommitDoesNotRepeatTheEffect) {
  FaultyDatabase faulty(*database_);
  auto follower = MakeFollower(
      [&](const Event& event) -> absl::StatusOr<Effect> {
        if (absl::EndsWith(event.resource_name(), "/lost")) {
          faulty.Set(FaultyDatabase::Fault::kLoseAnswer);
        }
        return Apply(event);
      },
      &faulty);
  Append({"shops/1/a/1", "shops/1/a/lost"});
  follower->Start();
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 2);
  Append({"shops/1/a/2"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_EQ(faulty.faults(), 1);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/lost 1"));
}

TEST_P(FollowerTest, OfTwoReplicasOneFollowsAndTheOtherTakesOver) {
  auto first = MakeFollower(Applying());
  auto second = MakeFollower(Applying());
  first->Start();
  Append({"shops/1/a/1"});
  EXPECT_EQ(*first->WaitCaughtUp(FollowerInAMinute()), 1);
  second->Start();
  EXPECT_EQ(*second->WaitCaughtUp(FollowerInAMinute()), 0);
  Append({"shops/1/a/2"});
  // What the first one applies counts for the second one's wait.
  EXPECT_EQ(*second->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_FALSE(second->State().holding);
  EXPECT_EQ(*first->WaitCaughtUp(FollowerInAMinute()), 1);
  first->Stop();
  Append({"shops/1/a/3"});
  EXPECT_EQ(*second->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1"));
}

TEST_P(FollowerTest, ADeadReplicasLeaseEndsAndItsLateCommitFails) {
  lease_ = absl::Milliseconds(100);
  FaultyDatabase faulty(*database_);
  auto dying = MakeFollower(Applying(), &faulty);
  dying->Start();
  Append({"shops/1/a/1"});
  EXPECT_EQ(*dying->WaitCaughtUp(FollowerInAMinute()), 1);
  faulty.Set(FaultyDatabase::Fault::kDown);
  Append({"shops/1/a/2"});
  auto heir = MakeFollower(Applying());
  heir->Start();
  EXPECT_EQ(*heir->WaitCaughtUp(FollowerInAMinute()), 1);
  // Back again, it finds that it has lost the lease.
  faulty.Set(FaultyDatabase::Fault::kNone);
  Append({"shops/1/a/3"});
  EXPECT_EQ(*heir->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_EQ(*dying->WaitCaughtUp(FollowerInAMinute()), 2);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1"));
}

TEST_P(SharedFollowerTest, ALeaseIsRenewedWhileNothingHappens) {
  lease_ = absl::Milliseconds(400);
  auto holder = MakeFollower(Applying());
  auto other = MakeFollower(Applying());
  holder->Start();
  EXPECT_EQ(*holder->WaitCaughtUp(FollowerInAMinute()), 0);
  other->Start();
  EXPECT_EQ(*other->WaitCaughtUp(FollowerInAMinute()), 0);
  // Three leases long; were it not renewed, the other one would take it.
  EXPECT_TRUE(log_.Read("-", 0, 1, absl::Now() + 3 * lease_)->events.empty());
  Append({"shops/1/a/1"});
  EXPECT_EQ(*other->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_EQ(*holder->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_TRUE(holder->State().holding);
  EXPECT_FALSE(other->State().holding);
}

TEST_P(FollowerTest, SlowHandlersDoNotCostTheLease) {
  lease_ = absl::Milliseconds(200);
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    // As long as an outward call may take.
    absl::Notification answer;
    EXPECT_FALSE(answer.WaitForNotificationWithTimeout(lease_ / 3));
    return Apply(event);
  });
  auto other = MakeFollower(Applying());
  Append(
      {"shops/1/a/1", "shops/1/a/2", "shops/1/a/3", "shops/1/a/4", "shops/1/a/5", "shops/1/a/6"});
  follower->Start();
  other->Start();
  EXPECT_TRUE(follower->WaitCaughtUp(FollowerInAMinute()).ok());
  for (const std::string& row : Applied()) EXPECT_TRUE(absl::EndsWith(row, " 1")) << row;
  EXPECT_EQ(Applied().size(), 6u);
}

TEST_P(FollowerTest, APermanentErrorParksTheEventAndThoseBehindIt) {
  std::atomic<bool> mended{false};
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    if (!mended && event.resource_name() == "shops/1/a/bad") {
      return absl::InvalidArgumentError("can't be done \xff\x01");
    }
    return Apply(event);
  });
  follower->Start();
  Append({"shops/1/a/1", "shops/1/a/bad", "shops/1/a/2", "shops/1/a/bad"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 2);
  Append({"shops/1/a/bad", "shops/1/a/3"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1"));
  EXPECT_THAT(Rows(kParked),
              ElementsAre(HasSubstr("can't be done"), HasSubstr("behind"), HasSubstr("behind")));
  EXPECT_EQ(follower->State().parked_count, 3);
  EXPECT_EQ(follower->State().cursor, log_.Head(FollowerInAMinute())->sequence);
  EXPECT_EQ(follower->Release("shops/1/a/1").status().code(), absl::StatusCode::kNotFound);

  // Released too early, they are parked again.
  EXPECT_EQ(*follower->Release("shops/1/a/bad"), 3);
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 0);
  EXPECT_EQ(follower->State().parked_count, 3);
  EXPECT_EQ(Rows(kParked).size(), 3u);

  mended = true;
  EXPECT_EQ(*follower->Release("shops/1/a/bad"), 3);
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_EQ(follower->State().parked_count, 0);
  EXPECT_THAT(Rows(kParked), IsEmpty());
  Append({"shops/1/a/bad"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  EXPECT_THAT(Applied(),
              ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1", "shops/1/a/bad 4"));
}

TEST_P(FollowerTest, ReleasedEventsComeInOrderAndBeforeNewOnes) {
  std::atomic<bool> mended{false};
  Mutex mutex;
  std::vector<std::string> types;
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    if (!mended) return absl::InternalError("no");
    MutexLock lock(mutex);
    types.push_back(event.type());
    return Apply(event);
  });
  follower->Start();
  const auto append = [&](const char* type) {
    Event event;
    event.set_resource_name("shops/1/a/1");
    event.set_type(type);
    EXPECT_TRUE(
        database_->WriteAndWait({}, [&](sql::Transaction& txn) { return log_.Append(txn, event); })
            .ok());
    log_.NotifyCommitted();
  };
  for (const char* type : {"a", "b", "c"}) append(type);
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 0);
  follower->Stop();

  // Released and appended to while nobody follows.
  EXPECT_EQ(*follower->Release("shops/1/a/1"), 3);
  for (const char* type : {"d", "e"}) append(type);
  mended = true;
  auto next = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    MutexLock lock(mutex);
    types.push_back(event.type());
    return Apply(event);
  });
  next->Start();
  EXPECT_EQ(*next->WaitCaughtUp(FollowerInAMinute()), 5);
  next->Stop();
  EXPECT_THAT(types, ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 5"));
}

TEST_P(FollowerTest, AnEffectThatFailsForGoodIsParkedAlone) {
  auto follower = MakeFollower([](const Event& event) -> absl::StatusOr<Effect> {
    if (!absl::EndsWith(event.resource_name(), "bad")) return Apply(event);
    return Effect([name = event.resource_name()](sql::Transaction& txn) -> absl::Status {
      RETURN_IF_ERROR(txn.Execute(kApply, {name}).status());
      return absl::FailedPreconditionError("no");
    });
  });
  follower->Start();
  Append({"shops/1/a/1", "shops/1/b/bad", "shops/1/a/2", "shops/1/c/bad", "shops/1/a/3"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1"));
  EXPECT_THAT(Rows(kParked), ElementsAre(HasSubstr("b/bad"), HasSubstr("c/bad")));
}

TEST_P(FollowerTest, AnErrorOfTheDatabaseInAnEffectParksThatEvent) {
  auto follower = MakeFollower([](const Event& event) -> absl::StatusOr<Effect> {
    return Effect([name = ShopNameOf(event.resource_name())](sql::Transaction& txn) {
      return txn.Execute(kInsert, {name}).status();
    });
  });
  follower->Start();
  // The second one violates the primary key.
  Append({"shops/1/a/1", "shops/2/a/1", "shops/1/a/2", "shops/3/a/1"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_THAT(Applied(), ElementsAre("shops/1 1", "shops/2 1", "shops/3 1"));
  EXPECT_THAT(Rows(kParked), ElementsAre(HasSubstr("shops/1/a/2")));
}

// On PostgreSQL it fails with the commit.
TEST_P(FollowerTest, ADeferredChangeThatFailsParksItsEvent) {
  auto follower = MakeFollower([](const Event& event) -> absl::StatusOr<Effect> {
    return Effect([name = ShopNameOf(event.resource_name())](sql::Transaction& txn) {
      return txn.Defer(kInsertLater, {name});
    });
  });
  follower->Start();
  // The second one of a shop violates the primary key.
  Append(
      {"shops/1/a/1", "shops/2/a/1", "shops/1/a/2", "shops/3/a/1", "shops/2/a/2", "shops/4/a/1"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 4);
  EXPECT_THAT(Applied(), ElementsAre("shops/1 1", "shops/2 1", "shops/3 1", "shops/4 1"));
  EXPECT_THAT(Rows(kParked), ElementsAre(HasSubstr("shops/1/a/2"), HasSubstr("shops/2/a/2")));
  EXPECT_TRUE(follower->State().error.ok());
}

TEST_P(FollowerTest, ATransientErrorIsTriedAgainForEver) {
  std::atomic<int> tries{0};
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    if (event.resource_name() == "shops/1/a/2" && ++tries < 20) return UnavailableError("down");
    return Apply(event);
  });
  Append({"shops/1/a/1", "shops/1/a/2", "shops/1/a/3"});
  follower->Start();
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_EQ(tries.load(), 20);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1", "shops/1/a/2 1", "shops/1/a/3 1"));
  EXPECT_TRUE(follower->State().error.ok());
}

TEST_P(FollowerTest, ATransientErrorHoldsUpNothingBeforeIt) {
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    if (event.resource_name() == "shops/1/a/3") return UnavailableError("down");
    if (event.resource_name() != "shops/1/a/2") return Apply(event);
    return Effect([](sql::Transaction&) { return UnavailableError("down too"); });
  });
  Append({"shops/1/a/1", "shops/1/a/2", "shops/1/a/3"});
  follower->Start();
  const absl::Status status =
      follower->WaitCaughtUp(absl::Now() + absl::Milliseconds(200)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  const absl::Time deadline = FollowerInAMinute();
  while (Applied().empty() && absl::Now() < deadline) {
  }
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1"));
  EXPECT_EQ(follower->State().parked_count, 0);
}

TEST_P(FollowerTest, AnExpiredCursorIsAnErrorNotASilentGap) {
  auto follower = MakeFollower(Applying());
  follower->Start();
  Append({"shops/1/a/1"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  follower->Stop();
  Append({"shops/1/a/2", "shops/1/a/3", "shops/1/a/4"});
  ASSERT_EQ(*log_.Purge(absl::Now() + kRetention + absl::Minutes(1)), 3);
  auto late = MakeFollower(Applying());
  late->Start();
  const absl::Time deadline = FollowerInAMinute();
  while (late->State().error.ok() && absl::Now() < deadline) {
  }
  // The own log has no snapshot to catch up by.
  EXPECT_TRUE(late->State().stopped);
  EXPECT_EQ(late->WaitCaughtUp(FollowerInAMinute()).status().code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 1"));
}

TEST_P(FollowerTest, AHandlerSeesTheEffectsOfEarlierEventsOfItsResource) {
  auto follower = MakeFollower([&](const Event& event) -> absl::StatusOr<Effect> {
    const std::string parent = event.resource_name().substr(0, 11);
    const bool child = event.resource_name().size() > parent.size();
    EXPECT_EQ(Applied().empty(), !child) << event.resource_name();
    return Effect(
        [parent](sql::Transaction& txn) { return txn.Execute(kApply, {parent}).status(); });
  });
  Append({"shops/1/a/1", "shops/1/a/1/b/2", "shops/1/a/1/b/3"});
  follower->Start();
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 3);
  EXPECT_THAT(Applied(), ElementsAre("shops/1/a/1 3"));
}

TEST_P(FollowerTest, MovesPastWhatItNeverSees) {
  auto follower = MakeFollower(Applying(), nullptr, "2");
  follower->Start();
  Append({"shops/1/a/1", "shops/2/a/1", "shops/1/a/2"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 1);
  Append({"shops/1/a/3"});
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 0);
  EXPECT_EQ(follower->State().cursor, log_.Head(FollowerInAMinute())->sequence);
  // A sequence that was taken and never used (PostgreSQL).
  EXPECT_FALSE(database_
                   ->WriteAndWait({},
                                  [&](sql::Transaction& txn) -> absl::Status {
                                    RETURN_IF_ERROR(AppendIn(txn, "shops/2/a/no"));
                                    return absl::CancelledError("no");
                                  })
                   .ok());
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), 0);
  EXPECT_THAT(Applied(), ElementsAre("shops/2/a/1 1"));
}

TEST_P(FollowerTest, WhatComesFastIsTakenTogether) {
  constexpr int kEvents = 200;
  constexpr int kBatch = 8;
  const auto follower = MakeFollower(Applying());
  follower->Start();
  const Stopwatch since;
  for (int i = 0; i < kEvents; ++i) Append({absl::StrCat("shops/s/orders/", i)});
  EXPECT_TRUE(follower->WaitCaughtUp(FollowerInAMinute()).ok());
  const auto paced = static_cast<int>(since.elapsed() / absl::Milliseconds(10));
  EXPECT_EQ(Rows(kList).size(), static_cast<size_t>(kEvents));
  // Full pages, those that had to wait for their time, the first one, and what somebody waited for.
  EXPECT_LE(commits_.load(), kEvents / kBatch + paced + 3);
}

TEST_P(FollowerTest, CatchesUpALongLog) {
  constexpr int kEvents = 5000;
  ASSERT_TRUE(database_
                  ->WriteAndWait({},
                                 [&](sql::Transaction& txn) -> absl::Status {
                                   for (int i = 0; i < kEvents; ++i) {
                                     RETURN_IF_ERROR(AppendIn(txn, absl::StrCat("shops/1/a/", i)));
                                   }
                                   return absl::OkStatus();
                                 })
                  .ok());
  std::atomic<int> handled{0};
  auto follower = MakeFollower([&](const Event&) -> absl::StatusOr<Effect> {
    ++handled;
    return Nothing();
  });
  follower->Start();
  EXPECT_EQ(*follower->WaitCaughtUp(FollowerInAMinute()), kEvents);
  EXPECT_EQ(handled.load(), kEvents);
}

INSTANTIATE_TEST_SUITE_P(Postgres, SharedFollowerTest, ::testing::Values(Dialect::kPostgres));
INSTANTIATE_TEST_SUITE_P(Both, FollowerTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

}  // namespace
}  // namespace shopdesk::event
