#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/sql/conformance.h"
#include "libs/sql/sqlite/faulty_vfs.h"

// What is SQLite's own: the file, the full disk, the failed commit, the crash.
namespace shopdesk::sql {
namespace {

class SqliteDatabaseTest : public ::testing::Test {
 protected:
  SqliteDatabaseTest() {
    directory_ = (std::filesystem::temp_directory_path() / "shopdesk_sqlite_XXXXXX").string();
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    file_ = directory_ + "/deep/inside/test.db";
  }
  ~SqliteDatabaseTest() override {
    database_.reset();
    std::filesystem::remove_all(directory_);
  }
  void Open() {
    auto opened = OpenSqlite({.file = file_});
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    ASSERT_OK(database_->Migrate(kSqliteTables));
  }
  void Reopen() {
    database_.reset();
    Open();
  }
  absl::Status Write(absl::FunctionRef<absl::Status(Transaction&)> fn) {
    return database_->WriteAndWait({}, fn);
  }
  int64_t QuantityOf(absl::string_view id) {
    int64_t quantity = -2;
    EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
      auto found = QuantityIn(txn, kGet, id);
      quantity = found.value_or(-2);
      return found.status();
    }));
    return quantity;
  }
  int64_t PragmaOf(const Statement& pragma) {
    int64_t value = -1;
    EXPECT_OK(Write([&](Transaction& txn) {
      return txn.Query(pragma, {}, [&](const Row& row) {
        value = row.Int(0);
        return absl::OkStatus();
      });
    }));
    return value;
  }
  mode_t ModeOf(const std::string& path) {
    struct stat status = {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
  }

  std::string directory_;
  std::string file_;
  std::unique_ptr<Database> database_;
};

// The map that readers have of the file is renewed now and then only: what is written behind it, or
// copied into it from the log, is read all the same.
TEST_F(SqliteDatabaseTest, ReadersSeeEveryCommitWhileTheFileGrows) {
  Open();
  // More than the map is renewed for, in rows of a megabyte.
  constexpr int kRows = 48;
  static constexpr Statement kFill = {"test.fill_item", "UPDATE items SET body = $2 WHERE id = $1"};
  static constexpr Statement kCount = {"test.count_item",
                                       "UPDATE items SET quantity = $2 WHERE id = $1"};
  const std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < kRows; ++i) {
    const std::string id = std::to_string(i);
    ASSERT_OK(Write([&](Transaction& txn) -> absl::Status {
      RETURN_IF_ERROR(Insert(txn, id, i));
      return txn.Execute(kFill, {id, megabyte}).status();
    }));
    for (int j = i; j >= 0; j -= 7) EXPECT_EQ(QuantityOf(std::to_string(j)), j);
  }
  ASSERT_OK(Write([&](Transaction& txn) { return txn.Execute(kCount, {"0", 100}).status(); }));
  EXPECT_EQ(QuantityOf("0"), 100);
  Reopen();
  EXPECT_EQ(QuantityOf("0"), 100);
}

TEST_F(SqliteDatabaseTest, FilesAreTheOwnersOnly) {
  Open();
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 1); }));
  EXPECT_EQ(ModeOf(file_), 0600u);
  EXPECT_EQ(ModeOf(file_ + "-wal"), 0600u);
  EXPECT_EQ(ModeOf(directory_ + "/deep"), 0700u);
  EXPECT_EQ(ModeOf(directory_ + "/deep/inside"), 0700u);
}

TEST_F(SqliteDatabaseTest, TheWriterIsDurableAndForgetsSafely) {
  Open();
  static constexpr Statement kSynchronous = {"synchronous", "PRAGMA synchronous"};
  static constexpr Statement kSecureDelete = {"secure_delete", "PRAGMA secure_delete"};
  EXPECT_EQ(PragmaOf(kSynchronous), 2);
  EXPECT_EQ(PragmaOf(kSecureDelete), 1);
}

TEST_F(SqliteDatabaseTest, OneOpenerAtATime) {
  Open();
  auto second = OpenSqlite({.file = file_});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(second.status()), "DATABASE_IN_USE");
  database_->Close();
  EXPECT_OK(OpenSqlite({.file = file_}).status());
}

TEST_F(SqliteDatabaseTest, AFileThatIsNoDatabaseIsRefused) {
  std::filesystem::create_directories(directory_ + "/deep/inside");
  std::ofstream(file_) << std::string(10000, 'x');
  EXPECT_EQ(ReasonOf(OpenSqlite({.file = file_}).status()), "DATA_LOSS");
}

