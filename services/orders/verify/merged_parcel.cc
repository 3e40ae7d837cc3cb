#include "services/orders/verify/merged_parcel.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/work.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::MergedParcel;
using v1::Order;
using v1::Parcel;

// How an order isn't where its parcel with others says; "": it is.
std::string ShippingProblem(const MergedParcel& parcel, const Order& order) {
  const bool accepted = parcel.state() == MergedParcel::ACCEPTED;
  if ((order.merged_parcel() == parcel.name()) != accepted) {
    return accepted ? "doesn't say that it goes in it" : "says that it goes in it";
  }
  const Parcel* sent =
      parcel.shipment().empty() ? nullptr : domain::FindParcel(order, parcel.shipment());
  const bool of_it = sent != nullptr && sent->merged_parcel() == parcel.name();
  if (!parcel.shipment().empty() && !of_it) return "isn't in its shipment";
  const bool shipped = of_it && sent->state() != Parcel::INTENDED;
  if (shipped == (parcel.state() == MergedParcel::SHIPPED)) return "";
  return shipped ? "is shipped without the others" : "isn't shipped, and the others are";
}

// What of an order's freight was saved went back to its buyer. Where it couldn't, since it was
// refunded before, the parcel names no refund, and somebody settles it.
absl::Status LookAtSaved(Page& page, const MergedParcel& parcel,
                         const MergedParcel::Member& member) {
  if (member.refund().empty()) return absl::OkStatus();
  const absl::StatusOr<v1::Refund> refund = store::LoadRefund(page.txn(), member.refund());
  if (absl::IsNotFound(refund.status())) {
    page.Find(parcel.name(), absl::StrCat(member.refund(), ", which it names, isn't there"));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(refund.status());
  if (parcel.state() != MergedParcel::SHIPPED) {
    page.Find(parcel.name(),
              absl::StrCat("it isn't shipped, and freight of ", member.order(), " went back"));
  }
  const bool right = ParentOf(refund->name()) == member.order() &&
                     refund->total().minor() == member.saved_freight().minor();
  if (!right) {
    page.Find(parcel.name(), absl::StrCat("it saved ", member.saved_freight().minor(),
                                          " of the freight of ", member.order(), ", and ",
                                          refund->name(), " is of ", refund->total().minor()));
  }
  return absl::OkStatus();
}

absl::Status LookAtMembers(Page& page, const MergedParcel& parcel) {
  absl::optional<std::string> packing_job;
  for (const MergedParcel::Member& member : parcel.members()) {
    ASSIGN_OR_RETURN(const absl::optional<Order> order,
                     store::FindOrder(page.txn(), member.order()));
    if (!order.has_value()) {
      page.Find(parcel.name(), absl::StrCat(member.order(), ", which it has, isn't there"));
      continue;
    }
    const std::string problem = ShippingProblem(parcel, *order);
    if (!problem.empty()) page.Find(parcel.name(), absl::StrCat(member.order(), " ", problem));
    const bool accepted = parcel.state() == MergedParcel::ACCEPTED;
    if (accepted && packing_job.value_or(order->packing_job()) != order->packing_job()) {
      page.Find(parcel.name(),
                absl::StrCat(member.order(), " isn't packed by the job that packs the others"));
    }
    packing_job = order->packing_job();
    RETURN_IF_ERROR(LookAtSaved(page, parcel, member));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtMergedParcel(Page& page, const MergedParcel& parcel) {
  RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, handlers::kMergeOrders, parcel.name(),
                                               parcel.state() == MergedParcel::OFFERED));
  if (parcel.members_size() < 2) page.Find(parcel.name(), "it has fewer than two orders");
  return LookAtMembers(page, parcel);
}

absl::Status LookAtMergedOrder(Page& page, const Order& order) {
  if (order.merged_parcel().empty()) return absl::OkStatus();
  const absl::StatusOr<MergedParcel> parcel =
      store::LoadMergedParcel(page.txn(), order.merged_parcel());
  if (!parcel.ok() && !absl::IsNotFound(parcel.status())) return parcel.status();
  const bool has_it = parcel.ok() && std::any_of(parcel->members().begin(), parcel->members().end(),
                                                 [&](const auto& member) {
                                                   return member.order() == order.name();
                                                 });
  if (!has_it) {
    page.Find(order.name(), absl::StrCat(order.merged_parcel(), ", in which it says it goes, ",
                                         parcel.ok() ? "doesn't have it" : "isn't there"));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
