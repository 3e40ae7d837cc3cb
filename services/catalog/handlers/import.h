#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "libs/rpc/validate.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// One message of ProductService.ImportProducts. `rows` checks v1::ImportProduct.
absl::Status ImportProducts(rpc::WriteContext& ctx, const v1::ImportProductsRequest& req,
                            v1::ImportProductsResponse* resp, const rpc::Validator& rows);

}  // namespace shopdesk::catalog::handlers
