#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// Orders of one buyer that go in one parcel.
namespace shopdesk::orders::domain {

using v1::MergedParcel;

const StateMachine<MergedParcel::State>& MergedParcelMachine();

// Orders in a parcel.
inline constexpr int kMostMerged = 20;

// For what an order isn't shipped now, so that others in its parcel would wait: "HOLD", "REFUND";
// empty: nothing.
std::string WithheldFor(const Order& order);
// Why an order shares no parcel now: the same, or "IMPORTED", "STATE", "COD", "SHIPPED", "SHIP_BY",
// "MERGED", "PACKING"; empty: it can.
std::string MergeObstacle(const Order& order, absl::Time now);
// Whether they can share one; that their receivers are the same the caller knows. NOT_MERGEABLE
// (metadata resource, why): the obstacle, or "BUYER", "DELIVERY", "CURRENCY", "GIFT" for what isn't
// as in the first.
absl::Status CheckMergeable(absl::Span<const Order> orders, absl::Time now);
// NOT_MERGEABLE (SENDER) for the first whose goods are not sent from where the first order's are.
absl::Status CheckSameSender(absl::Span<const Order> orders, const Senders& senders);

// A new offer of orders that can, without its name.
MergedParcel OfferMergedParcel(absl::Span<const Order> orders, const Moment& moment);
// One more order in an offer.
void AddMember(MergedParcel& parcel, const Order& order);
// An order goes alone; fewer than two are no parcel any more. WRONG_STATE unless it is an offer.
absl::Status RemoveMember(MergedParcel& parcel, absl::string_view order, const Moment& moment);
// They go together. What of the freight of the orders one parcel for `quoted` saves is shared among
// them by what each pays, to the last cent. WRONG_STATE.
absl::Status AcceptMerged(MergedParcel& parcel, absl::Span<const Order> orders,
                          const type::v1::Money& quoted, const Moment& moment);
// They go apart: an offer is declined, what was accepted dissolved. WRONG_STATE, also while its
// shipment is being made.
absl::Status DeclineMerged(MergedParcel& parcel, const Moment& moment);
// An order changed or ended. WRONG_STATE.
absl::Status DissolveMerged(MergedParcel& parcel, const Moment& moment);
// Its shipment is asked for, or not any more. WRONG_STATE unless it is accepted.
absl::Status IntendMerged(MergedParcel& parcel, absl::string_view shipment);
// It is on its way. WRONG_STATE.
absl::Status ShipMerged(MergedParcel& parcel, const Moment& moment);

}  // namespace shopdesk::orders::domain
