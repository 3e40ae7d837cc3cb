#include "services/logistics/handlers/notice.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/notify/testing/servers.h"
#include "services/logistics/handlers/shipment.h"
#include "services/logistics/testing/world.h"
#include "services/logistics/workers/notice_sender.h"

namespace shopdesk::logistics::handlers {
namespace {

using notify::testing::Reaction;
using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Notice;

constexpr char kBuyer[] = "buyer: 'b1' language_code: 'en'";
constexpr char kReminder[] =
    "kind: PAYMENT_REMINDER order: 'shops/1/orders/o' language_code: 'en' "
    "variables { key: 'amount' value: '5.00' } variables { key: 'until' value: '16:00' }";
constexpr char kDelay[] =
    "kind: SHIPPING_DELAY order: 'shops/1/orders/o' variables { key: 'date' value: '2024-03-08' }";

// Takes messages, and then the database is gone before anybody can say so.
class DyingChannel final : public notify::Channel {
 public:
  notify::Result Send(const notify::Message& message) override {
    keys.push_back(message.key);
    if (runtime != nullptr) runtime->database().Close();
    return {};
  }
  runtime::Runtime* runtime = nullptr;
  std::vector<std::string> keys;
};

// What the messages go to; made before the runtime that uses it, and gone after it.
struct Receivers {
  workers::NoticeRoutes Routes() const {
    workers::NoticeRoutes routes;
    routes[Notice::MAIL] = {notify::MakeSmtp({.url = mail.url(), .from = "desk@shop.example"}), 4};
    routes[Notice::SMS] = {notify::MakeWebhook({.url = sms.url()}), 4};
    routes[Notice::WEBHOOK] = {dying};
    return routes;
  }

  notify::testing::SmtpServer mail;
  notify::testing::HttpServer sms;
  const std::shared_ptr<DyingChannel> dying = std::make_shared<DyingChannel>();
};

class NoticesTest : public Receivers, public testing::LogisticsTest {
 protected:
  // Notices are sent when business time moves, unless the senders look for some themselves.
  explicit NoticesTest(absl::Duration poll = absl::Hours(1))
      : LogisticsTest([this, poll](runtime::Runtime& runtime) {
          workers::AddNoticeSenders(runtime, Routes(), poll);
        }) {}

  void Channels(const std::string& channels) {
    ASSERT_OK(UpdatePolicy(
        absl::StrCat("policy { name: 'shops/1/policy' notice_channels: [", channels, "] }")
            .c_str()));
  }
  absl::StatusOr<Notice> Send(const char* request, const char* more = "") {
    auto full = ParseText<v1::SendNoticeRequest>("parent: 'shops/1' buyer: 'b1'");
    full.MergeFrom(ParseText<v1::SendNoticeRequest>(request));
    full.MergeFrom(ParseText<v1::SendNoticeRequest>(more));
    if (full.cause().empty()) full.set_cause(absl::StrCat("test/", ++sends_));
    return Write<Notice>(SendNotice, full);
  }
  std::vector<Notice> List(const char* filter = "") {
    auto request = ParseText<v1::ListNoticesRequest>("parent: 'shops/1'");
    request.MergeFrom(ParseText<v1::ListNoticesRequest>(filter));
    const auto page = Read<v1::ListNoticesResponse>(ListNotices, request);
    EXPECT_OK(page);
    if (!page.ok()) return {};
    return {page->notices().begin(), page->notices().end()};
  }
  Notice Get(const std::string& name) {
    v1::GetNoticeRequest request;
    request.set_name(name);
    const auto notice = Read<Notice>(GetNotice, request);
    EXPECT_OK(notice);
    return notice.value_or(Notice());
  }
  // "SHIPPED/SENT" of all, oldest first.
  std::vector<std::string> States() {
    std::vector<std::string> states;
    const std::vector<Notice> notices = List();
    for (auto notice = notices.rbegin(); notice != notices.rend(); ++notice) {
      states.push_back(absl::StrCat(Notice::Kind_Name(notice->kind()), "/",
                                    Notice::State_Name(notice->state())));
    }
    return states;
  }
  // Lets machine time pass, by which attempts back off, and sends what is due.
  void Settle(absl::Duration machine_time = absl::ZeroDuration()) {
    runtime_.machine_clock().Advance(machine_time);
    Advance(absl::ZeroDuration());
  }
  absl::StatusOr<v1::NoticePreference> Prefer(const char* text) {
    auto request = ParseText<v1::SetNoticePreferenceRequest>(
        "preference { name: 'shops/1/noticePreferences/b1' }");
    request.mutable_preference()->MergeFrom(ParseText<v1::NoticePreference>(text));
    return Write<v1::NoticePreference>(SetNoticePreference, request);
  }
  absl::StatusOr<Notice> Retry(const std::string& name) {
    v1::RetryNoticeRequest request;
    request.set_name(name);
    return Write<Notice>(RetryNotice, request);
  }
  absl::StatusOr<Notice> Cancel(const std::string& name) {
    v1::CancelNoticeRequest request;
    request.set_name(name);
    return Write<Notice>(CancelNotice, request);
  }

