#pragma once

#include "absl/status/statusor.h"
#include "libs/runtime/runtime.h"
#include "shopdesk/event/v1/event.pb.h"

// Keeps the cards of buyers: what an event tells of is counted as it is now, so that news that come
// twice or late change nothing.
namespace shopdesk::orders::followers {

inline constexpr char kBuyerCards[] = "orders.cards";

absl::StatusOr<runtime::FollowerEffect> BuyerCards(runtime::WorkflowContext& ctx,
                                                   const event::v1::Event& event);
// What it will read.
void AnnounceBuyerCards(const event::v1::Event& event, sql::Reads& reads);

}  // namespace shopdesk::orders::followers
