#include <cstdio>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/observe/version.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/errors.h"
#include "tools/shopdesk/shops.h"

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
  app.add_option("--actor", globals.actor_id,
                 "for whom: the agent's number, the buyer's id, or the program's name")
      ->envname("SHOPDESK_ACTOR");
  app.add_option("--actor-kind", globals.actor_kind, "what --actor is")
      ->check(CLI::IsMember({"agent", "buyer", "service"}))
      ->envname("SHOPDESK_ACTOR_KIND")
      ->capture_default_str();
  app.add_option("--role", globals.role, "the actor's role, e.g. packing, complaint, owner")
      ->envname("SHOPDESK_ROLE");
  shopdesk::rpc::ClientCertificates& files = globals.suite.certificates;
  app.add_option("--ca", files.ca_file, "TLS: the authorities of the services' certificates")
      ->envname("SHOPDESK_CA");
  app.add_option("--cert", files.cert_file, "TLS: this client's certificate")
      ->envname("SHOPDESK_CERT");
  app.add_option("--key", files.key_file, "TLS: its key")->envname("SHOPDESK_KEY");
  app.add_option("--timeout", globals.timeout_seconds, "seconds for one call")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--patience", globals.patience_seconds,
                 "seconds to repeat a call that may be repeated")
      ->capture_default_str();
  app.add_option("--service-config", globals.suite.service_config_file,
                 "gRPC's retry and balancing, JSON, as deploy/config/client-service-config.json;\n"
                 "without it who calls doesn't wait for a service that is down")
      ->envname("SHOPDESK_SERVICE_CONFIG");
  app.add_flag("--json", globals.json, "answer in JSON, for programs");
}

absl::StatusOr<CallSettings> SettingsOf(const Globals& globals) {
  CallSettings settings;
  settings.timeout = absl::Seconds(globals.timeout_seconds);
  settings.patience = absl::Seconds(globals.patience_seconds);
  ASSIGN_OR_RETURN(settings.actor, MakeActor(globals.actor_kind, globals.actor_id, globals.role));
  return settings;
}

absl::Status Run(Globals& globals, const Action& action) {
  ASSIGN_OR_RETURN(globals.suite.settings, SettingsOf(globals));
  RETURN_IF_ERROR(globals.suite.Connect());
  return action(globals.suite);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The client of the Shopdesk suite: catalog, orders, logistics, feedback.",
               "shopdesk");
  app.set_version_flag("--version", absl::StrCat("shopdesk ", shopdesk::observe::kVersion, " (",
                                                 shopdesk::observe::kCommit, ")"));
  Globals globals;
  Action action;
  AddGlobals(app, globals);
  AddCommands(app, globals, action);
  CLI11_PARSE(app, argc, argv);

  const absl::Status status = Run(globals, action);
  if (status.ok()) return 0;
  std::fputs(ExplainError(status).c_str(), stderr);
  if (shopdesk::ReasonOf(status) == shopdesk::kUnknownShopReason) {
    if (const auto shops = KnownShops(globals.suite); shops.has_value()) {
      std::fprintf(stderr, "  shops: %s\n",
                   shops->empty() ? "none" : absl::StrJoin(*shops, ", ").c_str());
    }
  }
  return 1;
}
