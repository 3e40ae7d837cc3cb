#include "services/logistics/workers/notice_sender.h"

#include <set>

#include "absl/strings/match.h"
#include "libs/base/clock.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/testing/notices.h"

namespace shopdesk::logistics::workers {
namespace {

using notify::testing::Reaction;
using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kBuyer;
using testing::kDelay;
using testing::kReminder;
using ::testing::Not;
using v1::Notice;

class NoticeSenderTest : public testing::NoticesTest {};

TEST_P(NoticeSenderTest, AServerThatIsDownIsTriedAgainUntilItIsGivenUp) {
  ASSERT_OK(
      UpdatePolicy("policy { name: 'shops/1/policy' notice_channels: SMS notice_attempts: 3 }"));
  sms.Status(500);
  sms.Next(Reaction::kFail);
  sms.Next(Reaction::kCut);
  ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/QUEUED"));
  EXPECT_EQ(List()[0].error(), "HTTP 500");
  // Not before its back-off is over.
  Settle(absl::Seconds(59));
  EXPECT_EQ(List()[0].attempts(), 1);
  Settle(absl::Seconds(1));
  EXPECT_EQ(List()[0].attempts(), 2);
  sms.Stop();
  Settle(absl::Hours(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/DEAD"));
  const std::string name = List("state: DEAD")[0].name();
  EXPECT_THAT(EventTypes(name), ElementsAre("notice.dead"));
  EXPECT_THAT(Work(), ElementsAre("undelivered_notice " + name));
  Settle(absl::Hours(100));
  EXPECT_EQ(Get(name).attempts(), 3);
  ASSERT_OK_AND_ASSIGN(const Notice again, Retry(name));
  EXPECT_EQ(again.state(), Notice::QUEUED);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(Retry(name), HasReason("WRONG_STATE"));
}

TEST_P(NoticeSenderTest, WhatIsCancelledUnderWayIsNotAttemptedAgain) {
  Channels("WEBHOOK");
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kReminder));
  dying->answer = [&]() -> notify::Result {
    const auto cancelled = Cancel(notice.name());
    EXPECT_OK(cancelled);
    EXPECT_EQ(cancelled->state(), Notice::SENDING);
    return {notify::Outcome::kFailed, "down"};
  };
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::QUEUED);
  Settle(absl::Hours(1));
  EXPECT_EQ(Get(notice.name()).state(), Notice::SUPPRESSED);
  EXPECT_EQ(Get(notice.name()).reason(), "OVERTAKEN");
  EXPECT_EQ(dying->keys.size(), 1u);
}

TEST_P(NoticeSenderTest, WhatIsUnknownIsRepeatedUnderItsKeyOrListed) {
  Channels("SMS");
  sms.Next(Reaction::kTakeAndCut);
  ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  Settle(absl::Hours(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/SENT"));
  ASSERT_EQ(sms.requests().size(), 2u);
  EXPECT_EQ(sms.requests()[0].headers, sms.requests()[1].headers);

  sms.Next(Reaction::kTakeAndCut);
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kReminder, "phone: '+8613812345678'"));
  EXPECT_TRUE(notice.at_most_once());
  Settle();
  Settle(absl::Hours(1));
  EXPECT_EQ(Get(notice.name()).state(), Notice::UNKNOWN);
  EXPECT_EQ(sms.requests().size(), 3u);
  EXPECT_THAT(EventTypes(notice.name()), ElementsAre("notice.unknown"));
  EXPECT_THAT(Work(), ElementsAre("undelivered_notice " + notice.name()));
  ASSERT_OK(Cancel(notice.name()));
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(EventTypes(notice.name()), ElementsAre("notice.unknown", "notice.cancelled"));
}

// The message is sent, and the process dies before it could write that down.
TEST_P(NoticeSenderTest, ACrashBetweenSendingAndRecording) {
  Channels("WEBHOOK");
  ASSERT_OK_AND_ASSIGN(const Notice delay, Send(kDelay));
  ASSERT_OK_AND_ASSIGN(const Notice reminder, Send(kReminder));
  dying->die = [this] { runtime_->database().Close(); };
  dying->deaths = 2;
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(
        runtime_->AdvanceTo(runtime_->clock().Now(), absl::Now() + absl::Seconds(20)).ok());
    runtime_.Restart();
  }
  Settle();
  EXPECT_EQ(Get(delay.name()).state(), Notice::SENDING);
  EXPECT_EQ(Get(reminder.name()).state(), Notice::SENDING);
  Settle(absl::Minutes(2));
  Settle(absl::Hours(1));
  EXPECT_EQ(Get(delay.name()).state(), Notice::SENT);
  EXPECT_EQ(Get(reminder.name()).state(), Notice::UNKNOWN);
  // The same keys at every attempt.
  EXPECT_EQ(std::set<std::string>(dying->keys.begin(), dying->keys.end()).size(), 2u);
  EXPECT_EQ(dying->keys.size(), 3u);
}

