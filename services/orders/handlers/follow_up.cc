#include "services/orders/handlers/follow_up.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/contact.h"
#include "services/orders/domain/reminder.h"
#include "services/orders/domain/ship_by.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/text.h"

namespace shopdesk::orders::handlers {
namespace {

absl::Status Save(rpc::WriteContext& ctx, OrderChange& change, absl::string_view event,
                  v1::Order* resp) {
  RETURN_IF_ERROR(SaveChange(ctx, change, event));
  *resp = std::move(change.order);
  return absl::OkStatus();
}

}  // namespace

absl::Status LogContact(rpc::WriteContext& ctx, const v1::LogContactRequest& req, v1::Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  type::v1::ContactReport report = req.report();
  ASSIGN_OR_RETURN(*report.mutable_promise(),
                   SealText(ctx, req.name(), absl::StrCat("contact", change.order.contacts_size()),
                            report.promise()));
  ASSIGN_OR_RETURN(const std::string event,
                   domain::LogContact(change.order, report, policy, MomentOf(ctx)));
  return Save(ctx, change, event, resp);
}

absl::Status RecordReminder(rpc::WriteContext& ctx, const v1::RecordReminderRequest& req,
                            v1::Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::RecordReminder(change.order, req.channel(), MomentOf(ctx)));
  return Save(ctx, change, "order.payment_reminded", resp);
}

absl::Status ProposeShipDate(rpc::WriteContext& ctx, const v1::ProposeShipDateRequest& req,
                             v1::Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  ASSIGN_OR_RETURN(const std::string reason,
                   SealText(ctx, req.name(), "ship_date_reason", req.reason()));
  RETURN_IF_ERROR(
      domain::ProposeShipDate(change.order, FromProto(req.ship_time()), reason, MomentOf(ctx)));
  return Save(ctx, change, "order.ship_date_proposed", resp);
}

absl::Status AnswerShipDate(rpc::WriteContext& ctx, const v1::AnswerShipDateRequest& req,
                            v1::Order* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.name(), req.etag()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  RETURN_IF_ERROR(domain::AnswerShipDate(change.order, req.answer(), policy, MomentOf(ctx)));
  return Save(ctx, change, "order.ship_date_answered", resp);
}

}  // namespace shopdesk::orders::handlers
