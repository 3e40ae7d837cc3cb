// shopdesk-bench: measures the running services against the tuned echo, round by round in turn.
// scripts/bench starts it all.

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/followers.h"
#include "bench/load.h"
#include "bench/shop.h"
#include "bench/workloads.h"
#include "libs/base/id.h"
#include "nlohmann/json.hpp"

namespace shopdesk::bench {
namespace {

using Json = nlohmann::ordered_json;

// As many as somebody at the desk looks at.
constexpr int kShownOffers = 20;

struct Options {
  std::string echo, catalog, orders, logistics, storage, output, commit;
  // Only works whose name contains this.
  std::string work;
  int echo_pid = 0, catalog_pid = 0, orders_pid = 0, logistics_pid = 0;
  Goods goods;
  // Below 0: measures. 0: fills the shop. More: makes so many calls of the first work, in a shop
  // that is filled, for somebody else to count what they cost.
  int calls = -1;
  int rounds = 5;
  int in_flight = 256;
  int channels = 4;
  int seconds = 3;
  // Of the open loop; 0: half of what the closed one came to.
  double rate = 0;
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

std::string Cell(const std::vector<double>& values) {
  return absl::StrFormat("%.2f (%.2f to %.2f)", Median(values),
                         *std::min_element(values.begin(), values.end()),
                         *std::max_element(values.begin(), values.end()));
}

// Each round has call numbers of its own.
uint64_t NextNumbers() {
  static uint64_t next = 0;
  return next += uint64_t{1} << 32;
}

int64_t CountErrors(const Round& round) {
  int64_t errors = 0;
  for (const auto& [code, count] : round.errors) {
    errors += count;
    std::fprintf(stderr, "  %lld calls failed with code %d\n", static_cast<long long>(count), code);
  }
  return errors;
}

// Echo and subject in turn, the ratio being taken within a round; then the subject's latency at
// half of the rate that it came to, or at the one that was asked for.
Json Measure(const Options& options, const Workload& echo, const Workload& subject) {
  std::vector<double> ratios, cpu_ratios, rates, echo_rates, written, behind;
  int64_t errors = 0;
  for (int round = -1; round < options.rounds; ++round) {
    const absl::Duration length = round < 0 ? absl::Seconds(1) : absl::Seconds(options.seconds);
    const Round base = RunClosedLoop(echo, options.channels, options.in_flight, length, 0);
    const Round work =
        RunClosedLoop(subject, options.channels, options.in_flight, length, NextNumbers());
    errors += CountErrors(work);
    if (round < 0) continue;  // warm-up
    ratios.push_back(work.PerSecond() / base.PerSecond());
    cpu_ratios.push_back(work.CpuMicros() / base.CpuMicros());
    rates.push_back(work.PerSecond());
    echo_rates.push_back(base.PerSecond());
    written.push_back(work.WrittenKb());
    behind.push_back(static_cast<double>(work.behind));
  }
  const double steady = options.rate > 0 ? options.rate : std::max(1.0, Median(rates) / 2);
  const Round open =
      RunOpenLoop(subject, options.channels, steady, absl::Seconds(options.seconds), NextNumbers());
  errors += CountErrors(open);
  const double p50 = absl::ToDoubleMilliseconds(open.p50);
  const double p99 = absl::ToDoubleMilliseconds(open.p99);
  std::printf("| %s | %s | %.2f | %.0f | %.0f | %.1f | %.0f | %.0f | %.2f | %.2f | %lld |\n",
              subject.name.c_str(), Cell(ratios).c_str(), Median(cpu_ratios), Median(rates),
              Median(echo_rates), Median(written), Median(behind), steady, p50, p99,
              static_cast<long long>(errors));
  std::fflush(stdout);
  return {{"work", subject.name},
          {"ratio", Summary(ratios)},
          {"cpu_ratio", Summary(cpu_ratios)},
          {"per_second", Summary(rates)},
          {"echo_per_second", Summary(echo_rates)},
          {"written_kb", Summary(written)},
          {"behind", Summary(behind)},
          {"open_loop", {{"per_second", steady}, {"p50_ms", p50}, {"p99_ms", p99}}},
          {"errors", errors}};
}

Json MeasureAll(const Options& options, const Workload& echo, absl::Span<const Workload> works) {
  std::printf(
      "| work, on %s | ratio to the echo (range) | CPU ratio | per s | echo per s | KB written | "
      "events behind | open loop per s | p50 ms | p99 ms | errors |\n",
      options.storage.c_str());
  std::printf("|---|---|---|---|---|---|---|---|---|---|---|\n");
  Json results = Json::array();
  for (const Workload& work : works) results.push_back(Measure(options, echo, work));
  utsname machine;
  uname(&machine);
  return {{"machine", absl::StrCat(machine.sysname, " ", machine.release, " ", machine.machine)},
          {"commit", options.commit},
          {"grpc", grpc::Version()},
          {"storage", options.storage},
          {"products", options.goods.products},
          {"variants", options.goods.variants},
          {"in_flight", options.in_flight},
          {"channels", options.channels},
          {"rounds", options.rounds},
          {"seconds", options.seconds},
          {"results", results}};
}

int Run(const Options& options) {
  const Channels catalog = Open(options.catalog, options.channels);
  const Channels orders = Open(options.orders, options.channels);
  const Channels logistics = Open(options.logistics, options.channels);
  if (options.calls <= 0) {
    const absl::Status filled = FillShop(catalog[0], orders[0], logistics[0], options.goods);
    if (!filled.ok()) {
      std::fprintf(stderr, "shopdesk-bench: %s\n", std::string(filled.message()).c_str());
      return 1;
    }
  }
  const Followers followers({catalog[0], orders[0], logistics[0]});
  // What filling the shop left them is no part of what is measured.
  while (followers.Behind() > 0) absl::SleepFor(absl::Milliseconds(100));
  const Subject subject{options.goods, NewUuid(absl::Now()), followers};
  std::vector<Workload> works = {
      GetProductWorkload(catalog, options.catalog_pid, subject),
      SearchWorkload(catalog, options.catalog_pid),
      SuitabilityWorkload(catalog, options.catalog_pid, subject),
      CompareWorkload(catalog, options.catalog_pid, subject),
      ReserveWorkload(catalog, options.catalog_pid, subject, /*hot=*/false),
      ReserveWorkload(catalog, options.catalog_pid, subject, /*hot=*/true),
      QuoteWorkload(logistics, options.logistics_pid, kShownOffers),
      QuoteWorkload(logistics, options.logistics_pid, /*max_offers=*/0),
      IngestWorkload(logistics, options.logistics_pid, subject),
      PlaceOrderWorkload(orders, {options.catalog_pid, options.orders_pid, options.logistics_pid},
                         subject)};
  works.erase(std::remove_if(works.begin(), works.end(),
                             [&](const Workload& work) {
                               return work.name.find(options.work) == std::string::npos;
                             }),
              works.end());
  if (works.empty()) {
    std::fprintf(stderr, "shopdesk-bench: there is no work %s\n", options.work.c_str());
    return 1;
  }
  for (const Workload& work : works) {
    const absl::Status prepared = work.prepare != nullptr ? work.prepare() : absl::OkStatus();
    if (prepared.ok()) continue;
    std::fprintf(stderr, "shopdesk-bench: %s\n", std::string(prepared.message()).c_str());
    return 1;
  }
  if (options.calls == 0) return 0;
  if (options.calls > 0) {
    const Round round = RunClosedLoop(works[0], options.channels, options.in_flight,
                                      absl::InfiniteDuration(), NextNumbers(), options.calls);
    return CountErrors(round) == 0 ? 0 : 1;
  }
  const Workload echo = EchoWorkload(Open(options.echo, options.channels), options.echo_pid);
  const Json report = MeasureAll(options, echo, works);
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
  if (name == "--logistics") return options.logistics = value, true;
  if (name == "--storage") return options.storage = value, true;
  if (name == "--work") return options.work = value, true;
  if (name == "--output") return options.output = value, true;
  if (name == "--commit") return options.commit = value, true;
  if (name == "--echo_pid") return absl::SimpleAtoi(value, &options.echo_pid);
  if (name == "--catalog_pid") return absl::SimpleAtoi(value, &options.catalog_pid);
  if (name == "--orders_pid") return absl::SimpleAtoi(value, &options.orders_pid);
  if (name == "--logistics_pid") return absl::SimpleAtoi(value, &options.logistics_pid);
  if (name == "--products") return absl::SimpleAtoi(value, &options.goods.products);
  if (name == "--variants") return absl::SimpleAtoi(value, &options.goods.variants);
  if (name == "--calls") return absl::SimpleAtoi(value, &options.calls);
  if (name == "--rounds") return absl::SimpleAtoi(value, &options.rounds) && options.rounds > 0;
  if (name == "--in_flight") return absl::SimpleAtoi(value, &options.in_flight);
  if (name == "--rate") return absl::SimpleAtod(value, &options.rate);
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
