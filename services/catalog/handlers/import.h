#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/runtime/validate.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::handlers {

// One message of ProductService.ImportProducts. `rows` checks v1::ImportProduct.
absl::Status ImportProducts(runtime::WriteContext& ctx, const v1::ImportProductsRequest& request,
                            v1::ImportProductsResponse* response, const runtime::Validator& rows);

}  // namespace shopdesk::catalog::handlers
