#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace shopdesk::sql {

// Copies a SQLite database into a new file by SQLite's backup API: as it is at one moment, while
// another process serves it. Writers are never held up; the log grows while it lasts. It copies
// 4 MiB at a time and rests as long as that took. NOT_FOUND if there is no database,
// ALREADY_EXISTS if there is a file `to`; DATA_LOSS, STORAGE_FULL. What was begun is removed.
absl::Status BackupSqlite(const std::string& from, const std::string& to);

// What a database file that nobody has open holds.
struct SqliteFacts {
  // The newest migration.
  int schema_version = 0;
  // The last event of the log; 0: there was none.
  int64_t log_head = 0;
  // Tells its log from others'; empty: of a release whose logs had none.
  std::string log_id;
};
// Reads all of it and checks how it hangs together; changes nothing, not even beside it. INTERNAL
// (DATA_LOSS) if it is damaged or no database of a service.
absl::StatusOr<SqliteFacts> InspectSqlite(const std::string& file);
// The log_id alone, of a database that may be damaged and has a log beside it; nobody has it open.
// Empty where it can't be read.
std::string ReadSqliteLogId(const std::string& file);

}  // namespace shopdesk::sql