  int sends_ = 0;
};

// Case 3 of the domain: one shipping notice, however often calls are repeated.
TEST_P(NoticesTest, OneShippingNotice) {
  v1::CreateShipmentRequest request = ShipmentRequest("a", kBuyer);
  request.set_request_id("r1");
  for (int i = 0; i < 2; ++i) {
    v1::Shipment answer;
    ASSERT_OK(runtime_->WriteAndWait(
        shopdesk::testing::TestCall("r1"), &request, &answer, [&](runtime::WriteContext& ctx) {
          return handlers::CreateShipment(ctx, request, &answer, rates_);
        }));
    Settle();
  }
  const std::vector<Notice> notices = List("order: 'shops/1/orders/o'");
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].kind(), Notice::SHIPPED);
  EXPECT_EQ(notices[0].state(), Notice::SENT);
  EXPECT_EQ(notices[0].channel(), Notice::LOG);
  EXPECT_EQ(notices[0].buyer(), "b1");
  EXPECT_EQ(notices[0].shipment(), "shops/1/shipments/a");
  EXPECT_THAT(notices[0].text(), HasSubstr("Your order o has been shipped by Post"));
  EXPECT_EQ(FromProto(notices[0].send_time()), kTestTime);
  EXPECT_THAT(EventTypes(notices[0].name()), ElementsAre("notice.sent"));
}

TEST_P(NoticesTest, AShipmentWithoutBuyerHasNone) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1"}));
  EXPECT_THAT(List(), IsEmpty());
}

TEST_P(NoticesTest, NewsOfAParcelMakesNotices) {
  ASSERT_OK(CreateShipment("a", kBuyer));
  ASSERT_OK(Record("a", {"IN_TRANSIT@1"}));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@2"}));
  // Said twice, it is one; another day, it is another.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@2", "OUT_FOR_DELIVERY@3"}));
  Settle();
  ASSERT_OK(Record("a", {"EXCEPTION@4"}));
  Settle();
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@26", "AVAILABLE_FOR_PICKUP@27"}));
  Settle();
  ASSERT_OK(Record("a", {"DELIVERED@28"}));
  Settle();
  std::multiset<std::string> states;
  for (const std::string& state : States()) states.insert(state);
  EXPECT_THAT(states, ElementsAre("AVAILABLE_FOR_PICKUP/SENT", "EXCEPTION/SENT",
                                  "OUT_FOR_DELIVERY/SENT", "SHIPPED/SENT"));
  v1::GetShipmentFiguresRequest request;
  request.set_parent("shops/1");
  ASSERT_OK_AND_ASSIGN(auto figures, Read<v1::ShipmentFigures>(GetShipmentFigures, request));
  EXPECT_EQ(figures.notices().size(), 4u);
  EXPECT_EQ(figures.notices().at("EXCEPTION/SENT"), 1);
}

