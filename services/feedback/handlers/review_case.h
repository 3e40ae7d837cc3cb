#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/feedback/domain/review_case.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The RPCs of ReviewCaseService, and what reviews do to their cases.
namespace shopdesk::feedback::handlers {

// The deadline of first contact, for the case.
inline constexpr char kFirstContactTimer[] = "case_first_contact";

absl::Status GetReviewCase(rpc::ReadContext& ctx, const v1::GetReviewCaseRequest& req,
                           v1::ReviewCase* resp);
absl::Status ListReviewCases(rpc::ReadContext& ctx, const v1::ListReviewCasesRequest& req,
                             v1::ListReviewCasesResponse* resp);
absl::Status RecordCaseContact(rpc::WriteContext& ctx, const v1::RecordCaseContactRequest& req,
                               v1::ReviewCase* resp);
absl::Status FindCaseCause(rpc::WriteContext& ctx, const v1::FindCaseCauseRequest& req,
                           v1::ReviewCase* resp);
absl::Status OfferCaseSolution(rpc::WriteContext& ctx, const v1::OfferCaseSolutionRequest& req,
                               v1::ReviewCase* resp);
absl::Status CloseReviewCase(rpc::WriteContext& ctx, const v1::CloseReviewCaseRequest& req,
                             v1::ReviewCase* resp);
absl::Status MarkCaseMalicious(rpc::WriteContext& ctx, const v1::MarkCaseMaliciousRequest& req,
                               v1::ReviewCase* resp);
absl::Status RevealReviewCase(rpc::WriteContext& ctx, const v1::RevealReviewCaseRequest& req,
                              v1::RevealReviewCaseResponse* resp);

// Opens the case of a new review, if it is one that opens a case.
absl::Status OpenCaseOf(rpc::WriteContext& ctx, const v1::Policy& policy, const v1::Review& review);
// The buyer changed his review: its case notes it, if there is one.
absl::Status NoteChangedReview(rpc::WriteContext& ctx, const v1::Review& review);

// Saves what was loaded for update, brings its work and its timer up to date, and emits `event`.
absl::Status SaveCaseChange(rpc::WriteContext& ctx, v1::ReviewCase& review_case,
                            absl::string_view event);

}  // namespace shopdesk::feedback::handlers
