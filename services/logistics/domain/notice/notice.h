#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What becomes of a message to a buyer. Times are business time, but for back-off.
namespace shopdesk::logistics::domain {

// The one table of a notice's state. Events: "attempt", "sent", "fail" (it may be tried again),
// "give_up", "lose" (nobody knows whether it arrived), "suppress", "cancel", "retry".
const StateMachine<v1::Notice::State>& NoticeMachine();

// Why a notice is suppressed; the fourth is kDailyLimit (errors.h).
inline constexpr char kOptedOut[] = "OPTED_OUT";
inline constexpr char kNoAddress[] = "NO_ADDRESS";
inline constexpr char kOvertaken[] = "OVERTAKEN";

// Kinds that a buyer would rather not get than get twice.
bool IsAtMostOnce(v1::Notice::Kind kind);

// The first of the buyer's own channel and those of the policy that reaches him with these
// addresses; UNSPECIFIED if none does.
v1::Notice::Channel ChooseChannel(const v1::Policy& policy, const v1::NoticePreference& preference,
                                  bool has_phone, bool has_mail);

// Whether the buyer doesn't want such a notice.
bool IsOptedOut(const v1::NoticePreference& preference, bool unasked);

// Which notice a status is worth; UNSPECIFIED: none.
v1::Notice::Kind NoticeKindOf(v1::TrackingStatus::Value status);
// Whether a notice of that kind is out of date now that its shipment has this status.
bool IsOvertaken(v1::Notice::Kind kind, v1::TrackingStatus::Value status);

// Steps. WRONG_STATE when the machine doesn't allow it.
absl::Status BeginAttempt(v1::Notice& notice, absl::Time now);
absl::Status MarkSent(v1::Notice& notice, absl::Time now);
// The attempt came to nothing, and can be repeated: QUEUED, or DEAD after the policy's number of
// attempts.
absl::Status MarkFailed(v1::Notice& notice, const v1::Policy& policy, absl::string_view error,
                        absl::Time now);
absl::Status MarkRefused(v1::Notice& notice, absl::string_view error, absl::Time now);
// Nobody knows what came of the attempt: UNKNOWN if it must not be repeated, else as MarkFailed.
absl::Status MarkLost(v1::Notice& notice, const v1::Policy& policy, absl::string_view error,
                      absl::Time now);
absl::Status Suppress(v1::Notice& notice, absl::string_view reason, absl::Time now);
absl::Status CancelNotice(v1::Notice& notice, absl::Time now);
// Attempts count anew.
absl::Status RetryNotice(v1::Notice& notice, absl::Time due, absl::Time now);

// Attempts in a row that may fail before somebody is told: the channel isn't down for a moment.
inline constexpr int kAlarmingAttempts = 3;
// How long to wait after so many failed attempts (machine time): 1 min, doubled, at most 1 h, but
// as long as the receiver asked.
absl::Duration NoticeBackoff(int attempts, absl::Duration asked);

// When a PAYMENT_REMINDER stops being true: when the shop's clock shows `until` ("16:00") on the
// day of `now`; infinite future for no time of day.
absl::Time ReminderEnd(absl::string_view until, absl::Time now, const absl::TimeZone& zone);

}  // namespace shopdesk::logistics::domain
