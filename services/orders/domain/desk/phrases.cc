#include "services/orders/domain/desk/phrases.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "services/orders/domain/trade/holds.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

// The first row that is true of an order is said.
struct Phrase {
  bool (*is_true)(const Order& order, absl::Time now);
  const char* text[4];
};

template <OrderState::Value state>
bool In(const Order& order, absl::Time) {
  return order.state() == state;
}

template <PaymentState::Value state>
bool Waits(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_BUYER_PAY && IsBankTransfer(order) &&
         order.payment().state() == state;
}

bool RefundIsOpen(const Order& order, absl::Time) {
  return order.open_refunds() > 0 && order.state() != OrderState::SELLER_CONSIGNED_PART;
}

template <Hold::Kind kind>
bool HeldBy(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_SELLER_SEND_GOODS && FindHold(order, kind) != nullptr;
}

bool IsHeld(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_SELLER_SEND_GOODS && !order.holds().empty();
}

bool DateIsProposed(const Order& order, absl::Time now) {
  return order.state() == OrderState::WAIT_SELLER_SEND_GOODS &&
         order.ship_date_proposal().state() == ShipDateProposal::PROPOSED &&
         FromProto(order.ship_date_proposal().ship_time()) > now;
}

bool WillNotWait(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_SELLER_SEND_GOODS &&
         order.ship_date_proposal().state() == ShipDateProposal::REFUSED;
}

// Nothing speaks against the promise to ship.
bool IsPromised(const Order& order) {
  const ShipDateProposal::State date = order.ship_date_proposal().state();
  return order.holds().empty() && order.open_refunds() == 0 && date != ShipDateProposal::PROPOSED &&
         date != ShipDateProposal::REFUSED;
}

bool RestIsPromised(const Order& order, absl::Time) {
  return order.state() == OrderState::SELLER_CONSIGNED_PART && IsPromised(order);
}

bool IsInTrouble(const Order& order, absl::Time) {
  if (order.state() != OrderState::WAIT_BUYER_CONFIRM_GOODS) return false;
  return order.paused_seconds_left() > 0 ||
         (IsCod(order) &&
          std::any_of(order.parcels().begin(), order.parcels().end(), [](const Parcel& parcel) {
            return parcel.state() == Parcel::TROUBLED || parcel.state() == Parcel::REFUSED;
          }));
}

bool IsCollectedAtTheDoor(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS && IsCod(order) &&
         order.payment().due().minor() > order.payment().paid_minor();
}

bool IsDelivered(const Order& order, absl::Time) {
  return order.state() == OrderState::WAIT_BUYER_CONFIRM_GOODS && !order.parcels().empty() &&
         std::all_of(order.parcels().begin(), order.parcels().end(), [](const Parcel& parcel) {
           return parcel.state() == Parcel::DELIVERED || parcel.state() == Parcel::RETURNED;
         });
}

bool IsRefunded(const Order& order, absl::Time) {
  return order.state() == OrderState::TRADE_CLOSED && order.payment().refunded_minor() > 0;
}

bool ClosedWithAPartPaid(const Order& order, absl::Time) {
  return order.state() == OrderState::TRADE_CLOSED_UNPAID && order.payment().paid_minor() > 0;
}

bool MoneyMayStillCome(const Order& order, absl::Time) {
  return order.state() == OrderState::TRADE_CLOSED_UNPAID && IsBankTransfer(order);
}

