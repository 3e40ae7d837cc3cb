#include "services/logistics/verify/money.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/logistics/handlers/money/freight_bill.h"
#include "services/logistics/testing/cod.h"
#include "services/logistics/verify/checks.h"

namespace shopdesk::logistics {
namespace {

using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using v1::CodCollection;
using v1::FreightBill;

constexpr sql::Statement kPutCollection = {
    "logistics.put_collection", "UPDATE cod_collections SET data = $2 WHERE cod_collection = $1"};
constexpr sql::Statement kDropCollections = {"logistics.drop_collections",
                                             "DELETE FROM cod_collections"};
constexpr sql::Statement kDropCodLine = {"logistics.drop_cod_line",
                                         "DELETE FROM cod_lines WHERE cod_line = $1"};
constexpr sql::Statement kPutBill = {"logistics.put_bill",
                                     "UPDATE freight_bills SET data = $2 WHERE freight_bill = $1"};
constexpr sql::Statement kDropBills = {"logistics.drop_bills", "DELETE FROM freight_bills"};
constexpr sql::Statement kDropFreightLine = {"logistics.drop_freight_line",
                                             "DELETE FROM freight_lines WHERE freight_line = $1"};
constexpr sql::Statement kDropMoneyShipments = {"logistics.drop_money_shipments",
                                                "DELETE FROM shipments"};

class MoneyChecksTest : public testing::CodTest {
 protected:
  template <class Resource>
  void Put(const sql::Statement& statement, const Resource& resource) {
    SpoilResource(*runtime_, statement, resource);
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*runtime_, verify::Checks(), check);
  }
  // A line of the carrier's bill for a shipment.
  void Bill(const std::string& line, const std::string& id, int64_t minor) {
    v1::RecordFreightLinesRequest request;
    request.set_parent("shops/1/carriers/road");
    v1::FreightRow& row = *request.add_rows();
    row.set_line_id(line);
    row.set_waybill_number("N" + id);
    row.mutable_amount()->set_currency_code("CNY");
    row.mutable_amount()->set_minor(minor);
    row.mutable_bill_time()->set_seconds(1'900'000'000);
    ASSERT_OK(Write<v1::RecordFreightLinesResponse>(handlers::RecordFreightLines, request));
  }
  FreightBill BillOf(const std::string& id) {
    v1::GetFreightBillRequest request;
    request.set_name("shops/1/freightBills/" + id);
    return Read<FreightBill>(handlers::GetFreightBill, request).value_or(FreightBill());
  }
  void Delivered(const std::string& id) {
    ASSERT_OK(Send(id));
    ASSERT_OK(Record(id, {"DELIVERED@1"}));
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, MoneyChecksTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

TEST_P(MoneyChecksTest, NothingIsFoundWhereverTheMoneyIs) {
  for (const char* id : {"waits", "paid", "part", "twice", "settled"}) Delivered(id);
  ASSERT_OK(Send("sent"));
  ASSERT_OK(Send("early"));
  ASSERT_OK(Remit({{"1", "Npaid", 10'000, 500},
                   {"2", "Npart", 9000, 500},
                   {"3", "Ntwice", 10'000, 500},
                   {"4", "Ntwice", 10'000, 500},
                   {"5", "Nearly", 10'000, 500},
                   {"6", "Nobody", 1, 0},
                   {"7", "Nsettled", 9000, 500}}));
  v1::SettleCodCollectionRequest settle;
  settle.set_name("shops/1/codCollections/settled");
  settle.set_reason("let it be");
  ASSERT_OK(Write<CodCollection>(handlers::SettleCodCollection, settle));
  Bill("1", "paid", 1200);
  Bill("2", "part", 1900);
  Bill("3", "body", 1200);
  Bill("4", "twice", 1200);
  Bill("5", "twice", 1200);
  Advance(absl::Hours(24 * 8));
  Bill("6", "twice", -1200);
  for (const shopdesk::verify::Check& check : verify::Checks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(MoneyChecksTest, FindsDeliveriesWithoutACollection) {
  Delivered("a");
  EXPECT_THAT(Findings("logistics.shipments"), IsEmpty());
  CodCollection collection = Get("a");
  collection.set_state(CodCollection::UNDONE);
  Put(kPutCollection, collection);
  EXPECT_THAT(Findings("logistics.shipments"),
              ElementsAre("shops/1/shipments/a: it was delivered for money, and its collection is "
                          "UNDONE"));
  Spoil(*runtime_, kDropCollections);
  EXPECT_THAT(Findings("logistics.shipments"),
              ElementsAre("shops/1/shipments/a: it was delivered for money, and there is no "
                          "collection"));
}

TEST_P(MoneyChecksTest, FindsCollectionsThatSayOtherwiseThanTheirAmounts) {
  Delivered("a");
  ASSERT_OK(Remit({{"1", "Na", 10'000, 500}}));
  CodCollection collection = Get("a");
  collection.set_state(CodCollection::SETTLED);
  Put(kPutCollection, collection);
  EXPECT_THAT(Findings("logistics.cod_collections"),
              ElementsAre("shops/1/codCollections/a: it is SETTLED, and what its lines say is "
                          "right"));
  collection.set_state(CodCollection::REMITTED);
  collection.set_fee_minor(501);
  Put(kPutCollection, collection);
  EXPECT_THAT(Findings("logistics.cod_collections"),
              ElementsAre(HasSubstr("it is REMITTED, and its lines say another amount or fee")));
}

TEST_P(MoneyChecksTest, FindsCollectionsOfNothing) {
  Delivered("a");
  Spoil(*runtime_, kDropMoneyShipments);
  EXPECT_THAT(Findings("logistics.cod_collections"),
              ElementsAre("shops/1/codCollections/a: its shipment isn't there"));
}

TEST_P(MoneyChecksTest, FindsSumsThatTheLinesDoNotComeTo) {
  for (const char* id : {"a", "b"}) Delivered(id);
  ASSERT_OK(Remit({{"1", "Na", 9000, 500}, {"2", "Nb", 10'000, 500}}));
  Advance(absl::Hours(24 * 100));
  ASSERT_OK(Remit({{"3", "Na", 1000, 0}}));
  EXPECT_THAT(Findings("logistics.cod_sums"), IsEmpty());
  Spoil(*runtime_, kDropCodLine, {"3"});
  EXPECT_THAT(Findings("logistics.cod_sums"),
              ElementsAre("shops/1/codCollections/a: it isn't the sum of its lines: it has 1 more, "
                          "1000 more of money and 0 more of fees"));
}

TEST_P(MoneyChecksTest, FindsLinesOfNothing) {
  Delivered("a");
  ASSERT_OK(Remit({{"1", "Na", 10'000, 500}}));
  EXPECT_THAT(Findings("logistics.cod_lines"), IsEmpty());
  Spoil(*runtime_, kDropCollections);
  EXPECT_THAT(Findings("logistics.cod_lines"),
              ElementsAre("shops/1/carriers/road/codLines/1: shops/1/codCollections/a, which it is "
                          "of, isn't there"));
}

TEST_P(MoneyChecksTest, FindsBillsThatSayOtherwiseThanTheirAmounts) {
  ASSERT_OK(Send("a"));
  Bill("1", "a", 1200);
  FreightBill bill = BillOf("a");
  bill.set_state(FreightBill::SETTLED);
  Put(kPutBill, bill);
  EXPECT_THAT(
      Findings("logistics.freight_bills"),
      ElementsAre("shops/1/freightBills/a: it is SETTLED, and what its lines say is right"));
  bill.set_state(FreightBill::MATCHED);
  bill.set_billed_minor(1300);
  Put(kPutBill, bill);
  EXPECT_THAT(Findings("logistics.freight_bills"),
              ElementsAre(HasSubstr("it is MATCHED, and its lines say another amount or fee")));
  EXPECT_THAT(Findings("logistics.freight_sums"),
              ElementsAre(HasSubstr("freightBills/a: it isn't the sum of its lines: it has 0 more, "
                                    "100 more of money")));
}

TEST_P(MoneyChecksTest, FindsFreightLinesThatAreGoneOrOfNothing) {
  ASSERT_OK(Send("a"));
  Bill("1", "a", 1000);
  Bill("2", "a", 200);
  EXPECT_THAT(Findings("logistics.freight_sums"), IsEmpty());
  EXPECT_THAT(Findings("logistics.freight_lines"), IsEmpty());
  Spoil(*runtime_, kDropFreightLine, {"2"});
  EXPECT_THAT(Findings("logistics.freight_sums"),
              ElementsAre(HasSubstr("freightBills/a: it isn't the sum of its lines: it has 1 more, "
                                    "200 more of money")));
  Spoil(*runtime_, kDropBills);
  EXPECT_THAT(Findings("logistics.freight_lines"),
              ElementsAre("shops/1/carriers/road/freightLines/1: shops/1/freightBills/a, which it "
                          "is of, isn't there"));
}

}  // namespace
}  // namespace shopdesk::logistics
