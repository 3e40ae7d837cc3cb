#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// The RPCs of SuitabilityService.
namespace shopdesk::catalog::handlers {

absl::Status GetSuitabilityGuide(runtime::ReadContext& ctx,
                                 const v1::GetSuitabilityGuideRequest& request,
                                 v1::SuitabilityGuide* response);
absl::Status UpdateSuitabilityGuide(runtime::WriteContext& ctx,
                                    const v1::UpdateSuitabilityGuideRequest& request,
                                    v1::SuitabilityGuide* response);
absl::Status DeleteSuitabilityGuide(runtime::WriteContext& ctx,
                                    const v1::DeleteSuitabilityGuideRequest& request,
                                    v1::DeleteSuitabilityGuideResponse* response);
absl::Status ListSuitabilityGuides(runtime::ReadContext& ctx,
                                   const v1::ListSuitabilityGuidesRequest& request,
                                   v1::ListSuitabilityGuidesResponse* response);
absl::Status CheckSuitability(runtime::ReadContext& ctx, const v1::CheckSuitabilityRequest& request,
                              v1::Suitability* response);
absl::Status BatchCheckSuitability(runtime::ReadContext& ctx,
                                   const v1::BatchCheckSuitabilityRequest& request,
                                   v1::BatchCheckSuitabilityResponse* response);

// What comes of products for a buyer, by id as in `products`. `profile`: checked (CheckProfile).
// `language`: one of kTextLanguages.
absl::StatusOr<absl::flat_hash_map<std::string, v1::Suitability>> CheckProducts(
    runtime::ReadContext& ctx, absl::string_view shop,
    const absl::flat_hash_map<std::string, v1::Product>& products, const v1::BuyerProfile& profile,
    absl::string_view language);

// With the subject that it is about; nothing if there is none.
absl::Status RemoveSuitabilityGuide(runtime::WriteContext& ctx, absl::string_view shop,
                                    absl::string_view subject);

}  // namespace shopdesk::catalog::handlers
