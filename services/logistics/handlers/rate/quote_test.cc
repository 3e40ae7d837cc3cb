#include "services/logistics/handlers/rate/quote.h"

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/rate/rate_table.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;

class QuotesTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::QuoteResponse> Ask(const char* text, store::RateBook& rates) {
    auto request = ParseText<v1::QuoteRequest>(text);
    request.set_parent("shops/1");
    request.mutable_destination()->set_region_code("CN");
    request.add_parcels()->set_weight_grams(1000);
    return Read<v1::QuoteResponse>(Quote, request, rates);
  }

  int64_t Cheapest(store::RateBook& rates) {
    const absl::StatusOr<v1::QuoteResponse> quote = Ask("", rates);
    EXPECT_OK(quote);
    return quote.ok() && !quote->offers().empty() ? quote->offers(0).total().minor() : -1;
  }
};

// Two books are two replicas: each sees a change with its next quote.
TEST_P(QuotesTest, FollowEveryChange) {
  store::RateBook other;
  EXPECT_EQ(Cheapest(rates_), 1000);
  EXPECT_EQ(Cheapest(other), 1000);
  ASSERT_OK(ImportRateTables(R"pb(
    parent: "shops/1"
    rate_tables {
      carrier_id: "road"
      rate_table_id: "road"
      rate_table {
        mode: COURIER_ROAD
        currency_code: "CNY"
        zones { zone_id: "cn" }
        rates { zone_id: "cn" first_minor: 300 }
      }
    }
  )pb"));
  EXPECT_EQ(Cheapest(rates_), 300);
  EXPECT_EQ(Cheapest(other), 300);
  v1::UpdateCarrierRequest update;
  update.mutable_carrier()->set_name("shops/1/carriers/road");
  update.mutable_update_mask()->add_paths("modes");
  ASSERT_OK(Write<v1::Carrier>(UpdateCarrier, update));
  EXPECT_EQ(Cheapest(rates_), 1000);
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' currency_code: 'GBP' }"));
  EXPECT_EQ(Cheapest(rates_), -1);
  EXPECT_EQ(Cheapest(other), -1);
}

TEST_P(QuotesTest, ClosedCarriersAndTablesSendNothingNew) {
  ASSERT_OK(CreateShipment("before", "carrier_id: 'road' mode: COURIER_ROAD"));
  v1::UpdateCarrierRequest close;
  close.mutable_carrier()->set_name("shops/1/carriers/road");
  close.mutable_carrier()->set_closed(true);
  close.mutable_update_mask()->add_paths("closed");
  ASSERT_OK(Write<v1::Carrier>(UpdateCarrier, close));
  ASSERT_OK_AND_ASSIGN(const v1::QuoteResponse quote, Ask("carrier_id: 'road'", rates_));
  EXPECT_TRUE(quote.offers().empty());
  ASSERT_EQ(quote.refusals_size(), 1);
  EXPECT_EQ(quote.refusals(0).reason(), "CLOSED");
  EXPECT_THAT(CreateShipment("after", "carrier_id: 'road' mode: COURIER_ROAD"),
              HasReason("NO_DELIVERY"));
  // What is on its way is tracked to its end.
  ASSERT_OK(Record("before", {"IN_TRANSIT@1", "DELIVERED@2"}));
  close.mutable_carrier()->set_closed(false);
  ASSERT_OK(Write<v1::Carrier>(UpdateCarrier, close));
  ASSERT_OK(ImportRateTables(R"pb(
    parent: "shops/1"
    rate_tables {
      carrier_id: "road"
      rate_table_id: "road"
      rate_table {
        mode: COURIER_ROAD
        currency_code: "CNY"
        zones { zone_id: "cn" }
        rates { zone_id: "cn" first_minor: 300 }
        closed: true
      }
    }
  )pb"));
  ASSERT_OK_AND_ASSIGN(const v1::QuoteResponse none, Ask("carrier_id: 'road'", rates_));
  ASSERT_EQ(none.refusals_size(), 1);
  EXPECT_EQ(none.refusals(0).reason(), "NO_RATE_TABLE");
  auto list = ParseText<v1::ListRateTablesRequest>("parent: 'shops/1/carriers/road'");
  EXPECT_EQ(Read<v1::ListRateTablesResponse>(ListRateTables, list)->rate_tables_size(), 0);
  list.set_show_closed(true);
  EXPECT_EQ(Read<v1::ListRateTablesResponse>(ListRateTables, list)->rate_tables_size(), 1);
}

TEST_P(QuotesTest, AreMadeFromWhereItIsSent) {
  ASSERT_OK(ImportRateTables(R"pb(
    parent: "shops/1"
    rate_tables {
      carrier_id: "road"
      rate_table_id: "hangzhou"
      rate_table {
        mode: COURIER_ROAD
        currency_code: "CNY"
        zones { zone_id: "cn" }
        rates { zone_id: "cn" first_minor: 300 }
        origins { region_code: "CN" administrative_area: "33" locality: "杭州市" }
      }
    }
  )pb"));
  constexpr char kHangzhou[] =
      "origin { region_code: 'CN' administrative_area: '浙江省' locality: '杭州市' }";
  const auto freight = [&](const std::string& from) {
    const auto quote = Ask(("carrier_id: 'road' " + from).c_str(), rates_);
    return quote.ok() && !quote->offers().empty() ? quote->offers(0).total().minor() : -1;
  };
  EXPECT_EQ(freight(""), 1200);
  EXPECT_EQ(freight("origin { region_code: 'CN' locality: '宁波市' }"), 1200);
  EXPECT_EQ(freight(kHangzhou), 300);
  ASSERT_OK_AND_ASSIGN(
      const v1::Shipment sent,
      CreateShipment("sent", absl::StrCat("carrier_id: 'road' ", kHangzhou).c_str()));
  EXPECT_EQ(sent.freight().minor(), 300);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment other, CreateShipment("other", "carrier_id: 'road'"));
  EXPECT_EQ(other.freight().minor(), 1200);
  EXPECT_FALSE(other.has_origin());
  // The policy says where from, where nobody else does; what was sent before stays as it was.
  ASSERT_OK(UpdatePolicy(
      "policy { name: 'shops/1/policy' currency_code: 'CNY' origin { region_code: 'CN' "
      "administrative_area: '33' locality: '杭州市' } } update_mask { paths: 'origin' }"));
  EXPECT_EQ(freight(""), 300);
  EXPECT_EQ(freight("origin { region_code: 'CN' locality: '宁波市' }"), 1200);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment home, CreateShipment("home", "carrier_id: 'road'"));
  EXPECT_EQ(home.freight().minor(), 300);
  EXPECT_EQ(home.origin().locality(), "杭州市");
  EXPECT_EQ(sent.origin().administrative_area(), "浙江省");
}

TEST_P(QuotesTest, ARolledBackChangeLeavesNothingBehind) {
  EXPECT_EQ(Cheapest(rates_), 1000);
  const auto request = ParseText<v1::ImportRateTablesRequest>(R"pb(
    parent: "shops/1"
    rate_tables {
      carrier_id: "road"
      rate_table_id: "road"
      rate_table {
        mode: COURIER_ROAD
        currency_code: "CNY"
        zones { zone_id: "cn" }
        rates { zone_id: "cn" first_minor: 1 }
      }
    }
  )pb");
  const absl::Status status =
      shopdesk::testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
        v1::ImportRateTablesResponse response;
        EXPECT_OK(handlers::ImportRateTables(ctx, request, &response));
        // Compiled inside the transaction, from what it sees.
        const auto index = rates_.Get(ctx.txn(), "1");
        EXPECT_OK(index);
        return absl::CancelledError("changed my mind");
      });
  EXPECT_THAT(status, shopdesk::testing::StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(Cheapest(rates_), 1000);
}

TEST_P(QuotesTest, CheckWhatIsAsked) {
  EXPECT_THAT(Ask("carrier_id: 'none'", rates_), HasReason("NOT_FOUND"));
  EXPECT_THAT(Ask("goods_value { currency_code: 'GBP' }", rates_), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Ask("cod_amount { currency_code: 'CNY' minor: -1 }", rates_),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(v1::QuoteResponse quote,
                       Ask("cod_amount { currency_code: 'CNY' minor: 10000 }", rates_));
  ASSERT_EQ(quote.offers_size(), 1);
  EXPECT_EQ(quote.offers(0).total().minor(), 1700);
  // post/EMS and post/SAL.
  EXPECT_EQ(quote.refusals_size(), 2);
}

INSTANTIATE_TEST_SUITE_P(Databases, QuotesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
