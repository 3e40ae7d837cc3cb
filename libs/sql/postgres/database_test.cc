#include <libpq-fe.h>

#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/sql/conformance.h"
#include "libs/sql/postgres/cutting_proxy.h"
#include "libs/sql/testing/held_writes.h"
#include "libs/sql/testing/test_postgres.h"

// What is PostgreSQL's own: connections that break, servers that die, row locks, batches.
namespace shopdesk::sql {
namespace {

using testing::TestPostgres;

class PostgresDatabaseTest : public ::testing::Test {
 protected:
  void Open(const std::string& dsn) {
    static int schemas = 0;
    auto opened = OpenPostgres({.dsn = dsn, .schema = absl::StrCat("odd \"name' ", ++schemas)});
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    ASSERT_OK(database_->Migrate(kPostgresTables));
  }
  void OpenShared() { Open(TestPostgres::Shared().dsn()); }
  std::string DsnOf(int port) {
    return absl::StrCat("host=127.0.0.1 user=postgres dbname=postgres port=", port);
  }
  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  int64_t NumberOf(const Statement& statement, std::initializer_list<Value> parameters = {}) {
    int64_t number = -2;
    EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
      return txn.Query(statement, parameters, [&](const Row& row) {
        number = row.Int(0);
        return absl::OkStatus();
      });
    }));
    return number;
  }
  int64_t QuantityOf(absl::string_view id) { return NumberOf(kGet, {id}); }

  std::unique_ptr<Database> database_;
};

constexpr Change kEnterLater = {
    {"enter_later", "INSERT INTO entries (number, item) VALUES ($1, $2)"}, Effect::kAppend};

absl::Status Ignore(const Row&) { return absl::OkStatus(); }

