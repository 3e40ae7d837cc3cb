#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {
namespace {

// The text works in both databases.
constexpr char kTables[] = R"(
CREATE TABLE IF NOT EXISTS schema_migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS database_probe (
  id INTEGER PRIMARY KEY,
  written_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS schema_needs (
  number INTEGER PRIMARY KEY,
  needs INTEGER NOT NULL
);
)";

constexpr Statement kApplied = {"sql.list_migrations",
                                "SELECT number, checksum FROM schema_migrations ORDER BY number"};
constexpr Statement kRecord = {
    "sql.insert_migration",
    "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"};
constexpr Statement kNeeds = {"sql.list_needs", "SELECT number, needs FROM schema_needs"};
constexpr Statement kRecordNeed = {"sql.insert_need",
                                   "INSERT INTO schema_needs (number, needs) VALUES ($1, $2)"};
// A line of a migration: programs that don't know that one can't work with the tables after it.
constexpr absl::string_view kNeedsHeader = "-- needs: ";
constexpr Statement kHasTable = {
    "sql.find_migrations",
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'",
    "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND "
    "tablename = 'schema_migrations'"};
constexpr Statement kVersion = {"sql.get_version", "SELECT MAX(number) FROM schema_migrations"};

// FNV-1a, 64 bits: it tells an edited file, it is no protection against an attacker.
std::string Checksum(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return absl::StrFormat("%016x", hash);
}

absl::Status Refusal(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::StatusOr<std::map<int, std::string>> ReadApplied(Transaction& txn) {
  std::map<int, std::string> applied;
  RETURN_IF_ERROR(txn.Query(kApplied, {}, [&](const Row& row) {
    applied[static_cast<int>(row.Int(0))] = std::string(row.Text(1));
    return absl::OkStatus();
  }));
  return applied;
}

absl::Status CheckApplied(const std::map<int, std::string>& applied,
                          absl::Span<const Migration> migrations) {
  for (const Migration& migration : migrations) {
    auto found = applied.find(migration.number);
    if (found != applied.end() && found->second != Checksum(migration.text)) {
      return Refusal("MIGRATION_CHANGED",
                     absl::StrCat("migration ", migration.number, " (", migration.name,
                                  ") was edited after it had been applied; add a new one instead"));
    }
  }
  return absl::OkStatus();
}

// Whether this program can work with what newer ones have done to the tables.
absl::Status CheckNeeds(Transaction& txn, absl::Span<const Migration> migrations) {
  std::set<int> known;
  for (const Migration& migration : migrations) known.insert(migration.number);
  return txn.Query(kNeeds, {}, [&](const Row& row) {
    const int number = static_cast<int>(row.Int(0));
    const int needs = static_cast<int>(row.Int(1));
    if (known.count(number) > 0 || known.count(needs) > 0) return absl::OkStatus();
    return Refusal(
        "DATABASE_NEWER",
        absl::StrCat("the database has migration ", number, ", which programs without migration ",
                     needs, " can't work with, as this one is; run the newer release"));
  });
}

// The migration whose program may still work with the tables after this one; nullopt: any may.
absl::StatusOr<absl::optional<int>> NeedsOf(const Migration& migration) {
  for (absl::string_view line : absl::StrSplit(migration.text, '\n')) {
    if (!absl::ConsumePrefix(&line, kNeedsHeader)) continue;
    int needs = 0;
    if (absl::SimpleAtoi(line, &needs) && needs < migration.number) return needs;
    return InternalError(
        absl::StrCat("\"", kNeedsHeader, line, "\" must name an earlier migration"));
  }
  return absl::optional<int>();
}

// Looks once more whether it is applied: another process may have been quicker.
absl::Status Apply(DriverTransaction& txn, const std::string& prepare, const Migration& migration) {
  RETURN_IF_ERROR(txn.RunScript(prepare.c_str()));
  ASSIGN_OR_RETURN(auto applied, ReadApplied(txn));
  if (applied.count(migration.number) > 0) return absl::OkStatus();
  RETURN_IF_ERROR(txn.RunScript(migration.text));
  ASSIGN_OR_RETURN(const absl::optional<int> needs, NeedsOf(migration));
  if (needs.has_value()) {
    RETURN_IF_ERROR(txn.Execute(kRecordNeed, {migration.number, *needs}).status());
  }
  return txn
      .Execute(kRecord,
               {migration.number, migration.name, Checksum(migration.text), ToMillis(absl::Now())})
      .status();
}

}  // namespace

absl::Status RunMigrations(Database& database, const std::string& prepare,
                           absl::Span<const Migration> migrations) {
  std::vector<Migration> sorted(migrations.begin(), migrations.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const Migration& a, const Migration& b) { return a.number < b.number; });
  std::map<int, std::string> applied;
  RETURN_IF_ERROR(database.WriteAndWait({}, [&](Transaction& txn) {
    auto& driver = static_cast<DriverTransaction&>(txn);
    RETURN_IF_ERROR(driver.RunScript(prepare.c_str()));
    RETURN_IF_ERROR(driver.RunScript(kTables));
    ASSIGN_OR_RETURN(applied, ReadApplied(txn));
    RETURN_IF_ERROR(CheckNeeds(txn, sorted));
    return CheckApplied(applied, sorted);
  }));
  for (const Migration& migration : sorted) {
    if (applied.count(migration.number) > 0) continue;
    absl::Status status = database.WriteAndWait({}, [&](Transaction& txn) {
      return Apply(static_cast<DriverTransaction&>(txn), prepare, migration);
    });
    if (!status.ok()) {
      return Error(status.code(), ReasonOf(status),
                   absl::StrCat("migration ", migration.number, " (", migration.name,
                                "): ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMigrated(Database& database, absl::Span<const Migration> migrations) {
  return database.Read(absl::InfiniteFuture(), [&](Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(const bool migrated,
                     txn.QueryOne(kHasTable, {}, [](const Row&) { return absl::OkStatus(); }));
    std::map<int, std::string> applied;
    if (migrated) {
      ASSIGN_OR_RETURN(applied, ReadApplied(txn));
    }
    for (const Migration& migration : migrations) {
      if (applied.count(migration.number) > 0) continue;
      return Refusal("DATABASE_OLDER",
                     absl::StrCat("the database lacks migration ", migration.number, " (",
                                  migration.name, "); run the service's program with --migrate"));
    }
    RETURN_IF_ERROR(CheckNeeds(txn, migrations));
    return CheckApplied(applied, migrations);
  });
}

absl::StatusOr<int> ReadSchemaVersion(Database& database) {
  int version = 0;
  RETURN_IF_ERROR(database.Read(absl::InfiniteFuture(), [&](Transaction& txn) {
    ASSIGN_OR_RETURN(bool migrated,
                     txn.QueryOne(kHasTable, {}, [](const Row&) { return absl::OkStatus(); }));
    if (!migrated) return absl::OkStatus();
    return txn.Query(kVersion, {}, [&](const Row& row) {
      version = static_cast<int>(row.Int(0));
      return absl::OkStatus();
    });
  }));
  return version;
}

}  // namespace shopdesk::sql
