#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/runtime/sink.h"
#include "libs/runtime/validate.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The RPCs of ProductService: what changes one product here, the others in product_read.cc,
// search.cc and import.cc.
namespace shopdesk::catalog::handlers {

absl::Status CreateProduct(runtime::WriteContext& ctx, const v1::CreateProductRequest& request,
                           v1::Product* response);
absl::Status UpdateProduct(runtime::WriteContext& ctx, const v1::UpdateProductRequest& request,
                           v1::Product* response);
absl::Status PublishProduct(runtime::WriteContext& ctx, const v1::PublishProductRequest& request,
                            v1::Product* response);
absl::Status DelistProduct(runtime::WriteContext& ctx, const v1::DelistProductRequest& request,
                           v1::Product* response);

absl::Status GetProduct(runtime::ReadContext& ctx, const v1::GetProductRequest& request,
                        v1::Product* response);
absl::Status BatchGetProducts(runtime::ReadContext& ctx, const v1::BatchGetProductsRequest& request,
                              v1::BatchGetProductsResponse* response);
absl::Status GetProductBySku(runtime::ReadContext& ctx, const v1::GetProductBySkuRequest& request,
                             v1::Product* response);
absl::Status ListProducts(runtime::ReadContext& ctx, const v1::ListProductsRequest& request,
                          v1::ListProductsResponse* response);
absl::Status GetProductSnapshot(runtime::ReadContext& ctx,
                                const v1::GetProductSnapshotRequest& request,
                                v1::ProductSnapshot* response);
absl::Status ExportProducts(runtime::WorkflowContext& ctx, const v1::ExportProductsRequest& request,
                            runtime::Sink<v1::ExportProductsResponse> sink);
// One message of the stream. `rows` checks v1::ImportProduct.
absl::Status ImportProducts(runtime::WriteContext& ctx, const v1::ImportProductsRequest& request,
                            v1::ImportProductsResponse* response, const runtime::Validator& rows);

}  // namespace shopdesk::catalog::handlers
