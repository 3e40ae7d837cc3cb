#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/moment.h"
#include "tools/shopdesk/progress.h"

namespace shopdesk::cli {
namespace {

using clock::v1::AdvanceToRequest;
using clock::v1::ClockControl;
using clock::v1::GetClockRequest;
using clock::v1::GetClockResponse;

struct ClockOptions {
  // A time or a span as moment.h reads them, at most one of both; none: only show the clocks.
  std::string to;
  std::string by;
  bool json = false;
};

// A clock moves on when all its timers and followers are done, which may take longer than other
// calls.
constexpr absl::Duration kClockTimeout = absl::Minutes(5);

absl::StatusOr<GetClockResponse> ReadClock(const Suite& suite, const char* service) {
  const auto stub = ClockControl::NewStub(ChannelOf(suite, service));
  return Invoke(suite.settings, *stub, &ClockControl::Stub::GetClock, GetClockRequest());
}

// Goes round until a round finds no work: what one service does can be work for one that follows
// it.
absl::Status Advance(const Suite& suite, absl::Time time) {
  CallSettings patient = suite.settings;
  patient.timeout = std::max(patient.timeout, kClockTimeout);
  AdvanceToRequest request;
  *request.mutable_time() = ToProto(time);
  Progress progress("moving the clocks", 0);
  int64_t total = 0;
  int64_t round = 1;
  while (round > 0) {
    round = 0;
    for (const char* service : kServices) {
      const auto stub = ClockControl::NewStub(ChannelOf(suite, service));
      ASSIGN_OR_RETURN(const auto response,
                       Invoke(patient, *stub, &ClockControl::Stub::AdvanceTo, request));
      round += response.work_done();
      progress.Update(total + round, service);
    }
    total += round;
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Time> TargetTime(const Suite& suite, const ClockOptions& options) {
  if (!options.to.empty()) return ParseMoment(options.to);
  ASSIGN_OR_RETURN(const absl::Duration by, ParseSpan(options.by));
  absl::Time latest = absl::InfinitePast();
  for (const char* service : kServices) {
    ASSIGN_OR_RETURN(const GetClockResponse clock, ReadClock(suite, service));
    latest = std::max(latest, FromProto(clock.now()));
  }
  return latest + by;
}

// Moves the business time of the four services, round by round until none has work left, and shows
// it. UNIMPLEMENTED where `controlled_clock` is off.
absl::Status Clock(const Suite& suite, const ClockOptions& options) {
  if (!options.to.empty() || !options.by.empty()) {
    ASSIGN_OR_RETURN(const absl::Time time, TargetTime(suite, options));
    RETURN_IF_ERROR(Advance(suite, time));
  }
  nlohmann::ordered_json json;
  for (const char* service : kServices) {
    ASSIGN_OR_RETURN(const GetClockResponse clock, ReadClock(suite, service));
    const std::string now = FormatMoment(FromProto(clock.now()));
    json[service] = {
        {"now", absl::FormatTime(absl::RFC3339_full, FromProto(clock.now()), absl::UTCTimeZone())},
        {"controlled", clock.controlled()}};
    if (!options.json)
      absl::PrintF("%-10s %s%s\n", service, now, clock.controlled() ? "" : "  (machine time)");
  }
  if (options.json) absl::PrintF("%s\n", json.dump());
  return absl::OkStatus();
}

void AddClock(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<ClockOptions>();
  CLI::Option* to =
      command.add_option("--to", options->to, "RFC 3339, or \"YYYY-MM-DD HH:MM\" in UTC");
  command.add_option("--by", options->by, "how much, e.g. 90m, 72h")->excludes(to);
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Clock(suite, *options);
    };
  });
}

}  // namespace

const Command kClockCommand = {
    "clock", "show or move the services' business time",
    "Moving needs services with controlled_clock; it runs what falls due on the way.\n"
    "Examples:\n  shopdesk clock\n  shopdesk clock --by 72h\n"
    "  shopdesk clock --to 2026-03-02T15:00:00+08:00",
    AddClock};

}  // namespace shopdesk::cli