TEST_P(NoticeSenderTest, NothingIsSentInQuietHours) {
  // 10:00 to 22:00: quiet until 9:00.
  Advance(absl::Hours(12));
  ASSERT_OK(CreateShipment("a", kBuyer));
  Settle();
  EXPECT_THAT(States(), ElementsAre("SHIPPED/QUEUED"));
  EXPECT_EQ(FromProto(List()[0].due_time()), kTestTime + absl::Hours(23));
  Advance(absl::Hours(11) - absl::Seconds(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPED/QUEUED"));
  Advance(absl::Seconds(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPED/SENT"));
}

TEST_P(NoticeSenderTest, WhatFailedWaitsForTheEndOfQuietHoursToo) {
  Channels("SMS");
  sms.Next(Reaction::kFail);
  ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  Advance(absl::Hours(12));
  Settle(absl::Hours(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/QUEUED"));
  EXPECT_EQ(FromProto(List()[0].due_time()), kTestTime + absl::Hours(23));
  Advance(absl::Hours(11));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/SENT"));
}

TEST_P(NoticeSenderTest, NewsOvertakesWhatWaits) {
  Advance(absl::Hours(12));
  ASSERT_OK(CreateShipment("a", kBuyer));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@13"}));
  ASSERT_OK(Record("a", {"DELIVERED@14"}));
  Advance(absl::Hours(11));
  const std::vector<Notice> suppressed = List("state: SUPPRESSED");
  ASSERT_EQ(suppressed.size(), 2u);
  EXPECT_EQ(suppressed[0].kind(), Notice::OUT_FOR_DELIVERY);
  EXPECT_EQ(suppressed[1].kind(), Notice::SHIPPED);
  for (const Notice& notice : suppressed) EXPECT_EQ(notice.reason(), "OVERTAKEN");
}

TEST_P(NoticeSenderTest, NoReminderAfterTheCutOff) {
  Channels("SMS");
  sms.Next(Reaction::kFail);
  ASSERT_OK(Send(kReminder, "phone: '+8613812345678'"));
  Settle();
  EXPECT_THAT(States(), ElementsAre("PAYMENT_REMINDER/QUEUED"));
  Advance(absl::Hours(6));
  Settle(absl::Hours(1));
  EXPECT_THAT(States(), ElementsAre("PAYMENT_REMINDER/SUPPRESSED"));
  EXPECT_EQ(List()[0].reason(), "OVERTAKEN");
  // Nor is one queued that is too late when it comes.
  ASSERT_OK_AND_ASSIGN(const Notice late, Send(kReminder, "phone: '+8613812345678'"));
  EXPECT_EQ(late.reason(), "OVERTAKEN");
  EXPECT_THAT(sms.requests(), ::testing::IsEmpty());
}

TEST_P(NoticeSenderTest, AGatewayThatRefusesTheKeyIsTriedAgainAndSomebodyIsTold) {
  Channels("SMS");
  sms.Status(401);
  for (int i = 0; i < 3; ++i) sms.Next(Reaction::kRefuse);
  ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  Settle(absl::Minutes(2));
  EXPECT_THAT(Work(), ::testing::IsEmpty());
  Settle(absl::Minutes(3));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/QUEUED"));
  EXPECT_THAT(Work(), ElementsAre("undelivered_notice " + List()[0].name()));
  Settle(absl::Minutes(10));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/SENT"));
  EXPECT_THAT(Work(), ::testing::IsEmpty());
}

TEST_P(NoticeSenderTest, AGatewayIsLeftAloneAsLongAsItAsks) {
  Channels("SMS");
  sms.Status(429);
  sms.RetryAfter("7200");
  sms.Next(Reaction::kFail);
  ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  Settle(absl::Hours(2) - absl::Seconds(1));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/QUEUED"));
  Settle(absl::Seconds(2));
  EXPECT_THAT(States(), ElementsAre("SHIPPING_DELAY/SENT"));
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticeSenderTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

class BusySendersTest : public testing::NoticesTest {
 protected:
  BusySendersTest() : NoticesTest(absl::Milliseconds(1)) {}
};

// Several threads, and several connections of one database, send each notice once.
TEST_P(BusySendersTest, ShareTheWork) {
  Channels("SMS");
  constexpr int kNotices = 40;
  for (int i = 0; i < kNotices; ++i) ASSERT_OK(Send(kDelay, "phone: '+8613812345678'"));
  Settle();
  EXPECT_EQ(List("state: SENT page_size: 1000").size(), static_cast<size_t>(kNotices));
  std::set<std::string> keys;
  for (const auto& request : sms.requests()) {
    for (const std::string& header : request.headers) {
      if (absl::StartsWith(header, "Idempotency-Key")) keys.insert(header);
    }
  }
  EXPECT_EQ(keys.size(), static_cast<size_t>(kNotices));
  EXPECT_EQ(sms.requests().size(), static_cast<size_t>(kNotices));
}

INSTANTIATE_TEST_SUITE_P(Databases, BusySendersTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

// Without routes: what is queued for channels that the configuration lacks.
class UnconfiguredTest : public testing::LogisticsTest {
 protected:
  UnconfiguredTest()
      : LogisticsTest([](runtime::Runtime& runtime) { workers::AddNoticeSenders(runtime, {}); }) {}
};

TEST_P(UnconfiguredTest, IsGivenUpAndListed) {
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' notice_channels: SMS }"));
  ASSERT_OK(CreateShipment("a", kBuyer));
  Advance(absl::ZeroDuration());
  ASSERT_OK_AND_ASSIGN(const auto page,
                       Read<v1::ListNoticesResponse>(
                           handlers::ListNotices,
                           ParseText<v1::ListNoticesRequest>("parent: 'shops/1' state: DEAD")));
  ASSERT_EQ(page.notices_size(), 1);
  EXPECT_THAT(page.notices(0).error(), HasSubstr("configuration"));
}

INSTANTIATE_TEST_SUITE_P(Databases, UnconfiguredTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::workers
