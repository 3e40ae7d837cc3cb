#include "services/orders/domain/pricing/top_up.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/refund/settlement.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/holds.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

void EndTopUp(Order& order, TopUp::State state, const Moment& moment) {
  if (order.top_up().state() != TopUp::ASKED) return;
  order.mutable_top_up()->set_state(state);
  *order.mutable_top_up()->mutable_end_time() = ToProto(moment.now);
  DropHold(order, Hold::TOP_UP_DUE);
}

TopUp& MakeTopUp(Order& order, int64_t minor, const Moment& moment) {
  TopUp& top_up = *order.mutable_top_up();
  top_up.Clear();
  *top_up.mutable_amount() = MakeMoney(order.total().currency_code(), minor);
  *top_up.mutable_create_time() = ToProto(moment.now);
  return top_up;
}

void AskTopUp(Order& order, int64_t minor, const Moment& moment) {
  TopUp& top_up = MakeTopUp(order, minor, moment);
  top_up.set_state(TopUp::ASKED);
  AddHold(order, Hold::TOP_UP_DUE,
          absl::StrCat("the buyer is to pay ", FormatMoney(top_up.amount()), " more for freight"),
          {}, moment);
}

void BearTopUp(Order& order, int64_t minor, absl::string_view reason, const Moment& moment) {
  TopUp& top_up = MakeTopUp(order, minor, moment);
  top_up.set_state(TopUp::WAIVED);
  top_up.set_reason(std::string(reason));
  *top_up.mutable_end_time() = ToProto(moment.now);
}

// What refunds took off what is due stays off.
absl::Status RepriceUncollected(Order& order, const Policy& policy, int64_t freight_minor) {
  const int64_t agreed = order.freight().minor();
  const int64_t cut = order.total().minor() - order.payment().due().minor();
  RETURN_IF_ERROR(SetFreight(order, policy, freight_minor));
  order.mutable_payment()->mutable_due()->set_minor(order.total().minor() - cut);
  // The part that came would be all, or more: first the rest is to come, or the order is closed.
  const bool covered = order.payment().due().minor() <= order.payment().paid_minor();
  return covered ? FreightChangedError(order, agreed, freight_minor) : absl::OkStatus();
}

}  // namespace

absl::Status Reprice(Order& order, const Policy& policy, int64_t freight_minor,
                     absl::string_view shop_bears_reason, const Moment& moment,
                     std::vector<LedgerEntry>& ledger) {
  if (!order.parcels().empty()) return absl::OkStatus();
  if (order.state() == OrderState::WAIT_BUYER_PAY || IsCod(order)) {
    return RepriceUncollected(order, policy, freight_minor);
  }
  EndTopUp(order, TopUp::CANCELLED, moment);
  const int64_t agreed = RefundableFreightMinor(order);
  if (freight_minor == agreed) return absl::OkStatus();
  if (freight_minor < agreed) {
    return ApplyRefund(order, {}, agreed - freight_minor, "freight", moment, ledger);
  }
  if (!shop_bears_reason.empty()) {
    BearTopUp(order, freight_minor - agreed, shop_bears_reason, moment);
    return absl::OkStatus();
  }
  if (order.payment().method() != PaymentMethod::ESCROW)
    return FreightChangedError(order, agreed, freight_minor);
  AskTopUp(order, freight_minor - agreed, moment);
  return absl::OkStatus();
}

void PayTopUp(Order& order, absl::string_view transaction_id, const Moment& moment,
              std::vector<LedgerEntry>& ledger) {
  const int64_t minor = order.top_up().amount().minor();
  Payment& payment = *order.mutable_payment();
  for (Money* money : {order.mutable_freight(), order.mutable_total(), payment.mutable_due()}) {
    money->set_minor(money->minor() + minor);
  }
  payment.set_paid_minor(payment.paid_minor() + minor);
  payment.set_held_minor(payment.held_minor() + minor);
  ledger.push_back(
      MakeEntry(order, LedgerEntry::PAID_IN, {0, minor, 0}, 0, transaction_id, moment));
  order.mutable_top_up()->set_transaction_id(std::string(transaction_id));
  EndTopUp(order, TopUp::PAID, moment);
}

absl::Status WaiveTopUp(Order& order, absl::string_view reason, const Moment& moment) {
  if (order.top_up().state() != TopUp::ASKED) {
    return WrongStateError(order.name(), TopUp::State_Name(order.top_up().state()), "WaiveTopUp",
                           "");
  }
  order.mutable_top_up()->set_reason(std::string(reason));
  EndTopUp(order, TopUp::WAIVED, moment);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
