#include "libs/event/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/migrations/migrations.h"
#include "libs/sql/dialect.h"
#include "libs/sql/testing/test_database.h"
#include "libs/sql/testing/test_postgres.h"

namespace shopdesk::event {
namespace {

using sql::Dialect;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time LogInAMinute() { return absl::Now() + absl::Minutes(1); }

class Gate {
 public:
  void Open() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }
  void Wait() {
    const absl::Time deadline = LogInAMinute();
    MutexLock lock(mutex_);
    while (!open_ && absl::Now() < deadline) changed_.WaitFor(mutex_, absl::Seconds(1));
    EXPECT_TRUE(open_);
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
};

Event MakeEvent(absl::string_view resource_name) {
  Event event;
  event.set_resource_name(std::string(resource_name));
  event.set_type("thing.changed");
  *event.mutable_event_time() = ToProto(absl::FromUnixSeconds(7));
  return event;
}

std::vector<std::string> NamesOf(const Page& page) {
  std::vector<std::string> names;
  for (const Event& event : page.events) names.push_back(event.resource_name());
  return names;
}

class LogTest : public ::testing::TestWithParam<Dialect> {
 protected:
  LogTest() {
    EXPECT_TRUE(database_
                    ->Migrate(GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                             : runtime::PostgresMigrations())
                    .ok());
  }

  void Append(absl::string_view resource_name) {
    const absl::Status status = database_->WriteAndWait(
        {}, [&](sql::Transaction& txn) { return log_.Append(txn, MakeEvent(resource_name)); });
    EXPECT_TRUE(status.ok()) << status;
    log_.NotifyCommitted();
  }
  Page ReadNow(absl::string_view shop, const Cursor& cursor, int limit = kMaxPage) {
    absl::StatusOr<Page> page = log_.Read(shop, cursor, limit, absl::InfinitePast());
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *std::move(page) : Page();
  }

