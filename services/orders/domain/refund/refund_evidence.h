#pragma once

#include "absl/status/status.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/moment.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/refund_evidence.pb.h"

// What both sides of a refund show the platform.
namespace shopdesk::orders::domain {

// Adds it, with who submitted it and when; the deadline stays. FAILED_PRECONDITION: WRONG_STATE,
// EVIDENCE_OVER (metadata ended), TOO_MUCH_EVIDENCE.
absl::Status SubmitEvidence(Refund& refund, const v1::RefundEvidence& evidence,
                            const Moment& moment);

// Whom a refund is decided for that the platform left alone: all that was asked is granted, or
// nothing.
bool DefaultsToBuyer(const Refund& refund, const v1::Policy& policy);

}  // namespace shopdesk::orders::domain
