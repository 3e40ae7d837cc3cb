#include "services/logistics/handlers/shipment/cod_change.h"

#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/cod.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using testing::CodTest;
using ::testing::ElementsAre;
using v1::CodCollection;

class CodChangeTest : public CodTest {
 protected:
  absl::StatusOr<v1::Shipment> Change(const std::string& id, int64_t minor) {
    v1::ChangeCodAmountRequest change;
    change.set_name("shops/1/shipments/" + id);
    change.mutable_cod_amount()->set_currency_code("CNY");
    change.mutable_cod_amount()->set_minor(minor);
    return Write<v1::Shipment>(ChangeCodAmount, change, rates_);
  }
  absl::Status Correct(const std::string& id) {
    v1::CorrectTrackingRequest request;
    request.set_name("shops/1/shipments/" + id);
    request.set_status(v1::TrackingStatus::IN_TRANSIT);
    request.set_reason("signed for by a stranger");
    return Write<v1::Shipment>(CorrectTracking, request).status();
  }
};

TEST_P(CodChangeTest, WhatIsDeliveredIsCollectedUntilThatIsTakenBack) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(Record("a", {"IN_TRANSIT@1"}));
  EXPECT_EQ(Get("a").name(), "");
  ASSERT_OK(Record("a", {"DELIVERED@2"}));
  EXPECT_EQ(Get("a").state(), CodCollection::COLLECTED);
  EXPECT_EQ(Get("a").amount().minor(), 10'000);
  EXPECT_EQ(Get("a").expected_fee().minor(), 500);
  ASSERT_OK(Correct("a"));
  EXPECT_EQ(Get("a").state(), CodCollection::UNDONE);
  ASSERT_OK(Record("a", {"DELIVERED@9"}));
  EXPECT_EQ(Get("a").state(), CodCollection::COLLECTED);
  EXPECT_THAT(
      EventTypes("shops/1/codCollections/a"),
      ElementsAre("cod_collection.collected", "cod_collection.undone", "cod_collection.collected"));
  // What is paid already collects nothing.
  ASSERT_OK(CreateShipment("paid", "carrier_id: 'road'"));
  ASSERT_OK(Record("paid", {"DELIVERED@10"}));
  EXPECT_EQ(Get("paid").name(), "");
}

TEST_P(CodChangeTest, AnotherAmountAfterAnUndoneDeliveryIsExpectedWithItsFee) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  ASSERT_OK(Correct("a"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment changed, Change("a", 100'000));
  ASSERT_NE(changed.collection_fee().minor(), 500);
  ASSERT_OK(Record("a", {"DELIVERED@9"}));
  EXPECT_EQ(Get("a").amount().minor(), 100'000);
  EXPECT_EQ(Get("a").expected_fee().minor(), changed.collection_fee().minor());
  ASSERT_OK_AND_ASSIGN(const auto response,
                       Remit({{"1", "Na", 100'000, changed.collection_fee().minor()}}));
  EXPECT_EQ(response.matched_count(), 1);
}

// The statement comes before the news of the delivery.
TEST_P(CodChangeTest, WhatTheCarrierAccountedForIsCollectedAsItWas) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1"}));
  ASSERT_OK(Remit({{"1", "Na", 10'000, 500}}));
  EXPECT_EQ(Get("a").state(), CodCollection::REMITTED);
  EXPECT_THAT(Change("a", 12'000), HasReason("WRONG_STATE"));
  EXPECT_THAT(Change("a", 0), HasReason("WRONG_STATE"));
  ASSERT_OK(Record("a", {"DELIVERED@2"}));
  EXPECT_EQ(GetShipment("a")->cod_amount().minor(), 10'000);
  EXPECT_EQ(Get("a").amount().minor(), 10'000);
}

// It was delivered, and the buyer sends it back by the same waybill.
TEST_P(CodChangeTest, WhatWasCollectedStaysSoOnTheWayBack) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(Record("a", {"DELIVERED@1", "RETURNING@2"}));
  EXPECT_EQ(Get("a").state(), CodCollection::COLLECTED);
  EXPECT_THAT(Change("a", 12'000), HasReason("WRONG_STATE"));
}

INSTANTIATE_TEST_SUITE_P(Databases, CodChangeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
