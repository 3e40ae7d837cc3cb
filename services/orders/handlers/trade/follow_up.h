#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

// FollowUpService.
namespace shopdesk::orders::handlers {

absl::Status LogContact(runtime::WriteContext& ctx, const v1::LogContactRequest& request,
                        v1::Order* response);
absl::Status RecordReminder(runtime::WriteContext& ctx, const v1::RecordReminderRequest& request,
                            v1::Order* response);
absl::Status ProposeShipDate(runtime::WriteContext& ctx, const v1::ProposeShipDateRequest& request,
                             v1::Order* response);
absl::Status AnswerShipDate(runtime::WriteContext& ctx, const v1::AnswerShipDateRequest& request,
                            v1::Order* response);

}  // namespace shopdesk::orders::handlers
