#include "services/orders/handlers/trade/follow_up.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/receiver/contact.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"

namespace shopdesk::orders::handlers {
absl::Status LogContact(runtime::WriteContext& ctx, const v1::LogContactRequest& request,
                        v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  type::v1::ContactReport report = request.report();
  ASSIGN_OR_RETURN(
      *report.mutable_promise(),
      runtime::SealText(ctx, request.name(), absl::StrCat("contact", change.order.contacts_size()),
                        report.promise()));
  ASSIGN_OR_RETURN(const std::string event,
                   domain::LogContact(change.order, report, policy, MomentOf(ctx)));
  return SaveChange(ctx, change, event, response);
}

absl::Status RecordReminder(runtime::WriteContext& ctx, const v1::RecordReminderRequest& request,
                            v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::RecordReminder(change.order, request.channel(), MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderPaymentReminded, response);
}

absl::Status ProposeShipDate(runtime::WriteContext& ctx, const v1::ProposeShipDateRequest& request,
                             v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const std::string reason,
                   runtime::SealText(ctx, request.name(), "ship_date_reason", request.reason()));
  RETURN_IF_ERROR(
      domain::ProposeShipDate(change.order, FromProto(request.ship_time()), reason, MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderShipDateProposed, response);
}

absl::Status AnswerShipDate(runtime::WriteContext& ctx, const v1::AnswerShipDateRequest& request,
                            v1::Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  RETURN_IF_ERROR(domain::AnswerShipDate(change.order, request.answer(), policy, MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderShipDateAnswered, response);
}

}  // namespace shopdesk::orders::handlers
