#pragma once

#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/runtime/context.h"
#include "libs/work/work.h"
#include "services/orders/domain/desk/next_timer.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/order.pb.h"

namespace shopdesk::orders::handlers {

// Kinds of work that an order itself opens and closes.
inline constexpr int kOrderWorkKinds = 10;

// What of an order decides about its timer, its work items and the rates it counts in.
struct OrderUpkeep {
  v1::OrderState::Value state = v1::OrderState::ORDER_STATE_UNSPECIFIED;
  v1::PaymentReminder::State reminder = v1::PaymentReminder::STATE_UNSPECIFIED;
  bool cod_contacted = false;
  bool cod_missed = false;
  domain::NextTimer timer{"", absl::InfiniteFuture()};
  // The kinds of its holds: "RISK, TOP_UP_DUE".
  std::string holds;
  // When each kind of work is due; infinite past: there is none.
  std::array<absl::Time, kOrderWorkKinds> due;

  OrderUpkeep() { due.fill(absl::InfinitePast()); }
};

// A work item about `resource`, which is the order or belongs to it.
work::Subject SubjectOf(const v1::Order& order, absl::string_view resource,
                        absl::Time due = absl::InfiniteFuture());

OrderUpkeep UpkeepOf(const v1::Order& order);
// Does what follows from the difference of `before` and the order as it is saved: sets or cancels
// its timer, opens and closes its work items (receivers are verified where the shop's policy wants
// it), counts it in the shop's rates.
absl::Status ApplyUpkeep(runtime::WriteContext& ctx, const OrderUpkeep& before,
                         const v1::Order& order);

}  // namespace shopdesk::orders::handlers