TEST_F(SqliteDatabaseTest, AFullDatabaseRefusesTheLargeOneAndKeepsTheOthers) {
  Open();
  static constexpr Statement kCap = {"cap", "PRAGMA max_page_count = 200"};
  static constexpr Statement kUncap = {"uncap", "PRAGMA max_page_count = 1000000"};
  EXPECT_EQ(PragmaOf(kCap), 200);
  const std::string large(2'000'000, 'x');
  CountdownLatch blocking(1);
  CountdownLatch released(1);
  CountdownLatch finished(5);
  std::vector<absl::Status> results(5);
  database_->Write(
      {},
      [&](Transaction&) {
        blocking.Arrive();
        released.Wait();
        return absl::OkStatus();
      },
      [](absl::Status) {});
  ASSERT_TRUE(blocking.Wait());
  const int64_t reruns = database_->Stats().reruns;
  for (int i = 0; i < 5; ++i) {
    database_->Write(
        {},
        [&, i](Transaction& txn) {
          if (i != 2) return Insert(txn, absl::StrCat("item ", i), i);
          return txn.Execute(kInsert, {"large", 1, Blob{large}}).status();
        },
        [&, i](absl::Status status) {
          results[i] = std::move(status);
          finished.Arrive();
        });
  }
  released.Arrive();
  ASSERT_TRUE(finished.Wait());
  EXPECT_EQ(results[2].code(), absl::StatusCode::kResourceExhausted) << results[2];
  EXPECT_EQ(ReasonOf(results[2]), "STORAGE_FULL");
  EXPECT_EQ(QuantityOf("large"), -1);
  for (int i : {0, 1, 3, 4}) {
    EXPECT_OK(results[i]);
    EXPECT_EQ(QuantityOf(absl::StrCat("item ", i)), i);
  }
  // SQLite rolled the whole transaction back, so all ran again.
  EXPECT_EQ(database_->Stats().reruns - reruns, 5);
  PragmaOf(kUncap);
  EXPECT_OK(Write([&](Transaction& txn) {
    return txn.Execute(kInsert, {"large", 1, Blob{large}}).status();
  }));
}

TEST_F(SqliteDatabaseTest, AFullDiskAtCommitIsAnsweredAndGoesAway) {
  FaultyVfs vfs;
  Open();
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "before", 1); }));
  vfs.FailLogWrites(true);
  const absl::Status status = Write([](Transaction& txn) { return Insert(txn, "a", 1); });
  EXPECT_EQ(ReasonOf(status), "STORAGE_FULL") << status;
  EXPECT_EQ(QuantityOf("a"), -1);
  EXPECT_EQ(ReasonOf(database_->CheckWritable(absl::InfiniteFuture())), "STORAGE_FULL");
  vfs.FailLogWrites(false);
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "a", 2); }));
  Reopen();
  EXPECT_EQ(QuantityOf("before"), 1);
  EXPECT_EQ(QuantityOf("a"), 2);
}

TEST_F(SqliteDatabaseTest, AfterAFailedCommitNothingIsWrittenUntilTheRestart) {
  FaultyVfs vfs;
  Open();
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "before", 1); }));
  vfs.FailSyncs(true);
  const absl::Status unknown = Write([](Transaction& txn) { return Insert(txn, "a", 1); });
  EXPECT_EQ(unknown.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(unknown), "OUTCOME_UNKNOWN") << unknown;
  vfs.FailSyncs(false);
  const absl::Status refused = Write([](Transaction& txn) { return Insert(txn, "b", 1); });
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), "UNAVAILABLE");
  EXPECT_FALSE(database_->CheckWritable(absl::InfiniteFuture()).ok());
  EXPECT_EQ(QuantityOf("before"), 1);
  Reopen();
  EXPECT_EQ(QuantityOf("before"), 1);
  EXPECT_EQ(QuantityOf("b"), -1);
  EXPECT_OK(Write([](Transaction& txn) { return Insert(txn, "b", 2); }));
}

TEST_F(SqliteDatabaseTest, TheLogDoesNotGrowWithoutBound) {
  Open();
  const std::string page(4000, 'x');
  for (int i = 0; i < 60; ++i) {
    ASSERT_OK(Write([&](Transaction& txn) {
      for (int j = 0; j < 1200; ++j) {
        static constexpr Statement kPut = {
            "put",
            "INSERT INTO items (id, quantity, body) VALUES ($1, 1, $2) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body"};
        EXPECT_OK(txn.Execute(kPut, {absl::StrCat("item ", j), Blob{page}}).status());
      }
      return absl::OkStatus();
    }));
  }
  // 60 × 1,200 pages were written, 280 MB; the log is begun anew at 64 MB.
  EXPECT_LT(std::filesystem::file_size(file_ + "-wal"), 96u << 20);
}

