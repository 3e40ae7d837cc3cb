#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/orders/followers/step.h"
#include "shopdesk/event/v1/event.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// Steps of the outbox for parcels that come back.
namespace shopdesk::orders::followers {

// Who takes the refund's goods in, in clear and recorded in the audit first, for that purpose;
// nothing if nobody does any more.
absl::StatusOr<type::v1::Receiver> ReturnReceiverOf(runtime::WorkflowContext& ctx,
                                                    const v1::Refund& refund,
                                                    absl::string_view purpose);

// Has logistics follow the parcel, under the carrier and number that the refund has now.
// Claims what the buyer paid for the way back from the order's insurance, if it is in force.
// Without one, or if it was claimed before, the buyer bears it.
absl::StatusOr<Effect> ClaimReturnFreight(runtime::WorkflowContext& ctx,
                                          const event::v1::Event& event, const Peers& peers);
absl::StatusOr<Effect> FollowReturn(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers);

}  // namespace shopdesk::orders::followers
