#include <atomic>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/sql/conformance.h"
#include "libs/sql/driver.h"
#include "libs/sql/testing/held_writes.h"

// Writes together: groups, conflicts, deadlines, many threads, the end.
namespace shopdesk::sql {
namespace {

class ConcurrencyTest : public DatabaseTest {
 protected:
  // Writes that told what they read wait until Release.
  void Block() { held_ = std::make_unique<testing::HeldWrites>(db(), Announced()); }
  void Release() { held_->Release(); }

  std::unique_ptr<testing::HeldWrites> held_;
};

TEST_P(ConcurrencyTest, WritesOfAGroupFailAlone) {
  constexpr int kWrites = 40;
  std::vector<absl::Status> results(kWrites);
  CountdownLatch finished(kWrites);
  Block();
  const DatabaseStats before = db().Stats();
  EXPECT_EQ(before.queued_writes, held_->count());
  for (int i = 0; i < kWrites; ++i) {
    db().Write(
        {.reads = Announced()},
        [i](Transaction& txn) {
          absl::Status inserted = Insert(txn, absl::StrCat("item ", i), i);
          if (i % 4 == 1) return absl::FailedPreconditionError("own error");
          if (i % 4 == 2) return Insert(txn, "item 0", 1);
          return inserted;
        },
        [&, i](absl::Status status) {
          results[i] = std::move(status);
          finished.Arrive();
        });
  }
  Release();
  ASSERT_TRUE(finished.Wait());
  for (int i = 0; i < kWrites; ++i) {
    const bool kept = i % 4 == 0 || i % 4 == 3;
    EXPECT_EQ(QuantityOf(absl::StrCat("item ", i)), kept ? i : -1);
    const absl::StatusCode wanted = kept         ? absl::StatusCode::kOk
                                    : i % 4 == 1 ? absl::StatusCode::kFailedPrecondition
                                                 : absl::StatusCode::kAlreadyExists;
    EXPECT_EQ(results[i].code(), wanted) << results[i];
  }
  // One commit for each that blocked, one for all the others; a few more on a slow machine, where a
  // transaction ends by its time.
  EXPECT_GE(db().Stats().commits - before.commits, 2);
  EXPECT_LE(db().Stats().commits - before.commits, 6);
  EXPECT_EQ(db().Stats().writes - before.writes, held_->count() + kWrites / 2);
  EXPECT_EQ(db().Stats().queued_writes, 0);
}

TEST_P(ConcurrencyTest, AWriteThatChangedNothingFailsWithoutTheOthersRunningAgain) {
  constexpr int kWrites = 20;
  std::atomic<int> runs{0};
  std::vector<absl::Status> results(kWrites);
  CountdownLatch finished(kWrites);
  Block();
  for (int i = 0; i < kWrites; ++i) {
    db().Write(
        {.reads = Announced()},
        [&, i](Transaction& txn) {
          ++runs;
          if (i % 2 == 1) return absl::ResourceExhaustedError("none left");
          return Insert(txn, absl::StrCat("item ", i), i);
        },
        [&, i](absl::Status status) {
          results[i] = std::move(status);
          finished.Arrive();
        });
  }
  Release();
  ASSERT_TRUE(finished.Wait());
  EXPECT_EQ(runs.load(), kWrites);
  EXPECT_EQ(db().Stats().reruns, 0);
  for (int i = 0; i < kWrites; ++i) {
    EXPECT_EQ(QuantityOf(absl::StrCat("item ", i)), i % 2 == 1 ? -1 : i);
    EXPECT_EQ(absl::IsResourceExhausted(results[i]), i % 2 == 1) << results[i];
  }
}

TEST_P(ConcurrencyTest, NotEvenAnErrorIsAnsweredBeforeTheCommitItWasSeenIn) {
  Block();
  CountdownLatch finished(1);
  int64_t seen_inside = -2;
  int64_t seen_by_all = -2;
  db().Write(
      {.reads = Announced()}, [](Transaction& txn) { return Insert(txn, "a", 7); },
      [](absl::Status) {});
  db().Write(
      {.reads = Announced()},
      [&](Transaction& txn) {
        seen_inside = QuantityIn(txn, kGet, "a").value_or(-2);
        return absl::AlreadyExistsError("there is an a");
      },
      [&](absl::Status status) {
        EXPECT_EQ(status, absl::AlreadyExistsError("there is an a"));
        seen_by_all = QuantityOf("a");
        finished.Arrive();
      });
  Release();
  ASSERT_TRUE(finished.Wait());
  EXPECT_EQ(seen_inside, 7);
  EXPECT_EQ(seen_by_all, 7);
}

TEST_P(ConcurrencyTest, AConflictRunsAgain) {
  const int64_t before = db().Stats().reruns;
  int runs = 0;
  ASSERT_OK(Write([&](Transaction& txn) {
    EXPECT_OK(Insert(txn, "a", ++runs));
    return runs < 3 ? absl::AbortedError("moved") : absl::OkStatus();
  }));
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(QuantityOf("a"), 3);
  EXPECT_EQ(db().Stats().reruns - before, 2);
}

TEST_P(ConcurrencyTest, AConflictDoesNotRunForEver) {
  int runs = 0;
  const absl::Status status = Write([&](Transaction&) {
    ++runs;
    return absl::AbortedError("moved");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "CONFLICT");
  EXPECT_EQ(runs, kMaxAttempts);
}

TEST_P(ConcurrencyTest, AnAbortedWithAReasonIsAnswered) {
  int runs = 0;
  const absl::Status status = Write([&](Transaction&) {
    ++runs;
    return EtagMismatchError("shops/1/items/a");
  });
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  EXPECT_EQ(runs, 1);
}

TEST_P(ConcurrencyTest, AWriteDoesNotStartAfterItsDeadline) {
  Block();
  CountdownLatch finished(2);
  bool ran = false;
  absl::Status late;
  absl::Status in_time;
  db().Write(
      {.deadline = absl::Now() - absl::Milliseconds(1), .reads = Announced()},
      [&](Transaction&) {
        ran = true;
        return absl::OkStatus();
      },
      [&](absl::Status status) {
        late = std::move(status);
        finished.Arrive();
      });
  db().Write(
      {.deadline = absl::Now() + absl::Minutes(1), .reads = Announced()},
      [](Transaction& txn) { return Insert(txn, "a", 1); },
      [&](absl::Status status) {
        in_time = std::move(status);
        finished.Arrive();
      });
  Release();
  ASSERT_TRUE(finished.Wait());
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_FALSE(ran);
  EXPECT_OK(in_time);
}

TEST_P(ConcurrencyTest, AHotRowIsNeverOverdrawn) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  constexpr int kStock = 120;
  static constexpr Statement kTake = {
      "take", "UPDATE items SET quantity = $2 WHERE id = $1 AND quantity = $2 + 1"};
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "hot", kStock); }));
  std::atomic<int> taken{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        // Half of them with the key, half without: correctness does not hang on it.
        const absl::Status status = db().WriteAndWait(
            {.reads = t % 2 == 0 ? Announced("hot") : Reads()}, [&](Transaction& txn) {
              auto quantity = QuantityIn(txn, kGetForUpdate, "hot");
              if (!quantity.ok()) return quantity.status();
              if (*quantity == 0) return absl::ResourceExhaustedError("sold out");
              EXPECT_OK(txn.Execute(kEnter, {1000 * t + i, "hot"}).status());
              auto changed = txn.Execute(kTake, {"hot", *quantity - 1});
              if (changed.ok() && *changed != 1) return absl::InternalError("lost update");
              return changed.status();
            });
        if (status.ok()) ++taken;
        if (status.code() == absl::StatusCode::kResourceExhausted) ++refused;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, kStock);
  EXPECT_EQ(refused, kThreads * kEach - kStock);
  EXPECT_EQ(QuantityOf("hot"), 0);
  int64_t entries = 0;
  ASSERT_OK(Read([&](Transaction& txn) {
    return txn.Query(kCountEntries, {}, [&](const Row& row) {
      entries = row.Int(0);
      return absl::OkStatus();
    });
  }));
  EXPECT_EQ(entries, kStock);
}

