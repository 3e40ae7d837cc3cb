#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/domain/case/review_case.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The RPCs of ReviewCaseService, and what reviews do to their cases.
namespace shopdesk::feedback::handlers {

// The deadline of first contact, for the case.
inline constexpr char kFirstContactTimer[] = "case_first_contact";

absl::Status GetReviewCase(runtime::ReadContext& ctx, const v1::GetReviewCaseRequest& request,
                           v1::ReviewCase* response);
absl::Status ListReviewCases(runtime::ReadContext& ctx, const v1::ListReviewCasesRequest& request,
                             v1::ListReviewCasesResponse* response);
absl::Status RecordCaseContact(runtime::WriteContext& ctx,
                               const v1::RecordCaseContactRequest& request,
                               v1::ReviewCase* response);
absl::Status FindCaseCause(runtime::WriteContext& ctx, const v1::FindCaseCauseRequest& request,
                           v1::ReviewCase* response);
// A workflow: catalog looks at the text first.
absl::Status OfferCaseSolution(runtime::WorkflowContext& ctx,
                               const v1::OfferCaseSolutionRequest& request,
                               v1::ReviewCase* response, clients::Catalog& catalog);
absl::Status CloseReviewCase(runtime::WriteContext& ctx, const v1::CloseReviewCaseRequest& request,
                             v1::ReviewCase* response);
absl::Status MarkCaseMalicious(runtime::WriteContext& ctx,
                               const v1::MarkCaseMaliciousRequest& request,
                               v1::ReviewCase* response);
absl::Status RevealReviewCase(runtime::WriteContext& ctx,
                              const v1::RevealReviewCaseRequest& request,
                              v1::RevealReviewCaseResponse* response);

// Opens the case of a new review, if it is one that opens a case; its buyer is locked.
absl::Status OpenCaseOf(runtime::WriteContext& ctx, const v1::Policy& policy,
                        const v1::Review& review);
// The buyer changed his review: its case notes it, if there is one.
absl::Status NoteChangedReview(runtime::WriteContext& ctx, const v1::Review& review);

// Saves what was loaded for update, brings its work and its timer up to date, and emits `event`.
absl::Status SaveCaseChange(runtime::WriteContext& ctx, v1::ReviewCase& review_case,
                            absl::string_view event);

}  // namespace shopdesk::feedback::handlers
