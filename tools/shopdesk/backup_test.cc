#include "tools/shopdesk/backup.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/sql/database.h"

namespace shopdesk::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr sql::Migration kTables[] = {
    {3, "0003_tables",
     "CREATE TABLE events (sequence INTEGER PRIMARY KEY, payload BLOB);"
     "CREATE TABLE event_log (id INTEGER PRIMARY KEY, log_id TEXT NOT NULL);"
     "INSERT INTO event_log (id, log_id) VALUES (1, lower(hex(randomblob(16))));"}};
constexpr sql::Statement kAddEvent = {"shopdesk.add_event",
                                      "INSERT INTO events (payload) VALUES ('x')"};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() {
    directory_ = (fs::temp_directory_path() / "shopdesk_cli_backup_XXXXXX").string();
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    auto place = PlaceOf("orders", "", directory_ + "/data");
    EXPECT_TRUE(place.ok()) << place.status();
    place_ = *place;
    folder_ = directory_ + "/backups";
    Open();
    EXPECT_TRUE(database_->Migrate(kTables).ok());
    AddEvents(5);
    std::ofstream(place_.key_ring) << "keys";
  }
  ~BackupTest() override {
    database_.reset();
    fs::remove_all(directory_);
  }

  void Open() {
    auto opened = sql::OpenSqlite({.file = place_.database});
    ASSERT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }
  void AddEvents(int count) {
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(
          database_
              ->WriteAndWait(
                  {}, [](sql::Transaction& txn) { return txn.Execute(kAddEvent, {}).status(); })
              .ok());
    }
  }
  static std::string Read(const std::string& file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }

  std::string directory_;
  std::string folder_;
  DataPlace place_;
  std::unique_ptr<sql::Database> database_;
};

TEST_F(BackupTest, ABackupTakenWhileTheServiceRunsComesBack) {
  const auto manifest = Backup(place_, folder_, /*with_keys=*/false);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->schema_version, 3);
  EXPECT_EQ(manifest->log_head, 5);
  EXPECT_FALSE(fs::exists(folder_ + "/orders/keyring"));
  AddEvents(2);
  database_.reset();

  EXPECT_EQ(ReasonOf(Restore(place_, folder_, {}).status()), "ALREADY_EXISTS");
  const auto restored = Restore(place_, folder_, {.replace = true});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(fs::exists(restored->aside + "/orders.db"));
  EXPECT_FALSE(restored->other_log);
  Open();
  database_.reset();
  // The same once more: nothing of the first one is lost.
  fs::remove(place_.database);
  EXPECT_TRUE(Restore(place_, folder_, {}).ok());
  EXPECT_TRUE(fs::exists(place_.database));
}

TEST_F(BackupTest, ARunningServiceIsNeitherReplacedNorInTheWay) {
  ASSERT_TRUE(Backup(place_, folder_, false).ok());
  EXPECT_EQ(ReasonOf(Restore(place_, folder_, {.replace = true}).status()), "DATABASE_IN_USE");
  AddEvents(1);
}

TEST_F(BackupTest, KeysComeOnlyWhenAskedForAndReplaceNone) {
  ASSERT_TRUE(Backup(place_, folder_, /*with_keys=*/true).ok());
  database_.reset();
  std::ofstream(place_.key_ring) << "others";
  ASSERT_TRUE(Restore(place_, folder_, {.replace = true, .with_keys = true}).ok());
  EXPECT_EQ(Read(place_.key_ring), "others");
  fs::remove(place_.key_ring);
  ASSERT_TRUE(Restore(place_, folder_, {.replace = true, .with_keys = true}).ok());
  EXPECT_EQ(Read(place_.key_ring), "keys");
  EXPECT_EQ(fs::status(place_.key_ring).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BackupTest, WithoutKeysNoneCanBeBrought) {
  ASSERT_TRUE(Backup(place_, folder_, false).ok());
  database_.reset();
  EXPECT_EQ(ReasonOf(Restore(place_, folder_, {.replace = true, .with_keys = true}).status()),
            "KEY_RING_MISSING");
}

TEST_F(BackupTest, WhatIsNotTheBackupIsNotRestored) {
  ASSERT_TRUE(Backup(place_, folder_, false).ok());
  EXPECT_EQ(ReasonOf(Backup(place_, folder_, false).status()), "ALREADY_EXISTS");
  EXPECT_TRUE(CheckBackup("orders", folder_).ok());
  fs::copy(folder_ + "/orders", folder_ + "/catalog");
  EXPECT_EQ(ReasonOf(CheckBackup("catalog", folder_).status()), "WRONG_BACKUP");
  EXPECT_EQ(ReasonOf(CheckBackup("feedback", folder_).status()), "NOT_FOUND");
  std::ofstream(folder_ + "/orders/database.db", std::ios::app) << "more";
  const auto damaged = CheckBackup("orders", folder_);
  EXPECT_EQ(ReasonOf(damaged.status()), "DATA_LOSS");
  EXPECT_THAT(std::string(damaged.status().message()), HasSubstr("take another backup"));
  std::ofstream(folder_ + "/orders/manifest.json", std::ios::trunc) << "{}";
  EXPECT_EQ(ReasonOf(CheckBackup("orders", folder_).status()), "DATA_LOSS");
}

TEST_F(BackupTest, ABackupKnowsItsLog) {
  const auto manifest = Backup(place_, folder_, false);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->log_id.size(), 32u);
  // The manifest of a backup that was taken of another database.
  const std::string file = folder_ + "/orders/manifest.json";
  std::string text = Read(file);
  const std::string written = text;
  text.replace(text.find(manifest->log_id), 32, std::string(32, '0'));
  std::ofstream(file, std::ios::trunc) << text;
  EXPECT_EQ(ReasonOf(CheckBackup("orders", folder_).status()), "DATA_LOSS");
  std::ofstream(file, std::ios::trunc) << written;
  EXPECT_TRUE(CheckBackup("orders", folder_).ok());
  // Restored over another database.
  database_.reset();
  fs::remove(place_.database);
  fs::remove(place_.database + ".mark");
  Open();
  ASSERT_TRUE(database_->Migrate(kTables).ok());
  database_.reset();
  const auto restored = Restore(place_, folder_, {.replace = true});
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(restored->other_log);
}

TEST_F(BackupTest, AFailedBackupLeavesNothing) {
  EXPECT_FALSE(Backup({"orders", directory_ + "/none.db", place_.key_ring}, folder_, false).ok());
  EXPECT_FALSE(Backup({"orders", place_.database, directory_ + "/none"}, folder_, true).ok());
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(BackupTest, PostgresIsLeftToItsOwnTools) {
  const std::string file = directory_ + "/orders.textproto";
  std::ofstream(file)
      << "server { storage { postgres { dsn: 'host=nowhere' } } key_ring_file: 'ring' }";
  EXPECT_EQ(ReasonOf(PlaceOf("orders", file, "").status()), "NOT_SQLITE");
}

}  // namespace
}  // namespace shopdesk::cli
