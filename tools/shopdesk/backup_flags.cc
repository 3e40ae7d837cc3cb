#include "tools/shopdesk/backup_flags.h"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

void AddBackupFlags(CLI::App& command, BackupFlags& flags) {
  command
      .add_option("service", flags.services,
                  "catalog, orders, logistics, feedback; none: all of them")
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  CLI::Option* config =
      command.add_option("--config", flags.config, "the configuration file of the one service");
  command
      .add_option("--data-dir", flags.data_dir,
                  "storage.data_dir of the services, where nothing else is configured")
      ->excludes(config);
}

absl::StatusOr<std::vector<DataPlace>> PlacesOf(const BackupFlags& flags, bool present_only) {
  if (!flags.config.empty() && flags.services.size() != 1) {
    return absl::InvalidArgumentError("--config is one service's: name that service");
  }
  if (flags.config.empty() && flags.data_dir.empty()) {
    return absl::InvalidArgumentError("give --data-dir, or a service and its --config");
  }
  std::vector<std::string> services = flags.services;
  const bool all = services.empty();
  if (all) services.assign(std::begin(kServices), std::end(kServices));
  std::vector<DataPlace> places;
  for (const std::string& service : services) {
    ASSIGN_OR_RETURN(DataPlace place, PlaceOf(service, flags.config, flags.data_dir));
    if (all && present_only && !std::filesystem::exists(place.database)) continue;
    places.push_back(std::move(place));
  }
  if (places.empty()) {
    return Error(absl::StatusCode::kNotFound, "NOT_FOUND",
                 absl::StrCat("there is no service's database below ", flags.data_dir),
                 {{"resource", flags.data_dir}});
  }
  return places;
}

}  // namespace shopdesk::cli
