#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What carriers owe for parcels that were damaged, lost, stolen or late. Free texts are given
// masked.
namespace shopdesk::logistics::domain {

// The one table of a claim's state. Events: "submit", "withdraw", "lapse", "ask_documents",
// "approve", "approve_part", "reject", "unanswered", "appeal", "let_stand", "pay".
const StateMachine<v1::Claim::State>& ClaimMachine();

// Until when something can be claimed for the shipment: so long after it was delivered; of one that
// wasn't, after its last status or when it should have been there, whichever is later.
absl::Time FilingDeadline(const v1::Shipment& shipment, const v1::Policy& policy);

// A draft. FAILED_PRECONDITION (CLAIM_OPEN, CLAIM_TOO_LATE, IS_RETURN); INVALID_ARGUMENT (loss).
absl::StatusOr<v1::Claim> MakeClaim(const v1::CreateClaimRequest& request,
                                    const v1::Shipment& shipment, const v1::Policy& policy,
                                    absl::string_view name, absl::Time now);

// Each of these takes a step, or WRONG_STATE; deadlines are the policy's.
//
// RESOURCE_EXHAUSTED (TOO_MANY_DOCUMENTS).
absl::Status AddClaimDocument(v1::Claim::Document::Kind kind, absl::string_view uri,
                              const type::v1::Actor& actor, absl::Time now, v1::Claim& claim);
// FAILED_PRECONDITION (DOCUMENTS_MISSING, CLAIM_TOO_LATE).
absl::Status SubmitClaim(absl::string_view carrier_ticket, const v1::Policy& policy, absl::Time now,
                         v1::Claim& claim);
absl::Status RequestClaimDocuments(const v1::RequestClaimDocumentsRequest& request,
                                   absl::string_view reason, const v1::Policy& policy,
                                   absl::Time now, v1::Claim& claim);
// INVALID_ARGUMENT (approved, reason).
absl::Status DecideClaim(const type::v1::Money& approved, absl::string_view reason,
                         const v1::Policy& policy, absl::Time now, v1::Claim& claim);
// FAILED_PRECONDITION (CLAIM_TOO_LATE).
absl::Status AppealClaim(absl::string_view reason, const v1::Policy& policy, absl::Time now,
                         v1::Claim& claim);
// INVALID_ARGUMENT (paid).
absl::Status PayClaim(const type::v1::Money& paid, absl::Time now, v1::Claim& claim);
absl::Status WithdrawClaim(absl::string_view reason, absl::Time now, v1::Claim& claim);
// Its deadline has come.
absl::Status EndClaim(const v1::Policy& policy, absl::Time now, v1::Claim& claim);

// The feed's event of a claim that was `before` and is `after`.
absl::string_view ClaimEvent(const v1::Claim& before, const v1::Claim& after);

}  // namespace shopdesk::logistics::domain
