#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/replay/replay.h"

namespace shopdesk::cli {
namespace {

// A replay goes on through the restart of a service.
constexpr absl::Duration kLeastPatience = absl::Minutes(2);

void AddReplay(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<ReplayOptions>();
  options->metrics = {"127.0.0.1:9101", "127.0.0.1:9102", "127.0.0.1:9103", "127.0.0.1:9104"};
  command
      .add_option("--input", options->input,
                  "a CSV in the format of UCI Online Retail or Tmall's export of orders, may be "
                  "gzipped")
      ->required()
      ->check(CLI::ExistingFile);
  command.add_option("--format", options->format, "the input's format")
      ->check(CLI::IsMember({"retail", "tmall"}))
      ->capture_default_str();
  command.add_option("--orders", options->orders, "end with the last row of this order's invoice")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--shop", options->shop, "the shop's id")->capture_default_str();
  command.add_option("--carriers", options->carriers_csv, "carriers to import first")
      ->check(CLI::ExistingFile);
  command.add_option("--rates", options->rates_csv, "rates to import first")
      ->check(CLI::ExistingFile);
  command.add_option("--report", options->report_file, "write the report here, as JSON");
  command.add_option("--metrics", options->metrics, "where the services' metrics are")
      ->capture_default_str();
  command.add_option("--threads", options->threads, "calls at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      suite.settings.patience = std::max(suite.settings.patience, kLeastPatience);
      return Replay(suite, *options);
    };
  });
}

}  // namespace

const Command kReplayCommand = {
    "replay", "play a real shop's file through the four services",
    "The services must run with controlled_clock; scripts/run does all of it.\n"
    "Example:\n  shopdesk replay --input data/online_retail_sample.csv.gz --report "
    "var/report.json",
    AddReplay};

}  // namespace shopdesk::cli
