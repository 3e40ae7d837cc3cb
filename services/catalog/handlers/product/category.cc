#include "services/catalog/handlers/product/category.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/handlers/advice/size_chart.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/handlers/knowledge/clarity.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/store/advice/competitor.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Categories: usual, at most.
constexpr PageLimits kCategoryPage{100, 1000};

// The wanted parent and all above it.
absl::StatusOr<std::vector<v1::Category>> LoadParentPath(runtime::WriteContext& ctx,
                                                         const v1::Category& category) {
  if (!category.parent_category().empty() &&
      ShopOf(category.parent_category()) != ShopOf(category.name())) {
    return InvalidFieldError("category.parent_category", "must be a category of the same shop");
  }
  return store::LoadPath(ctx.txn(), ShopOf(category.name()),
                         LastSegment(category.parent_category()));
}

absl::Status CheckNewParent(runtime::WriteContext& ctx, const v1::Category& category) {
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path, LoadParentPath(ctx, category));
  RETURN_IF_ERROR(domain::CheckNoCycle(category, path));
  ASSIGN_OR_RETURN(const auto subtree, store::LoadSubtreeIds(ctx.txn(), ShopOf(category.name()),
                                                             LastSegment(category.name())));
  return domain::CheckDepth(static_cast<int>(path.size()), static_cast<int>(subtree.size()));
}

}  // namespace

absl::Status CreateCategory(runtime::WriteContext& ctx, const v1::CreateCategoryRequest& request,
                            v1::Category* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  *response = request.category();
  response->set_name(domain::CategoryName(shop, EscapeId(request.category_id())));
  RETURN_IF_ERROR(domain::CheckCategory(*response));
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path, LoadParentPath(ctx, *response));
  RETURN_IF_ERROR(domain::CheckDepth(static_cast<int>(path.size()), 1));
  RETURN_IF_ERROR(store::InsertCategory(ctx.txn(), *response));
  ctx.Emit(*response, events::kCategoryCreated);
  return absl::OkStatus();
}

absl::Status GetCategory(runtime::ReadContext& ctx, const v1::GetCategoryRequest& request,
                         v1::Category* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCategory(ctx.txn(), ShopOf(request.name()),
                                                  LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListCategories(runtime::ReadContext& ctx, const v1::ListCategoriesRequest& request,
                            v1::ListCategoriesResponse* response) {
  return ListPage(
      request, kCategoryPage, PageKey<std::string>(),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListCategories(ctx.txn(), ShopOf(request.parent()),
                                     LastSegment(request.parent_category()), std::get<0>(after),
                                     limit);
      },
      [](const v1::Category& category) {
        return PageKey<std::string>(LastSegment(category.name()));
      },
      *response, *response->mutable_categories());
}

absl::Status UpdateCategory(runtime::WriteContext& ctx, const v1::UpdateCategoryRequest& request,
                            v1::Category* response) {
  const absl::string_view shop = ShopOf(request.category().name());
  const absl::string_view id = LastSegment(request.category().name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(*response, store::LoadCategoryForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(CheckEtag(request.category().etag(), *response));
  const std::string parent_before = response->parent_category();
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.category(), *response));
  RETURN_IF_ERROR(domain::CheckCategory(*response));
  if (response->parent_category() != parent_before) RETURN_IF_ERROR(CheckNewParent(ctx, *response));
  RETURN_IF_ERROR(store::SaveCategory(ctx.txn(), *response));
  ctx.Emit(*response, events::kCategoryUpdated);
  LookAtClarityOfAll(ctx, ShopOf(response->name()));
  return absl::OkStatus();
}

absl::Status DeleteCategory(runtime::WriteContext& ctx, const v1::DeleteCategoryRequest& request,
                            v1::DeleteCategoryResponse*) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(const v1::Category category, store::LoadCategoryForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(CheckEtag(request.etag(), category));
  ASSIGN_OR_RETURN(const bool has_children, store::HasChildren(ctx.txn(), shop, id));
  if (has_children) return domain::CategoryInUseError(category.name(), "categories");
  ASSIGN_OR_RETURN(const bool has_products,
                   store::HasProducts(ctx.txn(), shop, {.category = std::string(id)}));
  if (has_products) return domain::CategoryInUseError(category.name(), "products");
  ASSIGN_OR_RETURN(const std::vector<v1::CompetitorProduct> competitors,
                   store::ListCompetitorProducts(ctx.txn(), shop, id, "", 1));
  if (!competitors.empty()) {
    return domain::CategoryInUseError(category.name(), "competitorProducts");
  }
  RETURN_IF_ERROR(RemoveCareGuide(ctx, shop, absl::StrCat("categories/", id)));
  RETURN_IF_ERROR(RemoveSuitabilityGuide(ctx, shop, absl::StrCat("categories/", id)));
  RETURN_IF_ERROR(RemoveSizeCharts(ctx, shop, id));
  RETURN_IF_ERROR(store::DeleteCategory(ctx.txn(), category));
  ctx.EmitDeleted(category, events::kCategoryDeleted);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
