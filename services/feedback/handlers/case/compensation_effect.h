#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/feedback/v1/compensation_effect.pb.h"
#include "shopdesk/orders/v1/compensation.pb.h"

// CompensationEffectService.
namespace shopdesk::feedback::handlers {

absl::Status GetCompensationEffect(runtime::ReadContext& ctx,
                                   const v1::GetCompensationEffectRequest& request,
                                   v1::CompensationEffect* response);

// Orders told of something that a buyer was given, or of one that is `deleted`: the cases of its
// order say so.
absl::Status NoteCompensation(runtime::WriteContext& ctx,
                              const orders::v1::Compensation& compensation, bool deleted);

}  // namespace shopdesk::feedback::handlers
