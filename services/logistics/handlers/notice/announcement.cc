#include "services/logistics/handlers/notice/announcement.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/notify/template.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/notice/announcement.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/notice/notice_queue.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/notice/announcement.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Announcement;
using v1::AnnouncementRecipient;

// Announcements, and their recipients: usual, at most.
constexpr PageLimits kAnnouncementPage{50, 1000};
// Shipments that a step looks at, or notices that it takes back: each may be a few writes.
constexpr int kShipmentsInStep = 100;
// Where the texts in clear are kept in the vault, as a CreateAnnouncementRequest.
constexpr char kTextSlot[] = "texts";

absl::Status CheckPlaceholders(const v1::CreateAnnouncementRequest& request) {
  static const std::set<std::string>& known =
      *new std::set<std::string>{"order", "carrier", "waybill"};
  Violations violations;
  for (const v1::AnnouncementText& text : request.texts()) {
    for (const std::string& name : notify::Placeholders(text.text())) {
      if (known.count(name) > 0) continue;
      violations.Add("texts",
                     absl::StrCat("{", name, "} is none of {order}, {carrier}, {waybill}"));
    }
  }
  return violations.ToStatus();
}

// Goes through the shipments that match, a step at a time.
class Teller {
 public:
  Teller(runtime::WriteContext& ctx, const v1::Policy& policy, store::AnnouncementRow& row)
      : ctx_(ctx), policy_(policy), row_(row) {}

  // Whether there is more to look at.
  absl::StatusOr<bool> TellSome();

 private:
  absl::StatusOr<std::vector<v1::Shipment>> NextShipments();
  absl::Status Choose(const v1::Shipment& shipment);
  absl::StatusOr<v1::Notice> Tell(const v1::Shipment& shipment);

  runtime::WriteContext& ctx_;
  const v1::Policy& policy_;
  store::AnnouncementRow& row_;
  v1::CreateAnnouncementRequest texts_;
};

absl::StatusOr<std::vector<v1::Shipment>> Teller::NextShipments() {
  const v1::AnnouncementFilter& chosen = row_.announcement.filter();
  store::ShipmentFilter filter;
  if (!chosen.carrier_id().empty()) {
    filter.carrier = EscapeId(chosen.carrier_id());
  } else if (chosen.statuses_size() == 1) {
    filter.status = chosen.statuses(0);
  }
  return store::ListShipments(ctx_.txn(), ShopOf(row_.announcement.name()), filter, row_.looked_to,
                              kShipmentsInStep);
}

absl::StatusOr<v1::Notice> Teller::Tell(const v1::Shipment& shipment) {
  NoticeDraft draft;
  ASSIGN_OR_RETURN(draft, DraftForShipment(ctx_, shipment, v1::Notice::ANNOUNCEMENT));
  ASSIGN_OR_RETURN(draft.variables["order"], UnescapeId(LastSegment(shipment.order())));
  for (const v1::AnnouncementText& text : texts_.texts()) {
    draft.texts.emplace_back(text.language_code(), notify::Fill(text.text(), draft.variables));
  }
  draft.unasked = true;
  draft.cause =
      absl::StrCat(row_.announcement.name(), "/recipients/", LastSegment(shipment.name()));
  return QueueNotice(ctx_, policy_, std::move(draft));
}

absl::Status Teller::Choose(const v1::Shipment& shipment) {
  AnnouncementRecipient::Outcome outcome = AnnouncementRecipient::HELD_OUT;
  std::string notice_name;
  if (!domain::IsHeldOut(row_.announcement, shipment.buyer())) {
    ASSIGN_OR_RETURN(const v1::Notice notice, Tell(shipment));
    outcome = notice.state() == v1::Notice::SUPPRESSED ? AnnouncementRecipient::SUPPRESSED
                                                       : AnnouncementRecipient::TOLD;
    notice_name = notice.name();
  }
  const AnnouncementRecipient recipient =
      domain::MakeRecipient(row_.announcement, shipment, outcome, notice_name, ctx_.now());
  RETURN_IF_ERROR(store::InsertRecipient(ctx_.txn(), recipient));
  domain::CountRecipient(outcome, row_.announcement);
  ctx_.Emit(recipient, events::kAnnouncementRecipientChosen);
  return absl::OkStatus();
}

absl::StatusOr<bool> Teller::TellSome() {
  Announcement& announcement = row_.announcement;
  RETURN_IF_ERROR(ctx_.vault().Open(ctx_.txn(), announcement.name(), kTextSlot, texts_));
  ASSIGN_OR_RETURN(const std::vector<v1::Shipment> shipments, NextShipments());
  const absl::Time since = FromProto(announcement.filter().since_time());
  for (const v1::Shipment& shipment : shipments) {
    if (FromProto(shipment.create_time()) < since) return false;
    if (domain::Matches(announcement.filter(), shipment)) {
      if (announcement.chosen() >= policy_.announcement_shipments()) {
        announcement.set_truncated(true);
        return false;
      }
      RETURN_IF_ERROR(Choose(shipment));
    }
    announcement.set_looked_at(announcement.looked_at() + 1);
    row_.looked_to = store::CreationKeyOf(shipment);
  }
  return shipments.size() == static_cast<size_t>(kShipmentsInStep);
}

