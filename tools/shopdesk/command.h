#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tools/shopdesk/suite.h"

namespace CLI {
class App;
}  // namespace CLI

namespace shopdesk::cli {

// The flags that every command has.
struct Globals {
  Suite suite;
  std::string actor_kind = "agent";
  std::string actor_id;
  std::string role;
  double timeout_seconds = 10;
  double patience_seconds = 0;
  bool json = false;
};

// What a command does once the flags are known. Its output goes to standard output, progress and
// notes to standard error.
using Action = std::function<absl::Status(Suite&)>;

// A command of the client. Each stands in a file of its own, cmd_NAME.cc, with its flags and all it
// does, and in the table of commands.cc.
struct Command {
  const char* name;
  const char* description;
  // Below the flags in its --help: examples, and what else there is to know.
  const char* footer;
  // Adds its flags and subcommands to `command`. When CLI11 finds it on the command line, `action`
  // is set. What the flags are read into belongs to the callbacks; `globals` and `action` outlive
  // them.
  void (*add)(CLI::App& command, const Globals& globals, Action& action);
};

}  // namespace shopdesk::cli
