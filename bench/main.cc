// shopdesk-bench: measures the running services against the tuned echo, round by round in turn.
// scripts/bench starts it all.

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/shop.h"
#include "bench/workloads.h"
#include "libs/base/id.h"
#include "nlohmann/json.hpp"

namespace shopdesk::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string echo, catalog, orders, output, commit;
  // Only works whose name contains this.
  std::string work;
  int echo_pid = 0, catalog_pid = 0, orders_pid = 0;
  int64_t products = 100'000;
  int rounds = 5;
  int in_flight = 256;
  int channels = 4;
  int seconds = 3;
};

Channels Open(const std::string& target, int count) {
  Channels channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    // A connection of its own for each.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels.push_back(
        grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Json Summary(std::vector<double> values) {
  return {{"median", Median(values)},
          {"min", *std::min_element(values.begin(), values.end())},
          {"max", *std::max_element(values.begin(), values.end())}};
}

// Echo and subject in turn; the ratio is taken within a round.
Json Measure(const Options& options, const Workload& echo, const Workload& subject) {
  std::vector<double> ratios, cpu_ratios, rates, echo_rates, p50, p99;
  int64_t errors = 0;
  static uint64_t number = 0;
  for (int round = -1; round < options.rounds; ++round) {
    const absl::Duration length = round < 0 ? absl::Seconds(1) : absl::Seconds(options.seconds);
    const Round base = RunClosedLoop(echo, options.channels, options.in_flight, length, 0);
    const Round work = RunClosedLoop(subject, options.channels, options.in_flight, length, number);
    number += uint64_t{1} << 32;
    for (const auto& [code, count] : work.errors) {
      errors += count;
      std::fprintf(stderr, "  %lld calls failed with code %d\n", static_cast<long long>(count),
                   code);
    }
    if (round < 0) continue;  // warm-up
    ratios.push_back(work.PerSecond() / base.PerSecond());
    cpu_ratios.push_back(work.CpuMicros() / base.CpuMicros());
    rates.push_back(work.PerSecond());
    echo_rates.push_back(base.PerSecond());
    p50.push_back(absl::ToDoubleMilliseconds(work.p50));
    p99.push_back(absl::ToDoubleMilliseconds(work.p99));
  }
  std::printf("| %s | %.2f (%.2f to %.2f) | %.2f | %.0f | %.0f | %.2f | %.2f | %lld |\n",
              subject.name.c_str(), Median(ratios), *std::min_element(ratios.begin(), ratios.end()),
              *std::max_element(ratios.begin(), ratios.end()), Median(cpu_ratios), Median(rates),
              Median(echo_rates), Median(p50), Median(p99), static_cast<long long>(errors));
  std::fflush(stdout);
  return {{"work", subject.name},
          {"ratio", Summary(ratios)},
          {"cpu_ratio", Summary(cpu_ratios)},
          {"per_second", Summary(rates)},
          {"echo_per_second", Summary(echo_rates)},
          {"p50_ms", Summary(p50)},
          {"p99_ms", Summary(p99)},
          {"errors", errors}};
}

int Run(const Options& options) {
  const Channels echo = Open(options.echo, options.channels);
  const Channels catalog = Open(options.catalog, options.channels);
  const Channels orders = Open(options.orders, options.channels);
  const absl::Status filled = FillShop(catalog[0], orders[0], options.products);
  if (!filled.ok()) {
    std::fprintf(stderr, "shopdesk-bench: %s\n", std::string(filled.message()).c_str());
    return 1;
  }
  const std::string run = NewUuid(absl::Now()).substr(0, 13);
  const Workload base = EchoWorkload(echo, options.echo_pid);
  std::printf(
      "| work | ratio to the echo (range) | CPU ratio | per s | echo per s | p50 ms | p99 ms | "
      "errors |\n");
  std::printf("|---|---|---|---|---|---|---|---|\n");
  const Workload works[] = {
      GetProductWorkload(catalog, options.catalog_pid, options.products),
      ReserveWorkload(catalog, options.catalog_pid, options.products, /*hot=*/false, run),
      ReserveWorkload(catalog, options.catalog_pid, options.products, /*hot=*/true, run),
      PlaceOrderWorkload(orders, {options.catalog_pid, options.orders_pid}, options.products, run)};
  Json results = Json::array();
  for (const Workload& work : works) {
    if (work.name.find(options.work) == std::string::npos) continue;
    results.push_back(Measure(options, base, work));
  }
  if (results.empty()) {
    std::fprintf(stderr, "shopdesk-bench: there is no work %s; there are:\n", options.work.c_str());
    for (const Workload& work : works) std::fprintf(stderr, "  %s\n", work.name.c_str());
    return 1;
  }
  utsname machine;
  uname(&machine);
  const Json report = {
      {"machine", absl::StrCat(machine.sysname, " ", machine.release, " ", machine.machine)},
      {"commit", options.commit},
      {"grpc", grpc::Version()},
      {"products", options.products},
      {"in_flight", options.in_flight},
      {"channels", options.channels},
      {"rounds", options.rounds},
      {"seconds", options.seconds},
      {"results", results}};
  if (!options.output.empty()) std::ofstream(options.output) << report.dump(2) << "\n";
  return 0;
}

// "--name=value" into the option of that name; false if there is none or the value is no number.
bool Parse(const std::string& argument, Options& options) {
  const size_t equals = argument.find('=');
  const std::string name = argument.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
  if (name == "--echo") return options.echo = value, true;
  if (name == "--catalog") return options.catalog = value, true;
  if (name == "--orders") return options.orders = value, true;
  if (name == "--work") return options.work = value, true;
  if (name == "--output") return options.output = value, true;
  if (name == "--commit") return options.commit = value, true;
  if (name == "--echo_pid") return absl::SimpleAtoi(value, &options.echo_pid);
  if (name == "--catalog_pid") return absl::SimpleAtoi(value, &options.catalog_pid);
  if (name == "--orders_pid") return absl::SimpleAtoi(value, &options.orders_pid);
  if (name == "--products") return absl::SimpleAtoi(value, &options.products);
  if (name == "--rounds") return absl::SimpleAtoi(value, &options.rounds);
  if (name == "--in_flight") return absl::SimpleAtoi(value, &options.in_flight);
  if (name == "--seconds") return absl::SimpleAtoi(value, &options.seconds);
  return false;
}

}  // namespace
}  // namespace shopdesk::bench

int main(int argc, char** argv) {
  shopdesk::bench::Options options;
  for (int i = 1; i < argc; ++i) {
    if (!shopdesk::bench::Parse(argv[i], options)) {
      std::fprintf(stderr,
                   "shopdesk-bench: bad option %s; scripts/bench --help shows what there is\n",
                   argv[i]);
      return 1;
    }
  }
  return shopdesk::bench::Run(options);
}