// Takes back notices of one that was stopped; whether there are more.
absl::StatusOr<bool> TakeSomeBack(runtime::WriteContext& ctx, store::AnnouncementRow& row) {
  Announcement& announcement = row.announcement;
  ASSIGN_OR_RETURN(
      const std::vector<AnnouncementRecipient> recipients,
      store::ListRecipients(ctx.txn(), announcement.name(), row.taken_back_to, kShipmentsInStep));
  for (const AnnouncementRecipient& recipient : recipients) {
    row.taken_back_to = std::string(LastSegment(recipient.name()));
    if (recipient.outcome() != AnnouncementRecipient::TOLD) continue;
    ASSIGN_OR_RETURN(store::NoticeRow notice,
                     store::LoadNoticeForUpdate(ctx.txn(), recipient.notice()));
    if (notice.notice.state() != v1::Notice::QUEUED) continue;
    RETURN_IF_ERROR(TakeBackNotice(ctx, notice));
    announcement.set_taken_back(announcement.taken_back() + 1);
  }
  return recipients.size() == static_cast<size_t>(kShipmentsInStep);
}

absl::Status SaveProgress(runtime::WriteContext& ctx, store::AnnouncementRow& row, bool more) {
  Announcement& announcement = row.announcement;
  *announcement.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveAnnouncement(ctx.txn(), row));
  if (more) ctx.Schedule(kAnnouncementStep, announcement.name(), ctx.now());
  ctx.Emit(announcement, announcement.state() == Announcement::DONE ? events::kAnnouncementDone
                                                                    : events::kAnnouncementUpdated);
  return absl::OkStatus();
}

}  // namespace

absl::Status CreateAnnouncement(runtime::WriteContext& ctx,
                                const v1::CreateAnnouncementRequest& request,
                                Announcement* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  RETURN_IF_ERROR(domain::CheckAnnouncement(request, ctx.now()));
  RETURN_IF_ERROR(CheckPlaceholders(request));
  v1::CreateAnnouncementRequest texts;
  *texts.mutable_texts() = request.texts();
  store::AnnouncementRow row;
  row.announcement = domain::MakeAnnouncement(
      request, domain::AnnouncementName(shop, ctx.DerivedId("announcement")), ctx.now());
  Announcement& announcement = row.announcement;
  RETURN_IF_ERROR(runtime::Seal(ctx, announcement.name(), kTextSlot, texts));
  *announcement.mutable_texts() = texts.texts();
  *announcement.mutable_actor() = ctx.actor();
  // What is made from now on isn't chosen.
  row.looked_to = store::CreationKey(ToMillis(ctx.now()), "");
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertAnnouncement(ctx.txn(), row)));
  ctx.Schedule(kAnnouncementStep, announcement.name(), ctx.now());
  ctx.Emit(announcement, events::kAnnouncementCreated);
  *response = std::move(announcement);
  return absl::OkStatus();
}

absl::Status StopAnnouncement(runtime::WriteContext& ctx,
                              const v1::StopAnnouncementRequest& request, Announcement* response) {
  ASSIGN_OR_RETURN(store::AnnouncementRow row,
                   store::LoadAnnouncementForUpdate(ctx.txn(), request.name()));
  Announcement& announcement = row.announcement;
  RETURN_IF_ERROR(CheckEtag(request.etag(), announcement));
  RETURN_IF_ERROR(domain::StepAnnouncement("stop", ctx.now(), announcement));
  *announcement.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveAnnouncement(ctx.txn(), row));
  ctx.Schedule(kAnnouncementStep, announcement.name(), ctx.now());
  ctx.Emit(announcement, domain::AnnouncementEvent(announcement.state()));
  *response = std::move(announcement);
  return absl::OkStatus();
}

absl::Status GetAnnouncement(runtime::ReadContext& ctx, const v1::GetAnnouncementRequest& request,
                             Announcement* response) {
  ASSIGN_OR_RETURN(*response, store::LoadAnnouncement(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListAnnouncements(runtime::ReadContext& ctx,
                               const v1::ListAnnouncementsRequest& request,
                               v1::ListAnnouncementsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kAnnouncementPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListAnnouncements(ctx.txn(), shop, before, limit);
      },
      store::CreationKeyOf<Announcement>, *response, *response->mutable_announcements());
}

absl::Status ListAnnouncementRecipients(runtime::ReadContext& ctx,
                                        const v1::ListAnnouncementRecipientsRequest& request,
                                        v1::ListAnnouncementRecipientsResponse* response) {
  RETURN_IF_ERROR(store::LoadAnnouncement(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kAnnouncementPage, PageKey<std::string>(""),
      [&](const PageKey<std::string>& after, int limit) {
        return store::ListRecipients(ctx.txn(), request.parent(), std::get<0>(after), limit);
      },
      [](const AnnouncementRecipient& recipient) {
        return PageKey<std::string>(std::string(LastSegment(recipient.name())));
      },
      *response, *response->mutable_recipients());
}

absl::Status OnAnnouncementStep(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(store::AnnouncementRow row,
                   store::LoadAnnouncementForUpdate(ctx.txn(), due.resource_name));
  if (row.announcement.state() == Announcement::STOPPED) {
    ASSIGN_OR_RETURN(const bool more, TakeSomeBack(ctx, row));
    return SaveProgress(ctx, row, more);
  }
  if (row.announcement.state() != Announcement::RUNNING) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(due.resource_name)));
  ASSIGN_OR_RETURN(const bool more, Teller(ctx, policy, row).TellSome());
  if (!more) {
    RETURN_IF_ERROR(domain::StepAnnouncement("finish", ctx.now(), row.announcement));
  }
  return SaveProgress(ctx, row, more);
}

}  // namespace shopdesk::logistics::handlers
