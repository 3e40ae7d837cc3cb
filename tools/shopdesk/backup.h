#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Backups of a service's SQLite database: a folder with the database, a manifest that says what it
// is, and, where it was asked for, the key ring.
namespace shopdesk::cli {

// Where a service keeps its data.
struct DataPlace {
  // "orders"
  std::string service;
  std::string database;
  std::string key_ring;
};
// As the service's configuration file says; with an empty one as it is by default below `data_dir`.
// FAILED_PRECONDITION for PostgreSQL, whose own tools back it up.
absl::StatusOr<DataPlace> PlaceOf(absl::string_view service, const std::string& config_file,
                                  const std::string& data_dir);

// What a backup is.
struct Manifest {
  std::string service;
  // RFC 3339, UTC.
  std::string time;
  int schema_version = 0;
  // The last event of the log; 0: there was none.
  int64_t log_head = 0;
  // Which log that is: the same in all backups of one database. Empty: of a release without.
  std::string log_id;
  int64_t bytes = 0;
  // Of the database file, in hexadecimal digits.
  std::string sha256;
  bool with_keys = false;
};

// Copies the database as it is at one moment, while the service may go on, to the new folder
// <folder>/<service>. ALREADY_EXISTS if it is there; NOT_FOUND without a database.
absl::StatusOr<Manifest> Backup(const DataPlace& place, const std::string& folder, bool with_keys);

// Reads the manifest in <folder>/<service> and holds the database against it. DATA_LOSS if they
// differ or the database is damaged; NOT_FOUND; FAILED_PRECONDITION for another service's.
absl::StatusOr<Manifest> CheckBackup(absl::string_view service, const std::string& folder);

struct RestoreOptions {
  // Put aside what is there, beside it.
  bool replace = false;
  // Bring the backup's key ring back too, if there is none.
  bool with_keys = false;
};
struct Restored {
  // Where what was there is now; empty: nothing was.
  std::string aside;
  // What was there was no earlier or later state of the backup's database, but another log.
  bool other_log = false;
};
// Puts the backup in <folder>/<service> where the service, which is stopped, will find it.
// ALREADY_EXISTS if there is a database and `replace` isn't set; FAILED_PRECONDITION
// (DATABASE_IN_USE) while the service runs.
absl::StatusOr<Restored> Restore(const DataPlace& place, const std::string& folder,
                                 const RestoreOptions& options);

}  // namespace shopdesk::cli