  const std::unique_ptr<sql::testing::TestStorage> storage_ =
      sql::testing::MakeTestStorage(GetParam());
  const std::unique_ptr<sql::Database> database_ = storage_->Open();
  Log log_{*database_};
};

TEST_P(LogTest, ReadsInTheOrderOfTheLog) {
  EXPECT_THAT(ReadNow("-", 0).events, IsEmpty());
  EXPECT_EQ(log_.Head(LogInAMinute())->sequence, 0);
  for (const char* name : {"shops/1/a/1", "shops/2/a/2", "shops/1/a/3"}) Append(name);
  const Page page = ReadNow("-", 0);
  EXPECT_THAT(NamesOf(page), ElementsAre("shops/1/a/1", "shops/2/a/2", "shops/1/a/3"));
  EXPECT_LT(page.events[0].sequence(), page.events[1].sequence());
  EXPECT_LT(page.events[1].sequence(), page.events[2].sequence());
  EXPECT_EQ(page.events[0].type(), "thing.changed");
  EXPECT_EQ(page.events[0].event_time().seconds(), 7);
  EXPECT_EQ(page.head, page.events[2].sequence());
  EXPECT_EQ(page.next.sequence, page.head);
  EXPECT_EQ(log_.Head(LogInAMinute())->sequence, page.head);
  EXPECT_THAT(NamesOf(ReadNow("-", page.events[0].sequence())),
              ElementsAre("shops/2/a/2", "shops/1/a/3"));
  EXPECT_THAT(ReadNow("-", page.head).events, IsEmpty());
}

TEST_P(LogTest, TheSequenceIsTheLogsOwn) {
  Event event = MakeEvent("shops/1/a/1");
  event.set_sequence(4711);
  ASSERT_TRUE(
      database_->WriteAndWait({}, [&](sql::Transaction& txn) { return log_.Append(txn, event); })
          .ok());
  EXPECT_EQ(ReadNow("-", 0).events.at(0).sequence(), 1);
}

TEST_P(LogTest, PagesEndAtTheirLimit) {
  for (int i = 0; i < 5; ++i) Append(absl::StrCat("shops/1/a/", i));
  std::vector<std::string> names;
  int64_t cursor = 0;
  for (int pages = 0; pages < 3; ++pages) {
    const Page page = ReadNow("-", cursor, 2);
    EXPECT_LE(page.events.size(), 2u);
    for (std::string& name : NamesOf(page)) names.push_back(std::move(name));
    cursor = page.next.sequence;
  }
  EXPECT_THAT(names, ElementsAre("shops/1/a/0", "shops/1/a/1", "shops/1/a/2", "shops/1/a/3",
                                 "shops/1/a/4"));
  EXPECT_EQ(cursor, ReadNow("-", 0).head);
}

TEST_P(LogTest, OneShopSeesItsEventsAndMovesPastOthers) {
  for (int i = 0; i < 3; ++i) {
    Append(absl::StrCat("shops/%E4/a/", i));
    Append(absl::StrCat("shops/2/a/", i));
  }
  const Page mine = ReadNow("%E4", 0);
  EXPECT_THAT(NamesOf(mine), ElementsAre("shops/%E4/a/0", "shops/%E4/a/1", "shops/%E4/a/2"));
  EXPECT_EQ(mine.next.sequence, mine.head);
  const Page none = ReadNow("3", 0);
  EXPECT_THAT(none.events, IsEmpty());
  EXPECT_EQ(none.next.sequence, none.head);
  EXPECT_EQ(ReadNow("%E4", 0, 2).next.sequence, 3);
}

TEST_P(LogTest, WhatIsRolledBackIsNeverSeen) {
  EXPECT_FALSE(database_
                   ->WriteAndWait({},
                                  [&](sql::Transaction& txn) -> absl::Status {
                                    RETURN_IF_ERROR(log_.Append(txn, MakeEvent("shops/1/a/no")));
                                    return absl::FailedPreconditionError("no");
                                  })
                   .ok());
  Append("shops/1/a/yes");
  const Page page = ReadNow("-", 0);
  EXPECT_THAT(NamesOf(page), ElementsAre("shops/1/a/yes"));
  EXPECT_EQ(page.next.sequence, page.head);
}

TEST_P(LogTest, AWaitingReaderIsWokenByACommit) {
  std::thread writer([this] { Append("shops/1/a/1"); });
  const absl::StatusOr<Page> page = log_.Read("-", 0, 10, LogInAMinute());
  writer.join();
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(NamesOf(*page), ElementsAre("shops/1/a/1"));
}

TEST_P(LogTest, AReaderThatWaitedInVainGetsNothing) {
  Append("shops/1/a/1");
  const int64_t head = ReadNow("-", 0).head;
  const absl::StatusOr<Page> page = log_.Read("-", head, 10, absl::Now() + absl::Milliseconds(30));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->events, IsEmpty());
  EXPECT_EQ(page->next.sequence, head);
}

TEST_P(LogTest, CancelEndsTheWaitOfItsSourceOnlyNowAndLater) {
  const std::unique_ptr<Source> one = log_.AsSource("-");
  const std::unique_ptr<Source> other = log_.AsSource("-");
  std::thread waiting_other([&] {
    EXPECT_THAT(NamesOf(*other->Read(0, 10, absl::InfiniteFuture())), ElementsAre("shops/1/a/1"));
  });
  std::thread waiting(
      [&] { EXPECT_THAT(one->Read(0, 10, absl::InfiniteFuture())->events, IsEmpty()); });
  one->Cancel();
  waiting.join();
  EXPECT_THAT(one->Read(0, 10, absl::InfiniteFuture())->events, IsEmpty());
  Append("shops/1/a/1");
  waiting_other.join();
}

TEST_P(LogTest, ShutdownEndsAllWaits) {
  const std::unique_ptr<Source> source = log_.AsSource("-");
  std::thread a([&] { source->Read(0, 10, absl::InfiniteFuture()).status().IgnoreError(); });
  std::thread b([&] { log_.Read("1", 0, 10, absl::InfiniteFuture()).status().IgnoreError(); });
  log_.Shutdown();
  a.join();
  b.join();
}

TEST_P(LogTest, OldEventsArePurgedAndTheirCursorsExpire) {
  ASSERT_TRUE(database_
                  ->WriteAndWait({},
                                 [&](sql::Transaction& txn) -> absl::Status {
                                   for (int i = 0; i <= 1200; ++i) {
                                     RETURN_IF_ERROR(log_.Append(
                                         txn, MakeEvent(absl::StrCat("shops/1/a/", i))));
                                   }
                                   return absl::OkStatus();
                                 })
                  .ok());
  EXPECT_EQ(*log_.Purge(absl::Now() + kRetention - absl::Minutes(5)), 0);
  EXPECT_EQ(ReadNow("-", 0).events.size(), 1000u);
  EXPECT_EQ(*log_.Purge(absl::Now() + kRetention + absl::Minutes(5)), 1200);
  EXPECT_EQ(*log_.Purge(absl::Now() + kRetention + absl::Minutes(5)), 0) << "the last one stays";
  EXPECT_EQ(log_.Head(LogInAMinute())->sequence, 1201);
  Append("shops/1/a/new");

  for (const char* shop : {"-", "1"}) {
    const absl::Status expired = log_.Read(shop, 1199, 10, absl::InfinitePast()).status();
    EXPECT_EQ(expired.code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(expired), "CURSOR_EXPIRED");
    EXPECT_EQ(ErrorMetadataOf(expired, "oldest_cursor"), "1200");
    EXPECT_THAT(NamesOf(ReadNow(shop, 1200)), ElementsAre("shops/1/a/1200", "shops/1/a/new"));
    EXPECT_THAT(NamesOf(ReadNow(shop, 0)), ElementsAre("shops/1/a/1200", "shops/1/a/new"));
  }
  EXPECT_EQ(ReadNow("-", 1201).events.at(0).sequence(), 1202);
}

// Append takes the sequence with the commit; this takes it now.
absl::Status AppendAtOnce(sql::Transaction& txn, const Event& event) {
  constexpr sql::Statement kAppendAtOnce = {
      "test_append",
      "INSERT INTO events (shop, event_ms, machine_ms, payload) VALUES ($1, 0, 0, $2)"};
  const std::string payload = event.SerializeAsString();
  return txn.Execute(kAppendAtOnce, {ShopOf(event.resource_name()), sql::Blob{payload}}).status();
}

// A transaction that took the earlier sequence commits after one that took a later one.
TEST_P(LogTest, NothingIsSkippedWhenALaterSequenceCommitsFirst) {
  Append("shops/1/a/0");
  const int64_t start = ReadNow("-", 0).head;
  Gate appended;
  Gate go_on;
  std::thread slow([&] {
    EXPECT_TRUE(database_
                    ->WriteAndWait({},
                                   [&](sql::Transaction& txn) -> absl::Status {
                                     RETURN_IF_ERROR(AppendAtOnce(txn, MakeEvent("shops/1/a/1")));
                                     appended.Open();
                                     go_on.Wait();
                                     return absl::OkStatus();
                                   })
                    .ok());
    log_.NotifyCommitted();
  });
  appended.Wait();
  // On SQLite this one waits for the writer; on PostgreSQL it commits at once.
  Gate second;
  database_->Write(
      {}, [this](sql::Transaction& txn) { return log_.Append(txn, MakeEvent("shops/1/a/2")); },
      [&](absl::Status status) {
        EXPECT_TRUE(status.ok()) << status;
        log_.NotifyCommitted();
        second.Open();
      });
  if (GetParam() == Dialect::kPostgres) {
    second.Wait();
    EXPECT_EQ(log_.Head(absl::Now() + absl::Milliseconds(100)).status().code(),
              absl::StatusCode::kDeadlineExceeded);
    EXPECT_GE(log_.FrontierAge(), absl::Milliseconds(90));
  }
  absl::StatusOr<Page> page = log_.Read("-", start, 10, absl::Now() + absl::Milliseconds(100));
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->events, IsEmpty());
  EXPECT_EQ(page->next.sequence, start);

