#include "services/logistics/domain/claim/claim.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/claim/compensation.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Claim;
using Kinds = google::protobuf::RepeatedField<int>;

// Documents of a claim: more than a carrier reads.
constexpr int kMostDocuments = 50;

constexpr Transition<Claim::State> kClaimTransitions[] = {
    {Claim::DRAFT, "submit", Claim::SUBMITTED, "in time, with all documents",
     "claim_answer_seconds"},
    {Claim::DRAFT, "withdraw", Claim::WITHDRAWN},
    {Claim::DRAFT, "lapse", Claim::WITHDRAWN, "the time to file is over"},
    {Claim::SUBMITTED, "ask_documents", Claim::DOCUMENTS_MISSING, "", "claim_documents_seconds"},
    {Claim::SUBMITTED, "approve", Claim::APPROVED, "all that can be had", "claim_payment_seconds"},
    {Claim::SUBMITTED, "approve_part", Claim::PARTLY, "less than can be had",
     "claim_payment_seconds"},
    {Claim::SUBMITTED, "reject", Claim::REJECTED, "", "claim_appeal_seconds"},
    {Claim::SUBMITTED, "unanswered", Claim::REJECTED, "the deadline has come",
     "claim_appeal_seconds"},
    {Claim::SUBMITTED, "withdraw", Claim::WITHDRAWN},
    {Claim::DOCUMENTS_MISSING, "submit", Claim::SUBMITTED, "with all documents",
     "claim_answer_seconds"},
    {Claim::DOCUMENTS_MISSING, "withdraw", Claim::WITHDRAWN},
    {Claim::DOCUMENTS_MISSING, "lapse", Claim::REJECTED, "the deadline has come",
     "claim_appeal_seconds"},
    {Claim::APPROVED, "pay", Claim::PAID, "what was approved"},
    {Claim::APPROVED, "approve", Claim::APPROVED, "decided anew", "claim_payment_seconds"},
    {Claim::APPROVED, "approve_part", Claim::PARTLY, "decided anew", "claim_payment_seconds"},
    {Claim::APPROVED, "reject", Claim::REJECTED, "decided anew", "claim_appeal_seconds"},
    {Claim::PARTLY, "pay", Claim::PAID, "what was approved"},
    {Claim::PARTLY, "approve", Claim::APPROVED, "decided anew", "claim_payment_seconds"},
    {Claim::PARTLY, "approve_part", Claim::PARTLY, "decided anew", "claim_payment_seconds"},
    {Claim::PARTLY, "reject", Claim::REJECTED, "decided anew", "claim_appeal_seconds"},
    {Claim::PARTLY, "appeal", Claim::APPEALED, "once, in time", "claim_answer_seconds"},
    {Claim::REJECTED, "appeal", Claim::APPEALED, "once, in time", "claim_answer_seconds"},
    {Claim::REJECTED, "approve", Claim::APPROVED, "after all", "claim_payment_seconds"},
    {Claim::REJECTED, "approve_part", Claim::PARTLY, "after all", "claim_payment_seconds"},
    {Claim::REJECTED, "withdraw", Claim::WITHDRAWN},
    {Claim::APPEALED, "approve", Claim::APPROVED, "", "claim_payment_seconds"},
    {Claim::APPEALED, "approve_part", Claim::PARTLY, "", "claim_payment_seconds"},
    {Claim::APPEALED, "reject", Claim::REJECTED},
    {Claim::APPEALED, "unanswered", Claim::REJECTED,
     "the deadline has come, and nothing was approved before"},
    {Claim::APPEALED, "let_stand", Claim::PARTLY,
     "the deadline has come, and a part was approved before", "claim_payment_seconds"},
};

constexpr EventCall kClaimCalls[] = {
    {"submit", "SubmitClaim"},       {"withdraw", "WithdrawClaim"},
    {"approve", "DecideClaim"},      {"ask_documents", "RequestClaimDocuments"},
    {"approve_part", "DecideClaim"}, {"reject", "DecideClaim"},
    {"appeal", "AppealClaim"},       {"pay", "RecordClaimPayment"},
};

constexpr char kNoDecision[] = "the carrier didn't decide in time";
constexpr char kNotFiled[] = "it wasn't filed in time";
constexpr char kNoDocuments[] = "the documents weren't supplied in time";

