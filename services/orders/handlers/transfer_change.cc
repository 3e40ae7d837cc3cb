#include "services/orders/handlers/transfer_change.h"

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/policy.h"
#include "services/orders/domain/transfer.h"
#include "services/orders/handlers/payouts.h"
#include "services/orders/handlers/work_kinds.h"
#include "services/orders/store/transfers.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::LedgerEntry;
using v1::Order;

store::ClaimState ClaimStateOf(const Order& order) {
  if (order.state() == v1::WAIT_BUYER_PAY) return store::ClaimState::kWaits;
  return domain::IsClosed(order.state()) ? store::ClaimState::kClosed : store::ClaimState::kPaid;
}

absl::Status FollowPartPayment(rpc::WriteContext& ctx, const OrderChange& change) {
  const Order& order = change.order;
  if (order.payment().state() == v1::PARTLY_PAID) {
    work::Subject subject;
    subject.resource = order.name();
    subject.buyer = order.buyer();
    subject.order = order.name();
    subject.agent = order.agent();
    subject.due = FromProto(order.deadline_time());
    return work::Open(ctx.txn(), kBankTransferPartial, subject, ctx.now());
  }
  if (change.payment_state != v1::PARTLY_PAID) return absl::OkStatus();
  return work::Close(ctx.txn(), kBankTransferPartial, order.name());
}

}  // namespace

absl::StatusOr<absl::Time> TransferCloseTime(const v1::Policy& policy, absl::Time now) {
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  return calendar.AddBankingDays(now, domain::TransferCloseDays(policy));
}

absl::Status FollowTransfer(rpc::WriteContext& ctx, const OrderChange& change) {
  const Order& order = change.order;
  for (const LedgerEntry& entry : change.ledger) {
    if (entry.kind() != LedgerEntry::BANK_REFUNDED && entry.kind() != LedgerEntry::BANK_SURPLUS) {
      continue;
    }
    if (entry.total().minor() > 0) RETURN_IF_ERROR(OpenPayout(ctx, order, entry));
  }
  const bool waits = order.state() == v1::WAIT_BUYER_PAY;
  const bool moved = order.payment().state() != change.payment_state;
  if (!order.transfer().claims().empty() && (waits || moved)) {
    RETURN_IF_ERROR(store::UpdateClaims(ctx.txn(), order.name(), ClaimStateOf(order),
                                        domain::OpenMinor(order)));
  }
  return FollowPartPayment(ctx, change);
}

}  // namespace shopdesk::orders::handlers