TEST_P(NoticesTest, TheBuyersPhoneIsUsedSealedAndAGiftsIsNot) {
  Channels("SMS");
  ASSERT_OK(CreateShipment("a", kBuyer));
  ASSERT_OK(CreateShipment("gift", "buyer: 'b2' gift: true"));
  const std::vector<Notice> own = List("buyer: 'b1'");
  ASSERT_EQ(own.size(), 1u);
  EXPECT_THAT(own[0].phone(), Not(HasSubstr("13812345678")));
  const std::vector<Notice> gifts = List("buyer: 'b2'");
  ASSERT_EQ(gifts.size(), 1u);
  EXPECT_EQ(gifts[0].state(), Notice::SUPPRESSED);
  EXPECT_EQ(gifts[0].reason(), "NO_ADDRESS");
  EXPECT_THAT(EventTypes(gifts[0].name()), ElementsAre("notice.suppressed"));
  Settle();
  ASSERT_EQ(sms.requests().size(), 1u);
  EXPECT_THAT(sms.requests()[0].body, HasSubstr("\"to\":\"+8613812345678\""));
  EXPECT_THAT(sms.requests()[0].headers,
              Contains("Idempotency-Key: " + own[0].name().substr(strlen("shops/1/notices/"))));
  EXPECT_EQ(Get(own[0].name()).state(), Notice::SENT);
}

