#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/backup.h"
#include "tools/shopdesk/backup_flags.h"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

absl::Status RunBackup(const BackupFlags& flags, bool with_keys, bool json) {
  ASSIGN_OR_RETURN(std::vector<DataPlace> places, PlacesOf(flags, /*present_only=*/true));
  // Who follows before whom it follows: no cursor is ahead of its log, so that all four, restored
  // together, go on from where they were.
  std::reverse(places.begin(), places.end());
  for (const DataPlace& place : places) {
    ASSIGN_OR_RETURN(const Manifest manifest, Backup(place, flags.folder, with_keys));
    if (json) {
      const nlohmann::ordered_json told = {{"service", manifest.service},
                                           {"bytes", manifest.bytes},
                                           {"schema_version", manifest.schema_version},
                                           {"log_head", manifest.log_head},
                                           {"log_id", manifest.log_id},
                                           {"sha256", manifest.sha256}};
      absl::PrintF("%s\n", told.dump());
    } else {
      absl::PrintF("%-10s %s/%s  %d bytes, schema %d, log up to event %d\n", manifest.service,
                   flags.folder, manifest.service, manifest.bytes, manifest.schema_version,
                   manifest.log_head);
    }
    std::fflush(stdout);
  }
  return absl::OkStatus();
}

void AddBackup(CLI::App& command, const Globals& globals, Action& action) {
  auto flags = std::make_shared<BackupFlags>();
  auto with_keys = std::make_shared<bool>(false);
  AddBackupFlags(command, *flags);
  command.add_option("--to", flags->folder, "the folder of the backup; made if absent")->required();
  command.add_flag("--with-keys", *with_keys,
                   "also the key ring: who has it and the database can read all personal data");
  command.callback([flags, with_keys, &globals, &action] {
    action = [flags, with_keys, &globals](Suite&) {
      return RunBackup(*flags, *with_keys, globals.json);
    };
  });
}

}  // namespace

const Command kBackupCommand = {
    "backup", "copy the SQLite databases of services, while they serve",
    "Each goes to DIR/SERVICE: database.db, as it was at one moment, and manifest.json. Run it on "
    "the machine that has\nthe files, as their owner. PostgreSQL is backed up by its own tools; "
    "see docs/runbooks/backup.md.\n"
    "Examples:\n  shopdesk backup --data-dir /var/lib/shopdesk --to /backups/2024-03-04\n"
    "  shopdesk backup orders --config /etc/shopdesk/orders.textproto --to /backups/2024-03-04",
    AddBackup};

}  // namespace shopdesk::cli
