#pragma once

#include "services/orders/followers/step.h"
#include "shopdesk/orders/v1/order.pb.h"

// The outbox's steps that packing takes.
namespace shopdesk::orders::followers {

// An order changed: what is packed of it is cancelled if it isn't to be shipped any more.
absl::StatusOr<Effect> StopPacking(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                   const Peers& peers);
// Pieces were missing: catalog is told what was counted.
absl::StatusOr<Effect> CountShort(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                  const Peers& peers);
// Whether it shares a parcel with others, or any more.
absl::StatusOr<Effect> ReviewMerge(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                   const Peers& peers);
// Goes on with a shipment of several orders that a call left half made.
absl::StatusOr<Effect> ResumeMerged(runtime::WorkflowContext& ctx, const v1::Parcel& parcel,
                                    const Peers& peers);

}  // namespace shopdesk::orders::followers