TEST_P(NoticesTest, MailArrivesAndOnlyMaskedTextIsKept) {
  Channels("MAIL");
  ASSERT_OK_AND_ASSIGN(const Notice notice,
                       Send(kDelay,
                            "mail: 'jane.doe@example.com' language_code: 'pt-BR' "
                            "variables { key: 'date' value: 'amanhã, ligue 13812345678' }"));
  EXPECT_EQ(notice.language_code(), "pt");
  EXPECT_THAT(notice.SerializeAsString(), Not(HasSubstr("jane.doe")));
  EXPECT_THAT(notice.SerializeAsString(), Not(HasSubstr("13812345678")));
  Settle();
  ASSERT_EQ(mail.mails().size(), 1u);
  EXPECT_THAT(mail.mails()[0].to, HasSubstr("<jane.doe@example.com>"));
  EXPECT_THAT(mail.mails()[0].data, HasSubstr("@shop.example>"));
  v1::RevealNoticeRequest reveal;
  reveal.set_name(notice.name());
  reveal.set_purpose("case");
  ASSERT_OK_AND_ASSIGN(auto content, Write<v1::RevealNoticeResponse>(RevealNotice, reveal));
  EXPECT_EQ(content.mail(), "jane.doe@example.com");
  EXPECT_THAT(content.text(), HasSubstr("amanhã, ligue 13812345678"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' reveal_rules: 'packing:label' }"));
  EXPECT_THAT(Write<v1::RevealNoticeResponse>(RevealNotice, reveal),
              HasReason("REVEAL_NOT_ALLOWED"));
}

TEST_P(NoticesTest, AServerThatIsDownIsTriedAgainUntilItIsGivenUp) {
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

TEST_P(NoticesTest, WhatIsUnknownIsRepeatedUnderItsKeyOrListed) {
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
TEST_P(NoticesTest, ACrashBetweenSendingAndRecording) {
  Channels("WEBHOOK");
  ASSERT_OK_AND_ASSIGN(const Notice delay, Send(kDelay));
  ASSERT_OK_AND_ASSIGN(const Notice reminder, Send(kReminder));
  for (int i = 0; i < 2; ++i) {
    dying->runtime = &*runtime_;
    EXPECT_FALSE(runtime_->AdvanceTo(runtime_->clock().Now(), absl::InfiniteFuture()).ok());
    dying->runtime = nullptr;
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

TEST_P(NoticesTest, NothingIsSentInQuietHours) {
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

TEST_P(NoticesTest, WhatFailedWaitsForTheEndOfQuietHoursToo) {
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

TEST_P(NoticesTest, NewsOvertakesWhatWaits) {
  Advance(absl::Hours(12));
  ASSERT_OK(CreateShipment("a", kBuyer));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@13"}));
  ASSERT_OK(Record("a", {"DELIVERED@14"}));
  Advance(absl::Hours(11));
  EXPECT_THAT(List("state: SENT").size(), 1u);
  const std::vector<Notice> suppressed = List("state: SUPPRESSED");
  ASSERT_EQ(suppressed.size(), 1u);
  EXPECT_EQ(suppressed[0].kind(), Notice::OUT_FOR_DELIVERY);
  EXPECT_EQ(suppressed[0].reason(), "OVERTAKEN");
}

TEST_P(NoticesTest, AtMostTwoUnaskedADay) {
  ASSERT_OK_AND_ASSIGN(const Notice first, Send(kReminder, "unasked: true"));
  ASSERT_OK(Send(kReminder, "unasked: true"));
  ASSERT_OK_AND_ASSIGN(const Notice third, Send(kReminder, "unasked: true"));
  EXPECT_EQ(third.state(), Notice::SUPPRESSED);
  EXPECT_EQ(third.reason(), "DAILY_LIMIT");
  // Others count for themselves, and what was asked for counts not at all.
  ASSERT_OK_AND_ASSIGN(Notice other, Send(kReminder, "unasked: true buyer: 'b2'"));
  EXPECT_EQ(other.state(), Notice::QUEUED);
  ASSERT_OK_AND_ASSIGN(other, Send(kDelay));
  EXPECT_EQ(other.state(), Notice::QUEUED);
  // What is taken back makes room.
  ASSERT_OK(Cancel(first.name()));
  ASSERT_OK_AND_ASSIGN(other, Send(kReminder, "unasked: true"));
  EXPECT_EQ(other.state(), Notice::QUEUED);
  ASSERT_OK_AND_ASSIGN(other, Send(kReminder, "unasked: true"));
  EXPECT_EQ(other.state(), Notice::SUPPRESSED);
  // In quiet hours it counts for the day on which it arrives.
  Advance(absl::Hours(12));
  for (const auto state : {Notice::QUEUED, Notice::QUEUED, Notice::SUPPRESSED}) {
    ASSERT_OK_AND_ASSIGN(other, Send(kReminder, "unasked: true"));
    EXPECT_EQ(other.state(), state);
  }
  ASSERT_OK(
      UpdatePolicy("policy { name: 'shops/1/policy' } "
                   "update_mask { paths: 'notice_daily_limit' }"));
  ASSERT_OK_AND_ASSIGN(other, Send(kReminder, "unasked: true"));
  EXPECT_EQ(other.state(), Notice::QUEUED);
}

TEST_P(NoticesTest, ARetryCountsToo) {
  Channels("MAIL");
  mail.Next(Reaction::kRefuse);
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kReminder, "unasked: true mail: 'a@example.com'"));
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::DEAD);
  Advance(absl::Hours(24));
  for (int i = 0; i < 2; ++i) ASSERT_OK(Send(kReminder, "unasked: true mail: 'a@example.com'"));
  Settle();
  EXPECT_THAT(Retry(notice.name()), HasReason("DAILY_LIMIT"));
  Advance(absl::Hours(24));
  ASSERT_OK(Retry(notice.name()));
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::SENT);
}

TEST_P(NoticesTest, WhatABuyerWishesCounts) {
  v1::GetNoticePreferenceRequest get;
  get.set_name("shops/1/noticePreferences/b1");
  ASSERT_OK_AND_ASSIGN(auto preference, Read<v1::NoticePreference>(GetNoticePreference, get));
  EXPECT_EQ(preference.name(), get.name());
  EXPECT_EQ(preference.opt_out(), v1::NoticePreference::OPT_OUT_UNSPECIFIED);
  ASSERT_OK_AND_ASSIGN(Notice notice, Send(kReminder, "unasked: true"));
  ASSERT_OK_AND_ASSIGN(preference, Prefer("opt_out: UNASKED channel: IM language_code: 'es'"));
  EXPECT_THAT(EventTypes(get.name()), ElementsAre("notice_preference.updated"));
  // For what is queued too.
  Settle();
  EXPECT_EQ(Get(notice.name()).reason(), "OPTED_OUT");
  ASSERT_OK_AND_ASSIGN(notice, Send(kReminder, "unasked: true"));
  EXPECT_EQ(notice.reason(), "OPTED_OUT");
  ASSERT_OK_AND_ASSIGN(notice, Send(kDelay));
  EXPECT_EQ(notice.channel(), Notice::IM);
  EXPECT_EQ(notice.language_code(), "es");
  Settle();
  EXPECT_EQ(Get(notice.name()).state(), Notice::SENT);
  EXPECT_THAT(EventTypes(notice.name()), ElementsAre("notice.ready"));
  EXPECT_THAT(Prefer("etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK(Prefer("etag: 'v1' opt_out: ALL"));
  ASSERT_OK_AND_ASSIGN(notice, Send(kDelay));
  EXPECT_EQ(notice.reason(), "OPTED_OUT");
  get.set_name("shops/2/noticePreferences/b1");
  EXPECT_THAT(Read<v1::NoticePreference>(GetNoticePreference, get), HasReason("NOT_FOUND"));
}

TEST_P(NoticesTest, ACauseHasOneNotice) {
  ASSERT_OK_AND_ASSIGN(const Notice first, Send(kDelay, "cause: 'orders/o/delay/1'"));
  ASSERT_OK_AND_ASSIGN(const Notice again, Send(kReminder, "cause: 'orders/o/delay/1'"));
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(first));
  EXPECT_EQ(List().size(), 1u);
}

TEST_P(NoticesTest, RequestsAreChecked) {
  const absl::Status missing = Send("kind: PAYMENT_REMINDER").status();
  EXPECT_THAT(missing, HasReason("INVALID_ARGUMENT"));
  for (const char* name : {"variables.amount", "variables.until", "variables.order"}) {
    EXPECT_THAT(std::string(missing.message()), HasSubstr(name));
  }
  EXPECT_THAT(Send(kDelay, "order: 'shops/2/orders/o'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Send(kDelay, "parent: 'shops/2' order: 'shops/2/orders/o'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Retry("shops/1/notices/none"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const Notice notice, Send(kDelay));
  EXPECT_THAT(Retry(notice.name()), HasReason("WRONG_STATE"));
  Settle();
  EXPECT_THAT(Cancel(notice.name()), HasReason("WRONG_STATE"));
  const auto both = ParseText<v1::ListNoticesRequest>("parent: 'shops/1' state: SENT buyer: 'b1'");
  EXPECT_THAT(Read<v1::ListNoticesResponse>(ListNotices, both), HasReason("INVALID_ARGUMENT"));
}

TEST_P(NoticesTest, ListsHavePages) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Send(kDelay, i % 2 == 0 ? "" : "buyer: 'b2'"));
    Advance(absl::Seconds(1));
  }
  for (const char* filter : {"", "buyer: 'b1'", "order: 'shops/1/orders/o'", "state: SENT"}) {
    auto request = ParseText<v1::ListNoticesRequest>("parent: 'shops/1' page_size: 2");
    request.MergeFrom(ParseText<v1::ListNoticesRequest>(filter));
    std::vector<int64_t> times;
    do {
      ASSERT_OK_AND_ASSIGN(const auto page, Read<v1::ListNoticesResponse>(ListNotices, request));
      for (const Notice& notice : page.notices()) times.push_back(notice.create_time().seconds());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && times.size() < 10);
    EXPECT_EQ(times.size(), absl::StrContains(filter, "b1") ? 3u : 5u) << filter;
    EXPECT_TRUE(std::is_sorted(times.rbegin(), times.rend())) << filter;
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

class BusySendersTest : public NoticesTest {
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
  ASSERT_OK_AND_ASSIGN(
      const auto page,
      Read<v1::ListNoticesResponse>(
          ListNotices, ParseText<v1::ListNoticesRequest>("parent: 'shops/1' state: DEAD")));
  ASSERT_EQ(page.notices_size(), 1);
  EXPECT_THAT(page.notices(0).error(), HasSubstr("configuration"));
}

INSTANTIATE_TEST_SUITE_P(Databases, UnconfiguredTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
