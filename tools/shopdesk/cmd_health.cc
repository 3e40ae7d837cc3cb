#include <chrono>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

struct HealthOptions {
  // Until all of them serve.
  double wait_seconds = 0;
};

// "SERVING", or why it does not.
std::string HealthOf(const Suite& suite, const char* service) {
  const auto stub = grpc::health::v1::Health::NewStub(ChannelOf(suite, service));
  const auto response = Invoke(suite.settings, *stub, &grpc::health::v1::Health::Stub::Check,
                               grpc::health::v1::HealthCheckRequest());
  if (!response.ok()) return std::string(response.status().message());
  return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response->status());
}

// UNAVAILABLE naming those that don't serve after `wait`.
absl::Status Health(const Suite& suite, absl::Duration wait, bool json) {
  const absl::Time give_up = absl::Now() + wait;
  std::vector<std::string> down;
  nlohmann::ordered_json report;
  do {
    if (!down.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    down.clear();
    for (const char* service : kServices) {
      report[service] = HealthOf(suite, service);
      if (report[service] != "SERVING") down.push_back(service);
    }
  } while (!down.empty() && absl::Now() < give_up);
  if (json) {
    absl::PrintF("%s\n", report.dump());
  } else {
    for (const auto& [service, state] : report.items())
      absl::PrintF("%-10s %s\n", service, state.get<std::string>());
  }
  if (down.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("not serving: ", absl::StrJoin(down, ", ")));
}

void AddHealth(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<HealthOptions>();
  command.add_option("--wait", options->wait_seconds, "wait so many seconds until they do")
      ->capture_default_str();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      return Health(suite, absl::Seconds(options->wait_seconds), globals.json);
    };
  });
}

}  // namespace

const Command kHealthCommand = {"health",
                                "whether the four services serve; exit status 1 if one doesn't",
                                "Example:\n  shopdesk health --wait 30", AddHealth};

}  // namespace shopdesk::cli
