#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/feedback/store/trade/trade.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"

// The RPCs of FollowUpService on invitations, and what reviews and complaints do to them.
namespace shopdesk::feedback::handlers {

// For an invitation: when it is due and, while it is DUE, when it is too late.
inline constexpr char kInvitationTimer[] = "review_invitation";

absl::Status GetReviewInvitation(runtime::ReadContext& ctx,
                                 const v1::GetReviewInvitationRequest& request,
                                 v1::ReviewInvitation* response);
absl::Status ListReviewInvitations(runtime::ReadContext& ctx,
                                   const v1::ListReviewInvitationsRequest& request,
                                   v1::ListReviewInvitationsResponse* response);
absl::Status SendReviewInvitation(runtime::WriteContext& ctx,
                                  const v1::SendReviewInvitationRequest& request,
                                  v1::ReviewInvitation* response);

// The buyer of a finished trade is to be invited: sends the invitation, or puts it on the work list
// where the policy says so. There is none yet; the buyer is locked.
absl::Status CreateInvitation(runtime::WriteContext& ctx, const v1::Policy& policy,
                              absl::string_view shop, const store::Trade& trade);
// Takes a DUE invitation back.
absl::Status DropInvitation(runtime::WriteContext& ctx, v1::ReviewInvitation& invitation);
// The buyer reviewed a line of the order.
absl::Status NoteReviewOf(runtime::WriteContext& ctx, const v1::Review& review);
// Takes the DUE invitations of a buyer back, who complains.
absl::Status DropInvitationsOf(runtime::WriteContext& ctx, absl::string_view shop,
                               absl::string_view buyer);

}  // namespace shopdesk::feedback::handlers
