#include "services/feedback/handlers/follow_up.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/errors.h"
#include "services/feedback/domain/events.h"
#include "services/feedback/domain/follow_up.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/contact.h"
#include "services/feedback/handlers/pages.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/work_kinds.h"
#include "services/feedback/store/follow_up.h"

namespace shopdesk::feedback::handlers {
namespace {

// Saves an invitation that is no longer DUE, whose work and timer end.
absl::Status SaveSettled(runtime::WriteContext& ctx, v1::ReviewInvitation& invitation,
                         absl::string_view event) {
  RETURN_IF_ERROR(store::SaveInvitation(ctx.txn(), invitation));
  RETURN_IF_ERROR(work::Close(ctx.txn(), kInvitationDue, invitation.name()));
  ctx.Cancel(kInvitationTimer, invitation.name());
  ctx.Emit(invitation, event);
  return absl::OkStatus();
}

absl::Status CheckNotQuiet(const v1::Policy& policy, absl::Time now) {
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time until = calendar.AfterQuiet(now);
  return until <= now ? absl::OkStatus() : domain::QuietHoursError(until);
}

// The work of a late parcel, while the buyer is to be told.
absl::Status SetWork(runtime::WriteContext& ctx, const v1::LateParcel& parcel,
                     absl::string_view agent) {
  if (parcel.state() != v1::LateParcel::TO_TELL) {
    return work::Close(ctx.txn(), kLateParcelCall, parcel.name());
  }
  absl::Time due = FromProto(parcel.due_time());
  if (!parcel.contacts().empty()) due = FromProto(parcel.contacts().rbegin()->next_attempt_time());
  return work::Open(ctx.txn(), kLateParcelCall,
                    {.resource = parcel.name(),
                     .buyer = parcel.buyer(),
                     .order = parcel.order(),
                     .agent = std::string(agent),
                     .due = due},
                    ctx.now());
}

}  // namespace

absl::Status Invite(runtime::WriteContext& ctx, const v1::Policy& policy, absl::string_view shop,
                    const store::Trade& trade) {
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
  RETURN_IF_ERROR(work::Open(ctx.txn(), kInvitationDue,
                             {.resource = invitation.name(),
                              .buyer = invitation.buyer(),
                              .order = invitation.order(),
                              .due = until},
                             now));
  ctx.Schedule(kInvitationTimer, invitation.name(), until);
  ctx.Emit(invitation, events::kReviewInvitationDue);
  return absl::OkStatus();
}

absl::Status Drop(runtime::WriteContext& ctx, v1::ReviewInvitation& invitation) {
  RETURN_IF_ERROR(domain::DropInvitation(invitation));
  return SaveSettled(ctx, invitation, events::kReviewInvitationDropped);
}

absl::Status NoteReviewOf(runtime::WriteContext& ctx, const v1::Review& review) {
  const std::string name =
      domain::InvitationName(ShopOf(review.order()), LastSegment(review.order()));
  ASSIGN_OR_RETURN(absl::optional<v1::ReviewInvitation> invitation,
                   store::FindInvitationForUpdate(ctx.txn(), name));
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
                   store::DueInvitationsForUpdate(ctx.txn(), shop, buyer));
  for (v1::ReviewInvitation& invitation : due) RETURN_IF_ERROR(Drop(ctx, invitation));
  return absl::OkStatus();
}

absl::Status SendReviewInvitation(runtime::WriteContext& ctx,
                                  const v1::SendReviewInvitationRequest& request,
                                  v1::ReviewInvitation* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(absl::optional<v1::ReviewInvitation> found,
                   store::FindInvitationForUpdate(ctx.txn(), request.name()));
  if (!found.has_value()) return NotFoundError(request.name());
  *response = *std::move(found);
  const absl::Time now = StoredNow(ctx);
  RETURN_IF_ERROR(domain::SendInvitation(*response, ctx.actor(), now,
                                         absl::Seconds(policy.invitation_effect_seconds())));
  RETURN_IF_ERROR(CheckNotQuiet(policy, now));
  return SaveSettled(ctx, *response, events::kReviewInvitationSent);
}

