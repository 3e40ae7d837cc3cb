#include "services/orders/followers/packing.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/packing/merged_shipping.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/trade/order.h"
#include "shopdesk/orders/v1/shortage.pb.h"

namespace shopdesk::orders::followers {

absl::StatusOr<Effect> StopPacking(runtime::WorkflowContext&, const event::v1::Event& event,
                                   const Peers&) {
  ASSIGN_OR_RETURN(const v1::Order order, Unpack<v1::Order>(event));
  // What began to be packed later saw the order as it is now.
  if (order.packing_job().empty()) return Effect();
  return Effect([name = order.name()](runtime::WriteContext& write) {
    return handlers::StopPacking(write, name);
  });
}

absl::StatusOr<Effect> CountShort(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                  const Peers& peers) {
  ASSIGN_OR_RETURN(const v1::Shortage shortage, Unpack<v1::Shortage>(event));
  if (!shortage.has_counted() || shortage.location().empty()) return Effect();
  catalog::v1::CountStockRequest request;
  request.set_name(absl::StrCat(ShopNameOf(shortage.name()), "/skus/", EscapeId(shortage.sku_id()),
                                "/stockLevels/", EscapeId(shortage.location())));
  request.set_counted(shortage.counted());
  request.set_reference(shortage.name());
  request.set_request_id(ctx.DerivedId("count"));
  const absl::Status counted = peers.catalog.CountStock(ctx, request);
  if (counted.ok()) {
    return Effect([name = shortage.name()](runtime::WriteContext& write) {
      return handlers::NoteCount(write, name);
    });
  }
  v1::Order order;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(order, store::LoadOrder(read.txn(), shortage.order()));
    return absl::OkStatus();
  }));
  return BookedOrWork(counted, order);
}

absl::StatusOr<Effect> ReviewMerge(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                   const Peers&) {
  const std::string name = event.resource_name();
  bool concerned = false;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(read.txn(), ShopOf(name)));
    ASSIGN_OR_RETURN(const absl::optional<store::MergeCandidate> candidate,
                     store::FindMergeCandidate(read.txn(), name));
    concerned = candidate.has_value() || policy.offer_merged_parcels();
    return absl::OkStatus();
  }));
  if (!concerned) return Effect();
  return Effect(
      [name](runtime::WriteContext& write) { return handlers::ReviewMerge(write, name); });
}

absl::StatusOr<Effect> ResumeMerged(runtime::WorkflowContext& ctx, const v1::Parcel& parcel,
                                    const Peers& peers) {
  absl::StatusOr<logistics::v1::Shipment> made =
      handlers::MakeMergedShipment(ctx, peers.logistics, parcel.merged_parcel());
  if (!made.ok() && IsTransient(made.status())) return made.status();
  return Effect([parcel, made = std::move(made)](runtime::WriteContext& write) {
    return made.ok()
               ? handlers::RecordMergedShipped(write, parcel.merged_parcel(), *made)
               : handlers::RecordMergedDeclined(write, parcel.merged_parcel(), parcel.shipment());
  });
}

}  // namespace shopdesk::orders::followers
