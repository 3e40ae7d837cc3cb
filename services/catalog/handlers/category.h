#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/category.pb.h"

// The RPCs of CategoryService. Changes of one shop's tree wait for each other.
namespace shopdesk::catalog::handlers {

absl::Status CreateCategory(rpc::WriteContext& ctx, const v1::CreateCategoryRequest& req,
                            v1::Category* resp);
absl::Status GetCategory(rpc::ReadContext& ctx, const v1::GetCategoryRequest& req,
                         v1::Category* resp);
absl::Status ListCategories(rpc::ReadContext& ctx, const v1::ListCategoriesRequest& req,
                            v1::ListCategoriesResponse* resp);
absl::Status UpdateCategory(rpc::WriteContext& ctx, const v1::UpdateCategoryRequest& req,
                            v1::Category* resp);
absl::Status DeleteCategory(rpc::WriteContext& ctx, const v1::DeleteCategoryRequest& req,
                            v1::DeleteCategoryResponse* resp);

}  // namespace shopdesk::catalog::handlers
