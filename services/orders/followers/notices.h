#pragma once

#include "absl/status/statusor.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"

// What orders has told to buyers by logistics' notices: each once, however often the event is
// handled. A notice that logistics declines for good is given up.
namespace shopdesk::orders::followers {

// The reminder to pay, unless it was overtaken.
absl::StatusOr<Effect> SendPaymentReminder(runtime::WorkflowContext& ctx,
                                           const event::v1::Event& event, const Peers& peers);
// Takes back a reminder that hasn't gone out when nobody needs it any more: paid, said to be paid,
// or closed. One that is just being sent may arrive, but isn't attempted again.
absl::StatusOr<Effect> WithdrawReminder(runtime::WorkflowContext& ctx,
                                        const event::v1::Event& event, const Peers& peers);
// The later date to ship by, unless another was proposed since.
absl::StatusOr<Effect> SendShipDate(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers);

// Where the goods of a refund that was agreed to go back to.
absl::StatusOr<Effect> SendReturnAddress(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers);
// What the buyer's silence accepts: the part that he is offered, or that his refund was refused.
absl::StatusOr<Effect> TellOffer(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                 const Peers& peers);
absl::StatusOr<Effect> TellRefusal(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                   const Peers& peers);
// What goes back since the price of what he bought dropped: once a line and drop.
absl::StatusOr<Effect> TellPriceDrop(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                     const Peers& peers);

}  // namespace shopdesk::orders::followers
