#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/shipping_terms.pb.h"

// shopdesk.logistics.v1.ShippingTermsService.
namespace shopdesk::logistics::handlers {

absl::Status SetShippingTerms(runtime::WriteContext& ctx,
                              const v1::SetShippingTermsRequest& request,
                              v1::ShippingTerms* response);
absl::Status GetShippingTerms(runtime::ReadContext& ctx, const v1::GetShippingTermsRequest& request,
                              v1::ShippingTerms* response);
absl::Status RevealCustomsForm(runtime::WriteContext& ctx,
                               const v1::RevealCustomsFormRequest& request,
                               v1::CustomsForm* response);

}  // namespace shopdesk::logistics::handlers
