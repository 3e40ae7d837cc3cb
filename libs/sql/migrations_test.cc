#include <gtest/gtest.h>

#include <thread>

#include "libs/sql/conformance.h"

namespace shopdesk::sql {
namespace {

constexpr Migration kFirst = {1, "0001_first",
                              "CREATE TABLE first (id TEXT PRIMARY KEY); -- a comment; with ;\n"
                              "INSERT INTO first (id) VALUES ('one;two');"};
constexpr Migration kSecond = {
    2, "0002_second", "CREATE TABLE second (id TEXT); INSERT INTO first (id) VALUES ('more');"};
constexpr Statement kFirstIds = {"first_ids", "SELECT id FROM first ORDER BY id"};

class MigrationsTest : public ::testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    storage_ = testing::MakeTestStorage(GetParam());
    database_ = storage_->Open();
  }
  absl::Status Migrate(std::vector<Migration> migrations) { return database_->Migrate(migrations); }
  int Version() {
    auto version = database_->SchemaVersion();
    EXPECT_TRUE(version.ok()) << version.status();
    return version.value_or(-1);
  }
  absl::StatusOr<std::vector<std::string>> FirstIds() {
    std::vector<std::string> ids;
    absl::Status status = database_->Read(absl::InfiniteFuture(), [&](Transaction& txn) {
      return txn.Query(kFirstIds, {}, [&](const Row& row) {
        ids.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    });
    if (!status.ok()) return status;
    return ids;
  }

  std::unique_ptr<testing::TestStorage> storage_;
  std::unique_ptr<Database> database_;
};

TEST_P(MigrationsTest, AreAppliedOnceInOrder) {
  EXPECT_EQ(Version(), 0);
  ASSERT_OK(Migrate({}));
  EXPECT_EQ(Version(), 0);
  ASSERT_OK(Migrate({kSecond, kFirst}));
  EXPECT_EQ(Version(), 2);
  ASSERT_OK(Migrate({kFirst, kSecond}));
  EXPECT_EQ(FirstIds().value(), (std::vector<std::string>{"more", "one;two"}));
}

TEST_P(MigrationsTest, ANewerProgramAddsItsOwn) {
  ASSERT_OK(Migrate({kFirst}));
  EXPECT_EQ(Version(), 1);
  database_.reset();
  database_ = storage_->Open();
  ASSERT_OK(Migrate({kFirst, kSecond}));
  EXPECT_EQ(Version(), 2);
}

TEST_P(MigrationsTest, AnEditedOneIsRefused) {
  ASSERT_OK(Migrate({kFirst}));
  const absl::Status status =
      Migrate({{1, "0001_first", "CREATE TABLE first (id INTEGER)"}, kSecond});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "MIGRATION_CHANGED");
  EXPECT_EQ(Version(), 1);
}

// The release before goes on beside the new one, and after it when it is rolled back.
TEST_P(MigrationsTest, ANewerDatabaseServesProgramsThatCanWorkWithIt) {
  ASSERT_OK(Migrate({kFirst, kSecond}));
  EXPECT_OK(Migrate({kFirst}));
  EXPECT_EQ(Version(), 2);
  constexpr Migration kDrop = {3, "0003_drop",
                               "-- Nobody reads it since the second.\n-- needs: 2\n"
                               "CREATE TABLE third (id TEXT)"};
  ASSERT_OK(Migrate({kFirst, kSecond, kDrop}));
  EXPECT_OK(Migrate({kFirst, kSecond}));
  const absl::Status status = Migrate({kFirst});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "DATABASE_NEWER");
}

TEST_P(MigrationsTest, ANeedThatIsNoEarlierMigrationIsAFault) {
  for (const char* text : {"-- needs: 2\nCREATE TABLE a (id TEXT)", "-- needs: x\nSELECT 1"}) {
    EXPECT_EQ(Migrate({kFirst, {2, "0002_bad", text}}).code(), absl::StatusCode::kInternal) << text;
  }
  EXPECT_EQ(Version(), 1);
}

TEST_P(MigrationsTest, TellsWhatIsMissing) {
  const std::vector<Migration> both = {kFirst, kSecond};
  EXPECT_EQ(ReasonOf(CheckMigrated(*database_, both)), "DATABASE_OLDER");
  ASSERT_OK(Migrate({kFirst}));
  const absl::Status older = CheckMigrated(*database_, both);
  EXPECT_EQ(ReasonOf(older), "DATABASE_OLDER");
  EXPECT_NE(older.message().find("--migrate"), absl::string_view::npos) << older;
  ASSERT_OK(Migrate({kFirst, kSecond}));
  EXPECT_OK(CheckMigrated(*database_, both));
}

TEST_P(MigrationsTest, AFailingOneLeavesNothing) {
  const absl::Status status = Migrate(
      {kFirst, {2, "0002_bad", "CREATE TABLE half (id TEXT); CREATE TABLE first (x TEXT)"}});
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find("0002_bad"), absl::string_view::npos) << status;
  EXPECT_EQ(Version(), 1);
  ASSERT_OK(Migrate({kFirst, {2, "0002_good", "CREATE TABLE half (id TEXT)"}}));
  EXPECT_EQ(Version(), 2);
}

TEST_P(MigrationsTest, SeveralMayMigrateAtOnce) {
  // Several processes on PostgreSQL; SQLite has one, with several threads at worst.
  constexpr int kMigrators = 5;
  std::vector<std::unique_ptr<Database>> others;
  if (GetParam() == Dialect::kPostgres) {
    for (int i = 0; i < kMigrators; ++i) others.push_back(storage_->Open());
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < kMigrators; ++i) {
    Database& database = others.empty() ? *database_ : *others[i];
    threads.emplace_back([&database] {
      const Migration both[] = {kFirst, kSecond};
      EXPECT_OK(database.Migrate(both));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Version(), 2);
  EXPECT_EQ(FirstIds().value().size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(All, MigrationsTest,
                         ::testing::Values(Dialect::kSqlite, Dialect::kPostgres), NameOf);

}  // namespace
}  // namespace shopdesk::sql
