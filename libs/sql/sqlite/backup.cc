#include "libs/sql/sqlite/backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/sqlite/connection.h"

namespace shopdesk::sql {
namespace {

constexpr int kBackupBusyMillis = 5000;
// 4 MiB of pages of 4 KiB.
constexpr int kPagesAtOnce = 1024;
constexpr auto kLongestRest = std::chrono::milliseconds(100);

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

absl::StatusOr<Handle> OpenHandle(const std::string& name, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &opened,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle(opened);
  if (code != SQLITE_OK) return SqliteError(code, absl::StrCat(name, ": ", sqlite3_errstr(code)));
  sqlite3_busy_timeout(opened, kBackupBusyMillis);
  return handle;
}

absl::Status ErrorOf(sqlite3* handle) {
  return SqliteError(sqlite3_extended_errcode(handle), sqlite3_errmsg(handle));
}

// The first column of the first row.
absl::StatusOr<std::string> QueryText(sqlite3* handle, const char* text) {
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(handle, text, -1, &stmt, nullptr) != SQLITE_OK) return ErrorOf(handle);
  std::string answer;
  const int code = sqlite3_step(stmt);
  if (code == SQLITE_ROW && sqlite3_column_text(stmt, 0) != nullptr) {
    answer = reinterpret_cast<const char*>(sqlite3_column_text(stmt, 0));
  }
  const absl::Status status =
      code == SQLITE_ROW || code == SQLITE_DONE ? absl::OkStatus() : ErrorOf(handle);
  sqlite3_finalize(stmt);
  if (!status.ok()) return status;
  return answer;
}

absl::Status MakeEmptyFile(const std::string& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return absl::OkStatus();
  }
  if (errno == EEXIST) {
    return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                 absl::StrCat(file, " is there already; give another place"), {{"resource", file}});
  }
  return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_FILE",
               absl::StrCat("can't make ", file, ": ", std::strerror(errno)));
}

absl::Status CopyPages(sqlite3* from, sqlite3* to) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) return ErrorOf(to);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    const auto begin = std::chrono::steady_clock::now();
    code = sqlite3_backup_step(backup, kPagesAtOnce);
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
    if (code == SQLITE_OK) {
      std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(took, kLongestRest));
    }
  }
  sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE) return absl::OkStatus();
  return SqliteError(code, absl::StrCat("the copy failed: ", sqlite3_errstr(code)));
}

absl::Status Copy(const std::string& from, const std::string& to) {
  // A database in WAL mode wants to be written even by who only reads; the checkpoint is left to
  // the service, however this ends.
  ASSIGN_OR_RETURN(const Handle source, OpenHandle(from, SQLITE_OPEN_READWRITE));
  sqlite3_db_config(source.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  RETURN_IF_ERROR(QueryText(source.get(), "PRAGMA query_only = ON").status());
  // The snapshot that is copied: without it every commit of the service would make the copy begin
  // anew.
  RETURN_IF_ERROR(QueryText(source.get(), "BEGIN").status());
  RETURN_IF_ERROR(QueryText(source.get(), "SELECT COUNT(*) FROM sqlite_schema").status());
  ASSIGN_OR_RETURN(const Handle target, OpenHandle(to, SQLITE_OPEN_READWRITE));
  RETURN_IF_ERROR(CopyPages(source.get(), target.get()));
  return QueryText(source.get(), "COMMIT").status();
}

absl::StatusOr<std::string> LogIdOf(sqlite3* database) {
  ASSIGN_OR_RETURN(
      const std::string known,
      QueryText(database,
                "SELECT COUNT(*) FROM pragma_table_info('event_log') WHERE name = 'log_id'"));
  if (known != "1") return "";
  return QueryText(database, "SELECT log_id FROM event_log WHERE id = 1");
}

}  // namespace

absl::Status BackupSqlite(const std::string& from, const std::string& to) {
  if (access(from.c_str(), F_OK) != 0) {
    return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
                 absl::StrCat("there is no database ", from), {{"resource", from}});
  }
  RETURN_IF_ERROR(MakeEmptyFile(to));
  const absl::Status copied = Copy(from, to);
  if (!copied.ok()) {
    for (const char* side : {"", "-wal", "-shm", "-journal"}) {
      std::remove(absl::StrCat(to, side).c_str());
    }
  }
  return copied;
}

absl::StatusOr<SqliteFacts> InspectSqlite(const std::string& file) {
  const std::string name =
      absl::StrCat("file:", absl::StrReplaceAll(file, {{"%", "%25"}, {"?", "%3f"}, {"#", "%23"}}),
                   "?immutable=1");
  ASSIGN_OR_RETURN(const Handle handle, OpenHandle(name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
  ASSIGN_OR_RETURN(const std::string sound, QueryText(handle.get(), "PRAGMA integrity_check(1)"));
  const auto damaged = [&](absl::string_view why) {
    return Error(absl::StatusCode::kInternal, "DATA_LOSS", absl::StrCat(file, ": ", why));
  };
  if (sound != "ok") return damaged(sound);
  const auto number = [&](const char* text) -> absl::StatusOr<int64_t> {
    const absl::StatusOr<std::string> answer = QueryText(handle.get(), text);
    int64_t found = 0;
    if (!answer.ok()) return damaged(absl::StrCat("no service's: ", answer.status().message()));
    return absl::SimpleAtoi(*answer, &found) ? found : 0;
  };
  SqliteFacts facts;
  ASSIGN_OR_RETURN(const int64_t version, number("SELECT MAX(number) FROM schema_migrations"));
  ASSIGN_OR_RETURN(facts.log_head, number("SELECT MAX(sequence) FROM events"));
  ASSIGN_OR_RETURN(facts.log_id, LogIdOf(handle.get()));
  facts.schema_version = static_cast<int>(version);
  return facts;
}

std::string ReadSqliteLogId(const std::string& file) {
  const absl::StatusOr<Handle> handle = OpenHandle(file, SQLITE_OPEN_READWRITE);
  if (!handle.ok()) return "";
  // What a crash left in the log beside it stays there.
  sqlite3_db_config(handle->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return LogIdOf(handle->get()).value_or("");
}

}  // namespace shopdesk::sql
