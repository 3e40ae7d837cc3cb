#include "services/orders/domain/desk/buyer_card.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/ratio.h"
#include "services/orders/domain/desk/refund_advice.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::domain {
namespace {

using v1::Order;
using v1::OrderLine;
using v1::OrderState;
using v1::Refund;

// How shops name the option that is a size.
constexpr absl::string_view kSizeOptions[] = {"size", "talla", "tamanho", "tamaño",
                                              "尺码", "尺寸",  "鞋码",    "码数"};

struct Count {
  int64_t (BuyerCard::*get)() const;
  void (BuyerCard::*set)(int64_t);
};
// What adds up.
const Count kCounts[] = {
    {&BuyerCard::orders, &BuyerCard::set_orders},
    {&BuyerCard::finished, &BuyerCard::set_finished},
    {&BuyerCard::closed_unpaid, &BuyerCard::set_closed_unpaid},
    {&BuyerCard::received, &BuyerCard::set_received},
    {&BuyerCard::returned, &BuyerCard::set_returned},
    {&BuyerCard::cod_taken, &BuyerCard::set_cod_taken},
    {&BuyerCard::cod_refused, &BuyerCard::set_cod_refused},
    {&BuyerCard::refunds, &BuyerCard::set_refunds},
    {&BuyerCard::refunds_only, &BuyerCard::set_refunds_only},
    {&BuyerCard::paid_minor, &BuyerCard::set_paid_minor},
    {&BuyerCard::refunded_minor, &BuyerCard::set_refunded_minor},
};

bool IsSize(absl::string_view option) {
  return std::find(std::begin(kSizeOptions), std::end(kSizeOptions),
                   absl::AsciiStrToLower(option)) != std::end(kSizeOptions);
}

// Money for goods that came back, or that are on their way and were paid for at the first scan.
bool IsReturn(const Refund& refund) {
  if (!refund.has_refunded()) return false;
  return refund.has_scan_payment() ||
         std::any_of(refund.lines().begin(), refund.lines().end(),
                     [](const v1::RefundLine& line) { return line.came_back() > 0; });
}

// The buyer has goods of it, or had.
bool WasReceived(const Order& order) {
  if (order.state() == OrderState::TRADE_FINISHED ||
      order.state() == OrderState::TRADE_BUYER_SIGNED) {
    return true;
  }
  return std::any_of(order.parcels().begin(), order.parcels().end(), [](const v1::Parcel& parcel) {
    return parcel.state() == v1::Parcel::DELIVERED;
  });
}

void AddSizes(const OrderLine& line, BuyerCard& share) {
  if (line.delivered() == 0) return;
  for (const auto& option : line.snapshot().option_values()) {
    if (!IsSize(option.option())) continue;
    BuyerCard::Size& size = *share.add_sizes();
    size.set_category(line.snapshot().category());
    size.set_size(option.value());
    size.set_pieces(line.delivered());
  }
}

void AddHabits(const Order& order, BuyerCard& share) {
  if (IsChoice(order.delivery())) {
    BuyerCard::Courier& courier = *share.add_couriers();
    courier.set_carrier_id(order.delivery().carrier_id());
    courier.set_mode(order.delivery().mode());
    courier.set_orders(1);
  }
  for (const OrderLine& line : order.lines()) AddSizes(line, share);
}

using Habits = std::map<std::pair<std::string, std::string>, int64_t>;

// The habits that are left, the most frequent first.
std::vector<std::tuple<int64_t, std::string, std::string>> Sorted(const Habits& habits) {
  std::vector<std::tuple<int64_t, std::string, std::string>> sorted;
  for (const auto& [key, count] : habits) {
    if (count > 0) sorted.emplace_back(-count, key.first, key.second);
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

void ReplaceCouriers(const BuyerCard& before, const BuyerCard& after, BuyerCard& card) {
  Habits habits;
  for (const auto& had : card.couriers()) habits[{had.carrier_id(), had.mode()}] += had.orders();
  for (const auto& one : before.couriers()) habits[{one.carrier_id(), one.mode()}] -= one.orders();
  for (const auto& one : after.couriers()) habits[{one.carrier_id(), one.mode()}] += one.orders();
  card.clear_couriers();
  for (const auto& [negative, carrier, mode] : Sorted(habits)) {
    BuyerCard::Courier& courier = *card.add_couriers();
    courier.set_carrier_id(carrier);
    courier.set_mode(mode);
    courier.set_orders(-negative);
  }
}

void ReplaceSizes(const BuyerCard& before, const BuyerCard& after, BuyerCard& card) {
  Habits habits;
  for (const auto& had : card.sizes()) habits[{had.category(), had.size()}] += had.pieces();
  for (const auto& one : before.sizes()) habits[{one.category(), one.size()}] -= one.pieces();
  for (const auto& one : after.sizes()) habits[{one.category(), one.size()}] += one.pieces();
  card.clear_sizes();
  for (const auto& [negative, category, value] : Sorted(habits)) {
    BuyerCard::Size& size = *card.add_sizes();
    size.set_category(category);
    size.set_size(value);
    size.set_pieces(-negative);
  }
}

void AddTimes(const BuyerCard& share, BuyerCard& card) {
  const absl::Time first = FromProto(share.first_order_time());
  const absl::Time last = FromProto(share.last_order_time());
  if (!card.has_first_order_time() || first < FromProto(card.first_order_time())) {
    *card.mutable_first_order_time() = share.first_order_time();
  }
  if (!card.has_last_order_time() || last > FromProto(card.last_order_time())) {
    *card.mutable_last_order_time() = share.last_order_time();
  }
}

}  // namespace

BuyerCard ShareOf(const Order& order, absl::Span<const Refund> refunds) {
  BuyerCard share;
  share.set_buyer(order.buyer());
  share.set_orders(1);
  share.set_finished(order.state() == OrderState::TRADE_FINISHED ? 1 : 0);
  share.set_closed_unpaid(order.state() == OrderState::TRADE_CLOSED_UNPAID ? 1 : 0);
  share.set_cod_refused(order.state() == OrderState::TRADE_CLOSED_COD_REFUSED ? 1 : 0);
  for (const Refund& refund : refunds) {
    if (refund.has_refunded()) share.set_refunds(share.refunds() + 1);
    if (IsRefundOnly(refund)) share.set_refunds_only(share.refunds_only() + 1);
    if (IsReturn(refund)) share.set_returned(1);
  }
  share.set_received(WasReceived(order) || share.returned() > 0 ? 1 : 0);
  share.set_cod_taken(IsCod(order) && share.received() > 0 && share.cod_refused() == 0 ? 1 : 0);
  share.set_paid_minor(order.payment().paid_minor());
  share.set_refunded_minor(order.payment().refunded_minor());
  if (!order.has_erase_time()) AddHabits(order, share);
  *share.mutable_first_order_time() = order.create_time();
  *share.mutable_last_order_time() = order.create_time();
  return share;
}

void ReplaceShare(const BuyerCard& before, const BuyerCard& after, BuyerCard& card) {
  card.set_buyer(after.buyer());
  for (const Count& count : kCounts) {
    (card.*count.set)((card.*count.get)() - (before.*count.get)() + (after.*count.get)());
  }
  ReplaceCouriers(before, after, card);
  ReplaceSizes(before, after, card);
  AddTimes(after, card);
  card.clear_return_rate_bps();
  if (card.received() > 0) {
    card.set_return_rate_bps(
        static_cast<int32_t>(HalfUp(card.returned() * kAllBps, card.received())));
  }
}

}  // namespace shopdesk::orders::domain
