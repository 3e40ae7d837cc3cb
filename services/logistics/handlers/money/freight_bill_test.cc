#include "services/logistics/handlers/money/freight_bill.h"

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/figures/figures.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/shipment/shipping_terms.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::FreightBill;

// Shipments by road under the number of their ids: 12.00 for a kilogram.
class FreightBillsTest : public testing::LogisticsTest {
 protected:
  absl::Status SendBilled(const std::string& id, const std::string& more = "") {
    return CreateShipment(
               id, absl::StrCat("carrier_id: 'road' waybill_number: 'N", id, "' ", more).c_str())
        .status();
  }
  // A bill of the carrier: "line number amount grams" each.
  absl::StatusOr<v1::RecordFreightLinesResponse> Bill(
      const std::vector<std::tuple<std::string, std::string, int64_t, int64_t>>& lines) {
    v1::RecordFreightLinesRequest request;
    request.set_parent("shops/1/carriers/road");
    for (const auto& [line, number, amount, grams] : lines) {
      v1::FreightRow& row = *request.add_rows();
      row.set_line_id(line);
      row.set_waybill_number(number);
      row.mutable_amount()->set_currency_code("CNY");
      row.mutable_amount()->set_minor(amount);
      row.set_billed_grams(grams);
      row.mutable_bill_time()->set_seconds(1'900'000'000);
    }
    return Write<v1::RecordFreightLinesResponse>(RecordFreightLines, request);
  }
  FreightBill BillOf(const std::string& id) {
    v1::GetFreightBillRequest request;
    request.set_name("shops/1/freightBills/" + id);
    return Read<FreightBill>(GetFreightBill, request).value_or(FreightBill());
  }
  std::vector<std::string> BilledLines(const char* text) {
    std::vector<std::string> ids;
    for (const auto& page : Pages<v1::ListFreightLinesResponse>(
             ListFreightLines, ParseText<v1::ListFreightLinesRequest>(text))) {
      for (const v1::FreightLine& line : page.freight_lines()) {
        ids.push_back(line.name().substr(line.name().rfind('/') + 1));
      }
    }
    return ids;
  }
  std::vector<std::string> Unbilled(const char* text) {
    std::vector<std::string> names;
    for (const auto& page : Pages<v1::ListUnbilledShipmentsResponse>(
             ListUnbilledShipments, ParseText<v1::ListUnbilledShipmentsRequest>(text))) {
      for (const v1::Shipment& shipment : page.shipments()) names.push_back(shipment.name());
    }
    return names;
  }
  v1::FreightFigures FreightCounts() {
    Advance(absl::ZeroDuration());
    v1::GetFreightFiguresRequest request;
    request.set_parent("shops/1");
    auto counts = Read<v1::FreightFigures>(GetFreightFigures, request);
    EXPECT_OK(counts);
    return counts.value_or(v1::FreightFigures());
  }
};

TEST_P(FreightBillsTest, WhatIsBilledIsHeldAgainstWhatWasExpected) {
  for (const char* id : {"a", "b", "c"}) ASSERT_OK(SendBilled(id));
  // The fee for collecting is kept of the money: it isn't billed.
  ASSERT_OK(SendBilled("cod", "cod_amount { currency_code: 'CNY' minor: 10000 }"));
  ASSERT_OK_AND_ASSIGN(auto response, Bill({{"1", "na", 1200, 1000},
                                            {"2", "N B", 1900, 2000},
                                            {"3", "Ncod", 1200, 0},
                                            {"4", "Na", 1200, 1000}}));
  EXPECT_EQ(response.matched_count(), 2);
  EXPECT_EQ(response.differing_count(), 2);
  EXPECT_EQ(BillOf("cod").state(), FreightBill::MATCHED);
  EXPECT_EQ(BillOf("b").state(), FreightBill::DIFFERS);
  EXPECT_EQ(BillOf("b").sent_grams(), 1000);
  EXPECT_EQ(BillOf("b").billed_grams(), 2000);
  EXPECT_THAT(BilledLines("parent: 'shops/1/carriers/road' match: TWICE"), ElementsAre("4"));
  EXPECT_THAT(Work(), ElementsAre("freight_bill_differs shops/1/freightBills/a",
                                  "freight_bill_differs shops/1/freightBills/b"));
  // What is corrected is right; what is said again changes nothing.
  ASSERT_OK_AND_ASSIGN(response,
                       Bill({{"5", "Na", -1200, 0}, {"6", "Nb", -700, 0}, {"3", "Ncod", 1200, 0}}));
  EXPECT_EQ(response.matched_count(), 2);
  EXPECT_EQ(response.known_count(), 1);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(EventTypes("shops/1/freightBills/b"),
              ElementsAre("freight_bill.differs", "freight_bill.matched"));
  EXPECT_THAT(WrongFigures(), IsEmpty());
  EXPECT_THAT(FreightCounts().freight_bills(), ElementsAre(EqualsProto(R"pb(
                carrier_id: "road"
                state: MATCHED
                freight_bills: 3
                expected_minor: 3600
                billed_minor: 3600
              )pb")));
}

TEST_P(FreightBillsTest, ALineMayBeOfNoParcelThatFreightIsOwedFor) {
  ASSERT_OK(SendBilled("gone"));
  v1::CancelShipmentRequest cancel;
  cancel.set_name("shops/1/shipments/gone");
  ASSERT_OK(Write<v1::Shipment>(CancelShipment, cancel));
  ASSERT_OK_AND_ASSIGN(
      const auto response,
      Bill({{"1", "Nz", 1, 0}, {"2", "Ngone", 1200, 0}, {"3", " ", 1, 0}, {"1", "Nz", 1, 0}}));
  EXPECT_EQ(response.unknown_count(), 2);
  EXPECT_EQ(response.known_count(), 1);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 2);
  EXPECT_THAT(Work(), ElementsAre("unknown_freight_line shops/1/carriers/road/freightLines/1",
                                  "unknown_freight_line shops/1/carriers/road/freightLines/2"));
  EXPECT_THAT(BilledLines("parent: 'shops/1/carriers/-' match: UNKNOWN page_size: 1"),
              ElementsAre("2", "1"));
  EXPECT_EQ(BillOf("gone").name(), "");
  v1::GetFreightLineRequest get;
  get.set_name("shops/1/carriers/road/freightLines/1");
  EXPECT_EQ(Read<v1::FreightLine>(GetFreightLine, get)->waybill_number(), "NZ");
  v1::RecordFreightLinesRequest other;
  other.set_parent("shops/1/carriers/none");
  EXPECT_THAT(Write<v1::RecordFreightLinesResponse>(RecordFreightLines, other),
              HasReason("NOT_FOUND"));
}

TEST_P(FreightBillsTest, WhatTheReceiverPaysIsNotExpected) {
  ASSERT_OK(SendBilled("a"));
  ASSERT_OK(Write<v1::ShippingTerms>(SetShippingTerms, ParseText<v1::SetShippingTermsRequest>(R"pb(
                                       name: "shops/1/shipments/a/shippingTerms"
                                       freight_payer: BOTH
                                       receiver_freight { currency_code: "CNY" minor: 500 }
                                     )pb")));
  ASSERT_OK(Bill({{"1", "Na", 700, 0}}));
  EXPECT_EQ(BillOf("a").state(), FreightBill::MATCHED);
}

TEST_P(FreightBillsTest, TheFeeOfARecallIsExpected) {
  ASSERT_OK(SendBilled("a"));
  ASSERT_OK(SendBilled("b"));
  ASSERT_OK(Record("a", {"IN_TRANSIT@1"}));
  auto request = ParseText<v1::RequestInterceptRequest>(
      "parent: 'shops/1/shipments/a' kind: RECALL payer: SHOP reason: 'taken back'");
  ASSERT_OK_AND_ASSIGN(const auto intercept,
                       Write<v1::Intercept>(RequestIntercept, request, rates_));
  auto answer = ParseText<v1::AnswerInterceptRequest>(
      "answer: ACCEPT fee { currency_code: 'CNY' minor: 300 }");
  answer.set_name(intercept.name());
  ASSERT_OK(Write<v1::Intercept>(AnswerIntercept, answer));
  v1::CompleteInterceptRequest complete;
  complete.set_name(intercept.name());
  ASSERT_OK(Write<v1::Intercept>(CompleteIntercept, complete));
  ASSERT_OK(Bill({{"1", "Na", 1500, 0}, {"2", "Nb", 1200, 0}}));
  EXPECT_EQ(BillOf("a").state(), FreightBill::MATCHED);
  EXPECT_EQ(BillOf("a").expected().minor(), 1500);
  EXPECT_EQ(BillOf("b").state(), FreightBill::MATCHED);
}

TEST_P(FreightBillsTest, ADifferenceIsSettledByHand) {
  ASSERT_OK(SendBilled("a"));
  ASSERT_OK(Bill({{"1", "Na", 1500, 0}}));
  v1::SettleFreightBillRequest settle;
  settle.set_name("shops/1/freightBills/a");
  settle.set_reason("weighed again, ring 13912345678");
  settle.set_etag("v9");
  EXPECT_THAT(Write<FreightBill>(SettleFreightBill, settle), HasReason("ETAG_MISMATCH"));
  settle.clear_etag();
  ASSERT_OK_AND_ASSIGN(const FreightBill settled, Write<FreightBill>(SettleFreightBill, settle));
  EXPECT_EQ(settled.state(), FreightBill::SETTLED);
  EXPECT_THAT(settled.reason(), Not(::testing::HasSubstr("13912345678")));
  EXPECT_THAT(Work(), IsEmpty());
  const auto list = ParseText<v1::ListFreightBillsRequest>("parent: 'shops/1' state: SETTLED");
  ASSERT_OK_AND_ASSIGN(const auto page, Read<v1::ListFreightBillsResponse>(ListFreightBills, list));
  EXPECT_EQ(page.freight_bills_size(), 1);
}

TEST_P(FreightBillsTest, WhatIsNotBilledForLongIsListed) {
  for (const char* id : {"a", "b", "kept", "to"}) ASSERT_OK(SendBilled(id));
  ASSERT_OK(Write<v1::ShippingTerms>(
      SetShippingTerms, ParseText<v1::SetShippingTermsRequest>(
                            "name: 'shops/1/shipments/to/shippingTerms' freight_payer: RECEIVER")));
  ASSERT_OK(CreateShipment("post", "carrier_id: 'post'"));
  for (const char* id : {"a", "b", "post", "to"}) {
    ASSERT_OK(Record(id, {"PICKED_UP@1", "DELIVERED@20"}));
  }
  constexpr char kOfRoad[] = "parent: 'shops/1/carriers/road'";
  Advance(absl::Hours(29 * 24));
  EXPECT_THAT(Unbilled(kOfRoad), IsEmpty());
  Advance(absl::Hours(24));
  EXPECT_THAT(Unbilled("parent: 'shops/1/carriers/road' page_size: 1"),
              ElementsAre("shops/1/shipments/b", "shops/1/shipments/a"));
  ASSERT_OK(Bill({{"1", "Na", 5, 0}}));
  EXPECT_THAT(Unbilled(kOfRoad), ElementsAre("shops/1/shipments/b"));
  EXPECT_THAT(Unbilled("parent: 'shops/1/carriers/-'"),
              ElementsAre("shops/1/shipments/post", "shops/1/shipments/b"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' freight_bill_seconds: 31536000 }"));
  EXPECT_THAT(Unbilled("parent: 'shops/1/carriers/-'"), IsEmpty());
}

TEST_P(FreightBillsTest, ABillThatComesTwiceAtOnceCountsOnce) {
  constexpr int kCallers = 4;
  for (const char* id : {"a", "b"}) ASSERT_OK(SendBilled(id));
  std::vector<v1::RecordFreightLinesResponse> responses(kCallers);
  const auto answers = AtOnce(kCallers, [&](int i) -> absl::Status {
    // In another order each: locks are taken in one.
    auto response = i % 2 == 0 ? Bill({{"1", "Na", 1200, 0}, {"2", "Nb", 1200, 0}})
                               : Bill({{"2", "Nb", 1200, 0}, {"1", "Na", 1200, 0}});
    if (response.ok()) responses[i] = *response;
    return response.status();
  });
  for (const absl::Status& answer : answers) EXPECT_OK(answer);
  int matched = 0;
  for (const v1::RecordFreightLinesResponse& response : responses) {
    matched += response.matched_count();
  }
  EXPECT_EQ(matched, 2);
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(BillOf(id).state(), FreightBill::MATCHED);
    EXPECT_THAT(EventTypes(absl::StrCat("shops/1/freightBills/", id)),
                ElementsAre("freight_bill.matched"));
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, FreightBillsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