  go_on.Open();
  slow.join();
  second.Wait();
  EXPECT_THAT(NamesOf(ReadNow("-", start)), ElementsAre("shops/1/a/1", "shops/1/a/2"));
  EXPECT_EQ(log_.FrontierAge(), absl::ZeroDuration());
}

// A transaction with an id that stays open, until the test ends.
class IdleTransaction {
 public:
  explicit IdleTransaction(const std::string& dsn) : connection_(PQconnectdb(dsn.c_str())) {
    Run("BEGIN");
    Run("SELECT pg_current_xact_id()");
  }
  ~IdleTransaction() { PQfinish(connection_); }
  IdleTransaction(const IdleTransaction&) = delete;
  IdleTransaction& operator=(const IdleTransaction&) = delete;

 private:
  void Run(const char* command) {
    PGresult* result = PQexec(connection_, command);
    EXPECT_LE(PQresultStatus(result), PGRES_TUPLES_OK) << PQerrorMessage(connection_);
    PQclear(result);
  }
  PGconn* connection_;
};

void CreateDatabase(const std::string& dsn, const std::string& name) {
  PGconn* connection = PQconnectdb(dsn.c_str());
  PGresult* result = PQexec(connection, absl::StrCat("CREATE DATABASE ", name).c_str());
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
}

