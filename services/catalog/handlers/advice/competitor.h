#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/competitor.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status CreateCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::CreateCompetitorProductRequest& request,
                                     v1::CompetitorProduct* response);
absl::Status GetCompetitorProduct(runtime::ReadContext& ctx,
                                  const v1::GetCompetitorProductRequest& request,
                                  v1::CompetitorProduct* response);
absl::Status ListCompetitorProducts(runtime::ReadContext& ctx,
                                    const v1::ListCompetitorProductsRequest& request,
                                    v1::ListCompetitorProductsResponse* response);
absl::Status UpdateCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::UpdateCompetitorProductRequest& request,
                                     v1::CompetitorProduct* response);
absl::Status DeleteCompetitorProduct(runtime::WriteContext& ctx,
                                     const v1::DeleteCompetitorProductRequest& request,
                                     v1::DeleteCompetitorProductResponse* response);

}  // namespace shopdesk::catalog::handlers
