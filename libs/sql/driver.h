#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/countdown.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"

// What the two drivers share.
namespace shopdesk::sql {

// A write that waits for its turn, and then for its commit.
struct WriteTask {
  WriteOptions options;
  WriteFn fn;
  DoneFn done;
  absl::Status status;
  // What its last run wants to be called when it is committed.
  std::vector<absl::AnyInvocable<void() &&>> committed;
  // How often it ran and was undone by a conflict.
  int attempts = 0;
};

// A conflict is run again this often at most.
inline constexpr int kMaxAttempts = 12;

// Whether the function asked to be run again: ABORTED without an ErrorInfo, which is how drivers
// report conflicts and how stores report a version that moved.
bool IsConflict(const absl::Status& status);
// What is answered when a conflict was run again too often: ABORTED, reason CONFLICT.
absl::Status ConflictError();
absl::Status DeadlineError();
// UNAVAILABLE, reason OUTCOME_UNKNOWN: whether the write was made is not known.
absl::Status OutcomeUnknownError(absl::string_view cause);
absl::Status StorageFullError(absl::string_view cause);
absl::Status ClosedError();

// A transaction that remembers the first error of the database: from then on it can only be rolled
// back, even where the function went on as if nothing had happened.
class DriverTransaction : public Transaction {
 public:
  // Runs several statements without parameters; for migrations.
  virtual absl::Status RunScript(const char* text) = 0;
  // The first error of the database, or OK.
  const absl::Status& failure() const { return failure_; }
  void OnCommit(absl::AnyInvocable<void() &&> fn) override { committed_.push_back(std::move(fn)); }
  std::vector<absl::AnyInvocable<void() &&>> TakeOnCommit() { return std::move(committed_); }

 protected:
  absl::Status Fail(absl::Status error) {
    if (failure_.ok()) failure_ = error;
    return error;
  }
  void ClearFailure() { failure_ = absl::OkStatus(); }

 private:
  absl::Status failure_;
  std::vector<absl::AnyInvocable<void() &&>> committed_;
};

// The outcome of a function that ran in `txn`: its own, unless it swallowed one of the database.
absl::Status OutcomeOf(absl::Status result, const DriverTransaction& txn);

// Database::Migrate and SchemaVersion. `prepare` is a script that is run first in every
// transaction of a migration.
absl::Status RunMigrations(Database& database, const std::string& prepare,
                           absl::Span<const Migration> migrations);
absl::StatusOr<int> ReadSchemaVersion(Database& database);

// Database::CheckWritable: one real write a second at most, however many ask.
class WriteProbe {
 public:
  absl::Status Check(Database& database, absl::Time deadline);

 private:
  struct Shared;
  Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  Countdown next_ ABSL_GUARDED_BY(mutex_){absl::ZeroDuration()};
  absl::Status last_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("not checked so far");
};

}  // namespace shopdesk::sql