class PostgresLogTest : public LogTest {};

// Nor does the log of another service, in another schema of the same database.
TEST_P(PostgresLogTest, WhoDoesNotAppendHoldsNothingUp) {
  const std::string dsn = sql::testing::TestPostgres::Shared().dsn();
  CreateDatabase(dsn, "elsewhere");
  const IdleTransaction here(dsn);
  const IdleTransaction elsewhere(absl::StrCat(dsn, " dbname=elsewhere"));
  const std::unique_ptr<sql::Database> other = sql::testing::MakeTestDatabase(GetParam());
  ASSERT_TRUE(other->Migrate(runtime::PostgresMigrations()).ok());
  Log other_log(*other);
  Gate appended;
  Gate go_on;
  std::thread slow([&] {
    EXPECT_TRUE(other
                    ->WriteAndWait({},
                                   [&](sql::Transaction& txn) -> absl::Status {
                                     RETURN_IF_ERROR(other_log.Append(txn, MakeEvent("shops/1/b")));
                                     appended.Open();
                                     go_on.Wait();
                                     return absl::OkStatus();
                                   })
                    .ok());
  });
  appended.Wait();
  Append("shops/1/a/1");
  const absl::StatusOr<Cursor> head = log_.Head(absl::Now() + absl::Seconds(2));
  EXPECT_TRUE(head.ok()) << head.status();
  EXPECT_THAT(NamesOf(ReadNow("-", 0)), ElementsAre("shops/1/a/1"));
  go_on.Open();
  slow.join();
}

TEST_P(LogTest, AFollowingReaderMissesNothingOfManyWriters) {
  constexpr int kWriters = 6;
  constexpr int kEach = 100;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([this, w] {
      for (int i = 0; i < kEach; ++i) {
        if (i % 10 == 9) {
          // Takes a sequence that nobody will see.
          database_
              ->WriteAndWait({},
                             [&](sql::Transaction& txn) -> absl::Status {
                               RETURN_IF_ERROR(log_.Append(txn, MakeEvent("shops/1/a/no")));
                               return absl::CancelledError("no");
                             })
              .IgnoreError();
        }
        Append(absl::StrCat("shops/1/a/", w, ".", i));
      }
    });
  }
  std::vector<int> next(kWriters, 0);
  int64_t cursor = 0;
  int seen = 0;
  const absl::Time deadline = LogInAMinute();
  while (seen < kWriters * kEach && absl::Now() < deadline) {
    const absl::StatusOr<Page> page = log_.Read("-", cursor, 16, deadline);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const Event& event : page->events) {
      EXPECT_GT(event.sequence(), cursor);
      cursor = event.sequence();
      const std::string name = event.resource_name().substr(10);
      const int writer = name[0] - '0';
      EXPECT_EQ(name, absl::StrCat(writer, ".", next[writer])) << "lost or out of order";
      ++next[writer];
      ++seen;
    }
    cursor = std::max(cursor, page->next.sequence);
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(seen, kWriters * kEach);
}

