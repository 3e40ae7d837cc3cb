#pragma once

#include <vector>

#include "libs/rpc/host.h"
#include "libs/runtime/context.h"
#include "libs/runtime/sink.h"
#include "libs/verify/check.h"
#include "libs/verify/verifier.h"
#include "shopdesk/config/v1/server.pb.h"
#include "shopdesk/verify/v1/verify.pb.h"

namespace shopdesk::verify {

// Serves VerifyService over these checks and those of every service, and runs them in the
// background.
void Serve(rpc::Host& host, const config::v1::Verify& config, std::vector<Check> checks);

absl::Status Verify(runtime::WorkflowContext& ctx, const v1::VerifyRequest& request,
                    runtime::Sink<v1::VerifyResponse> sink, Verifier& verifier);

}  // namespace shopdesk::verify
