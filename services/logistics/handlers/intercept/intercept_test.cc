#include "services/logistics/handlers/intercept/intercept.h"

#include "absl/strings/str_replace.h"
#include "services/logistics/testing/intercepts.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::InterceptsTest;
using ::testing::IsEmpty;
using testing::kElsewhere;
using testing::kRecall;
using testing::kShipment;
using ::testing::Not;
using v1::Intercept;

TEST_P(InterceptsTest, OutForDeliveryItIsTooLate) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-5"}));
  for (const char* what : {kRecall, kElsewhere}) {
    ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(what));
    EXPECT_EQ(intercept.state(), Intercept::TOO_LATE);
    EXPECT_TRUE(intercept.has_end_time());
    EXPECT_FALSE(intercept.has_fee());
    EXPECT_THAT(EventTypes(intercept.name()), ElementsAre("intercept.too_late"));
    EXPECT_THAT(intercept.SerializeAsString(), Not(HasSubstr("13987654321")));
  }
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::OUT_FOR_DELIVERY);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
}

TEST_P(InterceptsTest, BeforePickUpARecallCancels) {
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_FALSE(intercept.has_fee());
  EXPECT_FALSE(intercept.no_fee_data());
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::CANCELLED);
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(InterceptsTest, BeforePickUpTheReceiverIsReplaced) {
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kElsewhere));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::PENDING);
  EXPECT_EQ(Shipment().receiver().address().locality(), "上海市");
  EXPECT_EQ(Receiver().phone(), "+8613987654321");
  EXPECT_THAT(Shipment().SerializeAsString(), Not(HasSubstr("13987654321")));
  EXPECT_THAT(EventTypes(kShipment), ElementsAre("shipment.created", "shipment.readdressed"));
}

// Case 6 of the domain: after shipping the change goes through an intercept.
TEST_P(InterceptsTest, AChangeOnTheWayGoesBackInTransit) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kElsewhere));
  EXPECT_EQ(intercept.state(), Intercept::ASKED);
  for (const char* secret : {"李四", "13987654321", "1 号"}) {
    EXPECT_THAT(intercept.SerializeAsString(), Not(HasSubstr(secret)));
  }
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  ASSERT_OK(Record("a", {"INTERCEPTED@-4"}));
  intercept = Get(intercept.name());
  EXPECT_EQ(intercept.state(), Intercept::ACCEPTED);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  EXPECT_THAT(Complete(intercept, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(intercept, Complete(intercept));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::IN_TRANSIT);
  EXPECT_EQ(Shipment().open_intercept(), "");
  EXPECT_EQ(Receiver().phone(), "+8613987654321");
  EXPECT_EQ(Shipment().receiver().address().locality(), "上海市");
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.in_transit", "shipment.readdressed"));
  // What the carrier says next is news.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@5"}));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::OUT_FOR_DELIVERY);
}

TEST_P(InterceptsTest, TheCarrierMayRefuseOrFail) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall));
  EXPECT_THAT(Fail(intercept), HasReason("WRONG_STATE"));
  EXPECT_THAT(Complete(intercept), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(intercept, Answer(intercept, "answer: REJECT text: 'ring 13912345678'"));
  EXPECT_EQ(intercept.state(), Intercept::REJECTED);
  EXPECT_THAT(intercept.answer(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(intercept, Request(kElsewhere));
  ASSERT_OK(Answer(intercept, "answer: ACCEPT fee { currency_code: 'CNY' minor: 500 }"));
  EXPECT_EQ(Get(intercept.name()).fee().minor(), 500);
  ASSERT_OK_AND_ASSIGN(intercept, Fail(intercept));
  EXPECT_EQ(intercept.state(), Intercept::FAILED);
  EXPECT_THAT(intercept.answer(), HasSubstr("the van had left"));
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::IN_TRANSIT);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  EXPECT_THAT(List("parent: 'shops/1/shipments/-'"),
              ::testing::UnorderedElementsAre("ADDRESS_CHANGE/FAILED", "RECALL/REJECTED"));
  EXPECT_THAT(List("parent: 'shops/1/shipments/-' state: FAILED"),
              ElementsAre("ADDRESS_CHANGE/FAILED"));
  EXPECT_THAT(List("parent: 'shops/1/shipments/a' state: REJECTED"),
              ElementsAre("RECALL/REJECTED"));
}

TEST_P(InterceptsTest, ARecallCanBeCompletedByHand) {
  ASSERT_OK(Record("a", {"CUSTOMS@-5"}));
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  ASSERT_OK(Answer(intercept, "answer: ACCEPT"));
  ASSERT_OK(Complete(intercept));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::INTERCEPTED);
  EXPECT_THAT(Complete(intercept), HasReason("WRONG_STATE"));
  ASSERT_OK(Record("a", {"RETURNED@5"}));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::RETURNED);
}

TEST_P(InterceptsTest, TheFeeIsTheTablesOrUnknown) {
  ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall, "b"));
  EXPECT_TRUE(intercept.no_fee_data());
  EXPECT_FALSE(intercept.has_fee());
  EXPECT_THAT(Answer(intercept, "answer: ACCEPT fee { currency_code: 'GBP' minor: 1 }"),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(intercept,
                       Answer(intercept, "answer: ACCEPT fee { currency_code: 'CNY' minor: 700 }"));
  EXPECT_EQ(intercept.fee().minor(), 700);
  EXPECT_FALSE(intercept.no_fee_data());
}

TEST_P(InterceptsTest, RequestsAreChecked) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  EXPECT_THAT(Request(kRecall, "none"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Request("kind: ADDRESS_CHANGE payer: SHOP"), HasReason("INVALID_ARGUMENT"));
  const std::string abroad = absl::StrReplaceAll(kElsewhere, {{"\"CN\"", "\"FR\""}});
  EXPECT_THAT(Request(abroad.c_str()), HasReason("NO_DELIVERY"));
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  const absl::Status second = Request(kElsewhere).status();
  EXPECT_THAT(second, HasReason("INTERCEPT_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(second, "intercept"), intercept.name());
  Intercept none;
  none.set_name("shops/1/shipments/a/intercepts/none");
  EXPECT_THAT(Complete(none), HasReason("NOT_FOUND"));
  EXPECT_THAT(
      Read<v1::ListInterceptsResponse>(
          ListIntercepts, ParseText<v1::ListInterceptsRequest>("parent: 'shops/2/shipments/-'")),
      HasReason("UNKNOWN_SHOP"));
}

INSTANTIATE_TEST_SUITE_P(Databases, InterceptsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
