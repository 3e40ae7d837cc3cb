#include <cstdio>
#include <functional>

#include <CLI/CLI.hpp>

#include "libs/rpc/client.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/replay/replay.h"

namespace {

using namespace shopdesk::cli;  // NOLINT: the program is this namespace's

// What a command runs once the flags are known.
using Action = std::function<absl::Status(Suite&)>;

struct Globals {
  Suite suite;
  std::string actor_kind = "agent";
  std::string actor_id;
  std::string role;
  double timeout_seconds = 10;
  double patience_seconds = 0;
  bool json = false;
};

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
  using shopdesk::type::v1::Actor;
  CallSettings settings;
  settings.timeout = absl::Seconds(globals.timeout_seconds);
  settings.patience = absl::Seconds(globals.patience_seconds);
  if (!globals.actor_id.empty()) {
    settings.actor.set_kind(globals.actor_kind == "buyer"     ? Actor::BUYER
                            : globals.actor_kind == "service" ? Actor::SERVICE
                                                              : Actor::AGENT);
    settings.actor.set_id(globals.actor_id);
  }
  settings.actor.set_role(globals.role);
  return settings;
}

absl::Status PrintSummary(const absl::StatusOr<ImportSummary>& summary) {
  if (!summary.ok()) return summary.status();
  std::printf("created %lld, updated %lld, unchanged %lld, refused %zu\n",
              static_cast<long long>(summary->created), static_cast<long long>(summary->updated),
              static_cast<long long>(summary->unchanged), summary->errors.size());
  for (const std::string& error : summary->errors) std::fprintf(stderr, "  %s\n", error.c_str());
  return summary->errors.empty()
             ? absl::OkStatus()
             : absl::InvalidArgumentError("some rows were refused; the rest was taken");
}

void AddImport(CLI::App& app, Action& action) {
  static std::string what, file, shop, currency = "CNY";
  CLI::App* command =
      app.add_subcommand("import", "bring in products, carriers or rates from a file");
  command->footer(
      "Examples:\n  shopdesk import carriers services/logistics/data/carriers.csv --shop demo\n"
      "  shopdesk import catalog products.jsonl --shop demo\n"
      "  shopdesk import catalog shopify.csv --shop demo --currency USD");
  command
      ->add_option("what", what,
                   "catalog (JSON lines or Shopify CSV), carriers (CSV) or rates (CSV)")
      ->required()
      ->check(CLI::IsMember({"catalog", "carriers", "rates"}));
  command->add_option("file", file, "the file")->required()->check(CLI::ExistingFile);
  command->add_option("--shop", shop, "the shop's id")->required();
  command->add_option("--currency", currency, "the currency of a Shopify file")
      ->capture_default_str();
  command->callback([&] {
    action = [](Suite& suite) {
      if (what == "carriers") return PrintSummary(ImportCarriers(suite, shop, file));
      if (what == "rates") return PrintSummary(ImportRates(suite, shop, file));
      return PrintSummary(ImportCatalog(suite, shop, file, currency));
    };
  });
}

void AddReplay(CLI::App& app, Globals& globals, Action& action) {
  static ReplayOptions options;
  options.metrics = {"127.0.0.1:9101", "127.0.0.1:9102", "127.0.0.1:9103", "127.0.0.1:9104"};
  CLI::App* command =
      app.add_subcommand("replay", "play a real shop's file through the four services");
  command->footer(
      "The services must run with controlled_clock; scripts/run does all of it.\n"
      "Example:\n  shopdesk replay --input data/online_retail_sample.csv.gz --report "
      "var/report.json");
  command
      ->add_option("--input", options.input,
                   "a CSV in the format of UCI Online Retail or Tmall's export of orders, may be "
                   "gzipped")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--format", options.format, "the input's format")
      ->check(CLI::IsMember({"retail", "tmall"}))
      ->capture_default_str();
  command->add_option("--orders", options.orders, "end with the last row of this order's invoice")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--shop", options.shop, "the shop's id")->capture_default_str();
  command->add_option("--carriers", options.carriers_csv, "carriers to import first")
      ->check(CLI::ExistingFile);
  command->add_option("--rates", options.rates_csv, "rates to import first")
      ->check(CLI::ExistingFile);
  command->add_option("--report", options.report_file, "write the report here, as JSON");
  command->add_option("--metrics", options.metrics, "where the services' metrics are")
      ->capture_default_str();
  command->add_option("--threads", options.threads, "calls at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->callback([&] {
    action = [&](Suite& suite) {
      options.json = globals.json;
      suite.settings.patience = std::max(suite.settings.patience, absl::Minutes(2));
      return Replay(suite, options);
    };
  });
}

