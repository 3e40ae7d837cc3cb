#include "services/orders/domain/refund/refund_step.h"

#include <algorithm>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/refund/settlement.h"

namespace shopdesk::orders::domain {

absl::Status StepRefund(Refund& refund, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const RefundState::Value next,
                   kRefundMachine.Next(refund.name(), refund.state(), event));
  refund.set_state(next);
  *refund.mutable_update_time() = ToProto(moment.now);
  *refund.mutable_actor() = moment.actor;
  refund.clear_deadline_time();
  refund.clear_deadline_event();
  return absl::OkStatus();
}

void SetRefundDeadline(Refund& refund, absl::string_view event, int64_t seconds,
                       const Moment& moment) {
  *refund.mutable_deadline_time() = ToProto(moment.now + absl::Seconds(seconds));
  refund.set_deadline_event(std::string(event));
}

std::vector<v1::LineQuantity> LockedBy(const Refund& refund) {
  std::vector<v1::LineQuantity> locked;
  for (const RefundLine& line : refund.lines()) {
    if (line.never_shipped() == 0) continue;
    v1::LineQuantity& lock = locked.emplace_back();
    lock.set_line(line.line());
    lock.set_quantity(line.never_shipped());
  }
  return locked;
}

absl::Status SucceedRefund(Order& order, Refund& refund, absl::string_view event,
                           const Success& success, const v1::Policy& policy, const Moment& moment,
                           std::vector<v1::LedgerEntry>& ledger) {
  const bool was_open = refund.state() != v1::RefundState::REFUND_STATE_UNSPECIFIED;
  RETURN_IF_ERROR(StepRefund(refund, event, moment));
  if (was_open) RETURN_IF_ERROR(CloseRefundOn(order, LockedBy(refund), moment));
  if (success.goods_back) PayReturnFreight(order, refund, policy, moment, ledger);
  return PayOut(order, refund, success, policy, moment, ledger);
}

void PayReturnFreight(const Order& order, const Refund& refund, const v1::Policy& policy,
                      const Moment& moment, std::vector<v1::LedgerEntry>& ledger) {
  if (refund.return_freight_payer() != v1::ReturnFreightPayer::SHOP) return;
  Parts parts;
  parts.freight = std::min(refund.return_freight().minor(), policy.return_freight_most_minor());
  if (parts.freight == 0) return;
  ledger.push_back(
      MakeEntry(order, v1::LedgerEntry::RETURN_FREIGHT, parts, 0, refund.name(), moment));
}

absl::Status CloseRefund(Order& order, Refund& refund, absl::string_view event,
                         const Moment& moment) {
  RETURN_IF_ERROR(StepRefund(refund, event, moment));
  RETURN_IF_ERROR(CloseRefundOn(order, LockedBy(refund), moment));
  for (RefundLine& line : *refund.mutable_lines()) line.clear_never_shipped();
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
