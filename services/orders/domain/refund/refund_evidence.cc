#include "services/orders/domain/refund/refund_evidence.h"

#include <algorithm>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using v1::RefundEvidence;

// Submissions of a side, so that neither leaves no room to the other: a refund is read as a whole.
constexpr int kMostEvidence = 10;

int64_t CountEvidence(const Refund& refund, RefundEvidence::Side side) {
  return std::count_if(refund.evidence().begin(), refund.evidence().end(),
                       [side](const RefundEvidence& one) { return one.side() == side; });
}

bool DefaultsToBuyer(const Refund& refund, const v1::Policy& policy) {
  switch (policy.review_default()) {
    case v1::Policy::FOR_BUYER:
      return true;
    case v1::Policy::FOR_SELLER:
      return false;
    default:
      return CountEvidence(refund, RefundEvidence::BUYER) > 0 ||
             CountEvidence(refund, RefundEvidence::SHOP) == 0;
  }
}

void Add(Refund& refund, RefundEvidence evidence, const Moment& moment) {
  *evidence.mutable_actor() = moment.actor;
  *evidence.mutable_submit_time() = ToProto(moment.now);
  *refund.add_evidence() = std::move(evidence);
}

}  // namespace

absl::Status SubmitEvidence(Refund& refund, const RefundEvidence& evidence, const Moment& moment) {
  RETURN_IF_ERROR(
      kRefundMachine.Next(refund.name(), refund.state(), kRefundSubmitEvidence).status());
  const absl::Time due = FromProto(refund.evidence_due_time());
  if (moment.now > due) return EvidenceOverError(refund, due);
  if (CountEvidence(refund, evidence.side()) >= kMostEvidence) {
    return TooMuchEvidenceError(refund, kMostEvidence);
  }
  Add(refund, evidence, moment);
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return absl::OkStatus();
}

void AddShopEvidence(Refund& refund, RefundEvidence evidence, const Moment& moment) {
  evidence.set_side(RefundEvidence::SHOP);
  Add(refund, std::move(evidence), moment);
}

absl::Status EnterReview(Refund& refund, absl::string_view event, const v1::Policy& policy,
                         const Moment& moment) {
  RETURN_IF_ERROR(StepRefund(refund, event, moment));
  *refund.mutable_evidence_due_time() =
      ToProto(moment.now + absl::Seconds(policy.refund_evidence_seconds()));
  SetRefundDeadline(refund, kAutoDecide, policy.refund_review_seconds(), moment);
  return absl::OkStatus();
}

int64_t DefaultGrantMinor(const Refund& refund, const v1::Policy& policy) {
  return DefaultsToBuyer(refund, policy) ? refund.total().minor() : refund.offer().minor();
}

}  // namespace shopdesk::orders::domain
