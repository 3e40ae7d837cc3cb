#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/sql/database.h"
#include "libs/sql/statement_meter.h"

struct sqlite3;
struct sqlite3_stmt;

namespace shopdesk::sql {

// Maps an extended result code.
absl::Status SqliteError(int code, absl::string_view message);

// A connection with its prepared statements. Used by one thread at a time.
class SqliteConnection {
 public:
  enum class Mode { kWriter, kReader };

  // `meter` must outlive the connection.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& file, Mode mode,
                                                                int64_t mmap_bytes,
                                                                StatementMeter& meter);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  sqlite3* handle() const { return handle_; }
  // The error of the last call on the connection.
  absl::Status LastError() const;
  // Runs one or more statements without parameters or results.
  absl::Status RunScript(const char* text);

  // Transaction control, prepared once. A task's savepoint has its own name: undoing it undoes the
  // savepoints that were left open in it.
  enum Control {
    kBegin,
    kBeginImmediate,
    kCommit,
    kRollback,
    kSavepoint,
    kRelease,
    kUndo,
    kSavepointTask,
    kReleaseTask,
    kUndoTask
  };
  // Returns the result code: SQLITE_DONE for success.
  int Run(Control control);
  // Whether no transaction is open: after an error SQLite may have rolled back by itself.
  bool autocommit() const;

  // A prepared statement that is out on loan; gives itself back.
  class Lease {
   public:
    Lease(sqlite3_stmt* stmt, bool* busy, StatementMeter::Counter& counter)
        : stmt_(stmt), busy_(busy), counter_(&counter), start_(absl::GetCurrentTimeNanos()) {}
    Lease(Lease&& other) noexcept
        : stmt_(std::exchange(other.stmt_, nullptr)),
          busy_(other.busy_),
          counter_(other.counter_),
          start_(other.start_) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    sqlite3_stmt* get() const { return stmt_; }

   private:
    sqlite3_stmt* stmt_;
    // Null for one that was prepared for this use only.
    bool* busy_;
    StatementMeter::Counter* counter_;
    int64_t start_;
  };
  absl::StatusOr<Lease> Prepare(const Statement& statement);

  // Statements that still run at this time are interrupted.
  void set_deadline(absl::Time deadline) { deadline_ = deadline; }

 private:
  struct Cached {
    sqlite3_stmt* stmt = nullptr;
    std::string text;
    bool busy = false;
    StatementMeter::Counter* counter = nullptr;
  };

  explicit SqliteConnection(StatementMeter& meter) : meter_(meter) {}
  absl::StatusOr<sqlite3_stmt*> Compile(const Statement& statement, unsigned flags);
  absl::Status Configure(Mode mode, int64_t mmap_bytes);
  static int OnProgress(void* self);

  StatementMeter& meter_;
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* controls_[kUndoTask + 1] = {};
  // By the address of the text.
  absl::flat_hash_map<const char*, std::unique_ptr<Cached>> statements_;
  absl::Time deadline_ = absl::InfiniteFuture();
};

}  // namespace shopdesk::sql
