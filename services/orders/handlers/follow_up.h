#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/follow_up.pb.h"

// FollowUpService.
namespace shopdesk::orders::handlers {

absl::Status LogContact(rpc::WriteContext& ctx, const v1::LogContactRequest& req, v1::Order* resp);
absl::Status RecordReminder(rpc::WriteContext& ctx, const v1::RecordReminderRequest& req,
                            v1::Order* resp);
absl::Status ProposeShipDate(rpc::WriteContext& ctx, const v1::ProposeShipDateRequest& req,
                             v1::Order* resp);
absl::Status AnswerShipDate(rpc::WriteContext& ctx, const v1::AnswerShipDateRequest& req,
                            v1::Order* resp);

}  // namespace shopdesk::orders::handlers
