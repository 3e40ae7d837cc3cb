#include "services/catalog/handlers/advice/suggestion.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/row_error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/suggestion.h"
#include "services/catalog/domain/advice/suitability.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/stock/available.h"
#include "services/catalog/store/advice/promotion.h"
#include "services/catalog/store/advice/suggestion.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Suggestion guides: usual, as each has all that goes with a product; at most.
constexpr PageLimits kSuggestionGuidePage{50, 500};
// Promotions that run and come into question, at most.
constexpr int kMostPromoted = 100;
// As the request says.
constexpr int kUsualSuggestions = 5;

// A product's guide, new if there is none yet (without etag).
absl::StatusOr<v1::SuggestionGuide> LockGuide(runtime::WriteContext& ctx, absl::string_view shop,
                                              absl::string_view product) {
  ASSIGN_OR_RETURN(absl::optional<v1::SuggestionGuide> present,
                   store::FindSuggestionGuideForUpdate(ctx.txn(), shop, product));
  if (present.has_value()) return *std::move(present);
  v1::SuggestionGuide guide;
  guide.set_name(domain::SuggestionGuideName(shop, product));
  return guide;
}

absl::Status SaveGuide(runtime::WriteContext& ctx, v1::SuggestionGuide& guide) {
  *guide.mutable_update_time() = StoredTime(ctx.now());
  *guide.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveSuggestionGuide(ctx.txn(), guide));
  ctx.Emit(guide, events::kSuggestionGuideUpdated);
  return absl::OkStatus();
}

// What of a product can be offered: of its SKUs that suit best the one of which there is most.
void ChooseSku(const v1::Product& product, const v1::Suitability& suitability,
               const std::map<std::string, int64_t>& available, v1::Suggestion& suggestion) {
  for (int i = 0; i < product.skus_size(); ++i) {
    const v1::Sku& sku = product.skus(i);
    const auto verdict =
        suitability.skus().empty() ? suitability.verdict() : suitability.skus(i).verdict();
    if (verdict == v1::Suitability::UNSUITABLE) continue;
    const auto found = available.find(EscapeId(sku.sku_id()));
    if (found == available.end() || found->second <= 0) continue;
    const bool better = suggestion.sku_id().empty() || verdict < suggestion.verdict() ||
                        (verdict == suggestion.verdict() && found->second > suggestion.available());
    if (!better) continue;
    suggestion.set_verdict(verdict);
    suggestion.set_sku_id(sku.sku_id());
    *suggestion.mutable_price() = sku.price();
    suggestion.set_available(found->second);
  }
}

// Adds the candidate unless it can't be ordered; then it is counted.
absl::Status AddSuggestion(runtime::ReadContext& ctx, const v1::Policy& policy,
                           const v1::Product& product, const v1::Suitability& suitability,
                           v1::Suggestion candidate, v1::SuggestProductsResponse& response) {
  ASSIGN_OR_RETURN(const auto available, ReadAvailable(ctx, policy, product));
  ChooseSku(product, suitability, available, candidate);
  if (candidate.available() == 0) {
    response.set_unavailable_count(response.unavailable_count() + 1);
    return absl::OkStatus();
  }
  candidate.set_title(product.title());
  *response.add_suggestions() = std::move(candidate);
  return absl::OkStatus();
}

// What may come into question for a request, in the order in which it is offered.
absl::StatusOr<std::vector<v1::Suggestion>> LoadCandidates(
    runtime::ReadContext& ctx, absl::string_view shop, const v1::SuggestProductsRequest& request) {
  v1::SuggestionGuide guide;
  if (!request.product().empty()) {
    if (ShopOf(request.product()) != shop) {
      return InvalidFieldError("product", "must be a product of the shop in parent");
    }
    const absl::string_view product = LastSegment(request.product());
    RETURN_IF_ERROR(store::LoadProduct(ctx.txn(), shop, product).status());
    absl::StatusOr<v1::SuggestionGuide> told = store::LoadSuggestionGuide(ctx.txn(), shop, product);
    if (!told.ok() && !absl::IsNotFound(told.status())) return told.status();
    if (told.ok()) guide = *std::move(told);
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Promotion> running,
                   store::ListRunningPromotions(ctx.txn(), shop, ctx.now(), kMostPromoted));
  return domain::CandidatesOf(request.product(), guide, running,
                              domain::TextLanguage(request.language_code()));
}

}  // namespace

absl::Status GetSuggestionGuide(runtime::ReadContext& ctx,
                                const v1::GetSuggestionGuideRequest& request,
                                v1::SuggestionGuide* response) {
  ASSIGN_OR_RETURN(*response, store::LoadSuggestionGuide(
                                  ctx.txn(), ShopOf(request.name()),
                                  LastSegment(domain::ProductOfSingleton(request.name()))));
  return absl::OkStatus();
}

