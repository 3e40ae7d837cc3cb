#include "services/logistics/handlers/notice/notice_queue.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/notice/notice_text.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/notice/notice_preference.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Notice;

// Which of the announcement's texts a buyer of that language reads.
const std::pair<std::string, std::string>& TextFor(const NoticeDraft& draft,
                                                   absl::string_view language) {
  const std::pair<std::string, std::string>* chosen = &draft.texts.front();
  for (const auto& text : draft.texts) {
    if (text.first == language) return text;
    if (text.first == domain::kLastResort) chosen = &text;
  }
  return *chosen;
}

// Subject and text in the buyer's language, filled.
absl::Status Write(const NoticeDraft& draft, Notice& notice) {
  const domain::NoticeText text = domain::NoticeTextOf(draft.kind, notice.language_code());
  Violations violations;
  for (const std::string& name : notify::Placeholders(text.text)) {
    if (draft.variables.find(name) == draft.variables.end()) {
      violations.Add(absl::StrCat("variables.", name), "must be set: the text needs it");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  notify::Variables variables;
  for (const auto& [name, value] : draft.variables) {
    variables[name] = domain::LocalVariable(name, value, notice.language_code());
  }
  notice.set_subject(notify::Fill(text.subject, variables));
  notice.set_text(notify::Fill(text.text, variables));
  return absl::OkStatus();
}

// Whether it may be sent at all: sets its state, when it is due, and the day that it counts in.
absl::Status Admit(runtime::WriteContext& ctx, const v1::Policy& policy, const NoticeDraft& draft,
                   const v1::NoticePreference& preference, store::NoticeRow& row) {
  Notice& notice = row.notice;
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time due = calendar.AfterQuiet(ctx.now());
  *notice.mutable_due_time() = ToProto(due);
  if (draft.kind == Notice::PAYMENT_REMINDER) {
    row.expire_time = domain::ReminderEnd(draft.variables.at("until"), ctx.now(), calendar.zone());
  }
  notice.set_state(Notice::SUPPRESSED);
  if (due >= row.expire_time) {
    notice.set_reason(domain::kOvertaken);
    return absl::OkStatus();
  }
  if (domain::IsOptedOut(preference, draft.unasked)) {
    notice.set_reason(domain::kOptedOut);
    return absl::OkStatus();
  }
  if (notice.channel() == Notice::CHANNEL_UNSPECIFIED) {
    notice.set_reason(domain::kNoAddress);
    return absl::OkStatus();
  }
  if (draft.unasked) {
    ASSIGN_OR_RETURN(const bool counted, CountUnasked(ctx, policy, calendar.DayOf(due), row));
    if (!counted) {
      notice.set_reason(domain::kDailyLimit);
      return absl::OkStatus();
    }
  }
  notice.set_state(Notice::QUEUED);
  return absl::OkStatus();
}

// Seals what is to be sent and to whom, as far as the channel needs it; what stays is masked.
absl::Status SealContent(runtime::WriteContext& ctx, const NoticeDraft& draft, Notice& notice) {
  v1::RevealNoticeResponse content;
  content.set_subject(notice.subject());
  content.set_text(notice.text());
  if (notice.channel() == Notice::MAIL) content.set_mail(draft.mail);
  if (notice.channel() == Notice::SMS) content.set_phone(draft.phone);
  const bool by_phone = notice.channel() == Notice::SMS && draft.phone.empty();
  const bool by_mail = notice.channel() == Notice::MAIL && draft.mail.empty();
  if (by_phone || by_mail) {
    type::v1::Receiver receiver;
    RETURN_IF_ERROR(ctx.vault().Open(ctx.txn(), draft.receiver_of, store::kReceiverSlot, receiver));
    if (by_phone) content.set_phone(receiver.phone());
    if (by_mail) content.set_mail(receiver.mail_address());
  }
  // What nobody will be sent need not be known.
  if (notice.state() == Notice::QUEUED && notice.channel() != Notice::LOG) {
    RETURN_IF_ERROR(runtime::Seal(ctx, notice.name(), kNoticeSlot, content));
  } else {
    privacy::MaskMessage(content);
  }
  notice.set_subject(content.subject());
  notice.set_text(content.text());
  notice.set_phone(content.phone());
  notice.set_mail(content.mail());
  return absl::OkStatus();
}

// The name that buyers know the carrier by.
absl::StatusOr<std::string> CarrierTitle(runtime::WriteContext& ctx, const v1::Shipment& shipment) {
  absl::StatusOr<v1::Carrier> carrier = store::LoadCarrier(
      ctx.txn(), domain::CarrierName(ShopOf(shipment.name()), shipment.carrier_id()));
  if (absl::IsNotFound(carrier.status())) return shipment.carrier_id();
  RETURN_IF_ERROR(carrier.status());
  return carrier->display_name();
}

// Whether somebody was told that the notice doesn't get through.
bool IsAlarming(const Notice& notice) { return notice.attempts() >= domain::kAlarmingAttempts; }

absl::Status CloseAlarm(runtime::WriteContext& ctx, const Notice& notice) {
  if (!IsAlarming(notice)) return absl::OkStatus();
  return work::Close(ctx, kUndeliveredNotice, notice.name());
}

}  // namespace

absl::StatusOr<bool> CountUnasked(runtime::WriteContext& ctx, const v1::Policy& policy, Day day,
                                  store::NoticeRow& row) {
  if (policy.notice_daily_limit_off()) return true;
  ASSIGN_OR_RETURN(const bool counted,
                   store::CountUnasked(ctx.txn(), ShopOf(row.notice.name()), row.notice.buyer(),
                                       day, policy.notice_daily_limit()));
  if (!counted) return false;
  // It counts on the day on which it arrives, and on no other.
  if (row.budget_day != 0) {
    RETURN_IF_ERROR(store::UncountUnasked(ctx.txn(), ShopOf(row.notice.name()), row.notice.buyer(),
                                          row.budget_day));
  }
  row.budget_day = day;
  return true;
}

absl::StatusOr<Notice> QueueNotice(runtime::WriteContext& ctx, const v1::Policy& policy,
                                   NoticeDraft draft) {
  store::NoticeRow row;
  Notice& notice = row.notice;
  notice.set_name(domain::NoticeName(draft.shop, draft.cause));
  ASSIGN_OR_RETURN(absl::optional<Notice> present, store::FindNotice(ctx.txn(), notice.name()));
  if (present.has_value()) return *std::move(present);

  ASSIGN_OR_RETURN(const absl::optional<v1::NoticePreference> said,
                   store::FindPreference(ctx.txn(), draft.shop, draft.buyer));
  const v1::NoticePreference preference = said.value_or(v1::NoticePreference());
  notice.set_kind(draft.kind);
  notice.set_buyer(draft.buyer);
  notice.set_order(draft.order);
  notice.set_shipment(draft.shipment);
  notice.set_unasked(draft.unasked);
  notice.set_at_most_once(domain::IsAtMostOnce(draft.kind));
  notice.set_cause(draft.cause);
  *notice.mutable_create_time() = ToProto(ctx.now());
  *notice.mutable_update_time() = notice.create_time();
  notice.set_language_code(std::string(domain::NoticeLanguage(
      preference.language_code(), draft.language_code, policy.notice_language())));
  notice.set_channel(domain::ChooseChannel(policy, preference,
                                           !draft.phone.empty() || !draft.receiver_of.empty(),
                                           !draft.mail.empty() || draft.has_mail));
  if (!draft.order.empty()) {
    ASSIGN_OR_RETURN(draft.variables["order"], UnescapeId(LastSegment(draft.order)));
  }
  if (draft.kind == Notice::ANNOUNCEMENT) {
    const auto& [language, text] = TextFor(draft, notice.language_code());
    notice.set_language_code(language);
    draft.variables["text"] = text;
  }
  RETURN_IF_ERROR(Write(draft, notice));
  RETURN_IF_ERROR(Admit(ctx, policy, draft, preference, row));
  RETURN_IF_ERROR(SealContent(ctx, draft, notice));
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertNotice(ctx.txn(), row)));
  ctx.Emit(notice, notice.state() == Notice::SUPPRESSED ? events::kNoticeSuppressed
                                                        : events::kNoticeQueued);
  return notice;
}

