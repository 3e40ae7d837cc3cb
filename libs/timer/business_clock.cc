#include <limits>

#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/timer/timers.h"

namespace shopdesk::timer {
namespace {

constexpr int64_t kUncontrolled = std::numeric_limits<int64_t>::min();

constexpr sql::Statement kLoad = {"timer.get_clock",
                                  "SELECT now_us FROM business_clock WHERE id = 1"};
constexpr sql::Statement kSet = {
    "timer.set_clock",
    "INSERT INTO business_clock (id, now_us) VALUES (1, $1) ON CONFLICT (id) DO UPDATE "
    "SET now_us = excluded.now_us WHERE business_clock.now_us < excluded.now_us"};

}  // namespace

BusinessClock::BusinessClock(sql::Database& database, const Clock& machine, bool controllable)
    : database_(database),
      machine_(machine),
      controllable_(controllable),
      shared_(controllable && database.dialect() == sql::Dialect::kPostgres),
      micros_(kUncontrolled) {}

absl::Status BusinessClock::Load() {
  if (!controllable_) return absl::OkStatus();
  return database_.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) { return Read(txn); });
}

absl::Status BusinessClock::Read(sql::Transaction& txn) const {
  return txn
      .QueryOne(kLoad, {},
                [&](const sql::Row& row) {
                  Raise(row.Int(0));
                  return absl::OkStatus();
                })
      .status();
}

void BusinessClock::Raise(int64_t micros) const {
  int64_t present = micros_.load();
  while (present < micros && !micros_.compare_exchange_weak(present, micros)) {
  }
}

absl::StatusOr<absl::Time> BusinessClock::Follow(sql::Transaction& txn) const {
  if (shared_) RETURN_IF_ERROR(Read(txn));
  return Now();
}

void BusinessClock::Announce(sql::Reads& reads) const {
  if (shared_) reads.Add(kLoad, {});
}

absl::StatusOr<absl::Time> BusinessClock::Follow(absl::Time deadline) const {
  if (shared_) {
    RETURN_IF_ERROR(database_.Read(deadline, [&](sql::Transaction& txn) { return Read(txn); }));
  }
  return Now();
}

absl::Time BusinessClock::Now() const {
  const int64_t micros = micros_.load();
  return micros == kUncontrolled ? machine_.Now() : absl::FromUnixMicros(micros);
}

bool BusinessClock::controlled() const { return micros_.load() != kUncontrolled; }

absl::Status BusinessClock::Set(absl::Time now) {
  if (!controllable_) {
    return Error(absl::StatusCode::kFailedPrecondition, "CLOCK_NOT_CONTROLLED",
                 "business time is machine time here; set controlled_clock in the configuration");
  }
  const int64_t micros = absl::ToUnixMicros(now);
  if (micros <= micros_.load()) return absl::OkStatus();
  RETURN_IF_ERROR(database_.WriteAndWait(
      {}, [&](sql::Transaction& txn) { return txn.Execute(kSet, {micros}).status(); }));
  Raise(micros);
  return absl::OkStatus();
}

}  // namespace shopdesk::timer
