#include "libs/sql/database.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"

namespace shopdesk::sql {

void Reads::Add(const Statement& statement, std::initializer_list<Value> parameters) {
  Read& read = reads_.emplace_back(Read{&statement, {}});
  read.parameters.reserve(parameters.size());
  for (const Value& value : parameters) read.parameters.emplace_back(value);
}

absl::Status Transaction::Defer(const Change& change, std::initializer_list<Value> parameters) {
  ASSIGN_OR_RETURN(const int64_t changed, Execute(change.statement, parameters));
  const bool must = change.effect == Effect::kInsert || change.effect == Effect::kSave;
  if (!must || changed == 1) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(change.statement.name, ": it was changed meanwhile"));
}

absl::StatusOr<bool> Transaction::QueryOne(const Statement& statement,
                                           std::initializer_list<Value> parameters, RowFn fn) {
  bool found = false;
  RETURN_IF_ERROR(Query(statement, parameters, [&](const Row& row) {
    if (found) {
      return absl::InternalError(std::string(statement.name) + " found more than one row");
    }
    found = true;
    return fn(row);
  }));
  return found;
}

DoneFn Database::Told(DoneFn done) {
  if (told_ == nullptr) return done;
  return [this, since = Stopwatch(), done = std::move(done)](absl::Status status) mutable {
    told_(Operation::kWrite, since.elapsed(), status);
    std::move(done)(std::move(status));
  };
}

absl::Status Database::Told(const Stopwatch& since, absl::Status status) {
  if (told_ != nullptr) told_(Operation::kRead, since.elapsed(), status);
  return status;
}

absl::Status Database::WriteAndWait(WriteOptions options,
                                    absl::FunctionRef<absl::Status(Transaction&)> fn) {
  Mutex mutex;
  CondVar finished;
  bool done = false;
  absl::Status result;
  Write(
      std::move(options), [fn](Transaction& txn) { return fn(txn); },
      [&](absl::Status status) {
        // Notified under the lock: the waiter's stack goes as soon as it is released.
        MutexLock lock(mutex);
        result = std::move(status);
        done = true;
        finished.NotifyOne();
      });
  MutexLock lock(mutex);
  while (!done) finished.Wait(mutex);
  return result;
}

}  // namespace shopdesk::sql
