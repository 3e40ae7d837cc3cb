#include "services/logistics/domain/notice/notice.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/base/utf8.h"
#include "services/logistics/domain/tracking/tracking.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Notice;

// Bytes that are kept of what a channel says about a failure: enough to see why.
constexpr size_t kMaxErrorBytes = 500;
// Machine time between attempts: what fails for a moment is tried again soon, and a channel that is
// down for long is not asked all the time.
constexpr absl::Duration kMinBackoff = absl::Minutes(1);
constexpr absl::Duration kMaxBackoff = absl::Hours(1);
// Doublings of the shortest wait: more than the longest needs, and few enough not to overflow.
constexpr int kMaxDoublings = 10;

constexpr char kDue[] = "its time has come, outside of quiet hours";
constexpr char kBackoff[] =
    "next attempt after 1 min, doubled each time, at most 1 h, or when the gateway asks for it";

constexpr Transition<Notice::State> kNoticeTransitions[] = {
    {Notice::QUEUED, "attempt", Notice::SENDING, kDue, "the lease of the attempt"},
    {Notice::QUEUED, "suppress", Notice::SUPPRESSED, "opted out, daily limit, overtaken"},
    {Notice::QUEUED, "cancel", Notice::CANCELLED},
    {Notice::SENDING, "sent", Notice::SENT},
    {Notice::SENDING, "fail", Notice::QUEUED, "attempts are left", kBackoff},
    {Notice::SENDING, "give_up", Notice::DEAD, "refused for good, or no attempts are left"},
    {Notice::SENDING, "lose", Notice::UNKNOWN, "at most once, and the attempt was cut off"},
    {Notice::DEAD, "retry", Notice::QUEUED},
    {Notice::DEAD, "cancel", Notice::CANCELLED},
    {Notice::UNKNOWN, "retry", Notice::QUEUED},
    {Notice::UNKNOWN, "cancel", Notice::CANCELLED},
};

constexpr EventCall kNoticeCalls[] = {
    {"retry", "RetryNotice"},
    {"cancel", "CancelNotice"},
};

absl::Status Step(Notice& notice, absl::string_view event, absl::Time now) {
  ASSIGN_OR_RETURN(const Notice::State next,
                   NoticeMachine().Next(notice.name(), notice.state(), event));
  notice.set_state(next);
  *notice.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

bool Reaches(Notice::Channel channel, bool has_phone, bool has_mail) {
  switch (channel) {
    case Notice::LOG:
    case Notice::IM:
    case Notice::WEBHOOK:
      return true;
    case Notice::MAIL:
      return has_mail;
    case Notice::SMS:
      return has_phone;
    default:
      return false;
  }
}

}  // namespace

const StateMachine<Notice::State>& NoticeMachine() {
  static constexpr StateMachine<Notice::State> kMachine("Notice", kNoticeTransitions, kNoticeCalls);
  return kMachine;
}

bool IsAtMostOnce(Notice::Kind kind) {
  return kind == Notice::PAYMENT_REMINDER || kind == Notice::PAYMENT_DUE ||
         kind == Notice::REVIEW_INVITATION;
}

Notice::Channel ChooseChannel(const v1::Policy& policy, const v1::NoticePreference& preference,
                              bool has_phone, bool has_mail) {
  if (Reaches(preference.channel(), has_phone, has_mail)) return preference.channel();
  if (policy.notice_channels().empty()) return Notice::LOG;
  for (const int channel : policy.notice_channels()) {
    const auto candidate = static_cast<Notice::Channel>(channel);
    if (Reaches(candidate, has_phone, has_mail)) return candidate;
  }
  return Notice::CHANNEL_UNSPECIFIED;
}

bool IsOptedOut(const v1::NoticePreference& preference, bool unasked) {
  return preference.opt_out() == v1::NoticePreference::ALL ||
         (unasked && preference.opt_out() == v1::NoticePreference::UNASKED);
}

