#include "libs/sql/testing/test_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/sql/testing/test_postgres.h"

namespace shopdesk::sql::testing {
namespace {

template <class T>
T OrDie(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::cerr << "test database: " << result.status() << std::endl;
    std::abort();
  }
  return *std::move(result);
}

std::string MakeTempDirectory() {
  std::string path = (std::filesystem::temp_directory_path() / "shopdesk_sql_XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    std::perror("mkdtemp");
    std::abort();
  }
  return path;
}

class SqliteStorage final : public TestStorage {
 public:
  ~SqliteStorage() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::unique_ptr<Database> Open() override { return OrDie(TryOpen()); }
  absl::StatusOr<std::unique_ptr<Database>> TryOpen() override {
    return OpenSqlite({.file = directory_ + "/test.db"});
  }

 private:
  const std::string directory_ = MakeTempDirectory();
};

// A schema of the shared server; it goes with the server.
class PostgresStorage final : public TestStorage {
 public:
  std::unique_ptr<Database> Open() override { return OrDie(TryOpen()); }
  absl::StatusOr<std::unique_ptr<Database>> TryOpen() override {
    return OpenPostgres({.dsn = dsn_, .schema = schema_});
  }

 private:
  static std::string NewSchema() {
    static std::atomic<int> last{0};
    return absl::StrCat("test_", getpid(), "_", ++last);
  }

  const std::string dsn_ = TestPostgres::Shared().dsn();
  const std::string schema_ = NewSchema();
};

// Keeps the storage as long as the database.
class OwningDatabase final : public Database {
 public:
  explicit OwningDatabase(std::unique_ptr<TestStorage> storage)
      : storage_(std::move(storage)), database_(storage_->Open()) {}

  void Write(WriteOptions options, WriteFn fn, DoneFn done) override {
    database_->Write(std::move(options), std::move(fn), std::move(done));
  }
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(Transaction&)> fn) override {
    return database_->Read(deadline, fn);
  }
  absl::Status Migrate(absl::Span<const Migration> migrations) override {
    return database_->Migrate(migrations);
  }
  absl::StatusOr<int> SchemaVersion() override { return database_->SchemaVersion(); }
  absl::Status CheckWritable(absl::Time deadline) override {
    return database_->CheckWritable(deadline);
  }
  DatabaseStats Stats() const override { return database_->Stats(); }
  std::vector<StatementStats> Statements() const override { return database_->Statements(); }
  Dialect dialect() const override { return database_->dialect(); }
  void Close() override { database_->Close(); }

 private:
  std::unique_ptr<TestStorage> storage_;
  std::unique_ptr<Database> database_;
};

}  // namespace

std::unique_ptr<TestStorage> MakeTestStorage(Dialect dialect) {
  if (dialect == Dialect::kPostgres) return std::make_unique<PostgresStorage>();
  return std::make_unique<SqliteStorage>();
}

std::unique_ptr<Database> MakeTestDatabase(Dialect dialect) {
  return std::make_unique<OwningDatabase>(MakeTestStorage(dialect));
}

}  // namespace shopdesk::sql::testing
