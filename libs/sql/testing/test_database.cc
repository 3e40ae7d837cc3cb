#include "libs/sql/testing/test_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
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

// Dies if the database can't be migrated, which no test expects.
void MigrateOrDie(Database& database, absl::Span<const Migration> migrations) {
  OrDie(absl::StatusOr<bool>([&]() -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(database.Migrate(migrations));
    return true;
  }()));
}

std::string KeyOf(absl::Span<const Migration> migrations) {
  std::string key;
  for (const Migration& migration : migrations) {
    absl::StrAppend(&key, migration.number, "\n", migration.text, "\n");
  }
  return key;
}

// What migrations make in a new file, made once in this process.
class SqliteFiles {
 public:
  ~SqliteFiles() {
    std::error_code ignored;
    for (const auto& [key, directory] : made_) std::filesystem::remove_all(directory, ignored);
  }
  const std::string& Make(absl::Span<const Migration> migrations) {
    std::string& directory = made_[KeyOf(migrations)];
    if (!directory.empty()) return directory;
    directory = MakeTempDirectory();
    const auto database = OrDie(OpenSqlite({.file = directory + kFile}));
    MigrateOrDie(*database, migrations);
    return directory;
  }

  static constexpr char kFile[] = "/test.db";

 private:
  std::map<std::string, std::string> made_;
};

class SqliteStorage final : public TestStorage {
 public:
  explicit SqliteStorage(absl::Span<const Migration> migrations) {
    static SqliteFiles files;
    if (migrations.empty()) return;
    std::filesystem::copy(files.Make(migrations), directory_);
  }
  ~SqliteStorage() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::unique_ptr<Database> Open() override { return OrDie(TryOpen()); }
  absl::StatusOr<std::unique_ptr<Database>> TryOpen() override {
    return OpenSqlite({.file = directory_ + SqliteFiles::kFile});
  }

 private:
  const std::string directory_ = MakeTempDirectory();
};

absl::StatusOr<std::unique_ptr<Database>> OpenSchema(const std::string& schema) {
  return OpenPostgres(
      {.dsn = absl::StrCat(TestPostgres::Shared().dsn(), " application_name=", schema),
       .schema = schema});
}

std::string NewSchema() {
  static std::atomic<int> last{0};
  return absl::StrCat("test_", getpid(), "_", ++last);
}

// Schemas of the shared server that the same migrations made. Making one takes longer than most
// tests, so that they are emptied and used again.
class PostgresSchemas {
 public:
  explicit PostgresSchemas(std::vector<Migration> migrations)
      : migrations_(std::move(migrations)) {}

  static PostgresSchemas& Of(absl::Span<const Migration> migrations) {
    static std::map<std::string, PostgresSchemas>& all =
        *new std::map<std::string, PostgresSchemas>;
    return all
        .try_emplace(KeyOf(migrations),
                     std::vector<Migration>(migrations.begin(), migrations.end()))
        .first->second;
  }

  // One with the rows that the migrations put in, and no others.
  std::string Take() {
    if (free_.empty()) return Make();
    std::string schema = std::move(free_.back());
    free_.pop_back();
    Empty(schema);
    return schema;
  }
  // Nobody works in it any more.
  void GiveBack(std::string schema) { free_.push_back(std::move(schema)); }

 private:
  std::string Make() {
    std::string schema = NewSchema();
    MigrateOrDie(*OrDie(OpenSchema(schema)), migrations_);
    if (rows_.empty()) {
      rows_ = schema + "_rows";
      TestPostgres::Shared().Run(absl::Substitute(kKeepRows, schema, rows_));
    }
    return schema;
  }

  void Empty(const std::string& schema) {
    // The server may be at the last statement of a connection that is closed.
    TestPostgres::Shared().AwaitNone(schema);
    TestPostgres::Shared().Run(absl::Substitute(kEmpty, schema, rows_));
  }

  // $0: the schema, $1: where its rows are kept.
  static constexpr char kKeepRows[] = R"(
CREATE SCHEMA $1;
DO $$$$
DECLARE name text; used bool;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '$0' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM $0.%I)', name) INTO used;
    IF used THEN EXECUTE format('CREATE TABLE $1.%1$$I AS TABLE $0.%1$$I', name); END IF;
  END LOOP;
END $$$$)";
  static constexpr char kEmpty[] = R"(
DO $$$$
DECLARE each record;
BEGIN
  SET LOCAL lock_timeout = '10s';
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = '$0' LOOP
    IF pg_relation_size(format('$0.%I', each.name)::regclass) > 1 << 20 THEN
      EXECUTE format('TRUNCATE $0.%I', each.name);
    ELSE
      EXECUTE format('DELETE FROM $0.%I', each.name);
    END IF;
  END LOOP;
  FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = '$1' LOOP
    EXECUTE format('INSERT INTO $0.%1$$I OVERRIDING SYSTEM VALUE TABLE $1.%1$$I', each.name);
  END LOOP;
  FOR each IN SELECT sequencename AS name, start_value FROM pg_sequences
      WHERE schemaname = '$0' LOOP
    PERFORM setval(format('$0.%I', each.name)::regclass, each.start_value, false);
  END LOOP;
END $$$$)";

  const std::vector<Migration> migrations_;
  std::vector<std::string> free_;
  std::string rows_;
};

// A schema of the shared server; without migrations it goes with the server.
class PostgresStorage final : public TestStorage {
 public:
  explicit PostgresStorage(absl::Span<const Migration> migrations)
      : schemas_(migrations.empty() ? nullptr : &PostgresSchemas::Of(migrations)),
        schema_(schemas_ == nullptr ? NewSchema() : schemas_->Take()) {}
  ~PostgresStorage() override {
    if (schemas_ != nullptr) schemas_->GiveBack(schema_);
  }
  std::unique_ptr<Database> Open() override { return OrDie(TryOpen()); }
  absl::StatusOr<std::unique_ptr<Database>> TryOpen() override { return OpenSchema(schema_); }

 private:
  PostgresSchemas* const schemas_;
  const std::string schema_;
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

std::unique_ptr<TestStorage> MakeTestStorage(Dialect dialect,
                                             absl::Span<const Migration> migrations) {
  if (dialect == Dialect::kPostgres) return std::make_unique<PostgresStorage>(migrations);
  return std::make_unique<SqliteStorage>(migrations);
}

std::unique_ptr<Database> MakeTestDatabase(Dialect dialect,
                                           absl::Span<const Migration> migrations) {
  return std::make_unique<OwningDatabase>(MakeTestStorage(dialect, migrations));
}

}  // namespace shopdesk::sql::testing
