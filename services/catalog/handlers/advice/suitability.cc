#include "services/catalog/handlers/advice/suitability.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/suitability.h"
#include "services/catalog/domain/advice/suitability_text.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/available.h"
#include "services/catalog/store/advice/suitability.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Suitability guides: usual, at most.
constexpr PageLimits kSuitabilityGuidePage{100, 1000};
// Goods of a category that are looked at for alternatives, at most.
constexpr int kMostLookedAt = 200;
// Of those that suit, so many are asked for their stock at once: the first often are enough.
constexpr size_t kStockAskedAtOnce = 20;
// As the request says.
constexpr int kUsualAlternatives = 3;

using domain::SuitabilityGuides;

// What a product is held against, beside its own guide: that of its categories.
struct FitContext {
  std::vector<v1::Category> path;
  SuitabilityGuides guides;
};

absl::StatusOr<FitContext> LoadFitContext(runtime::ReadContext& ctx, absl::string_view shop,
                                          const v1::Product& product) {
  FitContext context;
  ASSIGN_OR_RETURN(context.path, store::ReadPath(ctx.txn(), shop, LastSegment(product.category())));
  ASSIGN_OR_RETURN(context.guides,
                   store::FindSuitabilityGuides(
                       ctx.txn(), shop, domain::SuitabilitySubjects(product, context.path)));
  return context;
}

// A product that suits, and its SKUs that do.
struct FitCandidate {
  const v1::Product* product;
  std::vector<const v1::Sku*> skus;
  // How far its price is from the one asked for; -1: it is the product that was asked for.
  int64_t price_distance = 0;
};

// Those of the products that suit, without the SKU that was asked for: its own product first, then
// the nearest in price.
absl::StatusOr<std::vector<FitCandidate>> FindFitCandidates(
    runtime::ReadContext& ctx, absl::string_view shop, const std::vector<v1::Product>& products,
    const v1::Product& asked, absl::string_view sku_id, FitContext& context,
    const v1::BuyerProfile& profile) {
  std::vector<std::string> subjects;
  for (const v1::Product& product : products) {
    subjects.push_back(absl::StrCat("products/", LastSegment(product.name())));
  }
  ASSIGN_OR_RETURN(SuitabilityGuides own, store::FindSuitabilityGuides(ctx.txn(), shop, subjects));
  context.guides.merge(own);
  std::vector<FitCandidate> candidates;
  for (const v1::Product& product : products) {
    FitCandidate candidate{
        &product, domain::SuitableSkus(
                      product, domain::MakeSuitability(product, context.path, context.guides,
                                                       profile, "", domain::kTextLanguages[0]))};
    candidate.skus.erase(
        std::remove_if(candidate.skus.begin(), candidate.skus.end(),
                       [&](const v1::Sku* sku) { return sku->sku_id() == sku_id; }),
        candidate.skus.end());
    if (candidate.skus.empty()) continue;
    candidate.price_distance =
        product.name() == asked.name()
            ? -1
            : std::abs(candidate.skus[0]->price().minor() - asked.skus(0).price().minor());
    candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const FitCandidate& a, const FitCandidate& b) {
                     return a.price_distance < b.price_distance;
                   });
  return candidates;
}

// Adds those of which some piece can be ordered, until there are `most`.
absl::Status AddInStock(runtime::ReadContext& ctx, absl::string_view shop,
                        const std::vector<FitCandidate>& candidates, int most,
                        v1::Suitability& suitability) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  for (size_t begin = 0; begin < candidates.size() && suitability.alternatives_size() < most;
       begin += kStockAskedAtOnce) {
    const size_t end = std::min(candidates.size(), begin + kStockAskedAtOnce);
    std::vector<std::string> sku_ids;
    for (size_t i = begin; i < end; ++i) {
      for (const v1::Sku* sku : candidates[i].skus) sku_ids.push_back(EscapeId(sku->sku_id()));
    }
    ASSIGN_OR_RETURN(const auto available, ReadAvailable(ctx, policy, shop, sku_ids));
    for (size_t i = begin; i < end && suitability.alternatives_size() < most; ++i) {
      v1::Suitability::Alternative best;
      for (const v1::Sku* sku : candidates[i].skus) {
        const auto found = available.find(EscapeId(sku->sku_id()));
        if (found == available.end() || found->second <= best.available()) continue;
        best.set_sku_id(sku->sku_id());
        *best.mutable_price() = sku->price();
        best.set_available(found->second);
      }
      if (best.available() == 0) continue;
      best.set_product(candidates[i].product->name());
      best.set_title(candidates[i].product->title());
      *suitability.add_alternatives() = std::move(best);
    }
  }
  return absl::OkStatus();
}

