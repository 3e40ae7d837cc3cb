#include "services/orders/domain/packing/merged_parcel.h"

#include <algorithm>
#include <numeric>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using Member = MergedParcel::Member;

constexpr Transition<MergedParcel::State> kMergedTransitions[] = {
    {MergedParcel::OFFERED, "accept", MergedParcel::ACCEPTED, "one buyer, receiver and courier"},
    {MergedParcel::OFFERED, "decline", MergedParcel::DECLINED},
    {MergedParcel::OFFERED, "dissolve", MergedParcel::DISSOLVED, "fewer than two can"},
    {MergedParcel::ACCEPTED, "ship", MergedParcel::SHIPPED},
    {MergedParcel::ACCEPTED, "decline", MergedParcel::DISSOLVED, "its shipment isn't asked for"},
    {MergedParcel::ACCEPTED, "dissolve", MergedParcel::DISSOLVED, "an order can't any more"},
};

constexpr EventCall kMergedCalls[] = {
    {"accept", "AcceptMergedParcel"},
    {"decline", "DeclineMergedParcel"},
    {"ship", "ShipMergedParcel"},
};

constexpr StateMachine<MergedParcel::State> kMergedMachine("MergedParcel", kMergedTransitions,
                                                           kMergedCalls);

absl::Status MoveMerged(MergedParcel& parcel, absl::string_view event) {
  ASSIGN_OR_RETURN(const MergedParcel::State next,
                   kMergedMachine.Next(parcel.name(), parcel.state(), event));
  parcel.set_state(next);
  return absl::OkStatus();
}

void DecideMerged(MergedParcel& parcel, const Moment& moment) {
  *parcel.mutable_decide_time() = ToProto(moment.now);
  *parcel.mutable_decided_by() = moment.actor;
}

// How an order isn't as the first; empty: it is.
std::string DifferenceOf(const Order& first, const Order& other) {
  if (other.buyer() != first.buyer()) return "BUYER";
  if (other.delivery().carrier_id() != first.delivery().carrier_id() ||
      other.delivery().mode() != first.delivery().mode()) {
    return "DELIVERY";
  }
  if (other.total().currency_code() != first.total().currency_code()) return "CURRENCY";
  if (other.verification().gift() != first.verification().gift()) return "GIFT";
  return "";
}

void SetSoonest(MergedParcel& parcel, const Order& order) {
  if (!order.has_ship_by_time()) return;
  const bool sooner = !parcel.has_ship_by_time() ||
                      FromProto(order.ship_by_time()) < FromProto(parcel.ship_by_time());
  if (sooner) *parcel.mutable_ship_by_time() = order.ship_by_time();
}

// Shares of `saved` by weight; what rounding leaves goes cent by cent to the first that have room.
std::vector<int64_t> ShareByFreight(int64_t saved, const std::vector<int64_t>& freights) {
  const int64_t all = std::accumulate(freights.begin(), freights.end(), int64_t{0});
  std::vector<int64_t> shares(freights.size(), 0);
  if (all == 0) return shares;
  int64_t left = saved;
  for (size_t i = 0; i < freights.size(); ++i) {
    shares[i] = static_cast<int64_t>(static_cast<__int128>(saved) * freights[i] / all);
    left -= shares[i];
  }
  for (size_t i = 0; i < shares.size() && left > 0; ++i) {
    if (shares[i] >= freights[i]) continue;
    ++shares[i];
    --left;
  }
  return shares;
}

const Order* OrderOf(absl::Span<const Order> orders, absl::string_view name) {
  for (const Order& order : orders) {
    if (order.name() == name) return &order;
  }
  return nullptr;
}

}  // namespace

const StateMachine<MergedParcel::State>& MergedParcelMachine() { return kMergedMachine; }

std::string WithheldFor(const Order& order) {
  if (!order.holds().empty()) return "HOLD";
  const bool locked = std::any_of(order.lines().begin(), order.lines().end(),
                                  [](const OrderLine& line) { return line.locked() > 0; });
  return locked ? "REFUND" : "";
}

std::string MergeObstacle(const Order& order, absl::Time now) {
  if (order.has_imported()) return "IMPORTED";
  if (IsCod(order)) return "COD";
  if (!order.merged_parcel().empty()) return "MERGED";
  if (!order.packing_job().empty()) return "PACKING";
  if (order.state() != OrderState::WAIT_SELLER_SEND_GOODS) return "STATE";
  if (!order.parcels().empty()) return "SHIPPED";
  const std::string withheld = WithheldFor(order);
  if (!withheld.empty()) return withheld;
  if (order.has_ship_by_time() && FromProto(order.ship_by_time()) <= now) return "SHIP_BY";
  return "";
}

