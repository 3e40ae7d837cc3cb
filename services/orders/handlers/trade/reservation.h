#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/order.pb.h"

// The order's reservation in catalog, as outward steps of workflows and followers.
namespace shopdesk::orders::handlers {

// Where an order's reservation stands after an outward step.
struct ReservationStep {
  std::string name;
  // CONFIRMED; TENTATIVE: made anew, to be confirmed once the order names it; LOST: nothing is left
  // to reserve.
  v1::Order::ReservationState state = v1::Order::TENTATIVE;
  // Of one made anew: where it is reserved, by SKU.
  std::map<std::string, std::string> locations;
};

// Ties the order's tentative reservation to it; one that it took over from the order that it is a
// re-order of is taken from that.
absl::Status TieReservation(runtime::WorkflowContext& ctx, clients::Catalog& catalog,
                            const v1::Order& order);

// Makes sure that what is to be shipped is reserved: confirms a tentative reservation, and makes a
// new one if it is gone. Outward ids derive from the call's. An error is transient, or catalog's
// fault.
absl::StatusOr<ReservationStep> EnsureReservation(runtime::WorkflowContext& ctx,
                                                  clients::Catalog& catalog,
                                                  const v1::Order& order);
// Writes the step into the order.
void AdoptReservation(v1::Order& order, const ReservationStep& step);

// Gives a reservation back. Not found: nothing to do.
absl::Status ReleaseReservation(const runtime::Context& ctx, clients::Catalog& catalog,
                                const std::string& reservation);

// Pieces of a SKU.
struct SkuQuantity {
  std::string sku_id;
  int64_t quantity = 0;
};
// Reserves tentatively, by ids derived from the call's and `prefix`. Errors are catalog's.
absl::StatusOr<catalog::v1::Reservation> Reserve(const runtime::Context& ctx,
                                                 clients::Catalog& catalog,
                                                 const std::string& shop_name,
                                                 const std::vector<SkuQuantity>& wanted,
                                                 absl::string_view prefix = "");
// Confirms a tentative reservation for the order; `tag` tells one such call of a step from another.
absl::Status Confirm(const runtime::Context& ctx, clients::Catalog& catalog,
                     const std::string& reservation, const v1::Order& order, absl::string_view tag);
// Whether catalog says that nothing of the kind can be had: sold out, taken off sale, no such SKU.
bool NothingToReserve(const absl::Status& status);

}  // namespace shopdesk::orders::handlers
