#include "services/logistics/domain/notice/notice_text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/base/calendar.h"
#include "libs/base/language.h"
#include "libs/base/money.h"

namespace shopdesk::logistics::domain {
namespace {

constexpr absl::string_view kLanguages[] = {"zh", "es", "en", "pt"};
// How many kinds of notices there are; they are numbered from 1.
constexpr int kKinds = 13;

// By kind, then by language.
constexpr NoticeText kTexts[kKinds][std::size(kLanguages)] = {
    {// SHIPPED
     {"您的订单已发货", "您的订单 {order} 已由{carrier}发出，运单号 {waybill}。"},
     {"Su pedido ha sido enviado",
      "Su pedido {order} ha sido enviado con {carrier}; número de envío: {waybill}."},
     {"Your order has been shipped",
      "Your order {order} has been shipped by {carrier}; tracking number: {waybill}."},
     {"Seu pedido foi enviado",
      "Seu pedido {order} foi enviado por {carrier}; código de rastreamento: {waybill}."}},
    {// OUT_FOR_DELIVERY
     {"您的包裹正在派送", "您的订单 {order} 正在派送（{carrier} {waybill}），请保持电话畅通。"},
     {"Su paquete está en reparto",
      "Su pedido {order} está en reparto ({carrier} {waybill}). Por favor, tenga el teléfono a "
      "mano."},
     {"Your parcel is out for delivery",
      "Your order {order} is out for delivery ({carrier} {waybill}). Please keep your phone at "
      "hand."},
     {"Seu pacote saiu para entrega",
      "Seu pedido {order} saiu para entrega ({carrier} {waybill}). Por favor, mantenha o telefone "
      "por perto."}},
    {// AVAILABLE_FOR_PICKUP
     {"您的包裹可以自提了",
      "您的订单 {order} 已到自提点（{carrier} {waybill}），请尽快凭证件取件。"},
     {"Su paquete está listo para recoger",
      "Ya puede recoger su pedido {order} ({carrier} {waybill}). Lleve su documento de "
      "identidad."},
     {"Your parcel is ready for pick-up",
      "Your order {order} is ready for pick-up ({carrier} {waybill}). Please bring proof of "
      "identity."},
     {"Seu pacote está pronto para retirada",
      "Seu pedido {order} já pode ser retirado ({carrier} {waybill}). Leve um documento de "
      "identidade."}},
    {// EXCEPTION
     {"您的包裹运输异常",
      "您的订单 {order} 在运输中出现异常（{carrier} "
      "{waybill}），我们正在联系承运方，会尽快答复您。"},
     {"Incidencia con su envío",
      "Ha surgido una incidencia en el envío de su pedido {order} ({carrier} {waybill}). Ya hemos "
      "contactado con el transportista y le mantendremos informado."},
     {"A problem with your parcel",
      "There is a problem with the delivery of your order {order} ({carrier} {waybill}). We are in "
      "touch with the carrier and will let you know."},
     {"Problema com o seu envio",
      "Houve um problema na entrega do seu pedido {order} ({carrier} {waybill}). Estamos em "
      "contato com a transportadora e manteremos você informado."}},
    {// PAYMENT_REMINDER
     {"您的订单待付款", "您的订单 {order}（{amount}）还未付款。{until} 前付款，今天就能发货。"},
     {"Su pedido está pendiente de pago",
      "Su pedido {order} ({amount}) está pendiente de pago. Si paga antes de las {until}, lo "
      "enviaremos hoy mismo."},
     {"Your order awaits payment",
      "Your order {order} ({amount}) has not been paid yet. Pay before {until} and it "
      "will ship today."},
     {"Seu pedido aguarda pagamento",
      "Seu pedido {order} ({amount}) ainda não foi pago. Se o pagamento for "
      "feito até as {until}, ele será enviado hoje."}},
    {// SHIPPING_DELAY
     {"您的订单将延迟发货",
      "很抱歉，您的订单 {order} 不能按时发货，预计 {date} 发出。您可以等待，也可以申请退款。"},
     {"Su pedido se enviará más tarde",
      "Lo sentimos: no podemos enviar a tiempo su pedido {order}. Está previsto enviarlo el "
      "{date}. "
      "Puede esperar o solicitar el reembolso."},
     {"Your order will ship later",
      "We are sorry: your order {order} can't be shipped in time. We expect to ship it on {date}. "
      "You may wait or ask for a refund."},
     {"Seu pedido será enviado mais tarde",
      "Lamentamos, mas não conseguiremos enviar o seu pedido {order} no prazo. O envio está "
      "previsto para {date}. Você pode aguardar ou solicitar o reembolso."}},
    {// REVIEW_INVITATION
     {"期待您的评价", "您的订单 {order} 已签收，欢迎您说说使用感受。"},
     {"Su opinión nos interesa",
      "Ya ha recibido su pedido {order}. Si lo desea, cuéntenos qué le ha parecido."},
     {"We would like to hear from you",
      "Your order {order} has arrived. If you like, tell us and others what you think of it."},
     {"Queremos ouvir a sua opinião",
      "Seu pedido {order} foi entregue. Se quiser, conte para nós o que achou."}},
    {// PAYMENT_DUE
     {"您的订单待付款",
      "您的订单 {order} 还未付款（{amount}），请在 {until} 前付款，逾期将自动关闭。"},
     {"Su pedido espera el pago",
      "Su pedido {order} ({amount}) aún no está pagado. Si no se paga antes del {until}, se "
      "cerrará "
      "automáticamente."},
     {"Your order awaits payment",
      "Your order {order} ({amount}) is not paid yet. If it is not paid by {until}, it will be "
      "closed automatically."},
     {"Seu pedido aguarda pagamento",
      "Seu pedido {order} ({amount}) ainda não foi pago. Se não for pago até {until}, será "
      "encerrado "
      "automaticamente."}},
    {// RETURN_ADDRESS
     {"请寄回商品",
      "您的订单 {order} 的退货申请已通过。请在 {date} 前将商品寄至：{name}，{phone}，{address}。"
      "寄出后请填写运单号。"},
     {"Envíenos los artículos",
      "Hemos aceptado la devolución de su pedido {order}. Envíe los artículos antes del {date} a: "
      "{name}, {phone}, {address}. Después, indíquenos el número de envío."},
     {"Please send the goods back",
      "We have accepted the return of your order {order}. Please send the goods by {date} to: "
      "{name}, {phone}, {address}. Then tell us the tracking number."},
     {"Envie os produtos de volta",
      "A devolução do seu pedido {order} foi aceita. Envie os produtos até {date} para: {name}, "
      "{phone}, {address}. Depois, informe o código de rastreamento."}},
    {// PRICE_DROP
     {"价保退款已办理",
      "您订单 {order} 中的商品降价了，差价 {amount} 已按价格保护规则退还给您，无需任何操作。"},
     {"Le devolvemos la diferencia de precio",
      "Ha bajado el precio de un artículo de su pedido {order}. Le devolvemos la diferencia de "
      "{amount}; no tiene que hacer nada."},
     {"We refund the price difference",
      "An item of your order {order} has become cheaper. We are refunding the difference of "
      "{amount}; there is nothing you need to do."},
     {"Devolvemos a diferença de preço",
      "O preço de um item do seu pedido {order} baixou. Vamos devolver a diferença de {amount}; "
      "você não precisa fazer nada."}},
    {// ANNOUNCEMENT
     {"关于您的订单", "关于您的订单 {order}：{text}"},
     {"Sobre su pedido", "Sobre su pedido {order}: {text}"},
     {"About your order", "About your order {order}: {text}"},
     {"Sobre o seu pedido", "Sobre o seu pedido {order}: {text}"}},
    {// REFUND_OFFER
     {"您的退货已验收",
      "您的订单 {order} 退回的商品已验收，与约定不完全相符，我们可以退还 {amount}。请在 {until} "
      "前答复；逾期视为"
      "您接受。如不接受，可申请平台介入。"},
     {"Hemos revisado su devolución",
      "Los artículos devueltos de su pedido {order} no han llegado como debían. Le ofrecemos "
      "{amount}. Si no responde "
      "antes del {until}, entenderemos que acepta; si no está de acuerdo, puede pedir que decida "
      "la plataforma."},
     {"We have checked your return",
      "The goods that you returned from your order {order} did not come back as they had to. We "
      "offer {amount}. If you "
      "do not answer by {until}, the offer counts as accepted; if you disagree, you can ask the "
      "platform to decide."},
     {"Conferimos a sua devolução",
      "Os produtos devolvidos do seu pedido {order} não chegaram como deveriam. Oferecemos "
      "{amount}. Se você não "
      "responder até {until}, a oferta será considerada aceita; se não concordar, pode pedir que a "
      "plataforma decida."}},
    {// REFUND_REFUSED
     {"您的退款申请未通过",
      "您的订单 {order} 的退款申请未通过，原因请见订单。您可以在 {until} "
      "前申请平台介入；逾期申请将关闭。"},
     {"No hemos aceptado su solicitud de reembolso",
      "No hemos aceptado la solicitud de reembolso de su pedido {order}; el motivo figura en el "
      "pedido. Hasta el {until} puede pedir que decida la plataforma; después se cerrará."},
     {"Your refund was refused",
      "We have refused the refund that you asked for your order {order}; the order shows why. "
      "Until {until} you can ask the platform to decide; then the request is closed."},
     {"Seu pedido de reembolso foi recusado",
      "Recusamos o reembolso do seu pedido {order}; o motivo está no pedido. Até {until} você "
      "pode pedir que a plataforma decida; depois disso, a solicitação será encerrada."}},
};

}  // namespace

absl::string_view NoticeLanguage(absl::string_view first, absl::string_view second,
                                 absl::string_view third) {
  for (const absl::string_view code : {first, second, third}) {
    if (code.empty()) continue;
    const absl::string_view language = MatchLanguage(code, kLanguages);
    return language.empty() ? kLastResort : language;
  }
  return kLanguages[0];
}

NoticeText NoticeTextOf(v1::Notice::Kind kind, absl::string_view language) {
  if (kind < 1 || kind > kKinds) return {"", ""};
  const auto* found = std::find(std::begin(kLanguages), std::end(kLanguages), language);
  return kTexts[kind - 1][found == std::end(kLanguages) ? 0 : found - std::begin(kLanguages)];
}

std::string LocalVariable(absl::string_view name, absl::string_view value,
                          absl::string_view language) {
  if (name == "date") {
    const absl::StatusOr<Day> day = ParseDay(value);
    if (!day.ok()) return std::string(value);
    const absl::TimeZone utc = absl::UTCTimeZone();
    return DateIn(language, StartOf(*day, utc), utc);
  }
  if (name == "amount") {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(value, absl::MaxSplits(' ', 1));
    const absl::StatusOr<int64_t> minor = ParseMinor(parts.first, DecimalsOf(parts.second));
    if (!minor.ok() || parts.second.size() != 3) return std::string(value);
    return MoneyIn(language, MakeMoney(parts.second, *minor));
  }
  absl::CivilMinute minute;
  if (name == "until" && absl::ParseCivilTime(absl::StrReplaceAll(value, {{" ", "T"}}), &minute)) {
    const absl::TimeZone utc = absl::UTCTimeZone();
    return TimeIn(language, absl::FromCivil(minute, utc), utc);
  }
  return std::string(value);
}

}  // namespace shopdesk::logistics::domain