constexpr Statement kEndOthers = {
    "end_others",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND application_name = 'shopdesk'"};
constexpr Statement kEndMyself = {"end_myself", "SELECT pg_terminate_backend(pg_backend_pid())"};

TEST_F(PostgresDatabaseTest, AWriteHasItsTransactionIdBeforeItsFirstStatement) {
  OpenShared();
  static constexpr Statement kAssigned = {"assigned",
                                          "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"};
  ASSERT_OK(Write([](Transaction& txn) {
    return txn.Query(kAssigned, {}, [](const Row& row) {
      EXPECT_EQ(row.Int(0), 1);
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(NumberOf(kAssigned), 0);
}

TEST_F(PostgresDatabaseTest, TimeoutsFollowTheDeadline) {
  OpenShared();
  static constexpr Statement kTimeout = {
      "timeout",
      "SELECT setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', "
      "'idle_in_transaction_session_timeout') ORDER BY name"};
  std::vector<int64_t> settings;
  const auto read = [&](Transaction& txn) {
    settings.clear();
    return txn.Query(kTimeout, {}, [&](const Row& row) {
      settings.push_back(row.Int(0));
      return absl::OkStatus();
    });
  };
  ASSERT_OK(database_->WriteAndWait({.deadline = absl::Now() + absl::Seconds(12)}, read));
  EXPECT_EQ(settings, (std::vector<int64_t>{10000, 4096, 16384}));
  ASSERT_OK(database_->WriteAndWait({.deadline = absl::Now() + absl::Milliseconds(900)}, read));
  EXPECT_EQ(settings, (std::vector<int64_t>{10000, 1024, 1024}));
}

TEST_F(PostgresDatabaseTest, TwoBatchesOfAHundredAtOnceAtMostAndOthersGoOn) {
  OpenShared();
  CountdownLatch finished(250);
  std::atomic<int> running{0};
  std::atomic<int> most_running{0};
  testing::HeldWrites held(*database_, Announced());
  for (int i = 0; i < 250; ++i) {
    database_->Write(
        {.reads = Announced()},
        [&, i](Transaction& txn) {
          most_running = std::max<int>(most_running, ++running);
          absl::Status status = txn.Defer(kEnterLater, {i, "item"});
          --running;
          return status;
        },
        [&](absl::Status status) {
          EXPECT_OK(status);
          finished.Arrive();
        });
  }
  const int64_t before = database_->Stats().commits;
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "b", 1); }));
  EXPECT_FALSE(finished.arrived());
  EXPECT_EQ(database_->Stats().commits - before, 2);
  held.Release();
  ASSERT_TRUE(finished.Wait());
  // Two that held the others up, which may be counted last, 100, 100, 50; more on a slow machine,
  // where a batch ends by its time.
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (database_->Stats().commits - before < 2 + 5 && absl::Now() < end) {
    std::this_thread::yield();
  }
  EXPECT_GE(database_->Stats().commits - before, 2 + 5);
  EXPECT_LE(database_->Stats().commits - before, 2 + 20);
  EXPECT_LE(most_running, 2);
  EXPECT_EQ(NumberOf(kCountEntries), 250);
}

TEST_F(PostgresDatabaseTest, ADeadlockIsRunAgain) {
  OpenShared();
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", 0));
    return Insert(txn, "b", 0);
  }));
  CountdownLatch both(2);
  std::vector<std::thread> threads;
  for (const bool forwards : {true, false}) {
    threads.emplace_back([&, forwards] {
      EXPECT_OK(Write([&, forwards](Transaction& txn) {
        absl::Status status = txn.Execute(kAdd, {forwards ? "a" : "b", 1}).status();
        if (!status.ok()) return status;
        both.Arrive();
        both.Wait();
        return txn.Execute(kAdd, {forwards ? "b" : "a", 1}).status();
      }));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(QuantityOf("a"), 2);
  EXPECT_EQ(QuantityOf("b"), 2);
  EXPECT_GE(database_->Stats().reruns, 1);
}

TEST_F(PostgresDatabaseTest, IdleConnectionsThatWereEndedAreReplacedUnnoticed) {
  OpenShared();
  EXPECT_EQ(NumberOf(kCountEntries), 0);
  EXPECT_OK(Write([](Transaction& txn) { return txn.Query(kEndOthers, {}, Ignore); }));
  EXPECT_EQ(NumberOf(kCountEntries), 0);
  for (int i = 0; i < 10; ++i) {
    EXPECT_OK(Write([&](Transaction& txn) { return txn.Execute(kEnter, {i, "x"}).status(); }));
  }
  EXPECT_EQ(NumberOf(kCountEntries), 10);
  EXPECT_EQ(database_->Stats().reruns, 0);
}

TEST_F(PostgresDatabaseTest, AWriteThatLosesItsConnectionRunsAgain) {
  OpenShared();
  int runs = 0;
  ASSERT_OK(Write([&](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", ++runs));
    return runs == 1 ? txn.Query(kEndMyself, {}, Ignore) : absl::OkStatus();
  }));
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(QuantityOf("a"), 2);
}

TEST_F(PostgresDatabaseTest, AReadThatLosesItsConnectionIsUnavailable) {
  OpenShared();
  EXPECT_EQ(database_
                ->Read(absl::InfiniteFuture(),
                       [](Transaction& txn) {
                         EXPECT_OK(txn.Query(kListIds, {}, Ignore));
                         return txn.Query(kEndMyself, {}, Ignore);
                       })
                .code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(NumberOf(kCountEntries), 0);
}

TEST_F(PostgresDatabaseTest, APreparedStatementMayOutliveItsTable) {
  OpenShared();
  static constexpr Statement kAll = {"all", "SELECT items FROM items"};
  static constexpr Statement kWiden = {"widen", "ALTER TABLE items ADD COLUMN more TEXT"};
  static constexpr Statement kStar = {"star", "SELECT * FROM items"};
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  for (int i = 0; i < 2; ++i) {
    EXPECT_OK(database_->Read(absl::InfiniteFuture(),
                              [](Transaction& txn) { return txn.Query(kStar, {}, Ignore); }));
    EXPECT_OK(Write([](Transaction& txn) { return txn.Query(kStar, {}, Ignore); }));
    if (i == 0) {
      EXPECT_OK(Write([](Transaction& txn) { return txn.Execute(kWiden, {}).status(); }));
    }
  }
  EXPECT_OK(Write([](Transaction& txn) { return txn.Query(kAll, {}, Ignore); }));
}

TEST_F(PostgresDatabaseTest, OpensWhileTheServerIsDownAndFailsAtOnce) {
  auto opened = OpenPostgres({.dsn = "host=127.0.0.1 port=1 user=postgres", .schema = "s"});
  ASSERT_TRUE(opened.ok()) << opened.status();
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(
        (*opened)->WriteAndWait({}, [](Transaction& txn) { return Insert(txn, "a", 1); }).code(),
        absl::StatusCode::kUnavailable);
    EXPECT_EQ((*opened)
                  ->Read(absl::InfiniteFuture(),
                         [](Transaction& txn) { return txn.Query(kListIds, {}, Ignore); })
                  .code(),
              absl::StatusCode::kUnavailable);
  }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(20));
}

TEST_F(PostgresDatabaseTest, RefusesAConnectionStringThatIsNone) {
  EXPECT_EQ(OpenPostgres({.dsn = "nonsense", .schema = "s"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenPostgres({.dsn = "host=127.0.0.1"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(PostgresDatabaseTest, TriesTheHostsInTurn) {
  const TestPostgres& server = TestPostgres::Shared();
  Open(absl::StrCat("postgresql://postgres@127.0.0.1:1,127.0.0.1:", server.port(), "/postgres"));
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  EXPECT_EQ(QuantityOf("a"), 1);
}

TEST_F(PostgresDatabaseTest, ACommitWhoseAnswerIsLostIsFoundToBeMade) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  Open(DsnOf(proxy.port()));
  proxy.CutNext(CuttingProxy::Cut::kAfterCommit);
  int runs = 0;
  EXPECT_OK(Write([&](Transaction& txn) { return Insert(txn, "a", ++runs); }));
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(QuantityOf("a"), 1);
}

TEST_F(PostgresDatabaseTest, ACommitThatDidNotArriveRunsAgain) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  Open(DsnOf(proxy.port()));
  proxy.CutNext(CuttingProxy::Cut::kBeforeCommit);
  int runs = 0;
  EXPECT_OK(Write([&](Transaction& txn) { return Insert(txn, "a", ++runs); }));
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(QuantityOf("a"), 2);
}

// Reads in one exchange, changes and commits in another; `runs` counts.
absl::Status WriteDeferred(Database& database, int& runs) {
  return database.WriteAndWait({.reads = Announced()}, [&](Transaction& txn) {
    ++runs;
    return txn.Defer(kEnterLater, {1, "item"});
  });
}

TEST_F(PostgresDatabaseTest, DeferredChangesAreFoundToBeMade) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  Open(DsnOf(proxy.port()));
  proxy.CutNext(CuttingProxy::Cut::kAfterCommit);
  int runs = 0;
  EXPECT_OK(WriteDeferred(*database_, runs));
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(NumberOf(kCountEntries), 1);
}

TEST_F(PostgresDatabaseTest, DeferredChangesThatDidNotArriveRunAgain) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  Open(DsnOf(proxy.port()));
  proxy.CutNext(CuttingProxy::Cut::kBeforeCommit);
  int runs = 0;
  EXPECT_OK(WriteDeferred(*database_, runs));
  EXPECT_EQ(proxy.cuts(), 1);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(NumberOf(kCountEntries), 1);
}

// Writes numbers from several threads and remembers what was answered.
class Scribes {
 public:
  explicit Scribes(Database& database) {
    for (int t = 0; t < 4; ++t) threads_.emplace_back([this, &database, t] { Run(database, t); });
  }
  // Whether `count` writes were acknowledged within a minute.
  bool AwaitAcknowledged(size_t count) {
    MutexLock lock(mutex_);
    const absl::Time end = absl::Now() + absl::Minutes(1);
    while (acknowledged_.size() < count && absl::Now() < end) {
      changed_.WaitFor(mutex_, absl::Seconds(1));
    }
    return acknowledged_.size() >= count;
  }
  void Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  const std::set<int64_t>& acknowledged() const { return acknowledged_; }
  const std::set<int64_t>& refused() const { return refused_; }

 private:
  void Run(Database& database, int thread) {
    for (int64_t i = thread * 1'000'000; !stopping_; ++i) {
      const absl::Status status =
          database.WriteAndWait({.deadline = absl::Now() + absl::Seconds(10),
                                 .reads = i % 2 == 0 ? Announced() : Reads()},
                                [i](Transaction& txn) {
                                  return i % 3 == 0 ? txn.Execute(kEnter, {i, "item"}).status()
                                                    : txn.Defer(kEnterLater, {i, "item"});
                                });
      MutexLock lock(mutex_);
      if (status.ok()) acknowledged_.insert(i);
      if (!status.ok() && ReasonOf(status) != "OUTCOME_UNKNOWN") refused_.insert(i);
      changed_.NotifyAll();
      if (!status.ok()) changed_.WaitFor(mutex_, absl::Milliseconds(5));
    }
  }

  Mutex mutex_;
  CondVar changed_;
  std::set<int64_t> acknowledged_;
  std::set<int64_t> refused_;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

TEST_F(PostgresDatabaseTest, WhatWasAcknowledgedSurvivesTheServersDeath) {
  auto server = TestPostgres::Start();
  ASSERT_TRUE(server.ok()) << server.status();
  Open((*server)->dsn());
  Scribes scribes(*database_);
  ASSERT_TRUE(scribes.AwaitAcknowledged(200));
  (*server)->Kill();
  ASSERT_OK((*server)->Restart());
  ASSERT_TRUE(scribes.AwaitAcknowledged(600)) << "the pool does not recover";
  scribes.Stop();

  std::set<int64_t> stored;
  static constexpr Statement kEntries = {"entries", "SELECT number FROM entries"};
  ASSERT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
    return txn.Query(kEntries, {}, [&](const Row& row) {
      stored.insert(row.Int(0));
      return absl::OkStatus();
    });
  }));
  for (const int64_t number : scribes.acknowledged()) EXPECT_EQ(stored.count(number), 1u) << number;
  for (const int64_t number : scribes.refused()) EXPECT_EQ(stored.count(number), 0u) << number;
  database_.reset();
}

// A user that may have so many connections.
void LimitUser(int connections) {
  PGconn* admin = PQconnectdb(TestPostgres::Shared().dsn().c_str());
  const std::string script = absl::StrCat(
      "DO $$ BEGIN CREATE ROLE limited LOGIN; GRANT CREATE ON DATABASE postgres TO limited; "
      "EXCEPTION WHEN duplicate_object THEN NULL; END $$; ALTER ROLE limited CONNECTION LIMIT ",
      connections);
  PGresult* result = PQexec(admin, script.c_str());
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(admin);
  PQclear(result);
  PQfinish(admin);
}

std::string LimitedDsn() {
  return absl::StrCat("host=127.0.0.1 port=", TestPostgres::Shared().port(),
                      " user=limited dbname=postgres");
}

TEST_F(PostgresDatabaseTest, AllConnectionsAreWithinTheBudget) {
  LimitUser(-1);
  Open(LimitedDsn());
  CountdownLatch done(32);
  std::vector<std::thread> readers;
  for (int i = 0; i < 16; ++i) {
    database_->Write(
        {}, [i](Transaction& txn) { return Insert(txn, absl::StrCat(i), i); },
        [&](absl::Status status) {
          EXPECT_OK(status);
          done.Arrive();
        });
    readers.emplace_back([&] {
      NumberOf(kCountEntries);
      done.Arrive();
    });
  }
  EXPECT_TRUE(done.Wait());
  for (std::thread& reader : readers) reader.join();
  static constexpr Statement kConnections = {
      "connections", "SELECT COUNT(*) FROM pg_stat_activity WHERE usename = 'limited'"};
  EXPECT_LE(NumberOf(kConnections), 8);
  const DatabaseStats stats = database_->Stats();
  EXPECT_EQ(stats.connections_limit, 8);
  EXPECT_LE(stats.connections_in_use + stats.connections_idle, 8);
  EXPECT_GE(stats.connections_in_use + stats.connections_idle, 2);
}

// Three connections do what eight were to do: nothing fails.
TEST_F(PostgresDatabaseTest, WithFewerConnectionsThanItsBudgetItGoesOn) {
  LimitUser(-1);
  Open(LimitedDsn());
  // The readers' first; the writers have theirs.
  EXPECT_EQ(NumberOf(kCountEntries), 0);
  LimitUser(1);
  CountdownLatch done(32);
  std::vector<std::thread> readers;
  for (int i = 0; i < 16; ++i) {
    database_->Write(
        {}, [i](Transaction& txn) { return Insert(txn, absl::StrCat(i), i); },
        [&](absl::Status status) {
          EXPECT_OK(status);
          done.Arrive();
        });
    readers.emplace_back([&] {
      EXPECT_EQ(NumberOf(kCountEntries), 0);
      done.Arrive();
    });
  }
  EXPECT_TRUE(done.Wait());
  for (std::thread& reader : readers) reader.join();
  LimitUser(-1);
}

// One reader works, another waits for a connection that it doesn't get, when the database is
// closed.
TEST_F(PostgresDatabaseTest, ClosingDoesNotWaitForWhoGetsNoConnection) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  auto opened = OpenPostgres({.dsn = DsnOf(proxy.port()), .schema = "closing", .connections = 4});
  ASSERT_TRUE(opened.ok()) << opened.status();
  database_ = *std::move(opened);
  const auto read = [&](absl::FunctionRef<void()> fn) {
    return database_->Read(absl::InfiniteFuture(), [&](Transaction&) {
      fn();
      return absl::OkStatus();
    });
  };
  CountdownLatch working(1);
  CountdownLatch enough(1);
  std::thread first([&] {
    EXPECT_OK(read([&] {
      working.Arrive();
      EXPECT_TRUE(enough.Wait());
    }));
  });
  ASSERT_TRUE(working.Wait());
  proxy.Hold();
  std::thread second([&] { EXPECT_TRUE(absl::IsUnavailable(read([] {}))); });
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (database_->Stats().waiting_reads < 1 && absl::Now() < end) std::this_thread::yield();
  std::thread closing([&] { database_->Close(); });
  // None is free: this one waits until it is closed.
  EXPECT_TRUE(absl::IsUnavailable(read([] {})));
  enough.Arrive();
  first.join();
  proxy.Refuse();
  second.join();
  closing.join();
}

