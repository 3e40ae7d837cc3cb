#include "tools/shopdesk/texts.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/base/money.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

// In zh, en, es, pt.
struct Phrase {
  const char* text[4];
};

// Couriers in one text, the cheapest.
constexpr size_t kMostCouriers = 5;

constexpr Phrase kCouriers = {
    {"可以送到您地址的快递有：{list}。您想用哪一家？",
     "These couriers reach your address: {list}. Which one would you like?",
     "Estos transportistas llegan a su dirección: {list}. ¿Cuál prefiere?",
     "Estas transportadoras chegam à sua morada: {list}. Qual prefere?"}};
constexpr Phrase kCourier = {
    {"{name}（{price}）", "{name} ({price})", "{name} ({price})", "{name} ({price})"}};
constexpr Phrase kCourierWithDate = {
    {"{name}（{price}，预计{date}送达）", "{name} ({price}, there by {date})",
     "{name} ({price}, llega antes del {date})", "{name} ({price}, chega até {date})"}};
constexpr Phrase kCod = {
    {"您的订单{order}为货到付款：商品和运费{goods}，货到付款手续费{surcharge}，收货时共付{total}。"
     "在线支付可免{surcharge}手续费。",
     "Your order {order} is cash on delivery: {goods} for goods and freight, {surcharge} for the "
     "collection, {total} in all at the door. Paying online saves the {surcharge}.",
     "Su pedido {order} es contra reembolso: {goods} por los productos y el envío, {surcharge} por "
     "el cobro, en total {total} a la entrega. Si paga en línea se ahorra {surcharge}.",
     "O seu pedido {order} é com pagamento na entrega: {goods} pelos produtos e pelo envio, "
     "{surcharge} pela cobrança, no total {total} à porta. Se pagar online, poupa {surcharge}."}};
constexpr Phrase kDelay = {
    {"很抱歉，您的订单{order}不能在{previous}前发货，最迟{date}"
     "发出。您愿意等吗？不愿意的话，可以马上退款。",
     "We are sorry: your order {order} can't leave before {previous}; it leaves by {date}. Will "
     "you "
     "wait? If not, you can have your money back at once.",
     "Lo sentimos: su pedido {order} no puede salir antes del {previous}; saldrá a más tardar el "
     "{date}. ¿Quiere esperar? Si no, le devolvemos el dinero enseguida.",
     "Lamentamos: o seu pedido {order} não pode sair antes de {previous}; sai o mais tardar em "
     "{date}. Quer esperar? Se não, devolvemos-lhe o dinheiro de imediato."}};

size_t IndexOf(absl::string_view language) {
  constexpr absl::string_view kLanguages[] = {"zh", "en", "es", "pt"};
  for (size_t i = 0; i < std::size(kLanguages); ++i) {
    if (language == kLanguages[i]) return i;
  }
  return 0;
}

type::v1::Money MoneyAt(const Json& resource, absl::string_view path) {
  int64_t minor = 0;
  const bool is_number = absl::SimpleAtoi(Cell(resource, absl::StrCat(path, ".minor")), &minor);
  return MakeMoney(Cell(resource, absl::StrCat(path, ".currency_code")), is_number ? minor : 0);
}

// The day in UTC, as the sentences of orders have it.
std::string DayAt(const Json& resource, absl::string_view path) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, Cell(resource, path), &time, nullptr)) return "";
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

std::string NumberOf(const Json& order) { return IdOf(order.value("name", "")); }

}  // namespace

absl::StatusOr<std::string> CourierText(const Json& couriers, absl::string_view language) {
  const size_t index = IndexOf(language);
  std::vector<std::string> list;
  for (const Json& option : couriers.value("options", Json::array())) {
    if (list.size() == kMostCouriers) break;
    const std::string date = DayAt(option, "promised_time");
    const Phrase& phrase = date.empty() ? kCourier : kCourierWithDate;
    list.push_back(
        absl::StrReplaceAll(phrase.text[index], {{"{name}", Cell(option, "display_name")},
                                                 {"{price}", Cell(option, "price")},
                                                 {"{date}", date}}));
  }
  if (list.empty())
    return absl::FailedPreconditionError("no courier reaches the address; ask for another one");
  return absl::StrReplaceAll(kCouriers.text[index],
                             {{"{list}", absl::StrJoin(list, index == 0 ? "、" : ", ")}});
}

absl::StatusOr<std::string> CodText(const Json& order, absl::string_view language) {
  if (Cell(order, "payment.method") != "COD")
    return absl::FailedPreconditionError("the order is not cash on delivery");
  const type::v1::Money surcharge = MoneyAt(order, "cod_surcharge");
  const type::v1::Money total = MoneyAt(order, "total");
  return absl::StrReplaceAll(
      kCod.text[IndexOf(language)],
      {{"{order}", NumberOf(order)},
       {"{goods}",
        FormatMoney(MakeMoney(total.currency_code(), total.minor() - surcharge.minor()))},
       {"{surcharge}", FormatMoney(MakeMoney(total.currency_code(), surcharge.minor()))},
       {"{total}", FormatMoney(total)}});
}

absl::StatusOr<std::string> DelayText(const Json& order, absl::string_view language) {
  const std::string date = DayAt(order, "ship_date_proposal.ship_time");
  if (date.empty()) {
    return absl::FailedPreconditionError(
        "no later date was proposed; FollowUpService.ProposeShipDate does");
  }
  return absl::StrReplaceAll(kDelay.text[IndexOf(language)],
                             {{"{order}", NumberOf(order)},
                              {"{previous}", DayAt(order, "ship_date_proposal.previous_time")},
                              {"{date}", date}});
}

}  // namespace shopdesk::cli
