#include "services/logistics/domain/notice/notice.h"

#include <map>

#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/desk/policy.h"
#include "services/logistics/domain/tracking/tracking.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using v1::Notice;

const absl::Time kNoticeTime = absl::FromUnixSeconds(1'700'000'000);

Notice NoticeIn(Notice::State state) {
  Notice notice;
  notice.set_name("shops/1/notices/n");
  notice.set_state(state);
  notice.set_attempts(1);
  return notice;
}

TEST(NoticeMachineTest, EveryStateAndEvent) {
  const std::map<std::pair<Notice::State, std::string>, Notice::State> expected = {
      {{Notice::QUEUED, "attempt"}, Notice::SENDING},
      {{Notice::QUEUED, "suppress"}, Notice::SUPPRESSED},
      {{Notice::QUEUED, "cancel"}, Notice::CANCELLED},
      {{Notice::SENDING, "sent"}, Notice::SENT},
      {{Notice::SENDING, "fail"}, Notice::QUEUED},
      {{Notice::SENDING, "give_up"}, Notice::DEAD},
      {{Notice::SENDING, "lose"}, Notice::UNKNOWN},
      {{Notice::DEAD, "retry"}, Notice::QUEUED},
      {{Notice::DEAD, "cancel"}, Notice::CANCELLED},
      {{Notice::UNKNOWN, "retry"}, Notice::QUEUED},
      {{Notice::UNKNOWN, "cancel"}, Notice::CANCELLED},
  };
  for (int state = Notice::State_MIN; state <= Notice::State_MAX; ++state) {
    for (const char* event :
         {"attempt", "suppress", "cancel", "sent", "fail", "give_up", "lose", "retry"}) {
      const auto from = static_cast<Notice::State>(state);
      const auto next = NoticeMachine().Next("n", from, event);
      const auto row = expected.find({from, event});
      if (row == expected.end()) {
        EXPECT_THAT(next, HasReason("WRONG_STATE")) << state << " " << event;
      } else {
        ASSERT_OK(next);
        EXPECT_EQ(*next, row->second) << state << " " << event;
      }
    }
  }
}

TEST(NoticesTest, AttemptsFailUntilNoneAreLeft) {
  const auto policy = ParseText<v1::Policy>("notice_attempts: 2");
  Notice notice = NoticeIn(Notice::QUEUED);
  notice.set_attempts(0);
  ASSERT_OK(BeginAttempt(notice, kNoticeTime));
  ASSERT_OK(MarkFailed(notice, policy, "HTTP 500", kNoticeTime));
  EXPECT_EQ(notice.state(), Notice::QUEUED);
  EXPECT_EQ(notice.error(), "HTTP 500");
  ASSERT_OK(BeginAttempt(notice, kNoticeTime));
  EXPECT_EQ(notice.attempts(), 2);
  ASSERT_OK(MarkFailed(notice, policy, "HTTP 503", kNoticeTime));
  EXPECT_EQ(notice.state(), Notice::DEAD);
  ASSERT_OK(RetryNotice(notice, kNoticeTime + absl::Hours(1), kNoticeTime));
  EXPECT_EQ(notice.state(), Notice::QUEUED);
  EXPECT_EQ(notice.attempts(), 0);
  ASSERT_OK(BeginAttempt(notice, kNoticeTime));
  ASSERT_OK(MarkSent(notice, kNoticeTime));
  EXPECT_EQ(notice.error(), "");
  EXPECT_EQ(FromProto(notice.send_time()), kNoticeTime);
}

TEST(NoticesTest, WhatIsLostIsRepeatedUnlessItMustNotBe) {
  const v1::Policy policy = DefaultPolicy("shops/1/policy");
  Notice notice = NoticeIn(Notice::SENDING);
  ASSERT_OK(MarkLost(notice, policy, "cut", kNoticeTime));
  EXPECT_EQ(notice.state(), Notice::QUEUED);
  notice = NoticeIn(Notice::SENDING);
  notice.set_at_most_once(true);
  ASSERT_OK(MarkLost(notice, policy, "cut", kNoticeTime));
  EXPECT_EQ(notice.state(), Notice::UNKNOWN);
  EXPECT_TRUE(IsAtMostOnce(Notice::PAYMENT_REMINDER));
  EXPECT_FALSE(IsAtMostOnce(Notice::SHIPPED));
}

TEST(NoticesTest, TheFirstChannelThatReachesTheBuyer) {
  const auto policy = ParseText<v1::Policy>("notice_channels: [MAIL, SMS, IM]");
  const v1::NoticePreference none;
  EXPECT_EQ(ChooseChannel(policy, none, true, true), Notice::MAIL);
  EXPECT_EQ(ChooseChannel(policy, none, true, false), Notice::SMS);
  EXPECT_EQ(ChooseChannel(policy, none, false, false), Notice::IM);
  EXPECT_EQ(ChooseChannel(v1::Policy(), none, true, true), Notice::LOG);
  EXPECT_EQ(ChooseChannel(ParseText<v1::Policy>("notice_channels: SMS"), none, false, true),
            Notice::CHANNEL_UNSPECIFIED);
  const auto sms = ParseText<v1::NoticePreference>("channel: SMS");
  EXPECT_EQ(ChooseChannel(policy, sms, true, true), Notice::SMS);
  EXPECT_EQ(ChooseChannel(policy, sms, false, true), Notice::MAIL);
}

TEST(NoticesTest, OptingOut) {
  const auto unasked = ParseText<v1::NoticePreference>("opt_out: UNASKED");
  EXPECT_TRUE(IsOptedOut(unasked, true));
  EXPECT_FALSE(IsOptedOut(unasked, false));
  EXPECT_TRUE(IsOptedOut(ParseText<v1::NoticePreference>("opt_out: ALL"), false));
  EXPECT_FALSE(IsOptedOut(v1::NoticePreference(), true));
}

TEST(NoticesTest, NewsOvertakesNotices) {
  for (int number = v1::TrackingStatus::PENDING; number <= v1::TrackingStatus::EXPIRED; ++number) {
    const auto status = static_cast<v1::TrackingStatus::Value>(number);
    if (const Notice::Kind kind = NoticeKindOf(status); kind != Notice::KIND_UNSPECIFIED) {
      EXPECT_FALSE(IsOvertaken(kind, status));
      EXPECT_TRUE(IsOvertaken(kind, v1::TrackingStatus::DELIVERED));
    }
    const bool over = IsFinal(status) || status == v1::TrackingStatus::REFUSED ||
                      status == v1::TrackingStatus::INTERCEPTED ||
                      status == v1::TrackingStatus::RETURNING;
    EXPECT_EQ(IsOvertaken(Notice::SHIPPED, status), over);
    EXPECT_FALSE(IsOvertaken(Notice::PAYMENT_REMINDER, status));
  }
}

TEST(NoticesTest, BackoffDoubles) {
  EXPECT_EQ(NoticeBackoff(1, absl::ZeroDuration()), absl::Minutes(1));
  EXPECT_EQ(NoticeBackoff(3, absl::ZeroDuration()), absl::Minutes(4));
  EXPECT_EQ(NoticeBackoff(7, absl::ZeroDuration()), absl::Hours(1));
  EXPECT_EQ(NoticeBackoff(1000, absl::ZeroDuration()), absl::Hours(1));
  EXPECT_EQ(NoticeBackoff(1, absl::Hours(3)), absl::Hours(3));
  EXPECT_EQ(NoticeBackoff(7, absl::Seconds(1)), absl::Hours(1));
}

TEST(NoticesTest, AReminderIsTrueUntilTheCutOff) {
  const absl::TimeZone zone = absl::FixedTimeZone(8 * 3600);
  const absl::Time now = absl::FromCivil(absl::CivilSecond(2024, 3, 4, 15, 0, 0), zone);
  EXPECT_EQ(ReminderEnd("16:00", now, zone), now + absl::Hours(1));
  EXPECT_EQ(ReminderEnd("14:30", now, zone), now - absl::Minutes(30));
  EXPECT_EQ(ReminderEnd("tonight", now, zone), absl::InfiniteFuture());
}

}  // namespace
}  // namespace shopdesk::logistics::domain
