#include <cstdio>
#include <functional>
#include <iostream>

#include <CLI/CLI.hpp>

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
  CallSettings settings;
  settings.timeout = absl::Seconds(globals.timeout_seconds);
  settings.patience = absl::Seconds(globals.patience_seconds);
  settings.actor = MakeActor(globals.actor_kind, globals.actor_id, globals.role);
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
      app.add_subcommand("import", "bring in products, carriers, rates or branches from a file");
  command->footer(
      "Examples:\n  shopdesk import carriers services/logistics/data/carriers.csv --shop demo\n"
      "  shopdesk import branches branches.csv --shop demo\n"
      "  shopdesk import catalog products.jsonl --shop demo\n"
      "  shopdesk import catalog shopify.csv --shop demo --currency USD");
  command
      ->add_option("what", what,
                   "catalog (JSON lines or Shopify CSV), carriers, rates or branches (CSV)")
      ->required()
      ->check(CLI::IsMember({"catalog", "carriers", "rates", "branches"}));
  command->add_option("file", file, "the file")->required()->check(CLI::ExistingFile);
  command->add_option("--shop", shop, "the shop's id")->required();
  command->add_option("--currency", currency, "the currency of a Shopify file")
      ->capture_default_str();
  command->callback([&] {
    action = [](Suite& suite) {
      if (what == "carriers") return PrintSummary(ImportCarriers(suite, shop, file));
      if (what == "rates") return PrintSummary(ImportRates(suite, shop, file));
      if (what == "branches") return PrintSummary(ImportBranches(suite, shop, file));
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
  static ShowOptions show_options;
  CLI::App* show = app.add_subcommand(
      "show", "one resource, or all that the services know of an order or a buyer");
  show->footer(
      "Examples:\n  shopdesk show order 536365 --shop retail --language en\n"
      "  shopdesk --json show buyer 17850 --shop retail\n"
      "  shopdesk show shops/retail/orders/536365");
  show->add_option("what", show_options.what, "order, buyer, or a resource's name")->required();
  show->add_option("id", show_options.id, "the order's or buyer's id");
  show->add_option("--shop", show_options.shop, "the shop's id");
  show->add_option("--language", show_options.language, "of the sentence about an order")
      ->check(CLI::IsMember({"zh", "en", "es", "pt"}))
      ->capture_default_str();
  show->callback([&] {
    action = [&](Suite& suite) {
      show_options.json = globals.json;
      return Show(suite, show_options);
    };
  });

  static ListOptions options;
  CLI::App* list = app.add_subcommand("list", "list resources of a shop");
  list->footer(
      "Examples:\n  shopdesk list orders --shop retail --filter '{\"state\": \"TRADE_FINISHED\"}'\n"
      "  shopdesk --json list products --shop retail --limit 0\n"
      "  shopdesk list remarks --shop retail --filter '{\"parent\": "
      "\"shops/retail/orders/536365\"}'");
  list->add_option("collection", options.collection,
                   "orders, refunds, payouts, products, stock, shipments, notices, lateParcels, "
                   "reviewCases, "
                   "complaints …; a wrong one is answered with all of them")
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

void AddText(CLI::App& app, Globals& globals, Action& action) {
  static TextOptions options;
  CLI::App* text = app.add_subcommand("text", "a text to paste into the chat with a buyer");
  text->footer(
      "Kinds: state (where the order stands), courier (who reaches the address, price and date), "
      "cod "
      "(what it costs more), delay (the later date that was proposed).\n"
      "Examples:\n  shopdesk text state 536365 --shop retail --language en\n"
      "  shopdesk text cod shops/demo/orders/7");
  text->add_option("kind", options.kind, "state, courier, cod or delay")
      ->required()
      ->check(CLI::IsMember({"state", "courier", "cod", "delay"}));
  text->add_option("order", options.order, "the order's id or name")->required();
  text->add_option("--shop", options.shop, "the shop's id");
  text->add_option("--language", options.language, "the buyer's")
      ->check(CLI::IsMember({"zh", "en", "es", "pt"}))
      ->capture_default_str();
  text->callback([&] {
    action = [&](Suite& suite) {
      options.json = globals.json;
      return Text(suite, options);
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

  static CallOptions options;
  static bool batch = false;
  CLI::App* call = app.add_subcommand(
      "call", "call any method, found by reflection; without a method: list them");
  call->footer(
      "Examples:\n  shopdesk call\n"
      "  shopdesk call GetOrder '{\"name\": \"shops/retail/orders/536365\"}'\n"
      "  shopdesk call orders.v1.OrderService/DescribeOrder '{\"name\": "
      "\"shops/retail/orders/536365\", "
      "\"language_code\": \"en\"}'\n"
      "  shopdesk call --service orders ListParkedTimers\n"
      "  shopdesk call --batch < calls.jsonl    with lines like {\"method\": \"GetOrder\", "
      "\"request\": {...}, \"role\": \"packing\"};\n"
      "                                         the calls of a line that is an array are made at "
      "once\n"
      "A request_id that is needed and not given is made up.");
  call->add_option("method", options.method, "Method, Service/Method or package.Service/Method");
  call->add_option("request", options.requests,
                   "the request as JSON; several for a stream of requests");
  call->add_option("--service", options.service, "of which service, where several have the method")
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  call->add_flag("--batch", batch, "read calls from standard input, answer each with a line");
  call->callback([&] {
    action = [](Suite& suite) { return batch ? CallBatch(suite, std::cin) : Call(suite, options); };
  });
}

void AddWork(CLI::App& app, Globals& globals, Action& action) {
  static WorkOptions options;
  static WorkChange change;
  CLI::App* work =
      app.add_subcommand("work", "what waits for somebody, from all four services in one list");
  work->footer(
      "Examples:\n  shopdesk work --shop retail --role packing\n"
      "  shopdesk work --shop retail --all --limit 0 --csv work.csv\n"
      "  shopdesk --actor 1001 work claim shops/retail/workItems/...\n"
      "  shopdesk --actor 1001 work snooze shops/retail/workItems/... --for 2h\n"
      "  shopdesk --actor 1001 work finish shops/retail/workItems/... --note \"told the buyer\"");
  work->require_subcommand(0, 1);
  work->add_option("--shop", options.shop, "the shop's id");
  work->add_option("--role", options.role, "guide, agent, packing, complaint, finance, promotion");
  work->add_option("--kind", options.kind, "only this kind of work; docs/work.md lists them");
  work->add_option("--agent", options.agent, "what this agent claimed or is in charge of");
  work->add_flag("--all", options.all, "what is snoozed too");
  work->add_option("--limit", options.limit, "at most so many; 0: all")->capture_default_str();
  work->add_option("--csv", options.csv, "write a file for spreadsheets; -: to standard output");
  work->callback([&, work] {
    if (!work->get_subcommands().empty()) return;
    action = [&](Suite& suite) {
      options.json = globals.json;
      return ListWork(suite, options);
    };
  });
  const auto add_change = [&, work](const char* what, const char* description) {
    CLI::App* command = work->add_subcommand(what, description);
    command->add_option("name", change.name, "the item's name")->required();
    command->callback([&, what] {
      change.what = what;
      action = [&](Suite& suite) {
        change.json = globals.json;
        return ChangeWork(suite, change);
      };
    });
    return command;
  };
  add_change("claim", "take it, so that nobody else does it too; needs --actor");
  add_change("release", "give it back");
  CLI::App* snooze = add_change("snooze", "hide it until a time");
  CLI::App* when = snooze->add_option_group("when");
  when->add_option("--until", change.until, "RFC 3339, or \"YYYY-MM-DD HH:MM\" in UTC");
  when->add_option("--for", change.span, "how long, e.g. 30m, 2h");
  when->require_option(1);
  add_change("finish", "take off what is done by hand")
      ->add_option("--note", change.note, "what was done");
}

void AddClockAndPolicy(CLI::App& app, Globals& globals, Action& action) {
  static ClockOptions options;
  CLI::App* clock = app.add_subcommand("clock", "show or move the services' business time");
  clock->footer(
      "Moving needs services with controlled_clock; it runs what falls due on the way.\n"
      "Examples:\n  shopdesk clock\n  shopdesk clock --by 72h\n"
      "  shopdesk clock --to 2026-03-02T15:00:00+08:00");
  CLI::Option* to =
      clock->add_option("--to", options.to, "RFC 3339, or \"YYYY-MM-DD HH:MM\" in UTC");
  clock->add_option("--by", options.by, "how much, e.g. 90m, 72h")->excludes(to);
  clock->callback([&] {
    action = [&](Suite& suite) {
      options.json = globals.json;
      return Clock(suite, options);
    };
  });

  static std::string shop, file;
  CLI::App* policy = app.add_subcommand("policy", "the shop's rules in the four services");
  policy->footer(
      "Examples:\n  shopdesk policy show --shop demo > policy.json\n"
      "  shopdesk policy apply policy.json --shop demo\n"
      "A file: {\"all\": {\"currency_code\": \"CNY\"}, \"orders\": {\"freight\": \"QUOTED\"}}");
  policy->require_subcommand(1);
  policy->add_option("--shop", shop, "the shop's id")->required();
  policy->add_subcommand("show", "print the four policies, as a file that apply takes")
      ->callback([&] { action = [](Suite& suite) { return ShowPolicies(suite, shop); }; });
  CLI::App* apply = policy->add_subcommand("apply", "apply one file to all four; makes the shop");
  apply->add_option("file", file, "the file, in JSON")->required()->check(CLI::ExistingFile);
  apply->callback([&] { action = [](Suite& suite) { return ApplyPolicies(suite, shop, file); }; });
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
  AddText(app, globals, action);
  AddWork(app, globals, action);
  AddClockAndPolicy(app, globals, action);
  AddHealthAndMigrate(app, globals, action);
  CLI11_PARSE(app, argc, argv);

  globals.suite.settings = SettingsOf(globals);
  globals.suite.Connect();
  const absl::Status status = action(globals.suite);
  if (status.ok()) return 0;
  std::fputs(ExplainError(status).c_str(), stderr);
  return 1;
}
