#include <cstdio>

#include <CLI/CLI.hpp>

#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/errors.h"

namespace {

using namespace shopdesk::cli;  // NOLINT: the program is this namespace's

void AddGlobals(CLI::App& app, Globals& globals) {
  app.add_option("--catalog", globals.suite.catalog_target, "where catalog is")
      ->capture_default_str();
  app.add_option("--orders", globals.suite.orders_target, "where orders is")->capture_default_str();
  app.add_option("--logistics", globals.suite.logistics_target, "where logistics is")
      ->capture_default_str();
  app.add_option("--feedback", globals.suite.feedback_target, "where feedback is")
      ->capture_default_str();
  app.add_option("--actor", globals.actor_id, "for whom: the agent's number, or the buyer's id");
  app.add_option("--actor-kind", globals.actor_kind, "what --actor is")
      ->check(CLI::IsMember({"agent", "buyer", "service"}))
      ->capture_default_str();
  app.add_option("--role", globals.role, "the actor's role, e.g. packing, complaint, owner");
  app.add_option("--timeout", globals.timeout_seconds, "seconds for one call")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--patience", globals.patience_seconds,
                 "seconds to repeat a call that may be repeated")
      ->capture_default_str();
  app.add_flag("--json", globals.json, "answer in JSON, for programs");
}

CallSettings SettingsOf(const Globals& globals) {
  CallSettings settings;
  settings.timeout = absl::Seconds(globals.timeout_seconds);
  settings.patience = absl::Seconds(globals.patience_seconds);
  settings.actor = MakeActor(globals.actor_kind, globals.actor_id, globals.role);
  return settings;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The client of the Shopdesk suite: catalog, orders, logistics, feedback.",
               "shopdesk");
  Globals globals;
  Action action;
  AddGlobals(app, globals);
  AddCommands(app, globals, action);
  CLI11_PARSE(app, argc, argv);

  globals.suite.settings = SettingsOf(globals);
  globals.suite.Connect();
  const absl::Status status = action(globals.suite);
  if (status.ok()) return 0;
  std::fputs(ExplainError(status).c_str(), stderr);
  return 1;
}