TEST_P(ConcurrencyTest, ReadersSeeWholeTransactionsOnly) {
  constexpr int kMoves = 100;
  ASSERT_OK(Write([](Transaction& txn) {
    EXPECT_OK(Insert(txn, "left", 50));
    return Insert(txn, "right", 50);
  }));
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int r = 0; r < 6; ++r) {
    readers.emplace_back([&] {
      while (!done) {
        EXPECT_OK(Read([&](Transaction& txn) {
          const int64_t left = QuantityIn(txn, kGet, "left").value_or(-1000);
          const int64_t right = QuantityIn(txn, kGet, "right").value_or(-1000);
          EXPECT_EQ(left + right, 100);
          return absl::OkStatus();
        }));
      }
    });
  }
  for (int i = 0; i < kMoves; ++i) {
    EXPECT_OK(Write([](Transaction& txn) {
      EXPECT_OK(txn.Execute(kAdd, {"left", -1}).status());
      return txn.Execute(kAdd, {"right", 1}).status();
    }));
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(QuantityOf("right"), 50 + kMoves);
}

TEST_P(ConcurrencyTest, AReadWaitsForAFreeConnectionUntilItsDeadline) {
  constexpr int kReaders = 4;
  CountdownLatch running(kReaders);
  CountdownLatch may_end(1);
  std::vector<std::thread> readers;
  for (int r = 0; r < kReaders; ++r) {
    readers.emplace_back([&] {
      EXPECT_OK(Read([&](Transaction&) {
        running.Arrive();
        may_end.Wait();
        return absl::OkStatus();
      }));
    });
  }
  ASSERT_TRUE(running.Wait());
  EXPECT_EQ(
      db().Read(absl::Now() + absl::Milliseconds(20), [](Transaction&) { return absl::OkStatus(); })
          .code(),
      absl::StatusCode::kDeadlineExceeded);
  may_end.Arrive();
  EXPECT_OK(
      db().Read(absl::Now() + absl::Minutes(1), [](Transaction&) { return absl::OkStatus(); }));
  for (std::thread& reader : readers) reader.join();
}

