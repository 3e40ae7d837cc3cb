#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/claim.pb.h"

// shopdesk.logistics.v1.ClaimService. A shipment is locked before its claim, everywhere.
namespace shopdesk::logistics::handlers {

// When the state of a claim ends by itself, or is overdue.
inline constexpr char kClaimDeadline[] = "claim_deadline";

absl::Status CreateClaim(runtime::WriteContext& ctx, const v1::CreateClaimRequest& request,
                         v1::Claim* response);
absl::Status GetClaim(runtime::ReadContext& ctx, const v1::GetClaimRequest& request,
                      v1::Claim* response);
absl::Status ListClaims(runtime::ReadContext& ctx, const v1::ListClaimsRequest& request,
                        v1::ListClaimsResponse* response);
absl::Status AddClaimDocument(runtime::WriteContext& ctx,
                              const v1::AddClaimDocumentRequest& request, v1::Claim* response);
absl::Status SubmitClaim(runtime::WriteContext& ctx, const v1::SubmitClaimRequest& request,
                         v1::Claim* response);
absl::Status RequestClaimDocuments(runtime::WriteContext& ctx,
                                   const v1::RequestClaimDocumentsRequest& request,
                                   v1::Claim* response);
absl::Status DecideClaim(runtime::WriteContext& ctx, const v1::DecideClaimRequest& request,
                         v1::Claim* response);
absl::Status AppealClaim(runtime::WriteContext& ctx, const v1::AppealClaimRequest& request,
                         v1::Claim* response);
absl::Status RecordClaimPayment(runtime::WriteContext& ctx,
                                const v1::RecordClaimPaymentRequest& request, v1::Claim* response);
absl::Status WithdrawClaim(runtime::WriteContext& ctx, const v1::WithdrawClaimRequest& request,
                           v1::Claim* response);

// Ends the state of one whose deadline has come; one that went on has another deadline.
absl::Status OnClaimDeadline(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
