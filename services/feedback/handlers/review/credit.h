#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/credit.pb.h"

// CreditService.
namespace shopdesk::feedback::handlers {

absl::Status GetCredit(runtime::ReadContext& ctx, const v1::GetCreditRequest& request,
                       v1::Credit* response);

}  // namespace shopdesk::feedback::handlers
