#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/shopdesk/backup.h"

namespace CLI {
class App;
}  // namespace CLI

namespace shopdesk::cli {

// Whose data: what backup and restore have in common.
struct BackupFlags {
  // None: all four.
  std::vector<std::string> services;
  std::string config;
  std::string data_dir;
  // Of the backup.
  std::string folder;
};

void AddBackupFlags(CLI::App& command, BackupFlags& flags);
// `present_only`: where no service was named, those whose database is there. NOT_FOUND if none is.
absl::StatusOr<std::vector<DataPlace>> PlacesOf(const BackupFlags& flags, bool present_only);

}  // namespace shopdesk::cli