TEST_P(LogTest, CommitsOfAnotherReplicaAreSeen) {
  // SQLite has one process: the other replica's part is played by a writer that notifies nobody.
  const std::unique_ptr<sql::Database> other =
      GetParam() == Dialect::kPostgres ? storage_->Open() : nullptr;
  sql::Database& writing = other != nullptr ? *other : *database_;
  Log other_log(writing);
  std::thread writer([&] {
    EXPECT_TRUE(writing
                    .WriteAndWait({},
                                  [&](sql::Transaction& txn) {
                                    return other_log.Append(txn, MakeEvent("shops/1/a/1"));
                                  })
                    .ok());
  });
  const absl::StatusOr<Page> page = log_.Read("-", 0, 10, LogInAMinute());
  writer.join();
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(NamesOf(*page), ElementsAre("shops/1/a/1"));
}

TEST_P(LogTest, AnEventThatCannotBeParsedIsDataLoss) {
  constexpr sql::Statement kDamage = {"test_damage", "UPDATE events SET payload = $1"};
  Append("shops/1/a/1");
  ASSERT_TRUE(database_
                  ->WriteAndWait({},
                                 [&](sql::Transaction& txn) {
                                   return txn.Execute(kDamage, {sql::Blob{"\xff\xff"}}).status();
                                 })
                  .ok());
  EXPECT_EQ(ReasonOf(log_.Read("-", 0, 10, absl::InfinitePast()).status()), "DATA_LOSS");
}

// A log in another process has not looked how far it is yet: what the cursor stands at is no error.
TEST_P(LogTest, ACursorAheadOfTheLogIsRefused) {
  EXPECT_EQ(ReasonOf(log_.Read("-", 1, 10, absl::InfinitePast()).status()), kCursorAheadReason);
  for (int i = 0; i < 3; ++i) Append(absl::StrCat("shops/1/things/", i));
  const int64_t head = ReadNow("-", 0).head;
  Log other(*database_);
  const absl::StatusOr<Page> at_head =
      other.Read("-", head, 10, absl::Now() + absl::Milliseconds(1));
  ASSERT_TRUE(at_head.ok()) << at_head.status();
  EXPECT_THAT(at_head->events, IsEmpty());
  const absl::Status ahead = log_.Read("-", head + 1, 10, LogInAMinute()).status();
  EXPECT_TRUE(absl::IsOutOfRange(ahead)) << ahead;
  EXPECT_EQ(ErrorMetadataOf(ahead, "head"), absl::StrCat(head));
}

constexpr sql::Statement kLoseAfter = {"test_lose", "DELETE FROM events WHERE sequence > $1"};
constexpr sql::Statement kGoBack = {"test_go_back", "SELECT 1 WHERE $1 = 0",
                                    "SELECT setval('event_sequence', $1)"};

class LogHistoryTest : public LogTest {
 protected:
  // What a restore from a backup that was taken after that event does.
  void RestoreTo(int64_t sequence) {
    ASSERT_TRUE(database_
                    ->WriteAndWait({},
                                   [&](sql::Transaction& txn) -> absl::Status {
                                     RETURN_IF_ERROR(txn.Execute(kLoseAfter, {sequence}).status());
                                     return txn
                                         .QueryOne(kGoBack, {sequence},
                                                   [](const sql::Row&) { return absl::OkStatus(); })
                                         .status();
                                   })
                    .ok());
  }
  std::string ReasonAt(const Cursor& cursor) {
    return ReasonOf(log_.Read("-", cursor, 10, absl::InfinitePast()).status());
  }
};

