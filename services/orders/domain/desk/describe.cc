#include "services/orders/domain/desk/describe.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/transfer/transfer.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

enum Language { kZh, kEn, kEs, kPt };

// "{order}", "{amount}" and "{deadline}" are filled in.
struct Phrase {
  OrderState state;
  const char* text[4];
};

constexpr Phrase kPhrases[] = {
    {WAIT_COD_CONFIRM,
     {"您的订单{order}为货到付款，应付{amount}，请与客服确认。",
      "Your order {order} is cash on delivery ({amount}); please confirm it with us.",
      "Su pedido {order} es contra reembolso ({amount}); confírmelo con nosotros, por favor.",
      "O seu pedido {order} é com pagamento na entrega ({amount}); confirme-o connosco, por "
      "favor."}},
    {WAIT_BUYER_PAY,
     {"您的订单{order}等待付款，应付{amount}。",
      "Your order {order} is waiting for your payment of {amount}.",
      "Su pedido {order} espera su pago de {amount}.",
      "O seu pedido {order} aguarda o pagamento de {amount}."}},
    {WAIT_SELLER_SEND_GOODS,
     {"您的订单{order}已确认，等待发货。",
      "Your order {order} is confirmed and will be shipped soon.",
      "Su pedido {order} está confirmado y se enviará pronto.",
      "O seu pedido {order} está confirmado e será enviado em breve."}},
    {SELLER_CONSIGNED_PART,
     {"您的订单{order}已部分发货，其余商品即将发出。",
      "Part of your order {order} is on its way; the rest follows soon.",
      "Una parte de su pedido {order} está en camino; el resto saldrá pronto.",
      "Parte do seu pedido {order} está a caminho; o resto segue em breve."}},
    {WAIT_BUYER_CONFIRM_GOODS,
     {"您的订单{order}已全部发货，收到后请确认收货。",
      "Your order {order} is on its way; please confirm receipt when you have it.",
      "Su pedido {order} está en camino; confirme la recepción cuando lo tenga, por favor.",
      "O seu pedido {order} está a caminho; confirme a receção quando o tiver, por favor."}},
    {TRADE_BUYER_SIGNED,
     {"您的订单{order}已签收并付款，谢谢。",
      "You have received and paid for your order {order}. Thank you.",
      "Ha recibido y pagado su pedido {order}. Gracias.",
      "Recebeu e pagou o seu pedido {order}. Obrigado."}},
    {TRADE_FINISHED,
     {"您的订单{order}交易成功，感谢您的支持。", "Your order {order} is completed. Thank you.",
      "Su pedido {order} está completado. Gracias.",
      "O seu pedido {order} está concluído. Obrigado."}},
    {TRADE_CLOSED,
     {"您的订单{order}已退款关闭。", "Your order {order} was refunded and closed.",
      "Su pedido {order} fue reembolsado y cerrado.",
      "O seu pedido {order} foi reembolsado e fechado."}},
    {TRADE_CLOSED_UNPAID,
     {"您的订单{order}已关闭，未产生付款。", "Your order {order} was closed; nothing was paid.",
      "Su pedido {order} fue cerrado; no se pagó nada.",
      "O seu pedido {order} foi fechado; nada foi pago."}},
    {TRADE_CLOSED_COD_REFUSED,
     {"您的订单{order}已拒收关闭。", "Your order {order} was refused at the door and closed.",
      "Su pedido {order} fue rechazado en la entrega y cerrado.",
      "O seu pedido {order} foi recusado na entrega e fechado."}},
};

// An order of bank transfer that waits for the buyer's money, by the state of its payment. "{rest}"
// is what is left to pay.
struct TransferPhrase {
  PaymentState state;
  const char* text[4];
};

constexpr TransferPhrase kTransferPhrases[] = {
    {AWAITING,
     {"您的订单{order}等待银行转账，应付{amount}；转账后请告知我们。",
      "Your order {order} is waiting for your bank transfer of {amount}; please tell us when you "
      "have made it.",
      "Su pedido {order} espera su transferencia de {amount}; avísenos cuando la haya hecho, por "
      "favor.",
      "O seu pedido {order} aguarda a sua transferência de {amount}; avise-nos quando a tiver "
      "feito, por favor."}},
    {CLAIMED,
     {"已收到您关于订单{order}的付款通知，款项到账后我们立即发货。",
      "Thank you for telling us that you paid for your order {order}; we go on as soon as the bank "
      "has it.",
      "Gracias por avisarnos del pago de su pedido {order}; seguimos en cuanto lo tenga el banco.",
      "Obrigado por nos avisar do pagamento do seu pedido {order}; seguimos assim que o banco o "
      "tiver."}},
    {PARTLY_PAID,
     {"您的订单{order}已到账一部分，还差{rest}，请补足。",
      "A part of the payment for your order {order} has arrived; please transfer the missing "
      "{rest}.",
      "Ha llegado una parte del pago de su pedido {order}; transfiera los {rest} que faltan, por "
      "favor.",
      "Chegou uma parte do pagamento do seu pedido {order}; transfira os {rest} em falta, por "
      "favor."}},
};

struct DeadlinePhrase {
  const char* event;
  const char* text[4];
};

