#include <cstdio>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/verify/v1/verify.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {
namespace {

using verify::v1::VerifyResponse;

struct VerifyFlags {
  // None: all four.
  std::vector<std::string> services;
  std::vector<std::string> checks;
};

// What the service's checks found.
class Listener {
 public:
  explicit Listener(bool json) : json_(json) {}

  void Take(const std::string& service, const VerifyResponse& response) {
    found_ += response.findings_size();
    of_check_ += response.findings_size();
    if (json_) {
      absl::PrintF("%s\n", ToJson(response, /*compact=*/true));
    } else {
      for (const verify::v1::Finding& finding : response.findings()) {
        absl::PrintF("  %s: %s\n", finding.resource(), finding.problem());
      }
      if (response.done()) {
        absl::PrintF("%-10s %-30s %9d rows  %s\n", service, response.check(), response.rows(),
                     of_check_ == 0 ? "ok" : absl::StrCat(of_check_, " found"));
      }
    }
    if (response.done()) of_check_ = 0;
    std::fflush(stdout);
  }
  int64_t found() const { return found_; }

 private:
  const bool json_;
  int64_t found_ = 0;
  int64_t of_check_ = 0;
};

absl::Status VerifyService(const Suite& suite, const std::string& service,
                           const std::vector<std::string>& checks, Listener& listener) {
  verify::v1::VerifyRequest request;
  for (const std::string& check : checks) request.add_checks(check);
  grpc::ClientContext context;
  rpc::SetCallMetadata(context, kCaller, suite.settings.actor, "");
  const auto stub = verify::v1::VerifyService::NewStub(ChannelOf(suite, service));
  const auto stream = stub->Verify(&context, request);
  VerifyResponse response;
  while (stream->Read(&response)) listener.Take(service, response);
  return rpc::FromGrpc(stream->Finish());
}

absl::Status RunVerify(const Suite& suite, const VerifyFlags& flags, bool json) {
  std::vector<std::string> services = flags.services;
  if (services.empty()) services.assign(std::begin(kServices), std::end(kServices));
  Listener listener(json);
  for (const std::string& service : services) {
    RETURN_IF_ERROR(VerifyService(suite, service, flags.checks, listener));
  }
  if (listener.found() == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(listener.found(), " findings; docs/runbooks/verify.md says what to do"));
}

void AddVerify(CLI::App& command, const Globals& globals, Action& action) {
  auto flags = std::make_shared<VerifyFlags>();
  command
      .add_option("service", flags->services,
                  "catalog, orders, logistics, feedback; none: all of them")
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  command.add_option("--check", flags->checks, "only these checks, e.g. catalog.ledger");
  command.callback([flags, &globals, &action] {
    action = [flags, &globals](Suite& suite) { return RunVerify(suite, *flags, globals.json); };
  });
}

}  // namespace

const Command kVerifyCommand = {
    "verify", "hold all that services store against what must be so",
    "A line for each check, what it found before it. Exit status 1 if anything was found. The "
    "services go on serving;\nthey run all checks by themselves every few hours "
    "(shopdesk_verify_findings).\n"
    "Examples:\n  shopdesk verify\n"
    "  shopdesk verify catalog --check catalog.ledger",
    AddVerify};

}  // namespace shopdesk::cli
