#include "libs/sql/sqlite/connection.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/sql/driver.h"
#include "libs/sql/sqlite/gathering_vfs.h"
#include "libs/sql/sqlite/mapping_vfs.h"

namespace shopdesk::sql {
namespace {

constexpr const char* kControlTexts[] = {
    "BEGIN",         "BEGIN IMMEDIATE",   "COMMIT",         "ROLLBACK",     "SAVEPOINT inner",
    "RELEASE inner", "ROLLBACK TO inner", "SAVEPOINT task", "RELEASE task", "ROLLBACK TO task"};

// A tool that looks at the file may hold its lock for a moment.
constexpr int kBusyMillis = 5000;
// Steps of SQLite's machine (about 0.1 ms) between two looks at the clock.
constexpr int kProgressSteps = 5000;

}  // namespace

absl::Status SqliteError(int code, absl::string_view message) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                   absl::StrCat("a row with this key exists already: ", message));
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_FULL:
      return StorageFullError(message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return UnavailableError(absl::StrCat("another program holds the database: ", message));
    case SQLITE_INTERRUPT:
      return DeadlineError();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error(absl::StatusCode::kInternal, "DATA_LOSS",
                   absl::StrCat("the database file is damaged: ", message));
    default:
      return InternalError(absl::StrCat("database: ", message, " (", code, ")"));
  }
}

SqliteConnection::Lease::~Lease() {
  if (stmt_ == nullptr) return;
  counter_->Count(start_);
  if (busy_ == nullptr) {
    sqlite3_finalize(stmt_);
    return;
  }
  sqlite3_reset(stmt_);
  *busy_ = false;
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& file,
                                                                         Mode mode,
                                                                         int64_t mmap_bytes,
                                                                         StatementMeter& meter) {
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(meter));
  const int flags =
      mode == Mode::kWriter ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(file.c_str(), &connection->handle_,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                   mode == Mode::kWriter ? GatheringVfs() : MappingVfs());
  if (code != SQLITE_OK) {
    return SqliteError(code, absl::StrCat(file, ": ", sqlite3_errstr(code)));
  }
  RETURN_IF_ERROR(connection->Configure(mode, mmap_bytes));
  return connection;
}

SqliteConnection::~SqliteConnection() {
  for (auto& [text, cached] : statements_) sqlite3_finalize(cached->stmt);
  for (sqlite3_stmt* control : controls_) sqlite3_finalize(control);
  sqlite3_close(handle_);
}

absl::Status SqliteConnection::Configure(Mode mode, int64_t mmap_bytes) {
  sqlite3_busy_timeout(handle_, kBusyMillis);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  RETURN_IF_ERROR(RunScript(absl::StrCat("PRAGMA mmap_size = ", mmap_bytes).c_str()));
  RETURN_IF_ERROR(RunScript("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF"));
  if (mode == Mode::kReader) {
    RETURN_IF_ERROR(RunScript("PRAGMA query_only = ON; PRAGMA cache_size = -2048"));
    sqlite3_progress_handler(handle_, kProgressSteps, &SqliteConnection::OnProgress, this);
  } else {
    // Checkpoints are the writer's, between two batches. The cache holds what was changed lately;
    // the rest is read from the mapped file, or from the log. More costs: after the split of a page
    // SQLite walks its whole cache at the commit.
    RETURN_IF_ERROR(RunScript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 134217728;"
        "PRAGMA secure_delete = ON"));
  }
  for (int i = kBegin; i <= kUndoTask; ++i) {
    if (sqlite3_prepare_v3(handle_, kControlTexts[i], -1, SQLITE_PREPARE_PERSISTENT, &controls_[i],
                           nullptr) != SQLITE_OK) {
      return LastError();
    }
  }
  return absl::OkStatus();
}

absl::Status SqliteConnection::LastError() const {
  return SqliteError(sqlite3_extended_errcode(handle_), sqlite3_errmsg(handle_));
}

absl::Status SqliteConnection::RunScript(const char* text) {
  if (sqlite3_exec(handle_, text, nullptr, nullptr, nullptr) != SQLITE_OK) return LastError();
  return absl::OkStatus();
}

int SqliteConnection::Run(Control control) {
  const int code = sqlite3_step(controls_[control]);
  sqlite3_reset(controls_[control]);
  return code;
}

bool SqliteConnection::autocommit() const { return sqlite3_get_autocommit(handle_) != 0; }

absl::StatusOr<sqlite3_stmt*> SqliteConnection::Compile(const Statement& statement,
                                                        unsigned flags) {
  const std::string text = Adapt(Dialect::kSqlite, statement);
  sqlite3_stmt* stmt = nullptr;
  const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), flags,
                                      &stmt, nullptr);
  if (code != SQLITE_OK) {
    return SqliteError(code, absl::StrCat(statement.name, ": ", sqlite3_errmsg(handle_)));
  }
  return stmt;
}

absl::StatusOr<SqliteConnection::Lease> SqliteConnection::Prepare(const Statement& statement) {
  std::unique_ptr<Cached>& cached = statements_[statement.text];
  if (cached != nullptr && cached->busy) {
    // Nested in itself.
    ASSIGN_OR_RETURN(sqlite3_stmt * stmt, Compile(statement, 0));
    return Lease(stmt, nullptr, *cached->counter);
  }
  // The address is a constant's by contract; the comparison makes a breach harmless.
  if (cached == nullptr || cached->text != statement.text) {
    if (cached == nullptr) cached = std::make_unique<Cached>();
    sqlite3_finalize(cached->stmt);
    cached->stmt = nullptr;
    cached->text.clear();
    ASSIGN_OR_RETURN(cached->stmt, Compile(statement, SQLITE_PREPARE_PERSISTENT));
    cached->text = statement.text;
    cached->counter = &meter_.Of(statement.name);
  }
  cached->busy = true;
  return Lease(cached->stmt, &cached->busy, *cached->counter);
}

int SqliteConnection::OnProgress(void* self) {
  const absl::Time deadline = static_cast<SqliteConnection*>(self)->deadline_;
  return deadline != absl::InfiniteFuture() && absl::Now() > deadline ? 1 : 0;
}

}  // namespace shopdesk::sql