absl::Status GetReviewInvitation(runtime::ReadContext& ctx,
                                 const v1::GetReviewInvitationRequest& request,
                                 v1::ReviewInvitation* response) {
  ASSIGN_OR_RETURN(*response, store::LoadInvitation(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListReviewInvitations(runtime::ReadContext& ctx,
                                   const v1::ListReviewInvitationsRequest& request,
                                   v1::ListReviewInvitationsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListNewestFirst(request, *response, *response->mutable_review_invitations(),
                         [&](const store::PageKey& after, int limit) {
                           return store::ListInvitations(ctx.txn(), shop, request.state(), after,
                                                         limit);
                         });
}

absl::Status NoteLate(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                      absl::Time time) {
  const absl::string_view shop = ShopOf(shipment.name());
  ASSIGN_OR_RETURN(const absl::optional<v1::Policy> policy, FindPolicy(ctx.txn(), shop));
  // Nobody's business here; or it was late before, and the buyer was told.
  if (!policy.has_value()) return absl::OkStatus();
  const std::string name = domain::LateParcelName(shop, LastSegment(shipment.name()));
  ASSIGN_OR_RETURN(const absl::optional<v1::LateParcel> known,
                   store::FindLateParcelForUpdate(ctx.txn(), name));
  if (known.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy->calendar()));
  ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                   store::FindTrade(ctx.txn(), shop, LastSegment(shipment.order())));
  std::string buyer = shipment.buyer();
  std::string agent;
  if (trade.has_value()) {
    buyer = trade->buyer;
    ASSIGN_OR_RETURN(agent, UnescapeId(trade->agent));
  }
  v1::LateParcel parcel = domain::MakeLateParcel(
      shipment, buyer, time,
      calendar.AddServiceTime(time, absl::Seconds(policy->late_parcel_seconds())), StoredNow(ctx));
  RETURN_IF_ERROR(store::InsertLateParcel(ctx.txn(), parcel));
  RETURN_IF_ERROR(SetWork(ctx, parcel, agent));
  ctx.Emit(parcel, events::kLateParcelFound);
  return absl::OkStatus();
}

absl::Status NoteEnded(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment) {
  const std::string name =
      domain::LateParcelName(ShopOf(shipment.name()), LastSegment(shipment.name()));
  ASSIGN_OR_RETURN(absl::optional<v1::LateParcel> parcel,
                   store::FindLateParcelForUpdate(ctx.txn(), name));
  if (!parcel.has_value()) return absl::OkStatus();
  if (!domain::NoteEnd(*parcel, FromProto(shipment.status_time()))) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveLateParcel(ctx.txn(), *parcel));
  RETURN_IF_ERROR(SetWork(ctx, *parcel, ""));
  ctx.Emit(*parcel, events::kLateParcelEnded);
  return absl::OkStatus();
}

absl::Status RecordLateParcelContact(runtime::WriteContext& ctx,
                                     const v1::RecordLateParcelContactRequest& request,
                                     v1::LateParcel* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(*response, store::LoadLateParcelForUpdate(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(const type::v1::ContactReport report,
                   TakeReport(ctx, request.name(), response->contacts_size(), type::v1::LATE_PARCEL,
                              request.contact()));
  RETURN_IF_ERROR(domain::AddLateParcelContact(
      *response, report, ContactRuleOrDefault(policy.contact_rule()), ctx.actor(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveLateParcel(ctx.txn(), *response));
  RETURN_IF_ERROR(SetWork(ctx, *response, ctx.actor().id()));
  ctx.Emit(*response, response->state() == v1::LateParcel::TOLD
                          ? events::kLateParcelTold
                          : events::kLateParcelContactRecorded);
  return absl::OkStatus();
}

absl::Status GetLateParcel(runtime::ReadContext& ctx, const v1::GetLateParcelRequest& request,
                           v1::LateParcel* response) {
  ASSIGN_OR_RETURN(*response, store::LoadLateParcel(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListLateParcels(runtime::ReadContext& ctx, const v1::ListLateParcelsRequest& request,
                             v1::ListLateParcelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if (request.state() != 0 && !request.order().empty()) {
    violations.Add("state", "only one of state and order may be given");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::LateParcelFilter filter = {.state = request.state(),
                                          .order = std::string(LastSegment(request.order()))};
  return ListNewestFirst(request, *response, *response->mutable_late_parcels(),
                         [&](const store::PageKey& after, int limit) {
                           return store::ListLateParcels(ctx.txn(), shop, filter, after, limit);
                         });
}

}  // namespace shopdesk::feedback::handlers
