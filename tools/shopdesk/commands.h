#pragma once

#include "absl/types/span.h"
#include "tools/shopdesk/command.h"

namespace shopdesk::cli {

extern const Command kBackupCommand;
extern const Command kCallCommand;
extern const Command kClockCommand;
extern const Command kCarriersCommand;
extern const Command kCompareCommand;
extern const Command kExportEvidenceCommand;
extern const Command kFindCommand;
extern const Command kHealthCommand;
extern const Command kImportCommand;
extern const Command kKeyringCommand;
extern const Command kListCommand;
extern const Command kMigrateCommand;
extern const Command kPolicyCommand;
extern const Command kPriceDropCommand;
extern const Command kPrintCommand;
extern const Command kReplayCommand;
extern const Command kRestoreCommand;
extern const Command kShowCommand;
extern const Command kTextCommand;
extern const Command kVerifyCommand;
extern const Command kVerifyEvidenceCommand;
extern const Command kWatchCommand;
extern const Command kWorkCommand;

// All commands, in the order of --help.
absl::Span<const Command* const> Commands();

// Makes them subcommands of `app`, of which the command line must name one.
void AddCommands(CLI::App& app, const Globals& globals, Action& action);

}  // namespace shopdesk::cli