// Another connection can't be had, the one that there is becomes free.
TEST_F(PostgresDatabaseTest, NobodyWaitsForAConnectionWhoCanHaveAnother) {
  CuttingProxy proxy(TestPostgres::Shared().port());
  auto opened = OpenPostgres({.dsn = absl::StrCat(DsnOf(proxy.port()), " connect_timeout=0"),
                              .schema = "patient",
                              .connections = 4});
  ASSERT_TRUE(opened.ok()) << opened.status();
  database_ = *std::move(opened);
  const auto read = [&](absl::FunctionRef<void()> fn) {
    return database_->Read(absl::InfiniteFuture(), [&](Transaction&) {
      fn();
      return absl::OkStatus();
    });
  };
  CountdownLatch working(1);
  CountdownLatch enough(1);
  std::thread first([&] {
    EXPECT_OK(read([&] {
      working.Arrive();
      EXPECT_TRUE(enough.Wait());
    }));
  });
  ASSERT_TRUE(working.Wait());
  proxy.Hold();
  std::thread second([&] { EXPECT_OK(read([] {})); });
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (database_->Stats().waiting_reads < 1 && absl::Now() < end) std::this_thread::yield();
  enough.Arrive();
  first.join();
  second.join();
  proxy.Refuse();
}

TEST_F(PostgresDatabaseTest, WithoutConnectionsTheErrorNamesTheCauseAndNoHost) {
  LimitUser(0);
  auto opened = OpenPostgres({.dsn = LimitedDsn(), .schema = "none"});
  ASSERT_TRUE(opened.ok());
  database_ = *std::move(opened);
  const absl::Status read =
      database_->Read(absl::InfiniteFuture(), [](Transaction&) { return absl::OkStatus(); });
  const absl::Status write = Write([](Transaction& txn) { return Insert(txn, "a", 1); });
  const absl::Status health = database_->CheckWritable(absl::Now() + absl::Seconds(10));
  for (const absl::Status& status : {read, write, health}) {
    EXPECT_EQ(ReasonOf(status), "DATABASE_CONNECTIONS") << status;
    EXPECT_EQ(status.message().find("127.0.0.1"), absl::string_view::npos) << status;
  }
}

TEST_F(PostgresDatabaseTest, AServerThatIsAwayIsNotNamed) {
  auto opened = OpenPostgres({.dsn = "host=127.0.0.1 port=1 user=someone", .schema = "away"});
  ASSERT_TRUE(opened.ok());
  database_ = *std::move(opened);
  const absl::Status status =
      database_->Read(absl::InfiniteFuture(), [](Transaction&) { return absl::OkStatus(); });
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(status.message().find("127.0.0.1"), absl::string_view::npos) << status;
  EXPECT_NE(status.message().find("refused"), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace shopdesk::sql