constexpr DeadlinePhrase kDeadlines[] = {
    {kUnpaidClose,
     {"请在{deadline}前付款，逾期订单将自动关闭。",
      " Please pay before {deadline}; it is closed then.",
      " Pague antes del {deadline}; entonces se cierra.",
      " Pague antes de {deadline}; nessa altura é fechado."}},
    {kCodUnreachable,
     {"请在{deadline}前确认，逾期订单将自动关闭。",
      " Please answer before {deadline}; it is closed then.",
      " Responda antes del {deadline}; entonces se cierra.",
      " Responda antes de {deadline}; nessa altura é fechado."}},
    {kShipBy,
     {"我们将在{deadline}前发货。", " We ship it before {deadline}.",
      " Lo enviamos antes del {deadline}.", " Enviamo-lo antes de {deadline}."}},
    {kAutoConfirm,
     {"{deadline}后将自动确认收货。", " Receipt counts as confirmed on {deadline}.",
      " La recepción se da por confirmada el {deadline}.",
      " A receção considera-se confirmada em {deadline}."}},
    {kCodFinish,
     {"如有问题，请在{deadline}前联系我们。", " If anything is wrong, tell us before {deadline}.",
      " Si algo no está bien, díganoslo antes del {deadline}.",
      " Se algo não estiver bem, diga-nos antes de {deadline}."}},
    {kPaidOutOfStockRefund,
     {"很抱歉，商品已售罄；最迟{deadline}将为您退款。",
      " We are sorry: it is sold out; you are refunded by {deadline} at the latest.",
      " Lo sentimos: está agotado; se le reembolsará a más tardar el {deadline}.",
      " Lamentamos: está esgotado; será reembolsado o mais tardar em {deadline}."}},
};

constexpr const char* kPaused[4] = {"收货期限已暂停。", " The time for receipt is paused.",
                                    " El plazo de recepción está en pausa.",
                                    " O prazo de receção está em pausa."};

Language LanguageOf(absl::string_view code) {
  const absl::string_view primary = code.substr(0, code.find('-'));
  if (primary == "en") return kEn;
  if (primary == "es") return kEs;
  if (primary == "pt") return kPt;
  return kZh;
}

std::string DeadlineText(const Order& order, Language language) {
  if (order.paused_seconds_left() > 0) return kPaused[language];
  for (const DeadlinePhrase& phrase : kDeadlines) {
    if (order.deadline_event() == phrase.event) return phrase.text[language];
  }
  return "";
}

const char* StateText(const Order& order, Language language) {
  if (order.state() == WAIT_BUYER_PAY && IsBankTransfer(order)) {
    for (const TransferPhrase& phrase : kTransferPhrases) {
      if (phrase.state == order.payment().state()) return phrase.text[language];
    }
  }
  for (const Phrase& phrase : kPhrases) {
    if (phrase.state == order.state()) return phrase.text[language];
  }
  return "";
}

}  // namespace

std::vector<std::string> BuyerActions(const Order& order) {
  switch (order.state()) {
    case WAIT_COD_CONFIRM:
      return {"ConfirmCod", "DeclineCod", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
    case WAIT_BUYER_PAY:
      if (!IsBankTransfer(order)) {
        return {"RecordPayment", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
      }
      if (!order.has_transfer()) return {"CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
      return {"ClaimTransfer", "CloseOrder", "ConfirmReceiver", "ChangeReceiver"};
    case WAIT_SELLER_SEND_GOODS:
    case SELLER_CONSIGNED_PART:
      if (order.top_up().state() == TopUp::ASKED) {
        return {"RecordPayment", "ConfirmReceiver", "ChangeReceiver", "OpenRefund"};
      }
      if (order.ship_date_proposal().state() == ShipDateProposal::PROPOSED) {
        return {"AnswerShipDate", "ConfirmReceiver", "ChangeReceiver", "OpenRefund"};
      }
      return {"ConfirmReceiver", "ChangeReceiver", "ChooseCourier", "OpenRefund"};
    case WAIT_BUYER_CONFIRM_GOODS:
      if (IsCod(order)) return {};
      if (order.open_refunds() > 0) return {"OpenRefund"};
      return {"ConfirmReceipt", "OpenRefund"};
    case TRADE_BUYER_SIGNED:
      if (order.open_refunds() > 0) return {"OpenRefund"};
      return {"ConfirmReceipt", "OpenRefund"};
    case TRADE_FINISHED:
      return {"OpenRefund"};
    default:
      return {};
  }
}

std::vector<std::string> SellerActions(const Order& order) {
  std::vector<std::string> actions;
  if (order.state() == WAIT_COD_CONFIRM) {
    actions = {"ConfirmCod", "DeclineCod", "ReleaseCodUnconfirmed"};
  }
  if (order.state() == WAIT_COD_CONFIRM || order.state() == WAIT_BUYER_PAY) {
    actions.insert(actions.end(), {"CloseOrder", "AskReceiver", "ConfirmReceiver", "ChangeReceiver",
                                   "MarkReceiverUnreachable"});
  }
  if (order.state() == WAIT_BUYER_PAY && order.payment().state() == AWAITING) {
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
  if (order.state() == WAIT_BUYER_CONFIRM_GOODS && !IsCod(order)) {
    if (!order.extended()) actions.push_back("ExtendReceipt");
    actions.push_back("OpenRefund");
  }
  if (order.state() == TRADE_BUYER_SIGNED || order.state() == TRADE_FINISHED) {
    actions.push_back("OpenRefund");
  }
  if (order.payment().state() == COLLECTED) actions.push_back("RecordCodRemittance");
  return actions;
}

std::string Sentence(const Order& order, absl::string_view language_code) {
  const Language language = LanguageOf(language_code);
  const std::string text = absl::StrCat(StateText(order, language), DeadlineText(order, language));
  const std::string deadline =
      absl::FormatTime("%Y-%m-%d %H:%M UTC", FromProto(order.deadline_time()), absl::UTCTimeZone());
  const Money rest = MakeMoney(order.total().currency_code(), OpenMinor(order));
  return absl::StrReplaceAll(text, {{"{order}", LastSegment(order.name())},
                                    {"{amount}", FormatMoney(order.payment().due())},
                                    {"{rest}", FormatMoney(rest)},
                                    {"{deadline}", deadline}});
}

}  // namespace shopdesk::orders::domain
