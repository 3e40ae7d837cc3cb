#include "services/orders/domain/trade/trade.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr Transition<OrderState> kTable[] = {
    {WAIT_COD_CONFIRM, kCodConfirm, WAIT_SELLER_SEND_GOODS, "the surcharge was told; stock is left",
     "ship_by"},
    {WAIT_COD_CONFIRM, kCodRelease, WAIT_SELLER_SEND_GOODS, "by a lead; stock is left", "ship_by"},
    {WAIT_COD_CONFIRM, kCodDecline, TRADE_CLOSED_UNPAID},
    {WAIT_COD_CONFIRM, kCodUnreachable, TRADE_CLOSED_UNPAID, "cod_confirm_seconds passed"},
    {WAIT_COD_CONFIRM, kClose, TRADE_CLOSED_UNPAID, "older than min_close_age_seconds"},

    {WAIT_BUYER_PAY, kPay, WAIT_SELLER_SEND_GOODS, "amount and payee are right",
     "ship_by; nothing left: paid_out_of_stock_refund"},
    {WAIT_BUYER_PAY, kClose, TRADE_CLOSED_UNPAID, "older than min_close_age_seconds"},
    {WAIT_BUYER_PAY, kUnpaidClose, TRADE_CLOSED_UNPAID, "unpaid_close_seconds passed"},

    {WAIT_SELLER_SEND_GOODS, kShipPart, SELLER_CONSIGNED_PART,
     "receiver verified, no hold, lines not locked"},
    {WAIT_SELLER_SEND_GOODS, kShipRest, WAIT_BUYER_CONFIRM_GOODS,
     "receiver verified, no hold, lines not locked", "not COD: auto_confirm"},
    {WAIT_SELLER_SEND_GOODS, kRefundAll, TRADE_CLOSED, "nothing left with buyer or seller"},

    {SELLER_CONSIGNED_PART, kShipPart, SELLER_CONSIGNED_PART,
     "receiver verified, no hold, lines not locked"},
    {SELLER_CONSIGNED_PART, kShipRest, WAIT_BUYER_CONFIRM_GOODS,
     "receiver verified, no hold, lines not locked", "not COD: auto_confirm"},
    {SELLER_CONSIGNED_PART, kRefundRest, WAIT_BUYER_CONFIRM_GOODS,
     "what was not shipped is refunded", "not COD: auto_confirm"},
    {SELLER_CONSIGNED_PART, kRefundAll, TRADE_CLOSED, "nothing left with buyer or seller"},

    {WAIT_BUYER_CONFIRM_GOODS, kConfirmReceipt, TRADE_FINISHED, "not COD; no refund open"},
    {WAIT_BUYER_CONFIRM_GOODS, kAutoConfirm, TRADE_FINISHED, "not COD; receipt time passed"},
    {WAIT_BUYER_CONFIRM_GOODS, kSign, TRADE_BUYER_SIGNED, "COD; every parcel is home, one signed",
     "cod_finish"},
    {WAIT_BUYER_CONFIRM_GOODS, kRefuseCod, TRADE_CLOSED_COD_REFUSED, "COD; every parcel came back"},
    {WAIT_BUYER_CONFIRM_GOODS, kRefundAll, TRADE_CLOSED, "nothing left with buyer or seller"},

    {TRADE_BUYER_SIGNED, kConfirmReceipt, TRADE_FINISHED, "no refund open"},
    {TRADE_BUYER_SIGNED, kCodFinish, TRADE_FINISHED, "cod_finish_seconds passed"},
    {TRADE_BUYER_SIGNED, kRefundAll, TRADE_CLOSED, "nothing left with the buyer"},
    {TRADE_BUYER_SIGNED, kUnsign, WAIT_BUYER_CONFIRM_GOODS,
     "tracking takes a delivery back; not remitted, nothing refunded"},

    {TRADE_CLOSED_COD_REFUSED, kReopen, WAIT_BUYER_CONFIRM_GOODS,
     "tracking takes a parcel's return back"},
};

constexpr StateMachine<OrderState> kMachine("Trade", kTable);

}  // namespace

const StateMachine<OrderState>& TradeMachine() { return kMachine; }

absl::Status Move(Order& order, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const OrderState next, kMachine.Next(order.name(), order.state(), event));
  order.set_state(next);
  StateChange& change = *order.add_history();
  change.set_state(next);
  *change.mutable_time() = ToProto(moment.now);
  *change.mutable_actor() = moment.actor;
  change.set_event(std::string(event));
  return absl::OkStatus();
}

bool IsClosed(OrderState state) {
  return state == TRADE_CLOSED || state == TRADE_CLOSED_UNPAID || state == TRADE_CLOSED_COD_REFUSED;
}

bool AwaitsShipping(OrderState state) {
  return state == WAIT_SELLER_SEND_GOODS || state == SELLER_CONSIGNED_PART;
}

bool HasUnshipped(OrderState state) {
  return state == WAIT_COD_CONFIRM || state == WAIT_BUYER_PAY || AwaitsShipping(state);
}

bool IsFinal(OrderState state) { return state == TRADE_FINISHED || IsClosed(state); }

bool IsCod(const Order& order) { return order.payment().method() == COD; }

bool IsBankTransfer(const Order& order) { return order.payment().method() == BANK_TRANSFER; }

void SetDeadline(Order& order, absl::string_view event, absl::Time time) {
  *order.mutable_deadline_time() = ToProto(time);
  order.set_deadline_event(std::string(event));
}

void ClearDeadline(Order& order) {
  order.clear_deadline_time();
  order.clear_deadline_event();
}

bool IsTimed(absl::string_view deadline_event) {
  return !deadline_event.empty() && deadline_event != kShipBy;
}

void End(Order& order) {
  ClearDeadline(order);
  order.clear_paused_seconds_left();
  order.clear_holds();
  if (order.top_up().state() == TopUp::ASKED) order.mutable_top_up()->set_state(TopUp::CANCELLED);
  order.set_reservation_state(Order::ENDED);
}

}  // namespace shopdesk::orders::domain
