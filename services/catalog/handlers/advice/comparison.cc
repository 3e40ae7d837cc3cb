#include "services/catalog/handlers/advice/comparison.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/error.h"
#include "libs/base/language.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/comparison.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/available.h"
#include "services/catalog/handlers/wording/wording.h"
#include "services/catalog/store/advice/competitor.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

bool IsCompetitors(const std::string& name) {
  return absl::StrContains(name, "/competitorProducts/");
}

absl::Status CheckNames(const v1::CompareProductsRequest& request) {
  Violations violations;
  std::set<std::string> names;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string field = absl::StrCat("names[", i, "]");
    if (ShopOf(request.names(i)) != ShopOf(request.parent())) {
      violations.Add(field, "must be of the shop in parent");
    } else if (!names.insert(request.names(i)).second) {
      violations.Add(field, "is named twice");
    }
  }
  return violations.ToStatus();
}

// Reads what is compared, each category once.
class ComparisonReader {
 public:
  ComparisonReader(runtime::ReadContext& ctx, absl::string_view shop, const v1::Policy& policy)
      : ctx_(ctx), shop_(shop), policy_(policy) {}

  // NOT_FOUND naming the first that there isn't. What is answered refers to the reader.
  absl::StatusOr<std::vector<domain::ComparedProduct>> Read(
      const v1::CompareProductsRequest& request) {
    std::vector<std::string> own;
    std::vector<std::string> theirs;
    for (const std::string& name : request.names()) {
      (IsCompetitors(name) ? theirs : own).emplace_back(LastSegment(name));
    }
    ASSIGN_OR_RETURN(own_, store::LoadProducts(ctx_.txn(), shop_, own));
    ASSIGN_OR_RETURN(theirs_, store::FindCompetitorProducts(ctx_.txn(), shop_, theirs));
    std::vector<domain::ComparedProduct> compared;
    for (const std::string& name : request.names()) {
      RETURN_IF_ERROR(Describe(name, compared.emplace_back()));
    }
    return compared;
  }

 private:
  absl::Status Describe(const std::string& name, domain::ComparedProduct& compared) {
    const std::string id(LastSegment(name));
    if (IsCompetitors(name)) {
      const auto found = theirs_.find(id);
      if (found == theirs_.end()) return NotFoundError(name);
      compared.competitor = &found->second;
      return Define(found->second.category(), compared);
    }
    const auto found = own_.find(id);
    if (found == own_.end()) return NotFoundError(name);
    compared.product = &found->second;
    ASSIGN_OR_RETURN(const auto available, ReadAvailable(ctx_, policy_, found->second));
    for (const auto& [sku, quantity] : available) compared.available += quantity;
    return Define(found->second.category(), compared);
  }

  absl::Status Define(const std::string& category, domain::ComparedProduct& compared) {
    const auto [found, inserted] = definitions_.try_emplace(category);
    if (inserted) {
      ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                       store::ReadPath(ctx_.txn(), shop_, LastSegment(category)));
      found->second = domain::EffectiveDefinitions(path);
    }
    compared.definitions = found->second;
    return absl::OkStatus();
  }

  runtime::ReadContext& ctx_;
  const absl::string_view shop_;
  const v1::Policy& policy_;
  absl::flat_hash_map<std::string, v1::Product> own_;
  std::map<std::string, v1::CompetitorProduct> theirs_;
  std::map<std::string, domain::Definitions> definitions_;
};

}  // namespace

absl::Status CompareProducts(runtime::ReadContext& ctx, const v1::CompareProductsRequest& request,
                             v1::Comparison* response) {
  RETURN_IF_ERROR(CheckNames(request));
  absl::string_view language = domain::kComparisonLanguages[0];
  if (!request.language_code().empty()) {
    language = MatchLanguage(request.language_code(), domain::kComparisonLanguages);
    if (language.empty()) language = "en";
  }
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ZoneOf(policy.calendar()));
  ComparisonReader reader(ctx, shop, policy);
  ASSIGN_OR_RETURN(const std::vector<domain::ComparedProduct> compared, reader.Read(request));
  *response = domain::MakeComparison(compared, policy, ctx.now(), language);
  ASSIGN_OR_RETURN(const domain::ShopWording wording, LoadWording(ctx.txn(), shop));
  domain::TellComparison(wording, zone, *response);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
