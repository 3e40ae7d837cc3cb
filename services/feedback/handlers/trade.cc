#include "services/feedback/handlers/trade.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/calendar.h"
#include "services/feedback/domain/policy.h"
#include "services/feedback/domain/ratings.h"
#include "services/feedback/domain/review.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/store/consultations.h"
#include "services/feedback/store/reviews.h"

namespace shopdesk::feedback::handlers {
namespace {

absl::StatusOr<std::vector<std::string>> FirstOfMonth(rpc::WriteContext& ctx,
                                                      absl::string_view shop,
                                                      const store::Trade& trade,
                                                      const absl::TimeZone& zone, int limit) {
  const TimeSpan month = domain::MonthOf(FromMillis(trade.finished_ms), zone);
  return store::FirstFinished(ctx.txn(), shop, trade.buyer, ToMillis(month.start),
                              ToMillis(month.end), limit);
}

// The scores of these reviews count no longer.
absl::Status Uncount(rpc::WriteContext& ctx, absl::string_view shop, absl::string_view order_id) {
  ASSIGN_OR_RETURN(std::vector<store::DatedReview> reviews,
                   store::LoadOrderReviewsForUpdate(ctx.txn(), shop, order_id));
  domain::RatingCounts counts;
  for (store::DatedReview& dated : reviews) {
    if (!dated.review.counted()) continue;
    dated.review.set_counted(false);
    domain::CountScores(dated.day, dated.review.scores(), -1, counts);
    RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
    ctx.Emit(dated.review, "review.uncounted");
  }
  return store::AddRatings(ctx.txn(), shop, counts);
}

// A trade that becomes known after later ones of its month takes the place of the last that
// counted, so that the figures don't depend on the order in which events arrive.
absl::Status MakeRoom(rpc::WriteContext& ctx, absl::string_view shop, const store::Trade& trade,
                      const absl::TimeZone& zone) {
  ASSIGN_OR_RETURN(const std::vector<std::string> first,
                   FirstOfMonth(ctx, shop, trade, zone, kCountedTrades + 1));
  if (first.size() <= kCountedTrades || first.back() == trade.order_id) return absl::OkStatus();
  if (!absl::c_linear_search(first, trade.order_id)) return absl::OkStatus();
  return Uncount(ctx, shop, first.back());
}

}  // namespace

absl::StatusOr<store::Trade> NoteOrder(rpc::WriteContext& ctx, const orders::v1::Order& order,
                                       const absl::optional<v1::Policy>& policy) {
  const absl::string_view shop = ShopOf(order.name());
  const absl::string_view id = LastSegment(order.name());
  const auto finish = domain::FinishTimeOf(order);
  const auto is_known = [&](const absl::optional<store::Trade>& trade) {
    return trade.has_value() && (trade->finished_ms > 0 || !finish.ok());
  };
  ASSIGN_OR_RETURN(absl::optional<store::Trade> trade, store::FindTrade(ctx.txn(), shop, id));
  if (is_known(trade)) return *std::move(trade);
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, order.buyer()));
  ASSIGN_OR_RETURN(trade, store::FindTrade(ctx.txn(), shop, id));
  if (is_known(trade)) return *std::move(trade);
  const bool placed = !trade.has_value();
  if (placed) {
    trade = store::Trade{.order_id = std::string(id),
                         .buyer = order.buyer(),
                         .placed_ms = ToMillis(FromProto(order.create_time()))};
  }
  const v1::Policy rules = policy.value_or(domain::DefaultPolicy(""));
  if (finish.ok()) {
    trade->finished_ms = ToMillis(*finish);
    trade->review_until_ms = ToMillis(*finish + absl::Seconds(rules.review_seconds()));
  }
  RETURN_IF_ERROR(store::PutTrade(ctx.txn(), shop, *trade));
  if (placed) {
    RETURN_IF_ERROR(store::MarkOrdered(ctx.txn(), shop, trade->buyer, trade->placed_ms));
  }
  if (finish.ok()) {
    ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(rules.calendar()));
    RETURN_IF_ERROR(MakeRoom(ctx, shop, *trade, zone));
  }
  return *std::move(trade);
}

absl::StatusOr<bool> IsCounted(rpc::WriteContext& ctx, absl::string_view shop,
                               const store::Trade& trade, const absl::TimeZone& zone) {
  ASSIGN_OR_RETURN(const std::vector<std::string> first,
                   FirstOfMonth(ctx, shop, trade, zone, kCountedTrades));
  return absl::c_linear_search(first, trade.order_id);
}

}  // namespace shopdesk::feedback::handlers
