#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The RPCs of ProductService but search and import.
namespace shopdesk::catalog::handlers {

absl::Status CreateProduct(rpc::WriteContext& ctx, const v1::CreateProductRequest& req,
                           v1::Product* resp);
absl::Status UpdateProduct(rpc::WriteContext& ctx, const v1::UpdateProductRequest& req,
                           v1::Product* resp);
absl::Status PublishProduct(rpc::WriteContext& ctx, const v1::PublishProductRequest& req,
                            v1::Product* resp);
absl::Status DelistProduct(rpc::WriteContext& ctx, const v1::DelistProductRequest& req,
                           v1::Product* resp);

absl::Status GetProduct(rpc::ReadContext& ctx, const v1::GetProductRequest& req, v1::Product* resp);
absl::Status BatchGetProducts(rpc::ReadContext& ctx, const v1::BatchGetProductsRequest& req,
                              v1::BatchGetProductsResponse* resp);
absl::Status GetProductBySku(rpc::ReadContext& ctx, const v1::GetProductBySkuRequest& req,
                             v1::Product* resp);
absl::Status ListProducts(rpc::ReadContext& ctx, const v1::ListProductsRequest& req,
                          v1::ListProductsResponse* resp);
absl::Status GetProductSnapshot(rpc::ReadContext& ctx, const v1::GetProductSnapshotRequest& req,
                                v1::ProductSnapshot* resp);
absl::Status ExportProducts(
    rpc::WorkflowContext& ctx, const v1::ExportProductsRequest& req,
    absl::FunctionRef<absl::Status(const v1::ExportProductsResponse&)> sink);

}  // namespace shopdesk::catalog::handlers
