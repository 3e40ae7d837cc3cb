#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/backup.h"
#include "tools/shopdesk/backup_flags.h"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

struct RestoreFlags {
  BackupFlags common;
  RestoreOptions options;
  bool check_only = false;
};

// Without a service's name: those that the backup has.
absl::StatusOr<std::vector<std::string>> ServicesIn(const BackupFlags& flags) {
  std::vector<std::string> services = flags.services;
  if (services.empty()) {
    for (const char* service : kServices) {
      const std::string found = absl::StrCat(flags.folder, "/", service);
      if (std::filesystem::is_directory(found)) services.emplace_back(service);
    }
  }
  if (!services.empty()) return services;
  return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
               absl::StrCat("there is no backup in ", flags.folder), {{"resource", flags.folder}});
}

absl::Status RunRestore(const RestoreFlags& flags) {
  BackupFlags common = flags.common;
  ASSIGN_OR_RETURN(common.services, ServicesIn(common));
  // All are looked at before the first is put back.
  for (const std::string& service : common.services) {
    ASSIGN_OR_RETURN(const Manifest manifest, CheckBackup(service, common.folder));
    absl::PrintF("%-10s sound: of %s, schema %d, log up to event %d\n", service, manifest.time,
                 manifest.schema_version, manifest.log_head);
  }
  if (flags.check_only) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<DataPlace> places, PlacesOf(common, /*present_only=*/false));
  for (const DataPlace& place : places) {
    ASSIGN_OR_RETURN(const Restored restored, Restore(place, common.folder, flags.options));
    absl::PrintF(
        "%-10s restored to %s%s\n", place.service, place.database,
        restored.aside.empty() ? "" : absl::StrCat("; what was there is in ", restored.aside));
    if (restored.other_log) {
      absl::FPrintF(stderr,
                    "%s: the backup is of another database than the one that was there, not of an "
                    "earlier time of it; is it this installation's?\n",
                    place.service);
    }
    // Where a configuration names the ring, only that configuration tells.
    if (!common.config.empty() && !std::filesystem::exists(place.key_ring)) {
      absl::FPrintF(stderr, "%s: there is no key ring %s; bring the one that belongs to it\n",
                    place.service, place.key_ring);
    }
  }
  return absl::OkStatus();
}

void AddRestore(CLI::App& command, const Globals&, Action& action) {
  auto flags = std::make_shared<RestoreFlags>();
  AddBackupFlags(command, flags->common);
  command.add_option("--from", flags->common.folder, "the folder that backup wrote")->required();
  command.add_flag("--replace", flags->options.replace,
                   "put a database that is there aside, in a folder beside it");
  command.add_flag("--with-keys", flags->options.with_keys,
                   "the backup's key ring too, if there is none");
  command.add_flag("--check", flags->check_only, "only say whether the backup is sound");
  command.callback([flags, &action] { action = [flags](Suite&) { return RunRestore(*flags); }; });
}

}  // namespace

const Command kRestoreCommand = {
    "restore", "put back what backup copied; the services are stopped",
    "Without a service's name: all that the backup has. Checks manifests, checksums and databases "
    "first.\nWhat it means for the other services: docs/runbooks/restore.md.\n"
    "Examples:\n  shopdesk restore --from /backups/2024-03-04 --check\n"
    "  shopdesk restore orders --from /backups/2024-03-04 --data-dir /var/lib/shopdesk --replace",
    AddRestore};

}  // namespace shopdesk::cli
