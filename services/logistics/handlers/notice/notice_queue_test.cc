#include "services/logistics/handlers/notice/notice_queue.h"

#include <cstring>
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/notices.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kBuyer;
using testing::kDelay;
using testing::kReminder;
using ::testing::Not;
using v1::Notice;

class NoticeQueueTest : public testing::NoticesTest {};

// Case 3 of the domain: one shipping notice, however often calls are repeated.
TEST_P(NoticeQueueTest, OneShippingNotice) {
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

TEST_P(NoticeQueueTest, AShipmentWithoutBuyerHasNone) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1"}));
  EXPECT_THAT(List(), IsEmpty());
}

TEST_P(NoticeQueueTest, NewsOfAParcelMakesNotices) {
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
  const v1::ShipmentFigures figures = Figures();
  ASSERT_EQ(figures.notices_size(), 4);
  for (const v1::ShipmentFigures::NoticeCount& count : figures.notices()) {
    EXPECT_EQ(count.state(), Notice::SENT);
    EXPECT_EQ(count.notices(), 1);
  }
}

TEST_P(NoticeQueueTest, AParcelThatGoesToAndFroIsToldOfOnceADay) {
  ASSERT_OK(CreateShipment("a", kBuyer));
  for (const char* news : {"OUT_FOR_DELIVERY@1", "EXCEPTION@2", "OUT_FOR_DELIVERY@3", "EXCEPTION@4",
                           "OUT_FOR_DELIVERY@25"}) {
    ASSERT_OK(Record("a", {news}));
    Settle();
  }
  std::multiset<std::string> states;
  for (const std::string& state : States()) states.insert(state);
  EXPECT_THAT(states, ElementsAre("EXCEPTION/SENT", "OUT_FOR_DELIVERY/SENT",
                                  "OUT_FOR_DELIVERY/SENT", "SHIPPED/SENT"));
}

TEST_P(NoticeQueueTest, TroubleOnTheWayBackIsNotTheBuyers) {
  ASSERT_OK(CreateShipment("a", kBuyer));
  Settle();
  ASSERT_OK(Record("a", {"RETURNING@1"}));
  ASSERT_OK(Record("a", {"EXCEPTION@2"}));
  EXPECT_THAT(States(), ElementsAre("SHIPPED/SENT"));
}

TEST_P(NoticeQueueTest, TheBuyersPhoneIsUsedSealedAndAGiftsIsNot) {
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

TEST_P(NoticeQueueTest, MailGoesToTheReceiversAddressWhereHeHasOne) {
  Channels("MAIL");
  constexpr char kMail[] = "receiver { mail_address: 'jane.doe@example.com' } buyer: 'b1'";
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, CreateShipment("a", kMail));
  EXPECT_THAT(shipment.SerializeAsString(), Not(HasSubstr("jane.doe")));
  ASSERT_OK(CreateShipment("none", "buyer: 'b2'"));
  ASSERT_OK(CreateShipment("gift", absl::StrCat(kMail, " gift: true").c_str()));
  Settle();
  ASSERT_EQ(mail.mails().size(), 1u);
  EXPECT_THAT(mail.mails()[0].to, HasSubstr("<jane.doe@example.com>"));
  EXPECT_THAT(List("state: SENT")[0].SerializeAsString(), Not(HasSubstr("jane.doe")));
  const std::vector<Notice> suppressed = List("state: SUPPRESSED");
  ASSERT_EQ(suppressed.size(), 2u);
  for (const Notice& notice : suppressed) EXPECT_EQ(notice.reason(), "NO_ADDRESS");
}

TEST_P(NoticeQueueTest, AtMostTwoUnaskedADay) {
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
    ASSERT_OK_AND_ASSIGN(other, Send(kDelay, "unasked: true"));
    EXPECT_EQ(other.state(), state);
  }
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' notice_daily_limit_off: true }"));
  ASSERT_OK_AND_ASSIGN(other, Send(kDelay, "unasked: true"));
  EXPECT_EQ(other.state(), Notice::QUEUED);
  // None is none.
  ASSERT_OK(
      UpdatePolicy("policy { name: 'shops/1/policy' notice_daily_limit: 0 "
                   "notice_daily_limit_off: false } "
                   "update_mask { paths: 'notice_daily_limit' paths: 'notice_daily_limit_off' }"));
  ASSERT_OK_AND_ASSIGN(other, Send(kDelay, "unasked: true"));
  EXPECT_EQ(other.state(), Notice::SUPPRESSED);
}

TEST_P(NoticeQueueTest, ACauseHasOneNotice) {
  ASSERT_OK_AND_ASSIGN(const Notice first, Send(kDelay, "cause: 'orders/o/delay/1'"));
  ASSERT_OK_AND_ASSIGN(const Notice again, Send(kReminder, "cause: 'orders/o/delay/1'"));
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(first));
  EXPECT_EQ(List().size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Databases, NoticeQueueTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
