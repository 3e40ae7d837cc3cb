#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

// Steps of the outbox for goods that are sent again (refund_replacement.h).
namespace shopdesk::orders::followers {

// Goods of an exchange are in: the stock gets them.
absl::StatusOr<Effect> TakeInExchanged(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                       const Peers& peers);
// Reserves what is to be sent; if it can't be had, money goes back.
absl::StatusOr<Effect> ReserveReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers);
// Goes on with a shipment that a call left half made.
absl::StatusOr<Effect> ResumeReplacement(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers);
// What was sent leaves the stock.
absl::StatusOr<Effect> CommitReplacement(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers);
// The carrier brought back, though the refund has ended, what was sent; or didn't, after all.
absl::StatusOr<Effect> RestockReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers);
// What won't be sent is given back.
absl::StatusOr<Effect> ReleaseReplacement(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers);

}  // namespace shopdesk::orders::followers
