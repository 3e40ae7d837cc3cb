#include <unistd.h>

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

struct MigrateOptions {
  // The service's program and its configuration file.
  std::string service;
  std::string config;
};

// Brings a service's database to the version of its program, which stands beside this one, and
// ends.
absl::Status Migrate(const MigrateOptions& options) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program =
      (self.parent_path() / absl::StrCat("shopdesk-", options.service)).string();
  std::vector<const char*> arguments = {program.c_str(), "--migrate"};
  const std::string config = absl::StrCat("--config=", options.config);
  if (!options.config.empty()) arguments.push_back(config.c_str());
  arguments.push_back(nullptr);
  execv(program.c_str(), const_cast<char* const*>(arguments.data()));
  return absl::NotFoundError(
      absl::StrCat("can't run ", program, "; the service's program must be beside this one"));
}

void AddMigrate(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<MigrateOptions>();
  command.add_option("service", options->service, "catalog, orders, logistics or feedback")
      ->required()
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  command.add_option("--config", options->config, "the service's configuration file");
  command.callback(
      [options, &action] { action = [options](Suite&) { return Migrate(*options); }; });
}

}  // namespace

const Command kMigrateCommand = {
    "migrate", "bring a service's database up to date, without serving",
    "Example:\n  shopdesk migrate orders --config orders.textproto", AddMigrate};

}  // namespace shopdesk::cli
