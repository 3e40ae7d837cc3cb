#include "services/feedback/handlers/trade/trade.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/follow_up/late_parcel.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/domain/review/review.h"
#include "services/feedback/domain/shop/calendar.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/policy.h"
#include "services/feedback/handlers/follow_up/late_parcel.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/store/conversation/consultation.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

absl::StatusOr<std::vector<std::string>> FirstOfMonth(runtime::WriteContext& ctx,
                                                      absl::string_view shop,
                                                      const store::Trade& trade,
                                                      const absl::TimeZone& zone, int limit) {
  const TimeSpan month = domain::MonthOf(FromMillis(trade.finished_ms), zone);
  return store::FirstFinished(ctx.txn(), shop, trade.buyer, ToMillis(month.start),
                              ToMillis(month.end), limit);
}

// The scores of these reviews count no longer.
absl::Status Uncount(runtime::WriteContext& ctx, absl::string_view shop,
                     absl::string_view order_id) {
  ASSIGN_OR_RETURN(std::vector<store::DatedReview> reviews,
                   store::ListReviewsOfOrderForUpdate(ctx.txn(), shop, order_id));
  domain::RatingCounts counts;
  for (store::DatedReview& dated : reviews) {
    if (!dated.review.counted()) continue;
    dated.review.set_counted(false);
    domain::CountScores(dated.day, dated.review.scores(), -1, counts);
    RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
    ctx.Emit(dated.review, events::kReviewUncounted);
  }
  return store::AddRatings(ctx.txn(), shop, counts);
}

// A trade that becomes known after later ones of its month takes the place of the last that
// counted, so that the figures don't depend on the order in which events arrive.
absl::Status UncountDisplacedTrade(runtime::WriteContext& ctx, absl::string_view shop,
                                   const store::Trade& trade, const absl::TimeZone& zone) {
  ASSIGN_OR_RETURN(const std::vector<std::string> first,
                   FirstOfMonth(ctx, shop, trade, zone, kCountedTrades + 1));
  if (first.size() <= kCountedTrades || first.back() == trade.order_id) return absl::OkStatus();
  if (!absl::c_linear_search(first, trade.order_id)) return absl::OkStatus();
  return Uncount(ctx, shop, first.back());
}

// What is known of a trade after this news of its order; news that are older than what is known
// change nothing. An order that a restore undid and that was placed again begins anew with its
// versions.
store::Trade Updated(const absl::optional<store::Trade>& known, const orders::v1::Order& order,
                     const v1::Policy& rules) {
  store::Trade trade = known.value_or(store::Trade{});
  const int64_t version = VersionOf(order.etag());
  const int64_t placed_ms = ToMillis(FromProto(order.create_time()));
  const bool placed_again = known.has_value() && placed_ms > known->placed_ms;
  if (known.has_value() && !placed_again && version < known->order_version) return trade;
  if (!known.has_value()) {
    trade.order_id = std::string(LastSegment(order.name()));
    trade.buyer = order.buyer();
  }
  trade.placed_ms = placed_ms;
  trade.order_version = version;
  trade.agent = EscapeId(order.agent());
  trade.closed_unpaid = order.state() == orders::v1::OrderState::TRADE_CLOSED_UNPAID;
  trade.ended = domain::HasEnded(order);
  trade.kept = domain::KeepsGoods(order);
  const auto finish = domain::FinishTimeOf(order);
  if (trade.finished_ms == 0 && finish.ok()) {
    trade.finished_ms = ToMillis(*finish);
    trade.review_until_ms = ToMillis(*finish + absl::Seconds(rules.review_seconds()));
  }
  return trade;
}

// Whether anything but the order's version differs.
bool HasNews(const store::Trade& known, const store::Trade& trade) {
  return known.placed_ms != trade.placed_ms || known.finished_ms != trade.finished_ms ||
         known.agent != trade.agent || known.closed_unpaid != trade.closed_unpaid ||
         known.ended != trade.ended || known.kept != trade.kept;
}

// A consultation led to an order if one was placed soon after it; one that is closed unpaid is
// none, unless a restore has undone that.
absl::Status CountConversion(runtime::WriteContext& ctx, absl::string_view shop,
                             const absl::optional<store::Trade>& known, const store::Trade& trade) {
  const bool counted = known.has_value() && !known->closed_unpaid;
  if (counted == !trade.closed_unpaid) return absl::OkStatus();
  return counted ? store::RecountOrdered(ctx.txn(), shop, trade.buyer, trade.placed_ms)
                 : store::MarkOrdered(ctx.txn(), shop, trade.buyer, trade.placed_ms);
}

}  // namespace

absl::StatusOr<store::Trade> NoteOrder(runtime::WriteContext& ctx, const orders::v1::Order& order,
                                       const absl::optional<v1::Policy>& policy) {
  const absl::string_view shop = ShopOf(order.name());
  const absl::string_view id = LastSegment(order.name());
  const v1::Policy rules = policy.value_or(domain::DefaultPolicy(""));
  ASSIGN_OR_RETURN(absl::optional<store::Trade> known, store::FindTrade(ctx.txn(), shop, id));
  if (known.has_value() && !HasNews(*known, Updated(known, order, rules))) return *std::move(known);
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, order.buyer()));
  ASSIGN_OR_RETURN(known, store::FindTrade(ctx.txn(), shop, id));
  store::Trade trade = Updated(known, order, rules);
  if (known.has_value() && !HasNews(*known, trade)) return *std::move(known);
  RETURN_IF_ERROR(store::PutTrade(ctx.txn(), shop, trade));
  RETURN_IF_ERROR(CountConversion(ctx, shop, known, trade));
  if (trade.ended) RETURN_IF_ERROR(NoteTradeEnd(ctx, shop, id));
  const bool finished = trade.finished_ms > 0 && (!known.has_value() || known->finished_ms == 0);
  if (!finished) return trade;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(rules.calendar()));
  RETURN_IF_ERROR(UncountDisplacedTrade(ctx, shop, trade, zone));
  if (policy.has_value() && !rules.invitations_off()) {
    ctx.Schedule(kInvitationTimer, domain::InvitationName(shop, id),
                 FromMillis(trade.finished_ms) + absl::Seconds(rules.invitation_seconds()));
  }
  return trade;
}

absl::StatusOr<bool> IsCounted(runtime::WriteContext& ctx, absl::string_view shop,
                               const store::Trade& trade, const absl::TimeZone& zone) {
  ASSIGN_OR_RETURN(const std::vector<std::string> first,
                   FirstOfMonth(ctx, shop, trade, zone, kCountedTrades));
  return absl::c_linear_search(first, trade.order_id);
}

}  // namespace shopdesk::feedback::handlers
