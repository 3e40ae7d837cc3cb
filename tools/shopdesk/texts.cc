#include "tools/shopdesk/texts.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/base/language.h"
#include "libs/base/money.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

// In zh, en, es and Brazil's pt.
struct Phrase {
  const char* text[4];
};

// Couriers in one text, the cheapest.
constexpr size_t kMostCouriers = 5;

constexpr Phrase kCouriers = {
    {"可以送到您地址的快递有：{list}。您想用哪一家？",
     "These couriers reach your address: {list}. Which one would you like?",
     "Estos transportistas llegan a su dirección: {list}. ¿Cuál prefiere?",
     "Estas transportadoras atendem o seu endereço: {list}. Qual você prefere?"}};
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
     "O pagamento do seu pedido {order} é na entrega: {goods} pelos produtos e pelo frete, "
     "{surcharge} de taxa de cobrança, {total} no total. Pagando online, você economiza "
     "{surcharge}."}};
constexpr Phrase kDelay = {
    {"很抱歉，您的订单{order}不能在{previous}前发货，最迟{date}"
     "发出。您愿意等吗？不愿意的话，可以马上退款。",
     "We are sorry: your order {order} can't leave before {previous}; it leaves by {date}. Will "
     "you "
     "wait? If not, you can have your money back at once.",
     "Lo sentimos: su pedido {order} no puede salir antes del {previous}; saldrá a más tardar el "
     "{date}. ¿Quiere esperar? Si no, le devolvemos el dinero enseguida.",
     "Sentimos muito: o seu pedido {order} não poderá ser enviado até {previous}; será enviado até "
     "{date}. Você quer esperar? Se não, devolvemos o seu dinheiro na hora."}};

size_t IndexOf(const TextStyle& style) {
  const auto* found =
      std::find(std::begin(kTextLanguages), std::end(kTextLanguages), style.language);
  return found == std::end(kTextLanguages) ? 0 : found - std::begin(kTextLanguages);
}

type::v1::Money MoneyAt(const Json& resource, absl::string_view path) {
  int64_t minor = 0;
  const bool is_number = absl::SimpleAtoi(Cell(resource, absl::StrCat(path, ".minor")), &minor);
  return MakeMoney(Cell(resource, absl::StrCat(path, ".currency_code")), is_number ? minor : 0);
}

// The shop's day, as the language writes it; empty if there is none.
std::string DayAt(const Json& resource, absl::string_view path, const TextStyle& style) {
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, Cell(resource, path), &time, nullptr)) return "";
  return DateIn(style.language, time, style.zone);
}

std::string NumberOf(const Json& order) { return IdOf(order.value("name", "")); }

}  // namespace

absl::StatusOr<std::string> CourierText(const Json& couriers, const TextStyle& style) {
  const size_t index = IndexOf(style);
  std::vector<std::string> list;
  for (const Json& option : couriers.value("options", Json::array())) {
    if (list.size() == kMostCouriers) break;
    const std::string date = DayAt(option, "promised_time", style);
    const Phrase& phrase = date.empty() ? kCourier : kCourierWithDate;
    list.push_back(absl::StrReplaceAll(
        phrase.text[index], {{"{name}", Cell(option, "display_name")},
                             {"{price}", MoneyIn(style.language, MoneyAt(option, "price"))},
                             {"{date}", date}}));
  }
  if (list.empty())
    return absl::FailedPreconditionError("no courier reaches the address; ask for another one");
  return absl::StrReplaceAll(kCouriers.text[index],
                             {{"{list}", absl::StrJoin(list, index == 0 ? "、" : ", ")}});
}

absl::StatusOr<std::string> CodText(const Json& order, const TextStyle& style) {
  if (Cell(order, "payment.method") != "COD")
    return absl::FailedPreconditionError("the order is not cash on delivery");
  const type::v1::Money surcharge = MoneyAt(order, "cod_surcharge");
  const type::v1::Money total = MoneyAt(order, "total");
  const type::v1::Money goods = MakeMoney(total.currency_code(), total.minor() - surcharge.minor());
  const std::string fee =
      MoneyIn(style.language, MakeMoney(total.currency_code(), surcharge.minor()));
  return absl::StrReplaceAll(kCod.text[IndexOf(style)],
                             {{"{order}", NumberOf(order)},
                              {"{goods}", MoneyIn(style.language, goods)},
                              {"{surcharge}", fee},
                              {"{total}", MoneyIn(style.language, total)}});
}

absl::StatusOr<std::string> DelayText(const Json& order, const TextStyle& style) {
  const std::string date = DayAt(order, "ship_date_proposal.ship_time", style);
  if (date.empty()) {
    return absl::FailedPreconditionError(
        "no later date was proposed; FollowUpService.ProposeShipDate does");
  }
  return absl::StrReplaceAll(
      kDelay.text[IndexOf(style)],
      {{"{order}", NumberOf(order)},
       {"{previous}", DayAt(order, "ship_date_proposal.previous_time", style)},
       {"{date}", date}});
}

std::string HitText(const Json& hit) {
  const std::string replacement = Cell(hit, "replacement");
  return absl::StrCat(
      Cell(hit, "level"), " ", Cell(hit, "category"), " ", hit.value("begin", 0), "-",
      hit.value("end", 0), " “", Cell(hit, "text"), "”: ",
      replacement.empty() ? std::string("leave it out") : absl::StrCat("say “", replacement, "”"));
}

}  // namespace shopdesk::cli