absl::StatusOr<NoticeDraft> DraftForShipment(runtime::WriteContext& ctx,
                                             const v1::Shipment& shipment, Notice::Kind kind) {
  NoticeDraft draft;
  draft.shop = std::string(ShopOf(shipment.name()));
  draft.kind = kind;
  draft.buyer = shipment.buyer();
  draft.order = shipment.order();
  draft.shipment = shipment.name();
  draft.language_code = shipment.language_code();
  // Who receives a gift is not the buyer.
  if (!shipment.gift()) {
    draft.receiver_of = shipment.name();
    draft.has_mail = !shipment.receiver().mail_address().empty();
  }
  ASSIGN_OR_RETURN(draft.variables["carrier"], CarrierTitle(ctx, shipment));
  draft.variables["waybill"] = shipment.waybill_number();
  return draft;
}

absl::Status NotifyOfShipment(runtime::WriteContext& ctx, const v1::Policy& policy,
                              const v1::Shipment& shipment, Notice::Kind kind) {
  if (shipment.buyer().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(NoticeDraft draft, DraftForShipment(ctx, shipment, kind));
  draft.cause = absl::StrCat(shipment.name(), "/", Notice::Kind_Name(kind));
  if (kind != Notice::SHIPPED) {
    // A parcel that goes to and fro is told of once a day of the shop's.
    ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
    absl::StrAppend(&draft.cause, "/", calendar.DayOf(calendar.AfterQuiet(ctx.now())));
  }
  return QueueNotice(ctx, policy, std::move(draft)).status();
}

absl::Status TakeBackNotice(runtime::WriteContext& ctx, store::NoticeRow& row) {
  Notice& notice = row.notice;
  const bool unsent = notice.state() == Notice::QUEUED && notice.attempts() == 0;
  RETURN_IF_ERROR(domain::CancelNotice(notice, ctx.now()));
  if (unsent && row.budget_day != 0) {
    RETURN_IF_ERROR(store::UncountUnasked(ctx.txn(), ShopOf(notice.name()), notice.buyer(),
                                          std::exchange(row.budget_day, 0)));
  }
  return SaveNoticeStep(ctx, row);
}

absl::Status SaveNoticeStep(runtime::WriteContext& ctx, store::NoticeRow& row) {
  RETURN_IF_ERROR(store::SaveNotice(ctx.txn(), row));
  const Notice& notice = row.notice;
  switch (notice.state()) {
    case Notice::SENT:
      ctx.Emit(notice, notice.channel() == Notice::IM ? events::kNoticeReady : events::kNoticeSent);
      return CloseAlarm(ctx, notice);
    case Notice::SUPPRESSED:
      ctx.Emit(notice, events::kNoticeSuppressed);
      return CloseAlarm(ctx, notice);
    case Notice::CANCELLED:
      ctx.Emit(notice, events::kNoticeCancelled);
      return work::Close(ctx, kUndeliveredNotice, notice.name());
    case Notice::DEAD:
    case Notice::UNKNOWN:
      ctx.Emit(notice,
               notice.state() == Notice::DEAD ? events::kNoticeDead : events::kNoticeUnknown);
      return work::Open(
          ctx, kUndeliveredNotice,
          {.resource = notice.name(), .buyer = notice.buyer(), .order = notice.order()});
    default:
      ctx.Emit(notice, events::kNoticeUpdated);
      if (!IsAlarming(notice)) return absl::OkStatus();
      return work::Open(
          ctx, kUndeliveredNotice,
          {.resource = notice.name(), .buyer = notice.buyer(), .order = notice.order()});
  }
}

}  // namespace shopdesk::logistics::handlers
