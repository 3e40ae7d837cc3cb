#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/care.pb.h"

// The RPCs of CareService.
namespace shopdesk::catalog::handlers {

absl::Status GetCareGuide(runtime::ReadContext& ctx, const v1::GetCareGuideRequest& request,
                          v1::CareGuide* response);
absl::Status UpdateCareGuide(runtime::WriteContext& ctx, const v1::UpdateCareGuideRequest& request,
                             v1::CareGuide* response);
absl::Status DeleteCareGuide(runtime::WriteContext& ctx, const v1::DeleteCareGuideRequest& request,
                             v1::DeleteCareGuideResponse* response);
absl::Status ListCareGuides(runtime::ReadContext& ctx, const v1::ListCareGuidesRequest& request,
                            v1::ListCareGuidesResponse* response);
absl::Status GetProductCare(runtime::ReadContext& ctx, const v1::GetProductCareRequest& request,
                            v1::ProductCare* response);

// What is told of a product or category, "products/{product}" or "categories/{category}", is told
// of one that is there, and stays until the end of the transaction. NOT_FOUND naming it.
absl::Status CheckToldSubject(runtime::WriteContext& ctx, absl::string_view shop,
                              absl::string_view subject);

// With the subject that it is about; nothing if there is none.
absl::Status RemoveCareGuide(runtime::WriteContext& ctx, absl::string_view shop,
                             absl::string_view subject);

}  // namespace shopdesk::catalog::handlers
