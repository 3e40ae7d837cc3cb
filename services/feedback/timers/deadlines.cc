#include "services/feedback/timers/deadlines.h"

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/case/review_case.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/follow_up/review_invitation.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::timers {

absl::Status MissFirstContact(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::ReviewCase review_case,
                   store::LoadCaseForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                            LastSegment(due.resource_name)));
  if (!domain::MissFirstContact(review_case, handlers::StoredNow(ctx))) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveCase(ctx.txn(), review_case));
  ctx.Emit(review_case, events::kReviewCaseContactOverdue);
  return absl::OkStatus();
}

absl::Status InviteToReview(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  const absl::string_view order = LastSegment(due.resource_name);
  ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(absl::optional<v1::ReviewInvitation> invitation,
                   store::FindInvitationForUpdate(ctx.txn(), shop, order));
  if (invitation.has_value()) {
    const bool waits = invitation->state() == v1::ReviewInvitation::DUE;
    return waits ? handlers::DropInvitation(ctx, *invitation) : absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                   store::FindTrade(ctx.txn(), shop, order));
  const absl::Time now = handlers::StoredNow(ctx);
  if (!trade.has_value() || !trade->kept || FromMillis(trade->review_until_ms) <= now) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time audible = calendar.AfterQuiet(now);
  if (audible > now) {
    ctx.Schedule(due.kind, due.resource_name, audible);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, trade->buyer));
  ASSIGN_OR_RETURN(const bool complains, store::HasOpenComplaint(ctx.txn(), shop, trade->buyer));
  ASSIGN_OR_RETURN(const bool reviewed, store::HasReviewOf(ctx.txn(), shop, order));
  if (complains || reviewed) return absl::OkStatus();
  return handlers::CreateInvitation(ctx, policy, shop, *trade);
}

}  // namespace shopdesk::feedback::timers
