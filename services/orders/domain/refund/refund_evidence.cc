#include "services/orders/domain/refund/refund_evidence.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using v1::RefundEvidence;

// Submissions of both sides together: a refund is read as a whole.
constexpr int kMostEvidence = 20;

bool HasEvidenceOf(const Refund& refund, RefundEvidence::Side side) {
  return std::any_of(refund.evidence().begin(), refund.evidence().end(),
                     [side](const RefundEvidence& one) { return one.side() == side; });
}

}  // namespace

absl::Status SubmitEvidence(Refund& refund, const RefundEvidence& evidence, const Moment& moment) {
  RETURN_IF_ERROR(
      kRefundMachine.Next(refund.name(), refund.state(), kRefundSubmitEvidence).status());
  const absl::Time due = FromProto(refund.evidence_due_time());
  if (moment.now > due) return EvidenceOverError(refund, due);
  if (refund.evidence_size() >= kMostEvidence) return TooMuchEvidenceError(refund, kMostEvidence);
  RefundEvidence& added = *refund.add_evidence();
  added = evidence;
  *added.mutable_actor() = moment.actor;
  *added.mutable_submit_time() = ToProto(moment.now);
  *refund.mutable_actor() = moment.actor;
  *refund.mutable_update_time() = ToProto(moment.now);
  return absl::OkStatus();
}

bool DefaultsToBuyer(const Refund& refund, const v1::Policy& policy) {
  switch (policy.review_default()) {
    case v1::Policy::FOR_BUYER:
      return true;
    case v1::Policy::FOR_SELLER:
      return false;
    default:
      return HasEvidenceOf(refund, RefundEvidence::BUYER) ||
             !HasEvidenceOf(refund, RefundEvidence::SHOP);
  }
}

}  // namespace shopdesk::orders::domain
