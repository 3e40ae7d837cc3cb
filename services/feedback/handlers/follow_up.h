#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/rpc/context.h"
#include "services/feedback/store/trades.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/feedback/v1/policy.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// The RPCs of FollowUpService, and what reviews, complaints and parcels do to follow-ups.
namespace shopdesk::feedback::handlers {

// For an invitation: when it is due and, while it is DUE, when it is too late.
inline constexpr char kInvitationTimer[] = "review_invitation";

absl::Status GetReviewInvitation(rpc::ReadContext& ctx, const v1::GetReviewInvitationRequest& req,
                                 v1::ReviewInvitation* resp);
absl::Status ListReviewInvitations(rpc::ReadContext& ctx,
                                   const v1::ListReviewInvitationsRequest& req,
                                   v1::ListReviewInvitationsResponse* resp);
absl::Status SendReviewInvitation(rpc::WriteContext& ctx,
                                  const v1::SendReviewInvitationRequest& req,
                                  v1::ReviewInvitation* resp);
absl::Status GetLateParcel(rpc::ReadContext& ctx, const v1::GetLateParcelRequest& req,
                           v1::LateParcel* resp);
absl::Status ListLateParcels(rpc::ReadContext& ctx, const v1::ListLateParcelsRequest& req,
                             v1::ListLateParcelsResponse* resp);
absl::Status RecordLateParcelContact(rpc::WriteContext& ctx,
                                     const v1::RecordLateParcelContactRequest& req,
                                     v1::LateParcel* resp);

// The buyer of a finished trade is to be invited: sends the invitation, or puts it on the work list
// where the policy says so. There is none yet; the buyer is locked.
absl::Status Invite(rpc::WriteContext& ctx, const v1::Policy& policy, absl::string_view shop,
                    const store::Trade& trade);
// Takes a DUE invitation back.
absl::Status Drop(rpc::WriteContext& ctx, v1::ReviewInvitation& invitation);
// The buyer reviewed a line of the order.
absl::Status NoteReviewOf(rpc::WriteContext& ctx, const v1::Review& review);
// Takes the DUE invitations of a buyer back, who complains.
absl::Status DropInvitationsOf(rpc::WriteContext& ctx, absl::string_view shop,
                               absl::string_view buyer);

// A shipment was found late at `time`: its buyer is to be told, once.
absl::Status NoteLate(rpc::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                      absl::Time time);
// A shipment arrived or will not any more.
absl::Status NoteEnded(rpc::WriteContext& ctx, const logistics::v1::Shipment& shipment);

}  // namespace shopdesk::feedback::handlers
