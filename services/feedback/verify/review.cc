#include "services/feedback/verify/review.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/policy/service.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/case/review_case.h"
#include "services/feedback/domain/shop/calendar.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/trade/trade.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/trade/trade.h"
#include "shopdesk/feedback/v1/policy.pb.h"

namespace shopdesk::feedback::verify {
namespace {

using shopdesk::verify::Page;

// Revisions of a policy that are read at once.
constexpr int kPolicyRevisions = 100;

// Whether the trade is among the first of its buyer's month in this zone.
absl::StatusOr<bool> IsAmongFirst(Page& page, const store::Trade& trade,
                                  const absl::TimeZone& zone) {
  const TimeSpan month = domain::MonthOf(FromMillis(trade.finished_ms), zone);
  ASSIGN_OR_RETURN(const std::vector<std::string> first,
                   store::FirstFinished(page.txn(), page.shop(), trade.buyer, ToMillis(month.start),
                                        ToMillis(month.end), handlers::kCountedTrades));
  return absl::c_linear_search(first, trade.order_id);
}

// The zones that the shop's policy ever had.
absl::StatusOr<std::set<std::string>> ZonesOf(Page& page) {
  std::set<std::string> zones;
  int64_t before = std::numeric_limits<int64_t>::max();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(
        const std::vector<v1::PolicyRevision> revisions,
        sql::ListMessages<v1::PolicyRevision>(page.txn(), policy::internal::kListRevisions,
                                              {page.shop(), before, kPolicyRevisions}));
    for (const v1::PolicyRevision& revision : revisions) {
      zones.insert(revision.policy().calendar().time_zone());
      before = VersionOf(revision.policy().etag());
    }
    more = revisions.size() == static_cast<size_t>(kPolicyRevisions);
  }
  return zones;
}

// Months began at other times while the shop had another zone, and what was counted then stays.
absl::StatusOr<bool> MayCountSo(Page& page, const store::Trade& trade, bool counted) {
  ASSIGN_OR_RETURN(const std::set<std::string> names, ZonesOf(page));
  for (const std::string& name : names) {
    type::v1::ShopCalendar calendar;
    calendar.set_time_zone(name);
    ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(calendar));
    ASSIGN_OR_RETURN(const bool first, IsAmongFirst(page, trade, zone));
    if (first == counted) return true;
  }
  return false;
}

absl::Status LookAtCounted(Page& page, const v1::Review& review) {
  if (review.state() == v1::Review::REMOVED) {
    if (review.counted()) page.Find(review.name(), "it is removed, and its scores count");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                   store::FindTrade(page.txn(), page.shop(), LastSegment(review.order())));
  if (!trade.has_value()) {
    page.Find(review.name(), absl::StrCat("nothing is known of ", review.order()));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(page.txn(), page.shop()));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ASSIGN_OR_RETURN(const bool first, IsAmongFirst(page, *trade, zone));
  if (first == review.counted()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool may, MayCountSo(page, *trade, review.counted()));
  if (may) return absl::OkStatus();
  page.Find(review.name(),
            absl::StrCat("its scores ", review.counted() ? "count" : "don't count",
                         ", and its trade is ", first ? "" : "not ", "among the first ",
                         handlers::kCountedTrades, " of its buyer's month"));
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtReview(Page& page, const v1::Review& review) {
  v1::Review submitted = review;
  if (review.first_grade() != v1::Grade::GRADE_UNSPECIFIED) {
    submitted.set_grade(review.first_grade());
  }
  if (domain::OpensCase(submitted)) {
    const absl::Status there =
        store::LoadCase(page.txn(), page.shop(), LastSegment(review.name())).status();
    if (absl::IsNotFound(there)) {
      page.Find(review.name(), "it was bad when it was written, and has no case");
    } else {
      RETURN_IF_ERROR(there);
    }
  }
  return LookAtCounted(page, review);
}

}  // namespace shopdesk::feedback::verify
