#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

// The work that an order gives the desk, told by its state alone: when each item is due, or
// InfinitePast where there is none.
struct OrderWork {
  absl::Time verify_receiver = absl::InfinitePast();
  absl::Time held_order = absl::InfinitePast();
  absl::Time red_remark = absl::InfinitePast();
};
OrderWork WorkOf(const v1::Order& order);

// Opens and closes what differs from `before`. Receivers are verified where the shop's policy wants
// it.
absl::Status UpdateWork(runtime::WriteContext& ctx, const v1::Order& order,
                        const OrderWork& before);

}  // namespace shopdesk::orders::handlers