// What may suit instead: of its category, and of a SKU the others of its product.
absl::StatusOr<std::vector<v1::Product>> LoadInstead(runtime::ReadContext& ctx,
                                                     absl::string_view shop,
                                                     const v1::Product& asked,
                                                     absl::string_view sku_id,
                                                     v1::Suitability& suitability) {
  std::vector<v1::Product> products;
  if (!asked.category().empty()) {
    const store::ProductFilter filter = {.category = std::string(LastSegment(asked.category())),
                                         .state = v1::Product::ON_SALE};
    ASSIGN_OR_RETURN(products, store::ListProducts(ctx.txn(), shop, filter, "", kMostLookedAt + 1));
  }
  if (products.size() > kMostLookedAt) {
    products.resize(kMostLookedAt);
    suitability.set_alternatives_cut(true);
  }
  products.erase(
      std::remove_if(products.begin(), products.end(),
                     [&](const v1::Product& product) { return product.name() == asked.name(); }),
      products.end());
  if (!sku_id.empty() && asked.state() == v1::Product::ON_SALE) products.push_back(asked);
  return products;
}

absl::Status AddAlternatives(runtime::ReadContext& ctx, absl::string_view shop,
                             const v1::Product& asked, absl::string_view sku_id,
                             FitContext& context, const v1::BuyerProfile& profile, int most,
                             v1::Suitability& suitability) {
  if (suitability.verdict() == v1::Suitability::SUITABLE || most == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<v1::Product> products,
                   LoadInstead(ctx, shop, asked, sku_id, suitability));
  ASSIGN_OR_RETURN(const std::vector<FitCandidate> candidates,
                   FindFitCandidates(ctx, shop, products, asked, sku_id, context, profile));
  RETURN_IF_ERROR(AddInStock(ctx, shop, candidates, most, suitability));
  const std::string told =
      domain::AlternativesSentence(suitability, domain::TextColumn(suitability.language_code()));
  if (!told.empty()) suitability.set_sentence(absl::StrCat(suitability.sentence(), "\n", told));
  return absl::OkStatus();
}

absl::Status CheckSkuOf(const v1::Product& product, absl::string_view shop,
                        const std::string& sku_id) {
  const bool has = std::any_of(product.skus().begin(), product.skus().end(),
                               [&](const v1::Sku& sku) { return sku.sku_id() == sku_id; });
  if (has || sku_id.empty()) return absl::OkStatus();
  return domain::UnknownSkuError(domain::SkuName(shop, EscapeId(sku_id)), "");
}

}  // namespace

absl::Status GetSuitabilityGuide(runtime::ReadContext& ctx,
                                 const v1::GetSuitabilityGuideRequest& request,
                                 v1::SuitabilityGuide* response) {
  ASSIGN_OR_RETURN(*response,
                   store::LoadSuitabilityGuide(ctx.txn(), ShopOf(request.name()),
                                               domain::SubjectOfSuitabilityGuide(request.name())));
  return absl::OkStatus();
}

absl::Status UpdateSuitabilityGuide(runtime::WriteContext& ctx,
                                    const v1::UpdateSuitabilityGuideRequest& request,
                                    v1::SuitabilityGuide* response) {
  RETURN_IF_ERROR(domain::CheckSuitabilityGuide(request.suitability_guide()));
  const v1::SuitabilityGuide guide = domain::WithFitKeys(request.suitability_guide());
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view subject = domain::SubjectOfSuitabilityGuide(guide.name());
  RETURN_IF_ERROR(CheckToldSubject(ctx, shop, subject));
  ASSIGN_OR_RETURN(const absl::optional<v1::SuitabilityGuide> present,
                   store::FindSuitabilityGuideForUpdate(ctx.txn(), shop, subject));
  if (present.has_value()) {
    RETURN_IF_ERROR(CheckEtag(guide.etag(), *present));
    *response = *present;
    if (domain::SameSuitability(guide, *present)) return absl::OkStatus();
  }
  response->set_name(guide.name());
  *response->mutable_rules() = guide.rules();
  *response->mutable_complete_kinds() = guide.complete_kinds();
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveSuitabilityGuide(ctx.txn(), *response));
  ctx.Emit(*response, events::kSuitabilityGuideUpdated);
  return absl::OkStatus();
}

absl::Status DeleteSuitabilityGuide(runtime::WriteContext& ctx,
                                    const v1::DeleteSuitabilityGuideRequest& request,
                                    v1::DeleteSuitabilityGuideResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view subject = domain::SubjectOfSuitabilityGuide(request.name());
  ASSIGN_OR_RETURN(const absl::optional<v1::SuitabilityGuide> present,
                   store::FindSuitabilityGuideForUpdate(ctx.txn(), shop, subject));
  if (!present.has_value()) return NotFoundError(request.name());
  RETURN_IF_ERROR(CheckEtag(request.etag(), *present));
  return RemoveSuitabilityGuide(ctx, shop, subject);
}

