#include "services/orders/domain/desk/describe.h"

#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/transfer/transfer.h"

namespace shopdesk::orders::domain {

using namespace v1;  // NOLINT: the states

std::vector<std::string> BuyerActions(const Order& order) {
  switch (order.state()) {
    case OrderState::WAIT_COD_CONFIRM:
      return {"ConfirmCod", "DeclineCod", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
    case OrderState::WAIT_BUYER_PAY:
      if (!IsBankTransfer(order)) {
        return {"RecordPayment", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
      }
      if (!order.has_transfer()) return {"CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
      return {"ClaimTransfer", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
    case OrderState::WAIT_SELLER_SEND_GOODS:
    case OrderState::SELLER_CONSIGNED_PART:
      if (order.top_up().state() == TopUp::ASKED) {
        return {"RecordPayment", "ConfirmReceiver", "ChangeReceiver", "OpenRefund"};
      }
      if (order.ship_date_proposal().state() == ShipDateProposal::PROPOSED) {
        return {"AnswerShipDate", "ConfirmReceiver", "ChangeReceiver", "OpenRefund"};
      }
      return {"ConfirmReceiver", "ChangeReceiver", "ChooseCourier", "OpenRefund"};
    case OrderState::WAIT_BUYER_CONFIRM_GOODS:
      if (IsCod(order)) return {};
      if (order.open_refunds() > 0) return {"OpenRefund"};
      return {"ConfirmReceipt", "OpenRefund"};
    case OrderState::TRADE_BUYER_SIGNED:
      if (order.open_refunds() > 0) return {"OpenRefund"};
      return {"ConfirmReceipt", "OpenRefund"};
    case OrderState::TRADE_FINISHED:
      return {"OpenRefund"};
    default:
      return {};
  }
}

std::vector<std::string> SellerActions(const Order& order) {
  std::vector<std::string> actions;
  if (order.state() == OrderState::WAIT_COD_CONFIRM) {
    actions = {"ConfirmCod", "DeclineCod", "ReleaseCodUnconfirmed"};
  }
  if (order.state() == OrderState::WAIT_COD_CONFIRM ||
      order.state() == OrderState::WAIT_BUYER_PAY) {
    actions.insert(actions.end(), {"CloseOrder", "AskReceiver", "ConfirmReceiver", "ChangeReceiver",
                                   "MarkReceiverUnreachable"});
  }
  if (order.state() == OrderState::WAIT_BUYER_PAY &&
      order.payment().state() == PaymentState::AWAITING) {
    actions.push_back("ChooseBankAccount");
  }
  if (CheckPriceGate(order).ok()) actions.push_back("ChangePrice");
  if (AwaitsShipping(order.state())) {
    if (order.holds().empty()) actions.push_back("ShipOrder");
    actions.insert(actions.end(), {"AskReceiver", "ConfirmReceiver", "ChangeReceiver",
                                   "MarkReceiverUnreachable", "ChooseCourier", "OpenRefund"});
    if (order.has_ship_by_time()) actions.push_back("ProposeShipDate");
  }
  if (order.top_up().state() == TopUp::ASKED) actions.push_back("WaiveTopUp");
  if (order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS && !IsCod(order)) {
    if (!order.extended()) actions.push_back("ExtendReceipt");
    actions.push_back("OpenRefund");
  }
  if (order.state() == OrderState::TRADE_BUYER_SIGNED ||
      order.state() == OrderState::TRADE_FINISHED) {
    actions.push_back("OpenRefund");
  }
  if (order.payment().state() == PaymentState::COLLECTED) actions.push_back("RecordCodRemittance");
  return actions;
}

}  // namespace shopdesk::orders::domain
