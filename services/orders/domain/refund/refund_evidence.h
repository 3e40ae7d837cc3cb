#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
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

// What the shop showed when it took goods in.
void AddShopEvidence(Refund& refund, v1::RefundEvidence evidence, const Moment& moment);

// By `event` the platform is to decide: both sides may show evidence first.
absl::Status EnterReview(Refund& refund, absl::string_view event, const v1::Policy& policy,
                         const Moment& moment);

// What is granted of a refund that the platform left alone: all that was asked, or what the shop
// offered, which may be nothing.
int64_t DefaultGrantMinor(const Refund& refund, const v1::Policy& policy);

}  // namespace shopdesk::orders::domain