void AddShowAndList(CLI::App& app, Globals& globals, Action& action) {
  static std::string name;
  CLI::App* show = app.add_subcommand("show", "show one resource by its name");
  show->footer("Example:\n  shopdesk show shops/retail/orders/536365");
  show->add_option("name", name, "the resource's name")->required();
  show->callback([&] { action = [](Suite& suite) { return Show(suite, name); }; });

  static ListOptions options;
  CLI::App* list = app.add_subcommand("list", "list resources of a shop");
  list->footer(
      "Examples:\n  shopdesk list orders --shop retail --filter '{\"state\": \"TRADE_FINISHED\"}'\n"
      "  shopdesk --json list products --shop retail --limit 0");
  list->add_option("collection", options.collection,
                   "orders, refunds, returns, products, stock, shipments, reviews …")
      ->required();
  list->add_option("--shop", options.shop, "the shop's id")->required();
  list->add_option("--filter", options.filter, "more fields of the request, as JSON")
      ->capture_default_str();
  list->add_option("--limit", options.limit, "at most so many; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  list->callback([&] {
    action = [&](Suite& suite) {
      options.json = globals.json;
      return List(suite, options);
    };
  });
}

void AddWatchAndCall(CLI::App& app, Globals& globals, Action& action) {
  static WatchOptions watch_options;
  CLI::App* watch = app.add_subcommand("watch", "follow a service's event feed");
  watch->footer("Example:\n  shopdesk watch orders --shop retail --limit 10");
  watch->add_option("service", watch_options.service, "catalog, orders, logistics or feedback")
      ->required();
  watch->add_option("--shop", watch_options.shop, "only this shop's events");
  watch->add_option("--from", watch_options.cursor, "events after this sequence")
      ->capture_default_str();
  watch->add_flag("--snapshot", watch_options.snapshot, "the present resources first, then events");
  watch->add_option("--limit", watch_options.limit, "stop after so many events; 0: never")
      ->capture_default_str();
  watch->callback([&] {
    action = [&](Suite& suite) {
      watch_options.json = globals.json;
      return Watch(suite, watch_options);
    };
  });

  static std::string method;
  static std::vector<std::string> requests;
  CLI::App* call = app.add_subcommand(
      "call", "call any method, found by reflection; without a method: list them");
  call->footer(
      "Examples:\n  shopdesk call\n"
      "  shopdesk call GetOrder '{\"name\": \"shops/retail/orders/536365\"}'\n"
      "  shopdesk call orders.v1.OrderService/DescribeOrder '{\"name\": "
      "\"shops/retail/orders/536365\", "
      "\"language_code\": \"en\"}'\nA request_id that is needed and not given is made up.");
  call->add_option("method", method, "Method, Service/Method or package.Service/Method");
  call->add_option("request", requests, "the request as JSON; several for a stream of requests");
  call->callback([&] {
    action = [](Suite& suite) {
      return CallByName(suite, method,
                        requests.empty() ? std::vector<std::string>{"{}"} : requests);
    };
  });
}

void AddHealthAndMigrate(CLI::App& app, Globals& globals, Action& action) {
  static double wait_seconds = 0;
  CLI::App* health =
      app.add_subcommand("health", "whether the four services serve; exit status 1 if one doesn't");
  health->footer("Example:\n  shopdesk health --wait 30");
  health->add_option("--wait", wait_seconds, "wait so many seconds until they do")
      ->capture_default_str();
  health->callback([&] {
    action = [&](Suite& suite) { return Health(suite, absl::Seconds(wait_seconds), globals.json); };
  });

  static MigrateOptions options;
  CLI::App* migrate =
      app.add_subcommand("migrate", "bring a service's database up to date, without serving");
  migrate->footer("Example:\n  shopdesk migrate orders --config orders.textproto");
  migrate->add_option("service", options.service, "catalog, orders, logistics or feedback")
      ->required();
  migrate->add_option("--config", options.config, "the service's configuration file");
  migrate->callback([&] { action = [](Suite&) { return Migrate(options); }; });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The client of the Shopdesk suite: catalog, orders, logistics, feedback.",
               "shopdesk");
  app.require_subcommand(1);
  app.fallthrough();
  Globals globals;
  Action action;
  AddGlobals(app, globals);
  AddImport(app, action);
  AddReplay(app, globals, action);
  AddShowAndList(app, globals, action);
  AddWatchAndCall(app, globals, action);
  AddHealthAndMigrate(app, globals, action);
  CLI11_PARSE(app, argc, argv);

  globals.suite.settings = SettingsOf(globals);
  globals.suite.Connect();
  const absl::Status status = action(globals.suite);
  if (status.ok()) return 0;
  std::fputs(ExplainError(status).c_str(), stderr);
  return 1;
}