constexpr Phrase kStates[] = {
    {In<OrderState::WAIT_COD_CONFIRM>,
     {"您的订单{order}选择货到付款，应付{amount}，请与客服确认。",
      "Your order {order} is to be paid in cash on delivery ({amount}). Please confirm it with us.",
      "Su pedido {order} es contra reembolso ({amount}). Confírmenoslo, por favor.",
      "Seu pedido {order} será pago na entrega ({amount}). Por favor, confirme-o conosco."}},
    {Waits<PaymentState::CLAIMED>,
     {"已收到您关于订单{order}的付款通知，款项到账后我们会尽快处理。",
      "Thank you for letting us know that you have paid for your order {order}. We will go ahead "
      "as "
      "soon as the money reaches our bank.",
      "Gracias por avisarnos de que ha pagado su pedido {order}. Seguiremos adelante en cuanto el "
      "dinero llegue a nuestro banco.",
      "Obrigado por avisar que pagou o pedido {order}. Daremos andamento assim que o dinheiro "
      "chegar ao nosso banco."}},
    {Waits<PaymentState::PARTLY_PAID>,
     {"您的订单{order}已到账{paid}，还差{rest}，请补足。",
      "We have received {paid} for your order {order}. Please transfer the remaining {rest}.",
      "Hemos recibido {paid} por su pedido {order}. Transfiera, por favor, los {rest} que faltan.",
      "Recebemos {paid} pelo seu pedido {order}. Por favor, transfira os {rest} que faltam."}},
    {Waits<PaymentState::AWAITING>,
     {"您的订单{order}等待银行转账，应付{amount}。转账后请告知我们。",
      "Your order {order} is waiting for your bank transfer of {amount}. Please let us know once "
      "you have made it.",
      "Su pedido {order} está pendiente de su transferencia de {amount}. Avísenos, por favor, "
      "cuando "
      "la haya hecho.",
      "Seu pedido {order} aguarda sua transferência de {amount}. Por favor, avise-nos depois de "
      "fazê-la."}},
    {In<OrderState::WAIT_BUYER_PAY>,
     {"您的订单{order}等待付款，应付{amount}。",
      "Your order {order} is waiting for your payment of {amount}.",
      "Su pedido {order} está pendiente de su pago de {amount}.",
      "Seu pedido {order} aguarda o pagamento de {amount}."}},
    {HeldBy<Hold::PAID_OUT_OF_STOCK>,
     {"很抱歉，您的订单{order}中的商品已售罄。",
      "We are sorry: what you bought with your order {order} is sold out.",
      "Lo sentimos: lo que compró en su pedido {order} está agotado.",
      "Lamentamos: o que você comprou no pedido {order} está esgotado."}},
    {RefundIsOpen,
     {"您的订单{order}的退款申请正在处理中。",
      "We are working on the refund you asked for on your order {order}.",
      "Estamos tramitando el reembolso que ha pedido para su pedido {order}.",
      "Estamos cuidando do reembolso que você pediu para o pedido {order}."}},
    {HeldBy<Hold::TOP_UP_DUE>,
     {"您的订单{order}需补运费差价{top_up}，付款后我们会尽快发货。",
      "Shipping your order {order} costs {top_up} more. We will send it once you have paid the "
      "difference.",
      "El envío de su pedido {order} cuesta {top_up} más. Lo enviaremos cuando haya pagado la "
      "diferencia.",
      "O frete do seu pedido {order} custa {top_up} a mais. Enviaremos o pedido assim que você "
      "pagar a diferença."}},
    {HeldBy<Hold::ADDRESS_CHECK_FAILED>,
     {"您的订单{order}的收货信息不完整，请告诉我们正确的地址和电话。",
      "We cannot deliver your order {order} to the address we have. Please tell us the full "
      "address "
      "and a phone number.",
      "No podemos entregar su pedido {order} en la dirección que tenemos. Indíquenos, por favor, "
      "la "
      "dirección completa y un teléfono.",
      "Não conseguimos entregar seu pedido {order} no endereço que temos. Por favor, informe o "
      "endereço completo e um telefone."}},
    {IsHeld,
     {"您的订单{order}正在核实，有结果会立即联系您。",
      "We are checking your order {order} before we send it, and will be in touch.",
      "Estamos revisando su pedido {order} antes de enviarlo y nos pondremos en contacto con "
      "usted.",
      "Estamos conferindo seu pedido {order} antes do envio e entraremos em contato."}},
    {DateIsProposed,
     {"很抱歉，您的订单{order}不能按时发货，预计{ship_date}发出。您愿意等待吗？",
      "We are sorry: your order {order} cannot go out in time. We can ship it by {ship_date}. "
      "Would "
      "you like to wait?",
      "Lo sentimos: su pedido {order} no puede salir a tiempo. Podemos enviarlo a más tardar el "
      "{ship_date}. ¿Desea esperar?",
      "Lamentamos: seu pedido {order} não pode sair no prazo. Podemos enviá-lo até {ship_date}. "
      "Você quer esperar?"}},
    {WillNotWait,
     {"您的订单{order}尚未发货，您可以申请退款。",
      "Your order {order} has not been shipped. You can ask for your money back.",
      "Su pedido {order} no se ha enviado. Puede pedir el reembolso.",
      "Seu pedido {order} não foi enviado. Você pode pedir o reembolso."}},
    {In<OrderState::WAIT_SELLER_SEND_GOODS>,
     {"您的订单{order}已确认，等待发货。",
      "Your order {order} is confirmed and will be shipped soon.",
      "Su pedido {order} está confirmado y se enviará pronto.",
      "Seu pedido {order} está confirmado e será enviado em breve."}},
    {RestIsPromised,
     {"您的订单{order}已部分发货，其余商品即将发出。",
      "Part of your order {order} is on its way. The rest will follow soon.",
      "Una parte de su pedido {order} está en camino. El resto saldrá pronto.",
      "Parte do seu pedido {order} está a caminho. O restante será enviado em breve."}},
    {In<OrderState::SELLER_CONSIGNED_PART>,
     {"您的订单{order}已部分发货，其余商品我们会与您联系。",
      "Part of your order {order} is on its way. We will be in touch about the rest.",
      "Una parte de su pedido {order} está en camino. Nos pondremos en contacto con usted por el "
      "resto.",
      "Parte do seu pedido {order} está a caminho. Entraremos em contato sobre o restante."}},
    {IsInTrouble,
     {"您的订单{order}配送出现问题，我们正在处理，会尽快联系您。",
      "There is a problem with the delivery of your order {order}. We are looking into it and will "
      "be in touch.",
      "Hay un problema con la entrega de su pedido {order}. Lo estamos resolviendo y nos pondremos "
      "en contacto con usted.",
      "Há um problema na entrega do seu pedido {order}. Estamos resolvendo e entraremos em "
      "contato."}},
    {IsCollectedAtTheDoor,
     {"您的订单{order}已全部发货，收货时请向快递员支付{rest}。",
      "Your order {order} is on its way. Please pay the courier {rest} on delivery.",
      "Su pedido {order} está en camino. Pague al repartidor {rest} en la entrega, por favor.",
      "Seu pedido {order} está a caminho. Por favor, pague {rest} ao entregador no recebimento."}},
    {IsDelivered,
     {"您的订单{order}已送达，请确认收货。",
      "Your order {order} has been delivered. Please confirm that you have received it.",
      "Su pedido {order} ha sido entregado. Confirme, por favor, que lo ha recibido.",
      "Seu pedido {order} foi entregue. Por favor, confirme o recebimento."}},
    {In<OrderState::WAIT_BUYER_CONFIRM_GOODS>,
     {"您的订单{order}已全部发货，收到后请确认收货。",
      "Your order {order} is on its way. Please confirm receipt once you have it.",
      "Su pedido {order} está en camino. Confirme, por favor, la recepción cuando lo tenga.",
      "Seu pedido {order} está a caminho. Por favor, confirme o recebimento quando ele chegar."}},
    {In<OrderState::TRADE_BUYER_SIGNED>,
     {"您的订单{order}已签收并付款，谢谢。",
      "You have received and paid for your order {order}. Thank you.",
      "Ha recibido y pagado su pedido {order}. Gracias.",
      "Você recebeu e pagou o pedido {order}. Obrigado."}},
    {In<OrderState::TRADE_FINISHED>,
     {"您的订单{order}交易成功，感谢您的支持。", "Your order {order} is complete. Thank you.",
      "Su pedido {order} está completado. Gracias.",
      "Seu pedido {order} foi concluído. Obrigado."}},
    {IsRefunded,
     {"您的订单{order}已关闭，退款{refunded}。",
      "Your order {order} has been closed; you get {refunded} back.",
      "Su pedido {order} se ha cerrado; se le reembolsan {refunded}.",
      "Seu pedido {order} foi encerrado; você recebe {refunded} de volta."}},
    {ClosedWithAPartPaid,
     {"您的订单{order}已关闭，您已付的{paid}将退还给您。",
      "Your order {order} has been closed. The {paid} you paid will be returned to you.",
      "Su pedido {order} se ha cerrado. Le devolveremos los {paid} que pagó.",
      "Seu pedido {order} foi encerrado. Os {paid} que você pagou serão devolvidos."}},
    {MoneyMayStillCome,
     {"您的订单{order}已关闭。如您已转账，到账后将退还给您。",
      "Your order {order} has been closed. If you have already made the transfer, the money will "
      "be "
      "returned to you.",
      "Su pedido {order} se ha cerrado. Si ya ha hecho la transferencia, le devolveremos el "
      "dinero.",
      "Seu pedido {order} foi encerrado. Se você já fez a transferência, o dinheiro será "
      "devolvido."}},
    {In<OrderState::TRADE_CLOSED_COD_REFUSED>,
     {"您的订单{order}因拒收已关闭，您无需付款。",
      "Your order {order} was not accepted on delivery and has been closed. You have nothing to "
      "pay.",
      "Su pedido {order} no fue aceptado en la entrega y se ha cerrado. No tiene que pagar nada.",
      "Seu pedido {order} foi recusado na entrega e encerrado. Você não precisa pagar nada."}},
    {[](const Order& order, absl::Time) { return IsClosed(order.state()); },
     {"您的订单{order}已关闭，您无需付款。",
      "Your order {order} has been closed. You have nothing to pay.",
      "Su pedido {order} se ha cerrado. No tiene que pagar nada.",
      "Seu pedido {order} foi encerrado. Você não precisa pagar nada."}},
};

