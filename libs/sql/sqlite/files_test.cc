#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/sql/conformance.h"
#include "libs/sql/sqlite/faulty_vfs.h"

// Files that are damaged, deleted, replaced or cut off, while nobody looks and while they are open.
namespace shopdesk::sql {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

constexpr int kItems = 20;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    directory_ = (fs::temp_directory_path() / "shopdesk_files_XXXXXX").string();
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    file_ = directory_ + "/test.db";
  }
  ~FilesTest() override {
    database_.reset();
    fs::remove_all(directory_);
  }
  absl::Status TryOpen(const std::string& file) {
    database_.reset();
    auto opened = OpenSqlite({.file = file, .fatal = [this](const absl::Status& why) {
                                MutexLock lock(mutex_);
                                fatal_ = why;
                                changed_.NotifyAll();
                              }});
    if (!opened.ok()) return opened.status();
    database_ = *std::move(opened);
    return database_->Migrate(kSqliteTables);
  }
  void Fill() {
    ASSERT_OK(TryOpen(file_));
    // A commit each.
    for (int i = 0; i < kItems; ++i) ASSERT_OK(Put(absl::StrCat(i)));
  }
  absl::Status Put(const std::string& id) {
    return database_->WriteAndWait({}, [&](Transaction& txn) { return Insert(txn, id, 1); });
  }
  int Count() {
    int count = 0;
    EXPECT_OK(database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
      return txn.Query(kListIds, {}, [&](const Row&) {
        ++count;
        return absl::OkStatus();
      });
    }));
    return count;
  }
  // What a crash now would leave behind: the files as they are.
  std::string Crash(const std::string& name) {
    const std::string directory = absl::StrCat(directory_, "/", name);
    fs::create_directory(directory);
    for (const char* part : {"", "-wal", ".mark"}) {
      fs::copy_file(file_ + part, absl::StrCat(directory, "/test.db", part));
    }
    return directory + "/test.db";
  }
  absl::Status AwaitFatal() {
    const absl::Time end = absl::Now() + absl::Minutes(1);
    MutexLock lock(mutex_);
    while (fatal_.ok() && absl::Now() < end) changed_.WaitFor(mutex_, absl::Seconds(1));
    return fatal_;
  }
  absl::Status Check() { return database_->CheckWritable(absl::Now() + absl::Seconds(10)); }

  std::string directory_;
  std::string file_;
  Mutex mutex_;
  CondVar changed_;
  absl::Status fatal_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Database> database_;
};

TEST_F(FilesTest, ACrashLosesNothing) {
  Fill();
  ASSERT_OK(TryOpen(Crash("crash")));
  EXPECT_EQ(Count(), kItems);
}

// SQLite takes the frames before the damage, and not a word.
TEST_F(FilesTest, ADamagedLogIsRecognised) {
  Fill();
  const std::string flipped = Crash("flipped");
  {
    std::fstream log(flipped + "-wal", std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(static_cast<std::streamoff>(fs::file_size(flipped + "-wal") / 2));
    log.put('\xa5');
  }
  const std::string cut = Crash("cut");
  fs::resize_file(cut + "-wal", fs::file_size(cut + "-wal") / 2);
  const std::string gone = Crash("gone");
  fs::remove(gone + "-wal");
  const std::string header = Crash("header");
  {
    std::fstream log(header + "-wal", std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(17);
    log.put('\xa5');
  }
  for (const std::string& file : {flipped, cut, gone, header}) {
    const absl::Status status = TryOpen(file);
    EXPECT_EQ(ReasonOf(status), "DATA_LOSS") << file << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("frames that were committed"));
    // Nothing was made worse, and whoever accepts the loss says so.
    EXPECT_EQ(ReasonOf(TryOpen(file)), "DATA_LOSS") << file;
    fs::remove(file + ".mark");
    EXPECT_OK(TryOpen(file));
  }
}

TEST_F(FilesTest, ALogThatWasBegunAnewIsWhole) {
  Fill();
  const std::string page(4000, 'x');
  static constexpr Statement kGrow = {"grow",
                                      "INSERT INTO items (id, quantity, body) VALUES ($1, 1, $2)"};
  uintmax_t longest = 0;
  int rows = kItems;
  // Until the log is written over from its beginning.
  for (bool anew = false; !anew; ++rows) {
    ASSERT_LT(rows, 50000);
    ASSERT_OK(database_->WriteAndWait({}, [&](Transaction& txn) {
      return txn.Execute(kGrow, {absl::StrCat(rows), Blob{page}}).status();
    }));
    const uintmax_t size = fs::file_size(file_ + "-wal");
    anew = size == longest && size > (64u << 20);
    longest = std::max(longest, size);
  }
  ASSERT_OK(TryOpen(Crash("anew")));
  EXPECT_EQ(Count(), rows);
}

TEST_F(FilesTest, AnOrderlyEndAsksForNoLog) {
  Fill();
  database_.reset();
  EXPECT_EQ(fs::file_size(file_ + "-wal"), 0u);
  ASSERT_OK(TryOpen(file_));
  EXPECT_EQ(Count(), kItems);
}

TEST_F(FilesTest, ADeletedDatabaseIsNotMadeAnew) {
  Fill();
  ASSERT_OK(Check());
  fs::remove(file_);
  EXPECT_EQ(ReasonOf(Check()), "DATABASE_FILE");
  EXPECT_EQ(ReasonOf(AwaitFatal()), "DATABASE_FILE");
  const absl::Status refused = Put("lost");
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("deleted"));
  const absl::Status status = TryOpen(file_);
  EXPECT_EQ(ReasonOf(status), "DATABASE_FILE") << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("is gone"));
}

