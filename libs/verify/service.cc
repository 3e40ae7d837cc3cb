#include "libs/verify/service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/verify/common_checks.h"

namespace shopdesk::verify {
namespace {

absl::Status UnknownCheckError(const std::string& name, const Verifier& verifier) {
  const std::string known =
      absl::StrJoin(verifier.checks(), ",",
                    [](std::string* out, const Check& check) { absl::StrAppend(out, check.name); });
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_CHECK",
               absl::StrCat("there is no check ", name, "; there are ", known),
               {{"check", name}, {"known", known}});
}

absl::StatusOr<std::vector<const Check*>> ChecksOf(const v1::VerifyRequest& request,
                                                   const Verifier& verifier) {
  std::vector<const Check*> checks;
  for (const std::string& name : request.checks()) {
    checks.push_back(verifier.Find(name));
    if (checks.back() == nullptr) return UnknownCheckError(name, verifier);
  }
  if (!checks.empty()) return checks;
  for (const Check& check : verifier.checks()) checks.push_back(&check);
  return checks;
}

}  // namespace

absl::Status Verify(runtime::WorkflowContext&, const v1::VerifyRequest& request,
                    runtime::Sink<v1::VerifyResponse> sink, Verifier& verifier) {
  ASSIGN_OR_RETURN(const std::vector<const Check*> checks, ChecksOf(request, verifier));
  for (const Check* check : checks) {
    RETURN_IF_ERROR(verifier.Run(*check, [&](const Progress& progress) {
      v1::VerifyResponse response;
      response.set_check(check->name);
      response.set_claim(check->claim);
      response.set_rows(progress.rows);
      response.set_done(progress.done);
      for (const Finding& finding : progress.findings) {
        v1::Finding& told = *response.add_findings();
        told.set_resource(finding.resource);
        told.set_problem(finding.problem);
      }
      return sink.Send(response);
    }));
  }
  return absl::OkStatus();
}

void Serve(rpc::Host& host, const config::v1::Verify& config, std::vector<Check> checks) {
  Options options;
  if (config.has_interval_seconds()) options.interval = absl::Seconds(config.interval_seconds());
  for (Check& check : CommonChecks()) checks.push_back(std::move(check));
  auto verifier = std::make_shared<Verifier>(host.runtime(), options, std::move(checks));
  host.runtime().AddWorker({.start = [verifier] { verifier->Start(); },
                            .stop = [verifier] { verifier->Stop(); },
                            .catch_up = [](absl::Time) -> absl::StatusOr<int64_t> { return 0; }});
  host.runtime().AddSampler([verifier] { verifier->Sample(); });
  host.Service("shopdesk.verify.v1.VerifyService").ReadStream("Verify", Verify, verifier);
}

}  // namespace shopdesk::verify