template <const char* event>
bool Due(const Order& order, absl::Time now) {
  return order.deadline_event() == event && FromProto(order.deadline_time()) > now;
}

template <PaymentState::Value state>
bool ClosesThough(const Order& order, absl::Time now) {
  return Due<kUnpaidClose>(order, now) && Waits<state>(order, now);
}

constexpr Phrase kDeadlines[] = {
    {[](const Order& order, absl::Time) { return order.paused_seconds_left() > 0; },
     {"处理期间，确认收货期限暂停。", " The time for confirming receipt is paused in the meantime.",
      " Mientras tanto, el plazo para confirmar la recepción queda en pausa.",
      " Enquanto isso, o prazo para confirmar o recebimento fica suspenso."}},
    {ClosesThough<PaymentState::CLAIMED>,
     {"如{deadline}前仍未到账，订单将自动关闭。",
      " If it has not arrived by {deadline}, the order will be closed automatically.",
      " Si no ha llegado antes del {deadline}, el pedido se cerrará automáticamente.",
      " Se ele não chegar até {deadline}, o pedido será encerrado automaticamente."}},
    {ClosesThough<PaymentState::PARTLY_PAID>,
     {"如{deadline}前仍未补足，订单将自动关闭，已付款项将退还给您。",
      " If the rest has not arrived by {deadline}, the order will be closed automatically and your "
      "money returned.",
      " Si el resto no ha llegado antes del {deadline}, el pedido se cerrará automáticamente y le "
      "devolveremos el dinero.",
      " Se o restante não chegar até {deadline}, o pedido será encerrado automaticamente e o "
      "dinheiro, devolvido."}},
    {Due<kUnpaidClose>,
     {"请在{deadline}前付款，逾期订单将自动关闭。",
      " If it is not paid by {deadline}, it will be closed automatically.",
      " Si no se paga antes del {deadline}, se cerrará automáticamente.",
      " Se não for pago até {deadline}, será encerrado automaticamente."}},
    {Due<kCodUnreachable>,
     {"请在{deadline}前确认，逾期订单将自动关闭。",
      " If we have not heard from you by {deadline}, it will be closed automatically.",
      " Si no tenemos noticias suyas antes del {deadline}, se cerrará automáticamente.",
      " Se não tivermos sua resposta até {deadline}, ele será encerrado automaticamente."}},
    {[](const Order& order, absl::Time now) {
       return Due<kShipBy>(order, now) && IsPromised(order);
     },
     {"我们将在{deadline}前发货。", " We will ship it by {deadline}.",
      " Lo enviaremos antes del {deadline}.", " Enviaremos até {deadline}."}},
    {Due<kAutoConfirm>,
     {"如未确认，{deadline}将自动确认收货。",
      " Otherwise receipt will be confirmed automatically on {deadline}.",
      " De lo contrario, la recepción se confirmará automáticamente el {deadline}.",
      " Caso contrário, o recebimento será confirmado automaticamente em {deadline}."}},
    {Due<kCodFinish>,
     {"如有问题，请在{deadline}前联系我们。",
      " If anything is wrong, please tell us before {deadline}.",
      " Si algo no está bien, díganoslo antes del {deadline}.",
      " Se houver algum problema, avise-nos até {deadline}."}},
    {Due<kPaidOutOfStockRefund>,
     {"我们最迟将在{deadline}为您退款。", " We will refund you by {deadline} at the latest.",
      " Le reembolsaremos a más tardar el {deadline}.", " Você será reembolsado até {deadline}."}},
};

constexpr const char* kNothing[4] = {"", "", "", ""};

template <size_t size>
absl::Span<const char* const> FirstTrue(const Phrase (&rows)[size], const Order& order,
                                        absl::Time now) {
  for (const Phrase& row : rows) {
    if (row.is_true(order, now)) return row.text;
  }
  return kNothing;
}

}  // namespace

absl::Span<const char* const> StatePhrase(const Order& order, absl::Time now) {
  return FirstTrue(kStates, order, now);
}

absl::Span<const char* const> DeadlinePhrase(const Order& order, absl::Time now) {
  return FirstTrue(kDeadlines, order, now);
}

}  // namespace shopdesk::orders::domain