TEST_P(ConcurrencyTest, ACompletionMayWriteAgain) {
  CountdownLatch finished(2);
  db().Write(
      {}, [](Transaction& txn) { return Insert(txn, "a", 1); },
      [&](absl::Status status) {
        EXPECT_OK(status);
        db().Write(
            {}, [](Transaction& txn) { return Insert(txn, "b", 2); },
            [&](absl::Status again) {
              EXPECT_OK(again);
              finished.Arrive();
            });
        finished.Arrive();
      });
  ASSERT_TRUE(finished.Wait());
  EXPECT_EQ(QuantityOf("b"), 2);
}

TEST_P(ConcurrencyTest, CloseFinishesWhatIsQueued) {
  constexpr int kWrites = 200;
  std::atomic<int> succeeded{0};
  for (int i = 0; i < kWrites; ++i) {
    db().Write(
        {.reads = i % 2 == 0 ? Announced() : Reads()},
        [i](Transaction& txn) {
          return txn.Execute(kEnter, {i, "item"}).status();
        },
        [&](absl::Status status) { succeeded += status.ok() ? 1 : 0; });
  }
  db().Close();
  EXPECT_EQ(succeeded, kWrites);
  EXPECT_EQ(Write([](Transaction& txn) { return Insert(txn, "late", 1); }).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(Read([](Transaction&) { return absl::OkStatus(); }).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(db().CheckWritable(absl::Now() + absl::Seconds(1)).code(),
            absl::StatusCode::kUnavailable);
  db().Close();
  Reopen();
  EXPECT_EQ(QuantityOf("late"), -1);
  ASSERT_OK(Read([&](Transaction& txn) {
    return txn.Query(kCountEntries, {}, [&](const Row& row) {
      EXPECT_EQ(row.Int(0), kWrites);
      return absl::OkStatus();
    });
  }));
}

INSTANTIATE_TEST_SUITE_P(All, ConcurrencyTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres), NameOf);

}  // namespace
}  // namespace shopdesk::sql
