#include "services/orders/followers/erasures.h"

#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "shopdesk/erasure/v1/erasure.pb.h"

namespace shopdesk::orders::followers {
namespace {

// A shop that logistics doesn't know sends nothing.
absl::StatusOr<Effect> DoneOrNothingThere(const absl::Status& status) {
  if (!status.ok() && !absl::IsNotFound(status)) return status;
  return Effect();
}

}  // namespace

absl::StatusOr<Effect> EraseShipments(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers) {
  logistics::v1::EraseOrderRequest request;
  request.set_order(event.resource_name());
  request.set_request_id(ctx.DerivedId("erase_order"));
  return DoneOrNothingThere(peers.logistics.EraseOrder(ctx, request));
}

absl::StatusOr<Effect> EraseRest(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                 const Peers& peers) {
  erasure::v1::Erasure erasure;
  if (!event.resource().UnpackTo(&erasure)) return InternalError("an erasure can't be parsed");
  logistics::v1::EraseBuyerRequest request;
  request.set_name(erasure.name());
  request.set_buyer(erasure.buyer());
  *request.mutable_create_time() = erasure.create_time();
  request.set_request_id(ctx.DerivedId("erase_buyer"));
  return DoneOrNothingThere(peers.logistics.EraseBuyer(ctx, request));
}

}  // namespace shopdesk::orders::followers
