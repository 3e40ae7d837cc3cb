#include "services/orders/handlers/trade/bank_transfer.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/handlers/trade/payout_due.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/transfer/transfer.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::LedgerEntry;
using v1::Order;

store::ClaimState ClaimStateOf(const Order& order) {
  if (order.state() == v1::OrderState::WAIT_BUYER_PAY) return store::ClaimState::kWaits;
  return domain::IsClosed(order.state()) ? store::ClaimState::kClosed : store::ClaimState::kPaid;
}

absl::Status UpdatePartPaymentWork(runtime::WriteContext& ctx, const Order& order,
                                   v1::PaymentState::Value before) {
  if (order.payment().state() == v1::PaymentState::PARTLY_PAID) {
    return work::Open(ctx, kBankTransferPartial,
                      SubjectOf(order, order.name(), FromProto(order.deadline_time())));
  }
  if (before != v1::PaymentState::PARTLY_PAID) return absl::OkStatus();
  return work::Close(ctx, kBankTransferPartial, order.name());
}

}  // namespace

absl::Status ApplyTransfer(runtime::WriteContext& ctx, const Order& order,
                           absl::Span<const LedgerEntry> ledger, v1::PaymentState::Value before) {
  for (const LedgerEntry& entry : ledger) {
    if (entry.kind() != LedgerEntry::BANK_REFUNDED && entry.kind() != LedgerEntry::BANK_SURPLUS &&
        entry.kind() != LedgerEntry::RETURN_FREIGHT) {
      continue;
    }
    if (entry.total().minor() > 0) RETURN_IF_ERROR(OpenPayout(ctx, order, entry));
  }
  const bool waits = order.state() == v1::OrderState::WAIT_BUYER_PAY;
  const bool moved = order.payment().state() != before;
  if (!order.transfer().claims().empty() && (waits || moved)) {
    RETURN_IF_ERROR(store::UpdateClaims(ctx.txn(), order.name(), ClaimStateOf(order),
                                        domain::OpenMinor(order)));
  }
  return UpdatePartPaymentWork(ctx, order, before);
}

}  // namespace shopdesk::orders::handlers
