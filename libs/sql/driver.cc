#include "libs/sql/driver.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/clock_watch.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"

namespace shopdesk::sql {

bool IsConflict(const absl::Status& status) {
  return status.code() == absl::StatusCode::kAborted && ReasonOf(status).empty();
}

absl::Status ConflictError() {
  return Error(absl::StatusCode::kAborted, "CONFLICT",
               "other changes of the same data came first, again and again; repeat the call");
}

absl::Status DeadlineError() {
  return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
               "the database had no time for it before the deadline");
}

absl::Status OutcomeUnknownError(absl::string_view cause) {
  return Error(absl::StatusCode::kUnavailable, "OUTCOME_UNKNOWN",
               absl::StrCat("it is not known whether the change was made (", cause,
                            "); repeat the call with the same request_id"));
}

absl::Status StorageFullError(absl::string_view cause) {
  return Error(absl::StatusCode::kResourceExhausted, "STORAGE_FULL",
               absl::StrCat("the database has no room left: ", cause));
}

absl::Status ClosedError() { return UnavailableError("the database is closed"); }

absl::Status OutcomeOf(absl::Status result, const DriverTransaction& txn) {
  const absl::Status& failure = txn.failure();
  if (failure.ok()) return result;
  // A store may name an error of the database better; a conflict it can't name away.
  return result.ok() || IsConflict(failure) ? failure : result;
}

namespace {

constexpr Statement kProbe = {"sql.write_probe",
                              "INSERT INTO database_probe (id, written_at) VALUES (1, $1) "
                              "ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at"};

constexpr absl::Duration kProbeInterval = absl::Seconds(1);

}  // namespace

struct WriteProbe::Shared {
  Mutex mutex;
  CondVar finished;
  bool done ABSL_GUARDED_BY(mutex) = false;
  absl::Status status ABSL_GUARDED_BY(mutex);
};

absl::Status WriteProbe::Check(Database& database, absl::Time deadline) {
  const ClockWatch watch;
  {
    MutexLock lock(mutex_);
    if (running_ || !next_.over()) return last_;
    running_ = true;
  }
  // Shared: a disk that hangs must not hang who asks.
  auto shared = std::make_shared<Shared>();
  database.Write(
      {.deadline = deadline},
      [](Transaction& txn) { return txn.Execute(kProbe, {ToMillis(absl::Now())}).status(); },
      [shared](absl::Status status) {
        MutexLock lock(shared->mutex);
        shared->status = std::move(status);
        shared->done = true;
        shared->finished.NotifyOne();
      });
  absl::Status status = DeadlineError();
  {
    const Countdown countdown = Countdown::To(deadline);
    MutexLock lock(shared->mutex);
    while (!shared->done && !countdown.over()) {
      shared->finished.WaitFor(shared->mutex, countdown.left());
    }
    if (shared->done) status = shared->status;
  }
  MutexLock lock(mutex_);
  running_ = false;
  // Who sets the clock makes any deadline pass: it may be asked again at once.
  next_ = Countdown(watch.WasSet() ? absl::ZeroDuration() : kProbeInterval);
  last_ = status;
  return status;
}

}  // namespace shopdesk::sql
