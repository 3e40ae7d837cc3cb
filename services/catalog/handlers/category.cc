#include "services/catalog/handlers/category.h"

#include <vector>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/category.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/store/categories.h"
#include "services/catalog/store/products.h"

namespace shopdesk::catalog::handlers {
namespace {

// The wanted parent and all above it.
absl::StatusOr<std::vector<v1::Category>> LoadParentPath(rpc::WriteContext& ctx,
                                                         const v1::Category& category) {
  if (!category.parent_category().empty() &&
      ShopOf(category.parent_category()) != ShopOf(category.name())) {
    return InvalidFieldError("category.parent_category", "must be a category of the same shop");
  }
  return store::LoadPath(ctx.txn(), category.parent_category());
}

absl::Status CheckNewParent(rpc::WriteContext& ctx, const v1::Category& category) {
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path, LoadParentPath(ctx, category));
  RETURN_IF_ERROR(domain::CheckNoCycle(category, path));
  ASSIGN_OR_RETURN(const int height, store::SubtreeHeight(ctx.txn(), ShopOf(category.name()),
                                                          LastSegment(category.name())));
  return domain::CheckDepth(static_cast<int>(path.size()), height);
}

}  // namespace

absl::Status CreateCategory(rpc::WriteContext& ctx, const v1::CreateCategoryRequest& req,
                            v1::Category* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  const std::string id = EscapeId(req.category_id());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  *resp = req.category();
  resp->set_name(domain::CategoryName(shop, id));
  resp->set_etag(MakeEtag(1));
  RETURN_IF_ERROR(domain::CheckCategory(*resp));
  ASSIGN_OR_RETURN(const std::vector<v1::Category> path, LoadParentPath(ctx, *resp));
  RETURN_IF_ERROR(domain::CheckDepth(static_cast<int>(path.size()), 1));
  ASSIGN_OR_RETURN(const bool inserted, store::InsertCategory(ctx.txn(), shop, id, *resp));
  if (!inserted) return AlreadyExistsError(resp->name());
  ctx.Emit(*resp, "category.created");
  return absl::OkStatus();
}

absl::Status GetCategory(rpc::ReadContext& ctx, const v1::GetCategoryRequest& req,
                         v1::Category* resp) {
  ASSIGN_OR_RETURN(*resp,
                   store::LoadCategory(ctx.txn(), ShopOf(req.name()), LastSegment(req.name())));
  return absl::OkStatus();
}

absl::Status ListCategories(rpc::ReadContext& ctx, const v1::ListCategoriesRequest& req,
                            v1::ListCategoriesResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  const std::string parent(LastSegment(req.parent_category()));
  ASSIGN_OR_RETURN(
      std::vector<v1::Category> categories,
      store::ListCategories(ctx.txn(), ShopOf(req.parent()), parent.empty() ? nullptr : &parent,
                            key.empty() ? "" : key[0], size + 1));
  if (categories.size() > static_cast<size_t>(size)) {
    categories.resize(size);
    const std::string last(LastSegment(categories.back().name()));
    resp->set_next_page_token(MakePageToken(req, {last}));
  }
  for (v1::Category& category : categories) *resp->add_categories() = std::move(category);
  return absl::OkStatus();
}

absl::Status UpdateCategory(rpc::WriteContext& ctx, const v1::UpdateCategoryRequest& req,
                            v1::Category* resp) {
  const absl::string_view shop = ShopOf(req.category().name());
  const absl::string_view id = LastSegment(req.category().name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(*resp, store::LoadCategoryForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(CheckEtag(req.category().etag(), *resp));
  const std::string parent_before = resp->parent_category();
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.category(), *resp));
  RETURN_IF_ERROR(domain::CheckCategory(*resp));
  if (resp->parent_category() != parent_before) RETURN_IF_ERROR(CheckNewParent(ctx, *resp));
  resp->set_etag(MakeEtag(VersionOf(resp->etag()) + 1));
  RETURN_IF_ERROR(store::UpdateCategory(ctx.txn(), shop, id, *resp));
  ctx.Emit(*resp, "category.updated");
  return absl::OkStatus();
}

absl::Status DeleteCategory(rpc::WriteContext& ctx, const v1::DeleteCategoryRequest& req,
                            v1::DeleteCategoryResponse*) {
  const absl::string_view shop = ShopOf(req.name());
  const absl::string_view id = LastSegment(req.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kUpdate).status());
  ASSIGN_OR_RETURN(const v1::Category category, store::LoadCategoryForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(CheckEtag(req.etag(), category));
  ASSIGN_OR_RETURN(const bool has_children, store::HasChildren(ctx.txn(), shop, id));
  if (has_children) return domain::CategoryInUseError(category, "categories");
  ASSIGN_OR_RETURN(const bool has_products,
                   store::HasProducts(ctx.txn(), shop, {.category = std::string(id)}));
  if (has_products) return domain::CategoryInUseError(category, "products");
  RETURN_IF_ERROR(store::DeleteCategory(ctx.txn(), shop, id, category));
  ctx.Emit(category, "category.deleted");
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
