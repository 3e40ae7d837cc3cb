#include "services/catalog/verify/grant.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/defaults.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/policy/service.h"
#include "libs/sql/message.h"
#include "libs/verify/timer.h"
#include "services/catalog/domain/bargain/price.h"
#include "services/catalog/domain/shop/policy.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/store/bargain/bargain.h"
#include "services/catalog/store/bargain/price_rule.h"
#include "shopdesk/catalog/v1/policy.pb.h"

namespace shopdesk::catalog::verify {
namespace {

using shopdesk::verify::Page;
using Round = v1::BargainRound;

// Revisions of a policy that are read at once.
constexpr int kPolicyRevisions = 20;
// How far the clocks of replicas may be apart: a policy that came so long before or after a round
// may have been the one that counted.
constexpr absl::Duration kSkew = absl::Minutes(1);

// The SKU's own rule, if it has counted since the round. What others there were isn't kept.
absl::StatusOr<absl::optional<v1::PriceRule>> RuleSince(Page& page, const v1::Grant& grant,
                                                        absl::Time time) {
  ASSIGN_OR_RETURN(const store::PriceRules rules,
                   store::FindPriceRules(page.txn(), page.shop(), EscapeId(grant.sku_id()),
                                         LastSegment(grant.product())));
  const bool since = rules.of_sku.has_value() &&
                     FromProto(rules.of_sku->update_time()) < time - kSkew &&
                     (rules.of_sku->has_floor() || rules.of_sku->has_floor_bps());
  if (!since) return absl::optional<v1::PriceRule>();
  return rules.of_sku;
}

// The lowest price that the round's role could give by this policy, as far as it is known.
int64_t LowestBy(v1::Policy policy, const v1::Bargain& bargain, const Round& round,
                 const absl::optional<v1::PriceRule>& rule) {
  FillDefaults(policy);
  domain::ApplyDefaults(policy);
  if (!rule.has_value()) policy.set_floor_bps(0);
  const domain::PriceTerms terms =
      domain::MakeTerms(bargain.list_price().minor(), rule, absl::nullopt, policy);
  return domain::Lowest(terms, round.actor().role(), policy);
}

// Whether the role of the last round could give its price by a policy that counted then.
absl::StatusOr<bool> CouldBeGiven(Page& page, const v1::Grant& grant, const v1::Bargain& bargain) {
  const Round& round = *bargain.rounds().rbegin();
  const absl::Time time = FromProto(round.create_time());
  ASSIGN_OR_RETURN(const absl::optional<v1::PriceRule> rule, RuleSince(page, grant, time));
  int64_t before = std::numeric_limits<int64_t>::max();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(
        const std::vector<v1::PolicyRevision> revisions,
        sql::ListMessages<v1::PolicyRevision>(page.txn(), policy::internal::kListRevisions,
                                              {page.shop(), before, kPolicyRevisions}));
    for (const v1::PolicyRevision& revision : revisions) {
      before = VersionOf(revision.policy().etag());
      if (FromProto(revision.create_time()) > time + kSkew) continue;
      const int64_t lowest = LowestBy(revision.policy(), bargain, round, rule);
      if (round.unit_price().minor() >= lowest) return true;
      if (FromProto(revision.create_time()) < time - kSkew) return false;
    }
    more = revisions.size() == static_cast<size_t>(kPolicyRevisions);
  }
  return false;
}

// Whether the last round took what the one before it asked.
bool TookCounterOffer(const v1::Bargain& bargain) {
  if (bargain.rounds_size() < 2) return false;
  const Round& last = bargain.rounds(bargain.rounds_size() - 1);
  const Round& asked = bargain.rounds(bargain.rounds_size() - 2);
  return asked.decision() == Round::COUNTER_OFFER && last.quantity() <= asked.quantity() &&
         last.unit_price().minor() == asked.unit_price().minor();
}

absl::Status LookAtPrice(Page& page, const v1::Grant& grant) {
  const absl::StatusOr<v1::Bargain> bargain =
      store::LoadBargain(page.txn(), page.shop(), LastSegment(grant.bargain()));
  if (absl::IsNotFound(bargain.status())) {
    page.Find(grant.name(), "its bargain isn't there");
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(bargain.status());
  if (bargain->grant() != grant.name() || bargain->rounds().empty() ||
      bargain->rounds().rbegin()->decision() != Round::ACCEPT) {
    page.Find(grant.name(), "its bargain didn't come to it");
    return absl::OkStatus();
  }
  const int64_t agreed = bargain->rounds().rbegin()->unit_price().minor();
  const int64_t given = grant.unit_price().minor();
  // One that is redeemed after the list price has fallen below it is for the list price.
  const bool fell = given < agreed && given == grant.list_price().minor();
  if (given != agreed && !fell) {
    page.Find(grant.name(), absl::StrCat("it is for ", given, ", and ", agreed, " were agreed"));
  }
  if (agreed >= bargain->list_price().minor() || TookCounterOffer(*bargain)) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool could, CouldBeGiven(page, grant, *bargain));
  if (!could) page.Find(grant.name(), "its price is lower than who gave it could give");
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtGrant(Page& page, const v1::Grant& grant) {
  const bool redeemed = grant.state() == v1::Grant::REDEEMED;
  if (redeemed == grant.order().empty()) {
    page.Find(grant.name(), absl::StrCat("it is ", v1::Grant::State_Name(grant.state()),
                                         redeemed ? " and names no order" : " and names an order"));
  }
  RETURN_IF_ERROR(LookAtPrice(page, grant));
  if (grant.state() != v1::Grant::ACTIVE) return absl::OkStatus();
  return shopdesk::verify::RequireTimer(page, domain::kGrantExpiry, grant.name(),
                                        FromProto(grant.expire_time()));
}

}  // namespace shopdesk::catalog::verify
