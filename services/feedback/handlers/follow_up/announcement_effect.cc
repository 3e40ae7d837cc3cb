#include "services/feedback/handlers/follow_up/announcement_effect.h"

#include <map>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/follow_up/announcement_effect.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/store/follow_up/announcement_recipient.h"

namespace shopdesk::feedback::handlers {

using logistics::v1::AnnouncementRecipient;

absl::Status NoteRecipient(runtime::WriteContext& ctx, const AnnouncementRecipient& recipient) {
  ASSIGN_OR_RETURN(const absl::optional<v1::Policy> policy,
                   FindPolicy(ctx.txn(), ShopOf(recipient.name())));
  // Nobody's business here.
  if (!policy.has_value()) return absl::OkStatus();
  return store::KeepRecipient(ctx.txn(), recipient);
}

absl::Status GetAnnouncementEffect(runtime::ReadContext& ctx,
                                   const v1::GetAnnouncementEffectRequest& request,
                                   v1::AnnouncementEffect* response) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view announcement = LastSegment(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const absl::optional<int64_t> first,
                   store::FirstChosen(ctx.txn(), shop, announcement));
  if (!first.has_value()) return shopdesk::NotFoundError(request.name());
  std::map<store::Outcome, domain::EffectGroup> groups;
  RETURN_IF_ERROR(store::ListBuyersOfRecipients(
      ctx.txn(), shop, announcement, absl::ToInt64Milliseconds(domain::kAnnouncementContactTime),
      [&](store::Outcome outcome, bool contacted) { groups[outcome].AddBuyer(contacted); }));
  RETURN_IF_ERROR(store::ListReviewsOfRecipients(
      ctx.txn(), shop, announcement, [&](store::Outcome outcome, const v1::Review& review) {
        groups[outcome].AddReview(review);
      }));
  response->set_announcement(request.name());
  *response->mutable_told() = groups[AnnouncementRecipient::TOLD].ToMessage();
  *response->mutable_held_out() = groups[AnnouncementRecipient::HELD_OUT].ToMessage();
  *response->mutable_suppressed() = groups[AnnouncementRecipient::SUPPRESSED].ToMessage();
  response->set_contact_seconds(absl::ToInt64Seconds(domain::kAnnouncementContactTime));
  *response->mutable_first_time() = ToProto(FromMillis(*first));
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
