#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/logistics/v1/shipping_terms.pb.h"

// Who pays what of a shipment, and what the customs are to know.
namespace shopdesk::logistics::domain {

// WRONG_STATE once the carrier has it, IS_RETURN for what a buyer sends; INVALID_ARGUMENT for terms
// that contradict the shipment, the border that it crosses, or each other.
absl::StatusOr<v1::ShippingTerms> MakeShippingTerms(const v1::SetShippingTermsRequest& request,
                                                    const v1::Shipment& shipment,
                                                    const v1::Policy& policy, absl::Time now);

// Who pays duties, and who the freight, by an incoterm.
v1::TermsPayer::Value DutyPayerOf(v1::Incoterm::Value incoterm);
v1::TermsPayer::Value FreightPayerOf(v1::Incoterm::Value incoterm);

// The form of terms that have lines, its receiver masked.
v1::CustomsForm MakeCustomsForm(const v1::ShippingTerms& terms, const v1::Shipment& shipment,
                                const v1::Policy& policy);

}  // namespace shopdesk::logistics::domain