TEST_F(FilesTest, AReplacedDatabaseIsNoticed) {
  Fill();
  fs::rename(file_, file_ + ".old");
  fs::copy_file(file_ + ".old", file_);
  EXPECT_EQ(ReasonOf(Check()), "DATABASE_FILE");
  EXPECT_THAT(std::string(AwaitFatal().message()), HasSubstr("replaced"));
}

TEST_F(FilesTest, OfADeletedLogNothingIsLost) {
  Fill();
  fs::remove(file_ + "-wal");
  EXPECT_EQ(ReasonOf(Check()), "DATABASE_FILE");
  EXPECT_EQ(ReasonOf(AwaitFatal()), "DATABASE_FILE");
  ASSERT_OK(TryOpen(file_));
  EXPECT_EQ(Count(), kItems);
}

TEST_F(FilesTest, ADatabaseThatIsCutOffIsNoticed) {
  Fill();
  database_.reset();
  ASSERT_OK(TryOpen(file_));
  ASSERT_OK(Put("a"));
  fs::resize_file(file_, 4096);
  EXPECT_EQ(ReasonOf(Check()), "DATABASE_FILE");
  EXPECT_THAT(std::string(AwaitFatal().message()), HasSubstr("cut off"));
}

TEST_F(FilesTest, ADatabaseThatWasCutOffIsRefused) {
  Fill();
  database_.reset();
  fs::resize_file(file_, 4096);
  EXPECT_EQ(ReasonOf(TryOpen(file_)), "DATA_LOSS");
}

// The log's index is mapped into memory.
TEST_F(FilesTest, WhoReachesWhatWasCutOffSaysWhy) {
  Fill();
  database_.reset();
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        auto opened = OpenSqlite({.file = file_, .fatal = [](const absl::Status& why) {
                                    std::fprintf(stderr, "told: %s\n", ReasonOf(why).c_str());
                                  }});
        EXPECT_OK(opened.status());
        database_ = *std::move(opened);
        EXPECT_OK(Put("a"));
        fs::resize_file(file_ + "-shm", 0);
        EXPECT_OK(Put("b"));
        _exit(0);
      },
      ::testing::ExitedWithCode(1), "told: DATABASE_FILE\na file .* was cut off");
}

// From outside it means what it always does.
TEST_F(FilesTest, WhoSendsTheSignalOfABusErrorEndsTheProcessByIt) {
  Fill();
  database_.reset();
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        EXPECT_OK(TryOpen(file_));
        kill(getpid(), SIGBUS);
        while (true) pause();
      },
      ::testing::KilledBySignal(SIGBUS), "");
}

TEST_F(FilesTest, AFailedSyncEndsIt) {
  FaultyVfs vfs;
  ASSERT_OK(TryOpen(file_));
  ASSERT_OK(Put("before"));
  vfs.FailSyncs(true);
  EXPECT_EQ(ReasonOf(Put("a")), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(absl::IsUnavailable(AwaitFatal()));
  vfs.FailSyncs(false);
  ASSERT_OK(TryOpen(file_));
  EXPECT_GE(Count(), 1);
}

}  // namespace
}  // namespace shopdesk::sql
