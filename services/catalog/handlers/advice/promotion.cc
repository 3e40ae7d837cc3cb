#include "services/catalog/handlers/advice/promotion.h"

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/advice/suggestion.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/advice/promotion.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Promotions: usual, at most.
constexpr PageLimits kPromotionPage{100, 1000};

// Of a promotion's name; escaped.
absl::string_view PromotedProduct(absl::string_view name) {
  return LastSegment(domain::ProductOfSingleton(name));
}

}  // namespace

absl::Status GetPromotion(runtime::ReadContext& ctx, const v1::GetPromotionRequest& request,
                          v1::Promotion* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPromotion(ctx.txn(), ShopOf(request.name()),
                                                   PromotedProduct(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePromotion(runtime::WriteContext& ctx, const v1::UpdatePromotionRequest& request,
                             v1::Promotion* response) {
  v1::Promotion promotion = request.promotion();
  *promotion.mutable_start_time() = StoredTime(FromProto(promotion.start_time()));
  *promotion.mutable_end_time() = StoredTime(FromProto(promotion.end_time()));
  RETURN_IF_ERROR(domain::CheckPromotion(promotion));
  const absl::string_view shop = ShopOf(promotion.name());
  const absl::string_view product = PromotedProduct(promotion.name());
  RETURN_IF_ERROR(store::LoadProduct(ctx.txn(), shop, product).status());
  ASSIGN_OR_RETURN(const absl::optional<v1::Promotion> present,
                   store::FindPromotionForUpdate(ctx.txn(), shop, product));
  if (present.has_value()) {
    RETURN_IF_ERROR(CheckEtag(promotion.etag(), *present));
    *response = *present;
    if (domain::SamePromotion(promotion, *present)) return absl::OkStatus();
  }
  response->set_name(promotion.name());
  *response->mutable_start_time() = promotion.start_time();
  *response->mutable_end_time() = promotion.end_time();
  response->set_rank(promotion.rank());
  *response->mutable_reasons() = promotion.reasons();
  *response->mutable_update_time() = StoredTime(ctx.now());
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SavePromotion(ctx.txn(), *response));
  ctx.Emit(*response, events::kPromotionUpdated);
  return absl::OkStatus();
}

absl::Status DeletePromotion(runtime::WriteContext& ctx, const v1::DeletePromotionRequest& request,
                             v1::DeletePromotionResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view product = PromotedProduct(request.name());
  ASSIGN_OR_RETURN(const absl::optional<v1::Promotion> present,
                   store::FindPromotionForUpdate(ctx.txn(), shop, product));
  if (!present.has_value()) return NotFoundError(request.name());
  RETURN_IF_ERROR(CheckEtag(request.etag(), *present));
  RETURN_IF_ERROR(store::DeletePromotion(ctx.txn(), shop, product));
  ctx.EmitDeleted(*present, events::kPromotionDeleted);
  return absl::OkStatus();
}

absl::Status ListPromotions(runtime::ReadContext& ctx, const v1::ListPromotionsRequest& request,
                            v1::ListPromotionsResponse* response) {
  return ListPage(
      request, kPromotionPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListPromotions(ctx.txn(), ShopOf(request.parent()), std::get<0>(after),
                                     limit);
      },
      [](const v1::Promotion& promotion) {
        return PageKey<std::string>(PromotedProduct(promotion.name()));
      },
      *response, *response->mutable_promotions());
}

}  // namespace shopdesk::catalog::handlers
