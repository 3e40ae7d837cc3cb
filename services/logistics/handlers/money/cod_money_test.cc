#include "services/logistics/handlers/money/cod_money.h"

#include "absl/strings/str_cat.h"
#include "services/logistics/testing/cod.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using testing::CodTest;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using v1::CodCollection;

class CodMoneysTest : public CodTest {
 protected:
  std::vector<std::string> Lines(const char* text) {
    std::vector<std::string> ids;
    const auto request = ParseText<v1::ListCodLinesRequest>(text);
    for (const auto& page : Pages<v1::ListCodLinesResponse>(ListCodLines, request)) {
      for (const v1::CodLine& line : page.cod_lines()) {
        ids.push_back(line.name().substr(line.name().rfind('/') + 1));
      }
    }
    return ids;
  }
};

TEST_P(CodMoneysTest, WhatIsMissingOfARemittanceIsFound) {
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_OK(Send(id));
    ASSERT_OK(Record(id, {"DELIVERED@1"}));
  }
  ASSERT_OK_AND_ASSIGN(auto response, Remit({{"1", "na", 10'000, 500}, {"2", "N B", 9000, 500}}));
  EXPECT_EQ(response.matched_count(), 1);
  EXPECT_EQ(response.differing_count(), 1);
  EXPECT_EQ(Get("a").state(), CodCollection::REMITTED);
  EXPECT_EQ(Get("b").state(), CodCollection::DIFFERS);
  EXPECT_THAT(Work(), ElementsAre("cod_money shops/1/codCollections/b"));
  Advance(absl::Hours(7 * 24));
  EXPECT_TRUE(Get("c").overdue());
  EXPECT_THAT(Work(), Contains("cod_money shops/1/codCollections/c"));
  EXPECT_THAT(EventTypes("shops/1/codCollections/c"),
              ElementsAre("cod_collection.collected", "cod_collection.overdue"));
  // The rest comes; what is said again changes nothing.
  ASSERT_OK_AND_ASSIGN(
      response, Remit({{"1", "Na", 10'000, 500}, {"3", "Nb", 1000, 0}, {"4", "Nc", 10'000, 500}}));
  EXPECT_EQ(response.known_count(), 1);
  EXPECT_EQ(response.matched_count(), 2);
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(Get(id).state(), CodCollection::REMITTED);
  EXPECT_THAT(Work(), Not(Contains("cod_money shops/1/codCollections/c")));
}

TEST_P(CodMoneysTest, ALineMayComeBeforeTheNewsOrBeOfNoParcel) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(CreateShipment("paid", "carrier_id: 'road' waybill_number: 'NPAID'"));
  ASSERT_OK_AND_ASSIGN(const auto response, Remit({{"1", "Na", 10'000, 500},
                                                   {"2", "Nz", 1, 0},
                                                   {"3", "NPAID", 1, 0},
                                                   {"4", "Na", 0, -1},
                                                   {"5", " ", 1, 0},
                                                   {"1", "Na", 10'000, 500}}));
  EXPECT_EQ(response.matched_count(), 1);
  EXPECT_EQ(response.unknown_count(), 2);
  EXPECT_EQ(response.known_count(), 1);
  EXPECT_EQ(response.differing_count(), 1);
  ASSERT_EQ(response.errors_size(), 1);
  EXPECT_EQ(response.errors(0).index(), 4);
  EXPECT_THAT(Work(), Contains("unknown_cod_line shops/1/carriers/road/codLines/2"));
  EXPECT_THAT(Lines("parent: 'shops/1/carriers/-' match: UNKNOWN page_size: 1"),
              ElementsAre("3", "2"));
  EXPECT_THAT(Lines("parent: 'shops/1/carriers/road' match: MATCHED"), ElementsAre("1"));
  // The news change nothing of what the carrier accounted for.
  const CodCollection before = Get("a");
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  EXPECT_EQ(Get("a").etag(), before.etag());
  v1::GetCodLineRequest get;
  get.set_name("shops/1/carriers/road/codLines/1");
  EXPECT_EQ(Read<v1::CodLine>(GetCodLine, get)->cod_collection(), "shops/1/codCollections/a");
}

TEST_P(CodMoneysTest, ADifferenceIsSettledByHand) {
  ASSERT_OK(Send("a"));
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  ASSERT_OK(Remit({{"1", "Na", 9000, 500}}));
  v1::SettleCodCollectionRequest settle;
  settle.set_name("shops/1/codCollections/a");
  settle.set_reason("the courier paid 10.00, ring 13912345678");
  settle.set_etag("v9");
  EXPECT_THAT(Write<CodCollection>(SettleCodCollection, settle), HasReason("ETAG_MISMATCH"));
  settle.clear_etag();
  ASSERT_OK_AND_ASSIGN(const CodCollection settled,
                       Write<CodCollection>(SettleCodCollection, settle));
  EXPECT_EQ(settled.state(), CodCollection::SETTLED);
  EXPECT_THAT(settled.reason(), Not(::testing::HasSubstr("13912345678")));
  EXPECT_THAT(Work(), Not(Contains("cod_money shops/1/codCollections/a")));
  const auto list = ParseText<v1::ListCodCollectionsRequest>("parent: 'shops/1' state: SETTLED");
  ASSERT_OK_AND_ASSIGN(const auto page,
                       Read<v1::ListCodCollectionsResponse>(ListCodCollections, list));
  EXPECT_EQ(page.cod_collections_size(), 1);
  auto of_order = ParseText<v1::ListCodCollectionsRequest>("parent: 'shops/1'");
  of_order.set_order(settled.order());
  EXPECT_EQ(
      Read<v1::ListCodCollectionsResponse>(ListCodCollections, of_order)->cod_collections_size(),
      1);
  of_order.set_order("shops/1/orders/none");
  EXPECT_EQ(
      Read<v1::ListCodCollectionsResponse>(ListCodCollections, of_order)->cod_collections_size(),
      0);
  v1::RecordCodLinesRequest other;
  other.set_parent("shops/1/carriers/none");
  EXPECT_THAT(Write<v1::RecordCodLinesResponse>(RecordCodLines, other), HasReason("NOT_FOUND"));
}

TEST_P(CodMoneysTest, AStatementThatComesTwiceAtOnceCountsOnce) {
  constexpr int kCallers = 4;
  for (const char* id : {"a", "b"}) {
    ASSERT_OK(Send(id));
    ASSERT_OK(Record(id, {"DELIVERED@1"}));
  }
  std::vector<v1::RecordCodLinesResponse> responses(kCallers);
  const auto answers = AtOnce(kCallers, [&](int i) -> absl::Status {
    // In another order each: locks are taken in one.
    auto response = i % 2 == 0 ? Remit({{"1", "Na", 10'000, 500}, {"2", "Nb", 10'000, 500}})
                               : Remit({{"2", "Nb", 10'000, 500}, {"1", "Na", 10'000, 500}});
    if (response.ok()) responses[i] = *response;
    return response.status();
  });
  for (const absl::Status& answer : answers) EXPECT_OK(answer);
  int matched = 0;
  int known = 0;
  for (const v1::RecordCodLinesResponse& response : responses) {
    matched += response.matched_count();
    known += response.known_count();
  }
  EXPECT_EQ(matched, 2);
  EXPECT_EQ(known, 2 * (kCallers - 1));
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(Get(id).state(), CodCollection::REMITTED);
    EXPECT_THAT(EventTypes(absl::StrCat("shops/1/codCollections/", id)),
                ElementsAre("cod_collection.collected", "cod_collection.remitted"));
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, CodMoneysTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
