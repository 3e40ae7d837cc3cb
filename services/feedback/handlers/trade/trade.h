#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/runtime/context.h"
#include "services/feedback/store/trade/trade.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/orders/v1/order.pb.h"

// What feedback knows of orders, whoever tells it first: the feed or a review.
namespace shopdesk::feedback::handlers {

// A buyer's trades of a calendar month that count for DSR.
inline constexpr int kCountedTrades = 3;

// Takes note of an order: when it was placed and whether it was closed unpaid, for the conversion
// of consultations; when the trade finished, for reviews and the invitation to one; who handled it
// and whether anything of it was kept. Known facts change nothing. `policy`, found for counting, is
// nullopt where the shop doesn't exist here. Locks the buyer if there is something to note.
absl::StatusOr<store::Trade> NoteOrder(runtime::WriteContext& ctx, const orders::v1::Order& order,
                                       const absl::optional<v1::Policy>& policy);

// Whether the scores of the trade's reviews count: it is among the first kCountedTrades that its
// buyer finished in that calendar month. It was noted and finished; the buyer is locked.
absl::StatusOr<bool> IsCounted(runtime::WriteContext& ctx, absl::string_view shop,
                               const store::Trade& trade, const absl::TimeZone& zone);

}  // namespace shopdesk::feedback::handlers
