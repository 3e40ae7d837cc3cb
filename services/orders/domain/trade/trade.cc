#include "services/orders/domain/trade/trade.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr Transition<OrderState::Value> kTradeTransitions[] = {
    {OrderState::WAIT_COD_CONFIRM, kCodConfirm, OrderState::WAIT_SELLER_SEND_GOODS,
     "the surcharge was told; stock is left", "ship_by"},
    {OrderState::WAIT_COD_CONFIRM, kCodRelease, OrderState::WAIT_SELLER_SEND_GOODS,
     "by a lead; stock is left", "ship_by"},
    {OrderState::WAIT_COD_CONFIRM, kCodDecline, OrderState::TRADE_CLOSED_UNPAID},
    {OrderState::WAIT_COD_CONFIRM, kCodUnreachable, OrderState::TRADE_CLOSED_UNPAID,
     "cod_confirm_seconds passed"},
    {OrderState::WAIT_COD_CONFIRM, kClose, OrderState::TRADE_CLOSED_UNPAID,
     "older than min_close_age_seconds"},

    {OrderState::WAIT_BUYER_PAY, kPay, OrderState::WAIT_SELLER_SEND_GOODS,
     "amount and payee are right", "ship_by; nothing left: paid_out_of_stock_refund"},
    {OrderState::WAIT_BUYER_PAY, kClose, OrderState::TRADE_CLOSED_UNPAID,
     "older than min_close_age_seconds"},
    {OrderState::WAIT_BUYER_PAY, kUnpaidClose, OrderState::TRADE_CLOSED_UNPAID,
     "unpaid_close_seconds passed"},

    {OrderState::WAIT_SELLER_SEND_GOODS, kShipPart, OrderState::SELLER_CONSIGNED_PART,
     "receiver verified, no hold, lines not locked"},
    {OrderState::WAIT_SELLER_SEND_GOODS, kShipRest, OrderState::WAIT_BUYER_CONFIRM_GOODS,
     "receiver verified, no hold, lines not locked", "not COD: auto_confirm"},
    {OrderState::WAIT_SELLER_SEND_GOODS, kRefundAll, OrderState::TRADE_CLOSED,
     "nothing left with buyer or seller"},

    {OrderState::SELLER_CONSIGNED_PART, kShipPart, OrderState::SELLER_CONSIGNED_PART,
     "receiver verified, no hold, lines not locked"},
    {OrderState::SELLER_CONSIGNED_PART, kShipRest, OrderState::WAIT_BUYER_CONFIRM_GOODS,
     "receiver verified, no hold, lines not locked", "not COD: auto_confirm"},
    {OrderState::SELLER_CONSIGNED_PART, kRefundRest, OrderState::WAIT_BUYER_CONFIRM_GOODS,
     "what was not shipped is refunded", "not COD: auto_confirm"},
    {OrderState::SELLER_CONSIGNED_PART, kRefundAll, OrderState::TRADE_CLOSED,
     "nothing left with buyer or seller"},

    {OrderState::WAIT_BUYER_CONFIRM_GOODS, kConfirmReceipt, OrderState::TRADE_FINISHED,
     "not COD; no refund open"},
    {OrderState::WAIT_BUYER_CONFIRM_GOODS, kAutoConfirm, OrderState::TRADE_FINISHED,
     "not COD; receipt time passed"},
    {OrderState::WAIT_BUYER_CONFIRM_GOODS, kSign, OrderState::TRADE_BUYER_SIGNED,
     "COD; every parcel is home, one signed", "cod_finish"},
    {OrderState::WAIT_BUYER_CONFIRM_GOODS, kRefuseCod, OrderState::TRADE_CLOSED_COD_REFUSED,
     "COD; every parcel came back"},
    {OrderState::WAIT_BUYER_CONFIRM_GOODS, kRefundAll, OrderState::TRADE_CLOSED,
     "nothing left with buyer or seller"},

    {OrderState::TRADE_BUYER_SIGNED, kConfirmReceipt, OrderState::TRADE_FINISHED, "no refund open"},
    {OrderState::TRADE_BUYER_SIGNED, kCodFinish, OrderState::TRADE_FINISHED,
     "cod_finish_seconds passed"},
    {OrderState::TRADE_BUYER_SIGNED, kRefundAll, OrderState::TRADE_CLOSED,
     "nothing left with the buyer"},
    {OrderState::TRADE_BUYER_SIGNED, kUnsign, OrderState::WAIT_BUYER_CONFIRM_GOODS,
     "tracking takes a delivery back; not remitted, nothing refunded"},

    {OrderState::TRADE_CLOSED_COD_REFUSED, kReopen, OrderState::WAIT_BUYER_CONFIRM_GOODS,
     "tracking takes a parcel's return back"},
};

constexpr EventCall kTradeCalls[] = {
    {kCodConfirm, "ConfirmCod"},
    {kCodRelease, "ReleaseCodUnconfirmed"},
    {kCodDecline, "DeclineCod"},
    {kClose, "CloseOrder"},
    {kPay, "RecordPayment"},
    {kPay, "MatchStatementLine"},
    {kShipPart, "ShipOrder"},
    {kShipRest, "ShipOrder"},
    {kRefundRest, "OpenRefund"},
    {kRefundAll, "OpenRefund"},
    {kConfirmReceipt, "ConfirmReceipt"},
};

constexpr StateMachine<OrderState::Value> kTradeMachine("Trade", kTradeTransitions, kTradeCalls);

}  // namespace

const StateMachine<OrderState::Value>& TradeMachine() { return kTradeMachine; }

absl::Status Move(Order& order, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const OrderState::Value next,
                   kTradeMachine.Next(order.name(), order.state(), event));
  order.set_state(next);
  StateChange& change = *order.add_history();
  change.set_state(next);
  *change.mutable_time() = ToProto(moment.now);
  *change.mutable_actor() = moment.actor;
  change.set_event(std::string(event));
  return absl::OkStatus();
}

bool IsClosed(OrderState::Value state) {
  return state == OrderState::TRADE_CLOSED || state == OrderState::TRADE_CLOSED_UNPAID ||
         state == OrderState::TRADE_CLOSED_COD_REFUSED;
}

bool AwaitsShipping(OrderState::Value state) {
  return state == OrderState::WAIT_SELLER_SEND_GOODS || state == OrderState::SELLER_CONSIGNED_PART;
}

bool HasUnshipped(OrderState::Value state) {
  return state == OrderState::WAIT_COD_CONFIRM || state == OrderState::WAIT_BUYER_PAY ||
         AwaitsShipping(state);
}

bool IsFinal(OrderState::Value state) {
  return state == OrderState::TRADE_FINISHED || IsClosed(state);
}

bool IsCod(const Order& order) { return order.payment().method() == PaymentMethod::COD; }

bool IsBankTransfer(const Order& order) {
  return order.payment().method() == PaymentMethod::BANK_TRANSFER;
}

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
