#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/category.pb.h"

// The RPCs of CategoryService. Changes of one shop's tree wait for each other.
namespace shopdesk::catalog::handlers {

absl::Status CreateCategory(runtime::WriteContext& ctx, const v1::CreateCategoryRequest& request,
                            v1::Category* response);
absl::Status GetCategory(runtime::ReadContext& ctx, const v1::GetCategoryRequest& request,
                         v1::Category* response);
absl::Status ListCategories(runtime::ReadContext& ctx, const v1::ListCategoriesRequest& request,
                            v1::ListCategoriesResponse* response);
absl::Status UpdateCategory(runtime::WriteContext& ctx, const v1::UpdateCategoryRequest& request,
                            v1::Category* response);
absl::Status DeleteCategory(runtime::WriteContext& ctx, const v1::DeleteCategoryRequest& request,
                            v1::DeleteCategoryResponse* response);

}  // namespace shopdesk::catalog::handlers