absl::Status UpdateSuggestionGuide(runtime::WriteContext& ctx,
                                   const v1::UpdateSuggestionGuideRequest& request,
                                   v1::SuggestionGuide* response) {
  const v1::SuggestionGuide& guide = request.suggestion_guide();
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view product = LastSegment(domain::ProductOfSingleton(guide.name()));
  RETURN_IF_ERROR(domain::CheckSuggestionGuide(guide));
  RETURN_IF_ERROR(store::LoadProduct(ctx.txn(), shop, product).status());
  std::vector<std::string> linked;
  for (const auto& link : guide.links()) linked.emplace_back(LastSegment(link.product()));
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(ctx.txn(), shop, linked));
  for (const auto& link : guide.links()) {
    if (!products.contains(LastSegment(link.product()))) return NotFoundError(link.product());
  }
  ASSIGN_OR_RETURN(*response, LockGuide(ctx, shop, product));
  if (!response->etag().empty()) {
    RETURN_IF_ERROR(CheckEtag(guide.etag(), *response));
    if (domain::SameLinks(guide, *response)) return absl::OkStatus();
  }
  *response->mutable_links() = guide.links();
  return SaveGuide(ctx, *response);
}

absl::Status ListSuggestionGuides(runtime::ReadContext& ctx,
                                  const v1::ListSuggestionGuidesRequest& request,
                                  v1::ListSuggestionGuidesResponse* response) {
  return ListPage(
      request, kSuggestionGuidePage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListSuggestionGuides(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                           limit);
      },
      [](const v1::SuggestionGuide& guide) {
        return PageKey<std::string>(LastSegment(domain::ProductOfSingleton(guide.name())));
      },
      *response, *response->mutable_suggestion_guides());
}

absl::Status ReportBoughtTogether(runtime::WriteContext& ctx,
                                  const v1::ReportBoughtTogetherRequest& request,
                                  v1::ReportBoughtTogetherResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  std::vector<std::string> ids;
  for (const v1::BoughtTogether& pair : request.pairs()) {
    ids.push_back(EscapeId(pair.product_id()));
    ids.push_back(EscapeId(pair.other_product_id()));
  }
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(ctx.txn(), shop, ids));
  // Locked in the order of products, so that two reports never wait for each other.
  std::map<std::string, v1::SuggestionGuide> guides;
  for (const auto& [id, product] : products) guides[id];
  for (auto& [id, guide] : guides) {
    ASSIGN_OR_RETURN(guide, LockGuide(ctx, shop, id));
  }
  std::map<std::string, bool> changed;
  for (int i = 0; i < request.pairs_size(); ++i) {
    const v1::BoughtTogether& pair = request.pairs(i);
    absl::Status right = domain::CheckPair(pair);
    for (const std::string& id : {ids[2 * i], ids[2 * i + 1]}) {
      if (right.ok() && !products.contains(id))
        right = NotFoundError(domain::ProductName(shop, id));
    }
    if (!right.ok()) {
      *response->add_errors() = MakeRowError(i, pair.product_id(), right);
      continue;
    }
    bool news = false;
    for (int side = 0; side < 2; ++side) {
      const std::string& id = ids[2 * i + side];
      const std::string other = domain::ProductName(shop, ids[2 * i + 1 - side]);
      if (!domain::SetPair(guides[id], other, pair.count())) continue;
      changed[id] = true;
      news = true;
    }
    if (news) response->set_changed_count(response->changed_count() + 1);
  }
  for (const auto& [id, is_changed] : changed) RETURN_IF_ERROR(SaveGuide(ctx, guides[id]));
  return absl::OkStatus();
}

absl::Status SuggestProducts(runtime::ReadContext& ctx, const v1::SuggestProductsRequest& request,
                             v1::SuggestProductsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(domain::CheckProfile(request.profile()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(std::vector<v1::Suggestion> candidates, LoadCandidates(ctx, shop, request));
  std::vector<std::string> ids;
  for (const v1::Suggestion& candidate : candidates) {
    ids.emplace_back(LastSegment(candidate.product()));
  }
  ASSIGN_OR_RETURN(const auto products, store::LoadProducts(ctx.txn(), shop, ids));
  ASSIGN_OR_RETURN(const auto suitabilities,
                   CheckProducts(ctx, shop, products, request.profile(),
                                 domain::TextLanguage(request.language_code())));
  const int most = request.max_suggestions() == 0 ? kUsualSuggestions : request.max_suggestions();
  for (size_t i = 0; i < candidates.size() && response->suggestions_size() < most; ++i) {
    const auto product = products.find(ids[i]);
    if (product == products.end() || product->second.state() != v1::Product::ON_SALE) {
      response->set_unavailable_count(response->unavailable_count() + 1);
    } else if (!domain::MayOffer(suitabilities.at(ids[i]))) {
      response->set_unsuitable_count(response->unsuitable_count() + 1);
    } else {
      RETURN_IF_ERROR(AddSuggestion(ctx, policy, product->second, suitabilities.at(ids[i]),
                                    std::move(candidates[i]), *response));
    }
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
