#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/feedback/v1/appeal.pb.h"

// The RPCs of AppealService.
namespace shopdesk::feedback::handlers {

// The deadline of the platform's decision.
inline constexpr char kAppealTimer[] = "appeal_expiry";

absl::Status SubmitAppeal(runtime::WriteContext& ctx, const v1::SubmitAppealRequest& request,
                          v1::Appeal* response);
absl::Status DecideAppeal(runtime::WriteContext& ctx, const v1::DecideAppealRequest& request,
                          v1::Appeal* response);
absl::Status GetAppeal(runtime::ReadContext& ctx, const v1::GetAppealRequest& request,
                       v1::Appeal* response);
absl::Status ListAppeals(runtime::ReadContext& ctx, const v1::ListAppealsRequest& request,
                         v1::ListAppealsResponse* response);
absl::Status RevealAppeal(runtime::WriteContext& ctx, const v1::RevealAppealRequest& request,
                          v1::RevealAppealResponse* response);

// What kAppealTimer does.
absl::Status ExpireAppeal(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