TEST_F(SqliteDatabaseTest, ACommitIsOneWriteOfTheLog) {
  FaultyVfs vfs;
  Open();
  ASSERT_OK(Write([](Transaction& txn) { return Insert(txn, "before", 1); }));
  const int before = vfs.log_writes();
  const std::string page(4000, 'x');
  ASSERT_OK(Write([&](Transaction& txn) -> absl::Status {
    for (int i = 0; i < 20; ++i) {
      RETURN_IF_ERROR(txn.Execute(kInsert, {absl::StrCat("item ", i), 1, Blob{page}}).status());
    }
    return absl::OkStatus();
  }));
  EXPECT_EQ(vfs.log_writes() - before, 1);
  EXPECT_EQ(QuantityOf("item 19"), 1);
}

// Of such a transaction pages go to the log before its commit, are read back from there, and are
// written over.
TEST_F(SqliteDatabaseTest, ATransactionMayBeLargerThanTheCache) {
  constexpr int kRows = 8000;
  Open();
  const std::string page(4000, 'x');
  static constexpr Statement kAddToAll = {"add_to_all", "UPDATE items SET quantity = quantity + 1"};
  static constexpr Statement kSum = {"sum", "SELECT SUM(quantity), COUNT(id) FROM items"};
  const auto count = [=](Transaction& txn) {
    int64_t sum = 0;
    EXPECT_OK(txn.Query(kSum, {}, [&](const Row& row) {
      sum = row.Int(0);
      EXPECT_EQ(row.Int(1), kRows);
      return absl::OkStatus();
    }));
    return sum;
  };
  ASSERT_OK(Write([&](Transaction& txn) -> absl::Status {
    for (int i = 0; i < kRows; ++i) {
      RETURN_IF_ERROR(txn.Execute(kInsert, {absl::StrCat("item ", i), i, Blob{page}}).status());
    }
    for (int i = 0; i < 3; ++i) RETURN_IF_ERROR(txn.Execute(kAddToAll, {}).status());
    EXPECT_EQ(count(txn), int64_t{kRows} * (kRows - 1) / 2 + 3 * kRows);
    return absl::OkStatus();
  }));
  // Undone, it leaves nothing.
  EXPECT_EQ(ReasonOf(Write([&](Transaction& txn) -> absl::Status {
              RETURN_IF_ERROR(txn.Execute(kAddToAll, {}).status());
              return shopdesk::NotFoundError("it");
            })),
            "NOT_FOUND");
  ASSERT_OK(Write([](Transaction& txn) { return txn.Execute(kAdd, {"item 0", 5}).status(); }));
  Reopen();
  EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
    EXPECT_EQ(count(txn), int64_t{kRows} * (kRows - 1) / 2 + 3 * kRows + 5);
    return absl::OkStatus();
  }));
}

// Writes numbers and tells each through `fd` once it is acknowledged, until it is killed.
[[noreturn]] void WriteUntilKilled(const std::string& file, int fd) {
  auto database = OpenSqlite({.file = file});
  if (!database.ok() || !(*database)->Migrate(kSqliteTables).ok()) _exit(1);
  for (int i = 0;; ++i) {
    (*database)->Write(
        {},
        [i](Transaction& txn) {
          return txn.Execute(kEnter, {i, "item"}).status();
        },
        [i, fd](absl::Status status) {
          if (!status.ok() || write(fd, &i, sizeof i) != sizeof i) _exit(2);
        });
    // A group of about ten, so that the kill hits in the middle of one.
    while ((*database)->Stats().queued_writes > 10) std::this_thread::yield();
  }
}

TEST_F(SqliteDatabaseTest, WhatWasAcknowledgedSurvivesAKill) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(pipe_ends[0]);
    WriteUntilKilled(file_, pipe_ends[1]);
  }
  close(pipe_ends[1]);
  int acknowledged = -1;
  int number = 0;
  while (acknowledged < 500 && read(pipe_ends[0], &number, sizeof number) == sizeof number) {
    acknowledged = std::max(acknowledged, number);
  }
  kill(child, SIGKILL);
  while (read(pipe_ends[0], &number, sizeof number) == sizeof number) {
    acknowledged = std::max(acknowledged, number);
  }
  int code = 0;
  waitpid(child, &code, 0);
  EXPECT_TRUE(WIFSIGNALED(code)) << "the child ended by itself: " << code;
  ASSERT_GE(acknowledged, 500);

  Open();
  static constexpr Statement kUpTo = {"up_to",
                                      "SELECT COUNT(number) FROM entries WHERE number <= $1"};
  EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
    return txn.Query(kUpTo, {acknowledged}, [&](const Row& row) {
      EXPECT_EQ(row.Int(0), acknowledged + 1);
      return absl::OkStatus();
    });
  }));
}

}  // namespace
}  // namespace shopdesk::sql
