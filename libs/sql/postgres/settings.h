#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/countdown.h"
#include "libs/base/mutex.h"
#include "libs/sql/database.h"
#include "libs/sql/statement_meter.h"

namespace shopdesk::sql {

// How to connect, and when to try again: shared by all connections of a database. Thread-safe.
class PostgresSettings {
 public:
  // INVALID_ARGUMENT for a connection string that libpq can't read, or no schema.
  static absl::StatusOr<std::unique_ptr<PostgresSettings>> Make(const PostgresOptions& options);

  // libpq keywords and values, with ours where the connection string says nothing.
  const std::vector<std::pair<std::string, std::string>>& parameters() const { return parameters_; }
  // The schema, quoted.
  const std::string& schema() const { return schema_; }

  // After a failed attempt nobody tries again for a while, so that calls fail at once while the
  // server is down. OK if one may try now, otherwise the last failure.
  absl::Status MayConnect();
  void ConnectFailed(const absl::Status& error);
  void Connected();

  // Counts what all connections run.
  StatementMeter& meter() { return meter_; }

 private:
  PostgresSettings() = default;

  std::vector<std::pair<std::string, std::string>> parameters_;
  std::string schema_;
  StatementMeter meter_;
  Mutex mutex_;
  absl::Status last_error_ ABSL_GUARDED_BY(mutex_);
  Countdown next_attempt_ ABSL_GUARDED_BY(mutex_){absl::ZeroDuration()};
  absl::Duration delay_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::sql