absl::Status ListSuitabilityGuides(runtime::ReadContext& ctx,
                                   const v1::ListSuitabilityGuidesRequest& request,
                                   v1::ListSuitabilityGuidesResponse* response) {
  return ListPage(
      request, kSuitabilityGuidePage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListSuitabilityGuides(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                            limit);
      },
      [](const v1::SuitabilityGuide& guide) {
        return PageKey<std::string>(domain::SubjectOfSuitabilityGuide(guide.name()));
      },
      *response, *response->mutable_suitability_guides());
}

absl::Status CheckSuitability(runtime::ReadContext& ctx, const v1::CheckSuitabilityRequest& request,
                              v1::Suitability* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(domain::CheckProfile(request.profile()));
  const v1::BuyerProfile profile = domain::WithFitKeys(request.profile());
  ASSIGN_OR_RETURN(const v1::Product product,
                   store::LoadProduct(ctx.txn(), shop, LastSegment(request.name())));
  RETURN_IF_ERROR(CheckSkuOf(product, shop, request.sku_id()));
  ASSIGN_OR_RETURN(FitContext context, LoadFitContext(ctx, shop, product));
  *response =
      domain::MakeSuitability(product, context.path, context.guides, profile, request.sku_id(),
                              domain::TextLanguage(request.language_code()));
  const int most = request.has_max_alternatives() ? request.max_alternatives() : kUsualAlternatives;
  return AddAlternatives(ctx, shop, product, request.sku_id(), context, profile, most, *response);
}

absl::Status BatchCheckSuitability(runtime::ReadContext& ctx,
                                   const v1::BatchCheckSuitabilityRequest& request,
                                   v1::BatchCheckSuitabilityResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(domain::CheckProfile(request.profile()));
  const absl::string_view language = domain::TextLanguage(request.language_code());
  static const NamePattern kPattern("shops/{shop}/products/{product}");
  Violations violations;
  std::vector<std::string> ids;
  for (int i = 0; i < request.names_size(); ++i) {
    if (!kPattern.Matches(request.names(i)) || ShopOf(request.names(i)) != shop) {
      violations.Add(absl::StrCat("names[", i, "]"), "must be a product of the shop in parent");
    }
    ids.emplace_back(LastSegment(request.names(i)));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(ctx.txn(), shop, ids));
  ASSIGN_OR_RETURN(auto suitabilities,
                   CheckProducts(ctx, shop, products, request.profile(), language));
  for (int i = 0; i < request.names_size(); ++i) {
    // One that is asked for twice is there once.
    if (std::find(ids.begin(), ids.begin() + i, ids[i]) != ids.begin() + i) continue;
    const auto found = suitabilities.find(ids[i]);
    if (found == suitabilities.end()) {
      response->add_missing(request.names(i));
    } else {
      *response->add_suitabilities() = std::move(found->second);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::flat_hash_map<std::string, v1::Suitability>> CheckProducts(
    runtime::ReadContext& ctx, absl::string_view shop,
    const absl::flat_hash_map<std::string, v1::Product>& products, const v1::BuyerProfile& profile,
    absl::string_view language) {
  std::map<std::string, std::vector<v1::Category>> paths;
  std::vector<std::string> subjects;
  for (const auto& [id, product] : products) {
    if (!paths.contains(product.category())) {
      ASSIGN_OR_RETURN(paths[product.category()],
                       store::ReadPath(ctx.txn(), shop, LastSegment(product.category())));
    }
    for (std::string& subject : domain::SuitabilitySubjects(product, paths[product.category()])) {
      subjects.push_back(std::move(subject));
    }
  }
  ASSIGN_OR_RETURN(const SuitabilityGuides guides,
                   store::FindSuitabilityGuides(ctx.txn(), shop, subjects));
  const v1::BuyerProfile known = domain::WithFitKeys(profile);
  absl::flat_hash_map<std::string, v1::Suitability> suitabilities;
  for (const auto& [id, product] : products) {
    suitabilities.emplace(id, domain::MakeSuitability(product, paths[product.category()], guides,
                                                      known, "", language));
  }
  return suitabilities;
}

absl::Status RemoveSuitabilityGuide(runtime::WriteContext& ctx, absl::string_view shop,
                                    absl::string_view subject) {
  ASSIGN_OR_RETURN(const absl::optional<v1::SuitabilityGuide> guide,
                   store::FindSuitabilityGuideForUpdate(ctx.txn(), shop, subject));
  if (!guide.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(store::DeleteSuitabilityGuide(ctx.txn(), shop, subject));
  ctx.EmitDeleted(*guide, events::kSuitabilityGuideDeleted);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
