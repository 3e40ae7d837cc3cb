#include "tools/shopdesk/commands.h"

#include <CLI/CLI.hpp>

namespace shopdesk::cli {

absl::Span<const Command* const> Commands() {
  static constexpr const Command* kCommands[] = {
      &kImportCommand,         &kReplayCommand, &kShowCommand,      &kListCommand,
      &kCompareCommand,        &kFindCommand,   &kPriceDropCommand, &kWatchCommand,
      &kCallCommand,           &kTextCommand,   &kWorkCommand,      &kClockCommand,
      &kPolicyCommand,         &kHealthCommand, &kMigrateCommand,   &kKeyringCommand,
      &kVerifyCommand,         &kBackupCommand, &kRestoreCommand,   &kExportEvidenceCommand,
      &kVerifyEvidenceCommand, &kPrintCommand,  &kCarriersCommand,
  };
  return kCommands;
}

void AddCommands(CLI::App& app, const Globals& globals, Action& action) {
  // Before the subcommands, which inherit both.
  app.require_subcommand(1);
  app.fallthrough();
  for (const Command* command : Commands()) {
    CLI::App* added = app.add_subcommand(command->name, command->description);
    added->footer(command->footer);
    command->add(*added, globals, action);
  }
}

}  // namespace shopdesk::cli
