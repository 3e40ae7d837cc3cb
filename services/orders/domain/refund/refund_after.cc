#include "services/orders/domain/refund/refund_after.h"

#include <algorithm>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_held.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

void Touch(Refund& refund, const Moment& moment) {
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
}

// Pieces came that are neither the order's nor what the shop sent wrongly.
bool HasStrangeGoods(const Refund& refund) {
  return refund.reason() != v1::RefundReason::WRONG_GOODS &&
         std::any_of(refund.intake().begin(), refund.intake().end(),
                     [](const v1::IntakeLine& intake) { return intake.wrong() > 0; });
}

}  // namespace

bool IsUncounted(const Refund& refund) {
  const bool looked =
      refund.inspection() != v1::Inspection::INSPECTION_UNSPECIFIED || !refund.intake().empty();
  // A piece to repair is the buyer's as long as no money went back for it.
  const bool buyers =
      refund.kind() == v1::RefundKind::REPAIR && (!IsEnded(refund.state()) || WasReplaced(refund));
  return !looked && !buyers &&
         std::any_of(refund.lines().begin(), refund.lines().end(),
                     [](const RefundLine& line) { return line.came_back() > 0; });
}

void CountLate(Refund& refund, v1::Inspection::Value inspection, const Moment& moment) {
  refund.set_inspection(inspection);
  Touch(refund, moment);
}

absl::Status CountLate(const Order& order, Refund& refund, const IntakeLines& intake,
                       const Moment& moment) {
  RETURN_IF_ERROR(CountIntake(order, refund, intake, moment).status());
  refund.clear_offer();
  for (RefundLine& line : *refund.mutable_lines()) {
    for (const v1::IntakeLine& counted : refund.intake()) {
      if (counted.line() != line.line()) continue;
      line.set_came_back(std::min(line.came_back(), counted.sellable() + counted.damaged()));
    }
  }
  Touch(refund, moment);
  return absl::OkStatus();
}

bool HoldsBuyersGoods(const Refund& refund) {
  if (refund.has_goods_returned() || !IsEnded(refund.state())) return false;
  const bool sent = !refund.return_waybill_number().empty();
  return (refund.state() == RefundState::CLOSED && sent) || HasStrangeGoods(refund);
}

absl::Status ReturnGoodsToBuyer(Refund& refund, absl::string_view carrier_id,
                                absl::string_view waybill_number, const Moment& moment) {
  if (!HoldsBuyersGoods(refund)) {
    return WrongStateError(refund.name(), RefundState::Value_Name(refund.state()),
                           "ReturnGoodsToBuyer, since it holds no goods of the buyer",
                           kRefundMachine.Allowed(refund.state()));
  }
  v1::GoodsReturned& returned = *refund.mutable_goods_returned();
  returned.set_carrier_id(std::string(carrier_id));
  returned.set_waybill_number(std::string(waybill_number));
  *returned.mutable_send_time() = ToProto(moment.now);
  Touch(refund, moment);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