void SetDeadline(absl::Time now, int64_t seconds, Claim& claim) {
  *claim.mutable_deadline_time() = ToProto(now + absl::Seconds(seconds));
}

// The deadline of the state that it has got.
void SetDeadlines(const v1::Policy& policy, absl::Time now, Claim& claim) {
  claim.clear_deadline_time();
  claim.clear_appeal_deadline_time();
  claim.clear_payment_overdue();
  const bool decided = claim.state() == Claim::REJECTED || claim.state() == Claim::PARTLY;
  if (decided && !claim.appealed()) {
    *claim.mutable_appeal_deadline_time() =
        ToProto(now + absl::Seconds(policy.claim_appeal_seconds()));
  }
  switch (claim.state()) {
    case Claim::SUBMITTED:
    case Claim::APPEALED:
      return SetDeadline(now, policy.claim_answer_seconds(), claim);
    case Claim::DOCUMENTS_MISSING:
      return SetDeadline(now, policy.claim_documents_seconds(), claim);
    case Claim::APPROVED:
    case Claim::PARTLY:
      return SetDeadline(now, policy.claim_payment_seconds(), claim);
    case Claim::REJECTED:
      if (claim.has_appeal_deadline_time()) {
        *claim.mutable_deadline_time() = claim.appeal_deadline_time();
      }
      return;
    default:
      return;
  }
}

