#include "services/logistics/handlers/returning/return_shipment.h"

#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ReturnShipmentTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::Shipment> SendBack(const std::string& id, const char* more = "") {
    auto request = ParseText<v1::CreateReturnShipmentRequest>(R"pb(
      parent: "shops/1"
      order: "shops/1/orders/o"
      refund: "shops/1/orders/o/refunds/r"
      carrier_id: "post"
      waybill_number: "EE123456785CN"
      buyer: "mei"
      receiver {
        name: "退货部"
        phone: "+8613812345678"
        address { region_code: "CN" locality: "杭州市" street: "文三路 478 号" }
      }
    )pb");
    request.set_shipment_id(id);
    request.MergeFrom(ParseText<v1::CreateReturnShipmentRequest>(more));
    return Write<v1::Shipment>(CreateReturnShipment, request, rates_);
  }
  absl::StatusOr<v1::Shipment> Correct(const std::string& id, const char* carrier,
                                       const char* number, const char* etag = "") {
    v1::CorrectWaybillRequest request;
    request.set_name("shops/1/shipments/" + id);
    request.set_carrier_id(carrier);
    request.set_waybill_number(number);
    request.set_etag(etag);
    return Write<v1::Shipment>(CorrectWaybill, request, rates_);
  }
};

TEST_P(ReturnShipmentTest, HoweverOftenItIsTriedItIsNoProblem) {
  ASSERT_OK(SendBack("r"));
  ASSERT_OK(Record("r", {"ATTEMPT_FAILED@2", "ATTEMPT_FAILED@3", "ATTEMPT_FAILED@4"}));
  EXPECT_EQ(GetShipment("r")->open_problem(), "");
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(ReturnShipmentTest, IsTrackedAndNobodyIsToldOfIt) {
  ASSERT_OK_AND_ASSIGN(const v1::Shipment made, SendBack("r", "waybill_number: 'ee 123456785 cn'"));
  EXPECT_EQ(made.waybill_number(), "EE123456785CN");
  EXPECT_EQ(made.status(), v1::TrackingStatus::PENDING);
  EXPECT_EQ(made.refund(), "shops/1/orders/o/refunds/r");
  EXPECT_THAT(made.SerializeAsString(), Not(HasSubstr("478")));
  ASSERT_OK(Record("r", {"PICKED_UP@1", "ATTEMPT_FAILED@2", "DELIVERED@3"}));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment back, GetShipment("r"));
  EXPECT_EQ(back.status(), v1::TrackingStatus::DELIVERED);
  EXPECT_THAT(EventTypes(made.name()),
              ElementsAre("shipment.return_created", "shipment.picked_up",
                          "shipment.attempt_failed", "shipment.delivered"));
  const v1::ShipmentFigures figures = Figures();
  EXPECT_THAT(figures.notices(), IsEmpty());
  EXPECT_EQ(figures.shipments(), 0);
  EXPECT_EQ(figures.return_shipments(), 1);
  ASSERT_EQ(figures.return_shipments_by_status_size(), 1);
  EXPECT_EQ(figures.return_shipments_by_status(0).status(), v1::TrackingStatus::DELIVERED);
}

TEST_P(ReturnShipmentTest, IsNeverLate) {
  ASSERT_OK(SendBack("scanned"));
  ASSERT_OK(SendBack("unscanned", "waybill_number: 'EE123456799CN'"));
  ASSERT_OK(Record("scanned", {"IN_TRANSIT@1"}));
  Advance(absl::Hours(24 * 40));
  for (const char* id : {"scanned", "unscanned"}) {
    ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment(id));
    EXPECT_EQ(shipment.status(), v1::TrackingStatus::EXPIRED) << id;
    EXPECT_FALSE(shipment.has_lateness()) << id;
  }
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(ReturnShipmentTest, TheNumberIsTheCarriers) {
  EXPECT_THAT(SendBack("r", "carrier_id: 'none'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(SendBack("r", "waybill_number: 'EE123456784CN'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(SendBack("r", "waybill_number: '  '"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(SendBack("r", "refund: 'shops/1/orders/other/refunds/r'"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(SendBack("r", "order: 'shops/2/orders/o' refund: 'shops/2/orders/o/refunds/r'"),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK(SendBack("r"));
  const auto taken = SendBack("s");
  EXPECT_THAT(taken, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(taken.status(), "resource"), "shops/1/shipments/r");
  EXPECT_THAT(SendBack("r", "carrier_id: 'road' waybill_number: '42'"),
              HasReason("ALREADY_EXISTS"));
}

TEST_P(ReturnShipmentTest, AWrongNumberIsCorrectedUntilItIsScanned) {
  ASSERT_OK(SendBack("r"));
  ASSERT_OK(SendBack("s", "carrier_id: 'road' waybill_number: '42'"));
  EXPECT_THAT(Correct("r", "road", "42"), HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(Correct("r", "post", "42"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Correct("r", "none", "42"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Correct("r", "road", "43", "v9"), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(Correct("none", "road", "43"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment corrected, Correct("r", "road", " 4 3 "));
  EXPECT_EQ(corrected.carrier_id(), "road");
  EXPECT_EQ(corrected.waybill_number(), "43");
  EXPECT_THAT(EventTypes(corrected.name()),
              ElementsAre("shipment.return_created", "shipment.waybill_corrected"));
  // The old one is free, the new one finds it; that it is announced somewhere is no scan.
  ASSERT_OK(SendBack("t"));
  ASSERT_OK(Write<v1::RecordTrackingResponse>(RecordTracking, Reports("t", {"INFO_RECEIVED@0"})));
  ASSERT_OK(Correct("t", "road", "45"));
  v1::RecordTrackingRequest scan = Reports("", {"PICKED_UP@0"});
  scan.mutable_reports(0)->clear_shipment();
  scan.mutable_reports(0)->set_carrier_id("road");
  scan.mutable_reports(0)->set_waybill_number("43");
  ASSERT_OK(Write<v1::RecordTrackingResponse>(RecordTracking, scan));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment scanned, GetShipment("r"));
  EXPECT_EQ(scanned.status(), v1::TrackingStatus::PICKED_UP);
  EXPECT_THAT(Correct("r", "road", "44"), HasReason("WRONG_STATE"));
}

TEST_P(ReturnShipmentTest, WhatGoesOutAndWhatComesBackAreTwoThings) {
  ASSERT_OK(CreateShipment("out", "carrier_id: 'road' waybill_number: '42'"));
  EXPECT_THAT(Correct("out", "road", "43"), HasReason("NO_RETURN"));
  ASSERT_OK(SendBack("r"));
  v1::ChangeCodAmountRequest collect;
  collect.set_name("shops/1/shipments/r");
  collect.mutable_cod_amount()->set_currency_code("CNY");
  EXPECT_THAT(Write<v1::Shipment>(ChangeCodAmount, collect, rates_), HasReason("IS_RETURN"));
  v1::RequestInterceptRequest recall;
  recall.set_parent("shops/1/shipments/r");
  recall.set_kind(v1::Intercept::RECALL);
  EXPECT_THAT(Write<v1::Intercept>(RequestIntercept, recall, rates_), HasReason("IS_RETURN"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ReturnShipmentTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
