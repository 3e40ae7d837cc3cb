#include "libs/sql/sqlite/backup.h"

#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/sql/database.h"

namespace shopdesk::sql {
namespace {

constexpr Migration kServiceTables[] = {
    {7, "0007_tables",
     "CREATE TABLE events (sequence INTEGER PRIMARY KEY, payload BLOB);"
     "CREATE TABLE event_log (id INTEGER PRIMARY KEY, log_id TEXT NOT NULL);"
     "INSERT INTO event_log (id, log_id) VALUES (1, 'the log');"
     "CREATE TABLE halves (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);"
     "INSERT INTO halves (id, amount) VALUES (1, 1000), (2, 0);"}};
constexpr Statement kTakeHalf = {"sql.take_half",
                                 "UPDATE halves SET amount = amount - 1 WHERE id = 1"};
constexpr Statement kGiveHalf = {"sql.give_half",
                                 "UPDATE halves SET amount = amount + 1 WHERE id = 2"};
constexpr Statement kSumHalves = {"sql.sum_halves",
                                  "SELECT CAST(SUM(amount) AS bigint) FROM halves"};
constexpr Statement kAddEvent = {"sql.add_event", "INSERT INTO events (payload) VALUES ($1)"};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() {
    directory_ = (std::filesystem::temp_directory_path() / "shopdesk_backup_XXXXXX").string();
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    file_ = directory_ + "/test.db";
    copy_ = directory_ + "/copy?#%.db";
    auto opened = OpenSqlite({.file = file_});
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
    EXPECT_TRUE(database_->Migrate(kServiceTables).ok());
  }
  ~BackupTest() override {
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  // Moves one from a half to the other, with an event of 4 kB, in one transaction.
  absl::Status MoveOne() {
    const std::string payload(4096, 'x');
    return database_->WriteAndWait({}, [&](Transaction& txn) -> absl::Status {
      for (const Statement* statement : {&kTakeHalf, &kGiveHalf}) {
        if (auto done = txn.Execute(*statement, {}); !done.ok()) return done.status();
      }
      return txn.Execute(kAddEvent, {Blob{payload}}).status();
    });
  }
  // So that a copy takes more than one step.
  void Fill(int events) {
    const std::string payload(4096, 'x');
    EXPECT_TRUE(database_
                    ->WriteAndWait({},
                                   [&](Transaction& txn) -> absl::Status {
                                     for (int i = 0; i < events; ++i) {
                                       auto done = txn.Execute(kAddEvent, {Blob{payload}});
                                       if (!done.ok()) return done.status();
                                     }
                                     return absl::OkStatus();
                                   })
                    .ok());
  }
  int64_t SumIn(const std::string& file) {
    auto opened = OpenSqlite({.file = file});
    EXPECT_TRUE(opened.ok()) << opened.status();
    int64_t sum = -1;
    EXPECT_TRUE((*opened)
                    ->Read(absl::InfiniteFuture(),
                           [&](Transaction& txn) {
                             return txn.Query(kSumHalves, {}, [&](const Row& row) {
                               sum = row.Int(0);
                               return absl::OkStatus();
                             });
                           })
                    .ok());
    return sum;
  }

  std::string directory_;
  std::string file_;
  std::string copy_;
  std::unique_ptr<Database> database_;
};

TEST_F(BackupTest, CopiesOneMomentWhileItIsWritten) {
  Fill(3000);
  std::atomic<bool> stop = false;
  std::atomic<int> moved = 0;
  std::thread writer([&] {
    while (!stop) moved += MoveOne().ok() ? 1 : 0;
  });
  while (moved == 0) std::this_thread::yield();
  const absl::Status copied = BackupSqlite(file_, copy_);
  const int while_copied = moved;
  stop = true;
  writer.join();
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_GT(while_copied, 1) << "writers waited for the copy";
  const auto facts = InspectSqlite(copy_);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->schema_version, 7);
  EXPECT_GE(facts->log_head, 3001);
  EXPECT_EQ(facts->log_id, "the log");
  EXPECT_EQ(ReadSqliteLogId(copy_), "the log");
  EXPECT_EQ(SumIn(copy_), 1000);
  struct stat mode {};
  ASSERT_EQ(stat(copy_.c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777, 0600u);
}

TEST_F(BackupTest, LeavesTheLogToTheServiceThatEnded) {
  ASSERT_TRUE(MoveOne().ok());
  database_.reset();
  ASSERT_TRUE(BackupSqlite(file_, copy_).ok());
  EXPECT_EQ(InspectSqlite(copy_)->log_head, 1);
  EXPECT_EQ(SumIn(file_), 1000);
}

TEST_F(BackupTest, NeedsADatabaseAndANewPlace) {
  EXPECT_EQ(ReasonOf(BackupSqlite(directory_ + "/none.db", copy_)), "NOT_FOUND");
  EXPECT_FALSE(std::filesystem::exists(copy_));
  std::ofstream(copy_) << "precious";
  EXPECT_EQ(ReasonOf(BackupSqlite(file_, copy_)), "ALREADY_EXISTS");
  EXPECT_EQ(std::filesystem::file_size(copy_), 8u);
}

TEST_F(BackupTest, ADamagedCopyIsFound) {
  Fill(200);
  ASSERT_TRUE(BackupSqlite(file_, copy_).ok());
  {
    std::fstream stream(copy_, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(8192);
    stream << std::string(4096, '\x7f');
  }
  EXPECT_EQ(ReasonOf(InspectSqlite(copy_).status()), "DATA_LOSS");
  std::ofstream(copy_, std::ios::trunc) << "no database at all";
  EXPECT_EQ(ReasonOf(InspectSqlite(copy_).status()), "DATA_LOSS");
}

}  // namespace
}  // namespace shopdesk::sql