absl::Status CheckMergeable(absl::Span<const Order> orders, absl::Time now) {
  for (const Order& order : orders) {
    std::string why = MergeObstacle(order, now);
    if (why.empty()) why = DifferenceOf(orders.front(), order);
    if (!why.empty()) return NotMergeableError(order, why);
  }
  return absl::OkStatus();
}

absl::Status CheckSameSender(absl::Span<const Order> orders, const Senders& senders) {
  const std::string first = SenderAt(senders, orders.front().lines(0).location());
  for (const Order& order : orders) {
    for (const OrderLine& line : order.lines()) {
      if (SenderAt(senders, line.location()) != first) return NotMergeableError(order, "SENDER");
    }
  }
  return absl::OkStatus();
}

MergedParcel OfferMergedParcel(absl::Span<const Order> orders, const Moment& moment) {
  MergedParcel parcel;
  parcel.set_state(MergedParcel::OFFERED);
  parcel.set_buyer(orders.front().buyer());
  for (const Order& order : orders) AddMember(parcel, order);
  *parcel.mutable_create_time() = ToProto(moment.now);
  *parcel.mutable_created_by() = moment.actor;
  return parcel;
}

void AddMember(MergedParcel& parcel, const Order& order) {
  parcel.add_members()->set_order(order.name());
  std::sort(parcel.mutable_members()->begin(), parcel.mutable_members()->end(),
            [](const Member& a, const Member& b) { return a.order() < b.order(); });
  SetSoonest(parcel, order);
}

absl::Status RemoveMember(MergedParcel& parcel, absl::string_view order, const Moment& moment) {
  if (parcel.state() != MergedParcel::OFFERED) {
    return kMergedMachine.Next(parcel.name(), parcel.state(), "accept").status();
  }
  auto& members = *parcel.mutable_members();
  for (int i = 0; i < members.size(); ++i) {
    if (members[i].order() != order) continue;
    if (members.size() <= 2) return DissolveMerged(parcel, moment);
    members.DeleteSubrange(i, 1);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status AcceptMerged(MergedParcel& parcel, absl::Span<const Order> orders,
                          const type::v1::Money& quoted, const Moment& moment) {
  RETURN_IF_ERROR(MoveMerged(parcel, "accept"));
  std::vector<int64_t> freights;
  for (const Member& member : parcel.members()) {
    const Order* order = OrderOf(orders, member.order());
    if (order == nullptr) return shopdesk::NotFoundError(member.order());
    freights.push_back(order->freight().minor());
  }
  const int64_t all = std::accumulate(freights.begin(), freights.end(), int64_t{0});
  const int64_t saved = std::max<int64_t>(0, all - quoted.minor());
  const std::vector<int64_t> shares = ShareByFreight(saved, freights);
  for (int i = 0; i < parcel.members_size(); ++i) {
    *parcel.mutable_members(i)->mutable_saved_freight() =
        MakeMoney(quoted.currency_code(), shares[static_cast<size_t>(i)]);
  }
  *parcel.mutable_quoted_freight() = quoted;
  DecideMerged(parcel, moment);
  return absl::OkStatus();
}

absl::Status DeclineMerged(MergedParcel& parcel, const Moment& moment) {
  if (!parcel.shipment().empty()) {
    return WrongStateError(parcel.name(), "SHIPPING", "DeclineMergedParcel", "");
  }
  RETURN_IF_ERROR(MoveMerged(parcel, "decline"));
  DecideMerged(parcel, moment);
  return absl::OkStatus();
}

absl::Status DissolveMerged(MergedParcel& parcel, const Moment& moment) {
  RETURN_IF_ERROR(MoveMerged(parcel, "dissolve"));
  DecideMerged(parcel, moment);
  return absl::OkStatus();
}

absl::Status IntendMerged(MergedParcel& parcel, absl::string_view shipment) {
  RETURN_IF_ERROR(kMergedMachine.Next(parcel.name(), parcel.state(), "ship").status());
  if (!shipment.empty() && !parcel.shipment().empty()) {
    return WrongStateError(parcel.name(), "SHIPPING", "ShipMergedParcel", "");
  }
  parcel.set_shipment(std::string(shipment));
  return absl::OkStatus();
}

absl::Status ShipMerged(MergedParcel& parcel, const Moment& moment) {
  RETURN_IF_ERROR(MoveMerged(parcel, "ship"));
  *parcel.mutable_ship_time() = ToProto(moment.now);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
