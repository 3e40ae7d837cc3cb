#include "services/logistics/handlers/rate/negotiated_rate.h"

#include <string>
#include <vector>

#include "services/logistics/handlers/rate/quote.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;

class NegotiatedRatesTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::ImportNegotiatedRatesResponse> Import(const std::string& carrier,
                                                           const std::string& id,
                                                           const char* rate) {
    v1::ImportNegotiatedRatesRequest request;
    request.set_parent("shops/1");
    v1::ImportNegotiatedRate& row = *request.add_negotiated_rates();
    row.set_carrier_id(carrier);
    row.set_negotiated_rate_id(id);
    *row.mutable_negotiated_rate() =
        ParseText<v1::NegotiatedRate>("currency_code: 'CNY' agent: '4001'");
    row.mutable_negotiated_rate()->MergeFrom(ParseText<v1::NegotiatedRate>(rate));
    return Write<v1::ImportNegotiatedRatesResponse>(ImportNegotiatedRates, request);
  }
  // Of one kilogramme by post within China, as a book knows it.
  v1::Offer Cheapest(store::RateBook& rates) {
    const auto request = ParseText<v1::QuoteRequest>(
        "parent: 'shops/1' carrier_id: 'post' destination { region_code: 'CN' } "
        "parcels { weight_grams: 1000 }");
    auto quote = Read<v1::QuoteResponse>(Quote, request, rates);
    EXPECT_OK(quote);
    return quote.ok() && !quote->offers().empty() ? quote->offers(0) : v1::Offer();
  }
};

// Two books are two replicas: each sees a change with its next quote.
TEST_P(NegotiatedRatesTest, QuotesUseThemBesideTheListPrice) {
  store::RateBook other;
  EXPECT_EQ(Cheapest(rates_).total().minor(), 1000);
  EXPECT_FALSE(Cheapest(other).has_list_price());
  ASSERT_OK(Import("post", "2030", "discount_bps: 2500"));
  for (store::RateBook* book : {&rates_, &other}) {
    const v1::Offer offer = Cheapest(*book);
    EXPECT_EQ(offer.total().minor(), 750);
    EXPECT_EQ(offer.list_price().minor(), 1000);
    EXPECT_EQ(offer.negotiated_rate(), "shops/1/carriers/post/negotiatedRates/2030");
  }
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, CreateShipment("a", "carrier_id: 'post'"));
  EXPECT_EQ(shipment.freight().minor(), 750);
  ASSERT_OK_AND_ASSIGN(const auto closed,
                       Import("post", "2030", "discount_bps: 2500 closed: true"));
  EXPECT_EQ(closed.updated_count(), 1);
  EXPECT_EQ(Cheapest(rates_).total().minor(), 1000);
  EXPECT_EQ(Cheapest(other).total().minor(), 1000);
}

TEST_P(NegotiatedRatesTest, BadRowsAreReported) {
  ASSERT_OK_AND_ASSIGN(auto response, Import("none", "a", "discount_bps: 1"));
  EXPECT_EQ(response.errors_size(), 1);
  for (const char* rate :
       {"mode: COURIER_AIR", "discount_bps: 10001", "floor_minor: -1", "currency_code: 'RMB'"}) {
    ASSERT_OK_AND_ASSIGN(response, Import("post", "a", rate));
    EXPECT_EQ(response.errors_size(), 1) << rate;
    EXPECT_EQ(response.created_count(), 0) << rate;
  }
}

TEST_P(NegotiatedRatesTest, AreListedOfOneCarrierOrAll) {
  ASSERT_OK(Import("road", "b", "discount_bps: 1"));
  ASSERT_OK(Import("post", "a", "discount_bps: 1"));
  ASSERT_OK(Import("post", "old", "discount_bps: 1 closed: true"));
  auto request =
      ParseText<v1::ListNegotiatedRatesRequest>("parent: 'shops/1/carriers/-' page_size: 1");
  std::vector<std::string> names;
  for (const auto& page : Pages<v1::ListNegotiatedRatesResponse>(ListNegotiatedRates, request)) {
    for (const v1::NegotiatedRate& rate : page.negotiated_rates()) names.push_back(rate.name());
  }
  EXPECT_THAT(names, ElementsAre("shops/1/carriers/post/negotiatedRates/a",
                                 "shops/1/carriers/road/negotiatedRates/b"));
  request.set_parent("shops/1/carriers/none");
  EXPECT_THAT(Read<v1::ListNegotiatedRatesResponse>(ListNegotiatedRates, request),
              HasReason("NOT_FOUND"));
  v1::GetNegotiatedRateRequest get;
  get.set_name("shops/1/carriers/post/negotiatedRates/old");
  ASSERT_OK_AND_ASSIGN(const auto old, Read<v1::NegotiatedRate>(GetNegotiatedRate, get));
  EXPECT_TRUE(old.closed());
  get.set_name("shops/1/carriers/post/negotiatedRates/none");
  EXPECT_THAT(Read<v1::NegotiatedRate>(GetNegotiatedRate, get), HasReason("NOT_FOUND"));
}

INSTANTIATE_TEST_SUITE_P(Databases, NegotiatedRatesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