Notice::Kind NoticeKindOf(v1::TrackingStatus::Value status) {
  switch (status) {
    case v1::TrackingStatus::OUT_FOR_DELIVERY:
      return Notice::OUT_FOR_DELIVERY;
    case v1::TrackingStatus::AVAILABLE_FOR_PICKUP:
      return Notice::AVAILABLE_FOR_PICKUP;
    case v1::TrackingStatus::EXCEPTION:
      return Notice::EXCEPTION;
    default:
      return Notice::KIND_UNSPECIFIED;
  }
}

bool IsOvertaken(Notice::Kind kind, v1::TrackingStatus::Value status) {
  if (kind == Notice::SHIPPED) {
    // What arrived, or comes back, needs no word that it left.
    return IsFinal(status) || status == v1::TrackingStatus::REFUSED ||
           status == v1::TrackingStatus::INTERCEPTED || status == v1::TrackingStatus::RETURNING;
  }
  return kind >= Notice::OUT_FOR_DELIVERY && kind <= Notice::EXCEPTION &&
         NoticeKindOf(status) != kind;
}

absl::Status BeginAttempt(Notice& notice, absl::Time now) {
  RETURN_IF_ERROR(Step(notice, "attempt", now));
  notice.set_attempts(notice.attempts() + 1);
  return absl::OkStatus();
}

absl::Status MarkSent(Notice& notice, absl::Time now) {
  RETURN_IF_ERROR(Step(notice, "sent", now));
  *notice.mutable_send_time() = notice.update_time();
  notice.clear_error();
  return absl::OkStatus();
}

absl::Status MarkFailed(Notice& notice, const v1::Policy& policy, absl::string_view error,
                        absl::Time now) {
  if (notice.attempts() >= policy.notice_attempts()) return MarkRefused(notice, error, now);
  RETURN_IF_ERROR(Step(notice, "fail", now));
  notice.set_error(CleanText(error, kMaxErrorBytes));
  return absl::OkStatus();
}

absl::Status MarkRefused(Notice& notice, absl::string_view error, absl::Time now) {
  RETURN_IF_ERROR(Step(notice, "give_up", now));
  notice.set_error(CleanText(error, kMaxErrorBytes));
  return absl::OkStatus();
}

absl::Status MarkLost(Notice& notice, const v1::Policy& policy, absl::string_view error,
                      absl::Time now) {
  if (!notice.at_most_once()) return MarkFailed(notice, policy, error, now);
  RETURN_IF_ERROR(Step(notice, "lose", now));
  notice.set_error(CleanText(error, kMaxErrorBytes));
  return absl::OkStatus();
}

absl::Status Suppress(Notice& notice, absl::string_view reason, absl::Time now) {
  RETURN_IF_ERROR(Step(notice, "suppress", now));
  notice.set_reason(std::string(reason));
  return absl::OkStatus();
}

absl::Status CancelNotice(Notice& notice, absl::Time now) { return Step(notice, "cancel", now); }

absl::Status RetryNotice(Notice& notice, absl::Time due, absl::Time now) {
  RETURN_IF_ERROR(Step(notice, "retry", now));
  notice.set_attempts(0);
  *notice.mutable_due_time() = ToProto(due);
  return absl::OkStatus();
}

absl::Duration NoticeBackoff(int attempts, absl::Duration asked) {
  const int doublings = std::clamp(attempts - 1, 0, kMaxDoublings);
  return std::max(asked, std::min(kMaxBackoff, kMinBackoff * (int64_t{1} << doublings)));
}

absl::Time ReminderEnd(absl::string_view until, absl::Time now, const absl::TimeZone& zone) {
  absl::Time end;
  const std::string day = absl::FormatTime("%Y-%m-%d ", now, zone);
  if (!absl::ParseTime("%Y-%m-%d %H:%M", absl::StrCat(day, until), zone, &end, nullptr)) {
    return absl::InfiniteFuture();
  }
  return end;
}

}  // namespace shopdesk::logistics::domain
