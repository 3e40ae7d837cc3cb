#include "services/catalog/domain/advice/competitor.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"

namespace shopdesk::catalog::domain {
namespace {

// All that is wrong with where things were seen.
class SourceCheck {
 public:
  SourceCheck(absl::Time now, Violations& violations) : now_(now), violations_(violations) {}

  void operator()(const std::string& path, const v1::ClaimSource& source) const {
    if (FromProto(source.seen_time()) <= now_) return;
    violations_.Add(absl::StrCat("competitor_product.", path, ".source.seen_time"),
                    "must not be in the future");
  }

 private:
  const absl::Time now_;
  Violations& violations_;
};

}  // namespace

v1::CompetitorProduct NewCompetitorProduct(const v1::CompetitorProduct& given) {
  v1::CompetitorProduct product = given;
  product.clear_name();
  product.clear_etag();
  product.clear_create_time();
  product.clear_update_time();
  product.clear_actor();
  return product;
}

absl::Status CheckCompetitorProduct(const v1::CompetitorProduct& product, absl::Time now) {
  Violations violations;
  const SourceCheck check(now, violations);
  if (!product.category().empty() && ShopOf(product.category()) != ShopOf(product.name())) {
    violations.Add("competitor_product.category", "must be a category of the same shop");
  }
  if (product.has_price()) {
    check("price", product.price().source());
    if (product.price().amount().minor() < 0) {
      violations.Add("competitor_product.price.amount", "must not be negative");
    }
  }
  std::set<std::string> keys;
  for (int i = 0; i < product.attributes_size(); ++i) {
    const std::string path = absl::StrCat("attributes[", i, "]");
    check(path, product.attributes(i).source());
    if (keys.insert(product.attributes(i).key()).second) continue;
    violations.Add(absl::StrCat("competitor_product.", path, ".key"), "is given twice");
  }
  for (int i = 0; i < product.strengths_size(); ++i) {
    check(absl::StrCat("strengths[", i, "]"), product.strengths(i).source());
  }
  for (int i = 0; i < product.weaknesses_size(); ++i) {
    check(absl::StrCat("weaknesses[", i, "]"), product.weaknesses(i).source());
  }
  return violations.ToStatus();
}

bool IsStale(const v1::ClaimSource& source, const v1::Policy& policy, absl::Time now) {
  return FromProto(source.seen_time()) + absl::Seconds(policy.competitor_seconds()) < now;
}

}  // namespace shopdesk::catalog::domain