TEST_P(LogHistoryTest, EachLogHasAnIdAndEachEventOne) {
  const Page empty = ReadNow("-", 0);
  EXPECT_EQ(empty.log_id.size(), 36u);
  EXPECT_EQ(empty.next.id, empty.log_id);
  Append("shops/1/a/1");
  Append("shops/1/a/1");
  const Page page = ReadNow("-", 0);
  EXPECT_EQ(page.log_id, empty.log_id);
  EXPECT_EQ(page.events.at(0).id().size(), 36u);
  EXPECT_NE(page.events.at(0).id(), page.events.at(1).id());
  EXPECT_EQ(page.next.id, page.events.at(1).id());
  EXPECT_EQ(log_.Head(LogInAMinute())->id, page.next.id);
  EXPECT_EQ(ReadNow("-", 0, 1).next.id, page.events.at(0).id());
  // Where one shop's events end there may be one of another.
  EXPECT_EQ(ReadNow("2", 0).next.id, page.next.id);
  const std::unique_ptr<sql::Database> other = sql::testing::MakeTestDatabase(GetParam());
  ASSERT_TRUE(other
                  ->Migrate(GetParam() == Dialect::kSqlite ? runtime::SqliteMigrations()
                                                           : runtime::PostgresMigrations())
                  .ok());
  EXPECT_NE(Log(*other).Read("-", 0, 1, absl::InfinitePast())->log_id, page.log_id);
}

TEST_P(LogHistoryTest, ACursorOfAPastThatWasUndoneIsRefused) {
  for (int i = 0; i < 5; ++i) Append(absl::StrCat("shops/1/a/", i));
  const Page before = ReadNow("-", 0);
  const Cursor kept(3, before.events.at(2).id());
  RestoreTo(3);
  EXPECT_EQ(ReasonAt(kept), "");
  EXPECT_EQ(ReasonAt(before.next), kCursorAheadReason);
  // The same again, and past the cursor: other events, of other ids.
  for (int i = 3; i < 7; ++i) Append(absl::StrCat("shops/1/a/", i));
  EXPECT_EQ(ReasonAt(kept), "");
  EXPECT_EQ(ReasonAt(before.next), kLogReplacedReason);
  EXPECT_EQ(
      ErrorMetadataOf(log_.Read("1", before.next, 10, absl::InfinitePast()).status(), "log_id"),
      before.log_id);
  EXPECT_EQ(ReasonAt(before.next.sequence), "") << "not asked to check";
  EXPECT_EQ(ReadNow("-", kept).events.size(), 4u);
}

TEST_P(LogHistoryTest, ACursorAtTheEndOfWhatWasPurgedIsStillProved) {
  for (int i = 0; i < 3; ++i) Append(absl::StrCat("shops/1/a/", i));
  const Page page = ReadNow("-", 0);
  ASSERT_EQ(*log_.Purge(absl::Now() + kRetention + absl::Minutes(5)), 2);
  EXPECT_EQ(ReasonAt({2, page.events.at(1).id()}), "");
  EXPECT_EQ(ReasonAt({2, page.events.at(0).id()}), kLogReplacedReason);
  EXPECT_EQ(ReasonAt({1, page.events.at(0).id()}), kCursorExpiredReason);
}

INSTANTIATE_TEST_SUITE_P(Both, LogHistoryTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });
INSTANTIATE_TEST_SUITE_P(Own, PostgresLogTest, ::testing::Values(Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });
INSTANTIATE_TEST_SUITE_P(Both, LogTest, ::testing::Values(Dialect::kSqlite, Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

}  // namespace
}  // namespace shopdesk::event