absl::Status StepClaim(absl::string_view event, absl::Time now, Claim& claim) {
  ASSIGN_OR_RETURN(const Claim::State next,
                   ClaimMachine().Next(claim.name(), claim.state(), event));
  claim.set_state(next);
  *claim.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

bool Holds(const Kinds& kinds, int kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

void FindMissing(Claim& claim) {
  claim.clear_missing_documents();
  for (const int required : claim.required_documents()) {
    const bool there =
        std::any_of(claim.documents().begin(), claim.documents().end(),
                    [&](const Claim::Document& document) { return document.kind() == required; });
    if (!there) claim.add_missing_documents(static_cast<Claim::Document::Kind>(required));
  }
}

// Whether the carrier may have had it. One that expired he may have had without a scan.
bool WasSent(v1::TrackingStatus::Value status) {
  return status != v1::TrackingStatus::PENDING && status != v1::TrackingStatus::INFO_RECEIVED &&
         status != v1::TrackingStatus::CANCELLED;
}

absl::Status CheckMayClaim(const v1::Shipment& shipment, absl::Time deadline, absl::Time now) {
  if (IsReturn(shipment)) return IsReturnError(shipment);
  if (!WasSent(shipment.status())) {
    return WrongStateError(shipment.name(), v1::TrackingStatus::Value_Name(shipment.status()),
                           "CreateClaim", "");
  }
  if (!shipment.claim().empty()) return ClaimOpenError(shipment.name(), shipment.claim());
  if (now > deadline) return ClaimTooLateError(shipment.name(), deadline);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<Claim::State>& ClaimMachine() {
  static constexpr StateMachine<Claim::State> kMachine("Claim", kClaimTransitions, kClaimCalls);
  return kMachine;
}

absl::Time FilingDeadline(const v1::Shipment& shipment, const v1::Policy& policy) {
  const absl::Time from =
      shipment.has_deliver_time()
          ? FromProto(shipment.deliver_time())
          : std::max(FromProto(shipment.status_time()), FromProto(shipment.promised_time()));
  return from + absl::Seconds(policy.claim_filing_seconds());
}

absl::StatusOr<Claim> MakeClaim(const v1::CreateClaimRequest& request, const v1::Shipment& shipment,
                                const v1::Policy& policy, absl::string_view name, absl::Time now) {
  Violations violations;
  if (ShopOf(request.shipment()) != ShopOf(request.parent())) {
    violations.Add("shipment", "must be of the same shop");
  }
  if (request.loss().minor() <= 0) violations.Add("loss", "must be more than 0");
  if (request.loss().currency_code() != policy.currency_code()) {
    violations.Add("loss",
                   absl::StrCat("must be in the shop's currency, ", policy.currency_code()));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  const absl::Time deadline = FilingDeadline(shipment, policy);
  RETURN_IF_ERROR(CheckMayClaim(shipment, deadline, now));
  Claim claim;
  claim.set_name(std::string(name));
  claim.set_shipment(shipment.name());
  claim.set_order(shipment.order());
  claim.set_buyer(shipment.buyer());
  claim.set_carrier_id(shipment.carrier_id());
  claim.set_kind(request.kind());
  claim.set_state(Claim::DRAFT);
  *claim.mutable_loss() = request.loss();
  RETURN_IF_ERROR(SetCompensation(shipment, claim));
  claim.set_description(request.description());
  for (const Claim::Document::Kind kind :
       DocumentsFor(claim.kind(), claim.claimable().minor(), policy.claim_long_list_minor())) {
    claim.add_required_documents(kind);
  }
  FindMissing(claim);
  *claim.mutable_replacements() = shipment.replaced_by();
  *claim.mutable_filing_deadline_time() = ToProto(deadline);
  *claim.mutable_deadline_time() = claim.filing_deadline_time();
  *claim.mutable_create_time() = ToProto(now);
  *claim.mutable_update_time() = claim.create_time();
  return claim;
}

absl::Status AddClaimDocument(Claim::Document::Kind kind, absl::string_view uri,
                              const type::v1::Actor& actor, absl::Time now, Claim& claim) {
  const bool open = claim.state() == Claim::DRAFT || claim.state() == Claim::SUBMITTED ||
                    claim.state() == Claim::DOCUMENTS_MISSING || claim.state() == Claim::APPEALED;
  if (!open) {
    return WrongStateError(claim.name(), Claim::State_Name(claim.state()), "AddClaimDocument",
                           ClaimMachine().Allowed(claim.state()));
  }
  if (claim.documents_size() >= kMostDocuments) {
    return TooManyDocumentsError(claim.name(), kMostDocuments);
  }
  Claim::Document& document = *claim.add_documents();
  document.set_kind(kind);
  document.set_uri(std::string(uri));
  *document.mutable_add_time() = ToProto(now);
  *document.mutable_actor() = actor;
  Kinds missing = claim.missing_documents();
  claim.clear_missing_documents();
  for (const int other : missing) {
    if (other != kind) claim.add_missing_documents(static_cast<Claim::Document::Kind>(other));
  }
  *claim.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status SubmitClaim(absl::string_view carrier_ticket, const v1::Policy& policy, absl::Time now,
                         Claim& claim) {
  const bool first = claim.state() == Claim::DRAFT;
  RETURN_IF_ERROR(StepClaim("submit", now, claim));
  const absl::Time deadline = FromProto(claim.filing_deadline_time());
  if (first && now > deadline) return ClaimTooLateError(claim.name(), deadline);
  if (!claim.missing_documents().empty()) return DocumentsMissingError(claim);
  if (!carrier_ticket.empty()) claim.set_carrier_ticket(std::string(carrier_ticket));
  SetDeadlines(policy, now, claim);
  return absl::OkStatus();
}

absl::Status RequestClaimDocuments(const v1::RequestClaimDocumentsRequest& request,
                                   absl::string_view reason, const v1::Policy& policy,
                                   absl::Time now, Claim& claim) {
  RETURN_IF_ERROR(StepClaim("ask_documents", now, claim));
  for (const int asked : request.documents()) {
    const auto kind = static_cast<Claim::Document::Kind>(asked);
    if (!Holds(claim.required_documents(), kind)) claim.add_required_documents(kind);
    if (!Holds(claim.missing_documents(), kind)) claim.add_missing_documents(kind);
  }
  claim.set_reason(std::string(reason));
  SetDeadlines(policy, now, claim);
  return absl::OkStatus();
}

absl::Status DecideClaim(const type::v1::Money& approved, absl::string_view reason,
                         const v1::Policy& policy, absl::Time now, Claim& claim) {
  const bool whole = approved.minor() >= claim.claimable().minor() && approved.minor() > 0;
  const bool nothing = approved.minor() == 0;
  RETURN_IF_ERROR(StepClaim(nothing ? "reject" : (whole ? "approve" : "approve_part"), now, claim));
  Violations violations;
  if (!nothing && approved.currency_code() != claim.loss().currency_code()) {
    violations.Add("approved", absl::StrCat("must be in ", claim.loss().currency_code()));
  }
  if (approved.minor() < 0 || approved.minor() > claim.loss().minor()) {
    violations.Add("approved", absl::StrCat("must be 0 to ", claim.loss().minor(), ", the loss"));
  }
  if (!whole && reason.empty()) {
    violations.Add("reason", "is required unless all that can be had is approved");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  claim.clear_approved();
  if (!nothing) *claim.mutable_approved() = approved;
  claim.set_reason(std::string(reason));
  SetDeadlines(policy, now, claim);
  return absl::OkStatus();
}

absl::Status AppealClaim(absl::string_view reason, const v1::Policy& policy, absl::Time now,
                         Claim& claim) {
  const absl::Time deadline = claim.has_appeal_deadline_time()
                                  ? FromProto(claim.appeal_deadline_time())
                                  : absl::InfinitePast();
  RETURN_IF_ERROR(StepClaim("appeal", now, claim));
  if (now > deadline) return ClaimTooLateError(claim.name(), deadline);
  claim.set_appealed(true);
  claim.set_reason(std::string(reason));
  SetDeadlines(policy, now, claim);
  return absl::OkStatus();
}

absl::Status PayClaim(const type::v1::Money& paid, absl::Time now, Claim& claim) {
  RETURN_IF_ERROR(StepClaim("pay", now, claim));
  if (paid.minor() != claim.approved().minor() ||
      paid.currency_code() != claim.approved().currency_code()) {
    return InvalidFieldError("paid", absl::StrCat("must be ", FormatMoney(claim.approved()),
                                                  ", which was approved; decide anew first"));
  }
  *claim.mutable_paid() = paid;
  *claim.mutable_pay_time() = ToProto(now);
  claim.clear_deadline_time();
  claim.clear_appeal_deadline_time();
  claim.clear_payment_overdue();
  return absl::OkStatus();
}

absl::Status WithdrawClaim(absl::string_view reason, absl::Time now, Claim& claim) {
  RETURN_IF_ERROR(StepClaim("withdraw", now, claim));
  claim.set_reason(std::string(reason));
  claim.clear_deadline_time();
  claim.clear_appeal_deadline_time();
  return absl::OkStatus();
}

absl::Status EndClaim(const v1::Policy& policy, absl::Time now, Claim& claim) {
  switch (claim.state()) {
    case Claim::DRAFT:
      RETURN_IF_ERROR(StepClaim("lapse", now, claim));
      claim.set_reason(kNotFiled);
      break;
    case Claim::DOCUMENTS_MISSING:
      RETURN_IF_ERROR(StepClaim("lapse", now, claim));
      claim.set_reason(kNoDocuments);
      break;
    case Claim::SUBMITTED:
      RETURN_IF_ERROR(StepClaim("unanswered", now, claim));
      claim.set_reason(kNoDecision);
      break;
    case Claim::APPEALED:
      RETURN_IF_ERROR(StepClaim(claim.has_approved() ? "let_stand" : "unanswered", now, claim));
      claim.set_reason(kNoDecision);
      break;
    case Claim::APPROVED:
    case Claim::PARTLY:
      claim.set_payment_overdue(true);
      claim.clear_deadline_time();
      *claim.mutable_update_time() = ToProto(now);
      return absl::OkStatus();
    default:
      // The time to appeal is over.
      claim.clear_deadline_time();
      claim.clear_appeal_deadline_time();
      *claim.mutable_update_time() = ToProto(now);
      return absl::OkStatus();
  }
  SetDeadlines(policy, now, claim);
  return absl::OkStatus();
}

absl::string_view ClaimEvent(const Claim& before, const Claim& after) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kClaimCreated,
                                            events::kClaimSubmitted,
                                            events::kClaimDocumentsMissing,
                                            events::kClaimApproved,
                                            events::kClaimPartly,
                                            events::kClaimRejected,
                                            events::kClaimPaid,
                                            events::kClaimAppealed,
                                            events::kClaimWithdrawn};
  static_assert(std::size(kEvents) == Claim::State_ARRAYSIZE);
  if (after.state() != before.state()) return kEvents[after.state()];
  const bool overdue = after.payment_overdue() && !before.payment_overdue();
  return overdue ? events::kClaimPaymentOverdue : events::kClaimUpdated;
}

}  // namespace shopdesk::logistics::domain
