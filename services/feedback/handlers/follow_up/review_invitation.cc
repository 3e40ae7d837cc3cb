#include "services/feedback/handlers/follow_up/review_invitation.h"

#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/follow_up/review_invitation.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/follow_up/review_invitation.h"

namespace shopdesk::feedback::handlers {
namespace {

// Saves an invitation that is no longer DUE, whose work and timer end.
absl::Status SaveSettled(runtime::WriteContext& ctx, v1::ReviewInvitation& invitation,
                         absl::string_view event) {
  RETURN_IF_ERROR(store::SaveInvitation(ctx.txn(), invitation));
  RETURN_IF_ERROR(work::Close(ctx, kInvitationDue, invitation.name()));
  ctx.Cancel(kInvitationTimer, invitation.name());
  ctx.Emit(invitation, event);
  return absl::OkStatus();
}

absl::Status CheckNotQuiet(const v1::Policy& policy, absl::Time now) {
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time until = calendar.AfterQuiet(now);
  return until <= now ? absl::OkStatus() : domain::QuietHoursError(until);
}

}  // namespace

absl::Status CreateInvitation(runtime::WriteContext& ctx, const v1::Policy& policy,
                              absl::string_view shop, const store::Trade& trade) {
  const absl::Time now = StoredNow(ctx);
  v1::ReviewInvitation invitation =
      domain::MakeInvitation(domain::OrderName(shop, trade.order_id), trade.buyer, now);
  if (!policy.invite_by_hand()) {
    RETURN_IF_ERROR(domain::SendInvitation(invitation, ctx.actor(), now,
                                           absl::Seconds(policy.invitation_effect_seconds())));
    RETURN_IF_ERROR(store::InsertInvitation(ctx.txn(), invitation));
    ctx.Emit(invitation, events::kReviewInvitationSent);
    return absl::OkStatus();
  }
  const absl::Time until = FromMillis(trade.review_until_ms);
  RETURN_IF_ERROR(store::InsertInvitation(ctx.txn(), invitation));
  RETURN_IF_ERROR(work::Open(ctx, kInvitationDue,
                             {.resource = invitation.name(),
                              .buyer = invitation.buyer(),
                              .order = invitation.order(),
                              .due = until}));
  ctx.Schedule(kInvitationTimer, invitation.name(), until);
  ctx.Emit(invitation, events::kReviewInvitationDue);
  return absl::OkStatus();
}

absl::Status DropInvitation(runtime::WriteContext& ctx, v1::ReviewInvitation& invitation) {
  RETURN_IF_ERROR(domain::DropInvitation(invitation));
  return SaveSettled(ctx, invitation, events::kReviewInvitationDropped);
}

absl::Status NoteReviewOf(runtime::WriteContext& ctx, const v1::Review& review) {
  // The invitation has the order's id.
  ASSIGN_OR_RETURN(absl::optional<v1::ReviewInvitation> invitation,
                   store::FindInvitationForUpdate(ctx.txn(), ShopOf(review.order()),
                                                  LastSegment(review.order())));
  if (!invitation.has_value() || !domain::NoteReviewed(*invitation, StoredNow(ctx))) {
    return absl::OkStatus();
  }
  const bool effect = invitation->state() == v1::ReviewInvitation::REVIEWED;
  return SaveSettled(ctx, *invitation,
                     effect ? events::kReviewInvitationReviewed : events::kReviewInvitationDropped);
}

absl::Status DropInvitationsOf(runtime::WriteContext& ctx, absl::string_view shop,
                               absl::string_view buyer) {
  ASSIGN_OR_RETURN(std::vector<v1::ReviewInvitation> due,
                   store::ListDueInvitationsForUpdate(ctx.txn(), shop, buyer));
  for (v1::ReviewInvitation& invitation : due) RETURN_IF_ERROR(DropInvitation(ctx, invitation));
  return absl::OkStatus();
}

absl::Status SendReviewInvitation(runtime::WriteContext& ctx,
                                  const v1::SendReviewInvitationRequest& request,
                                  v1::ReviewInvitation* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(*response, store::LoadInvitationForUpdate(ctx.txn(), ShopOf(request.name()),
                                                             LastSegment(request.name())));
  const absl::Time now = StoredNow(ctx);
  RETURN_IF_ERROR(domain::SendInvitation(*response, ctx.actor(), now,
                                         absl::Seconds(policy.invitation_effect_seconds())));
  RETURN_IF_ERROR(CheckNotQuiet(policy, now));
  return SaveSettled(ctx, *response, events::kReviewInvitationSent);
}

absl::Status GetReviewInvitation(runtime::ReadContext& ctx,
                                 const v1::GetReviewInvitationRequest& request,
                                 v1::ReviewInvitation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadInvitation(ctx.txn(), ShopOf(request.name()),
                                                    LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListReviewInvitations(runtime::ReadContext& ctx,
                                   const v1::ListReviewInvitationsRequest& request,
                                   v1::ListReviewInvitationsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListInvitations(ctx.txn(), shop, request.state(), after, limit);
      },
      store::CreationKeyOf<v1::ReviewInvitation>, *response,
      *response->mutable_review_invitations());
}

}  // namespace shopdesk::feedback::handlers
