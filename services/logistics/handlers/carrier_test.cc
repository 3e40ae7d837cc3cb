#include "services/logistics/handlers/carrier.h"

#include "libs/sql/database.h"
#include "services/logistics/handlers/rate.h"
#include "services/logistics/testing/default_data.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CarriersTest : public testing::LogisticsTest {
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

TEST_P(CarriersTest, CreateGetUpdate) {
  const auto create = ParseText<v1::CreateCarrierRequest>(
      "parent: 'shops/1' carrier_id: '天天 快递' carrier { display_name: '天天' modes: EMS }");
  ASSERT_OK_AND_ASSIGN(v1::Carrier carrier, Write<v1::Carrier>(CreateCarrier, create));
  EXPECT_EQ(carrier.etag(), "v1");
  EXPECT_THAT(carrier.name(), HasSubstr("shops/1/carriers/%E5"));
  EXPECT_THAT(Write<v1::Carrier>(CreateCarrier, create), HasReason("ALREADY_EXISTS"));

  v1::UpdateCarrierRequest update;
  update.mutable_carrier()->set_name(carrier.name());
  update.mutable_carrier()->set_service_phone("95546");
  ASSERT_OK_AND_ASSIGN(carrier, Write<v1::Carrier>(UpdateCarrier, update));
  EXPECT_EQ(carrier.etag(), "v2");
  EXPECT_EQ(carrier.display_name(), "天天");
  // The same again changes nothing.
  ASSERT_OK_AND_ASSIGN(carrier, Write<v1::Carrier>(UpdateCarrier, update));
  EXPECT_EQ(carrier.etag(), "v2");
  update.mutable_carrier()->set_etag("v1");
  EXPECT_THAT(Write<v1::Carrier>(UpdateCarrier, update), HasReason("ETAG_MISMATCH"));
  v1::GetCarrierRequest get;
  get.set_name(carrier.name());
  ASSERT_OK_AND_ASSIGN(v1::Carrier stored, Read<v1::Carrier>(GetCarrier, get));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(carrier));
  EXPECT_THAT(EventTypes(carrier.name()), ElementsAre("carrier.created", "carrier.updated"));

  update.mutable_carrier()->set_name("shops/1/carriers/none");
  EXPECT_THAT(Write<v1::Carrier>(UpdateCarrier, update), HasReason("NOT_FOUND"));
  update.mutable_carrier()->set_name("carriers/none");
  EXPECT_THAT(Write<v1::Carrier>(UpdateCarrier, update), HasReason("INVALID_ARGUMENT"));
  get.set_name("shops/1/carriers/none");
  EXPECT_THAT(Read<v1::Carrier>(GetCarrier, get), HasReason("NOT_FOUND"));
}

TEST_P(CarriersTest, ImportReportsBadRowsAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(v1::ImportCarriersResponse response, ImportCarriers(R"pb(
                         parent: "shops/1"
                         carriers {
                           carrier_id: "new"
                           carrier { display_name: "New" modes: EMS }
                         }
                         carriers {
                           carrier_id: "bad"
                           carrier {
                             display_name: "Bad"
                             waybill_rules { pattern: "(" }
                           }
                         }
                         carriers { carrier { display_name: "No id" } }
                         carriers {
                           carrier_id: "road"
                           carrier { display_name: "Road 2" modes: COURIER_ROAD }
                         }
                         carriers {
                           carrier_id: "new"
                           carrier { display_name: "New" modes: EMS }
                         }
                       )pb"));
  EXPECT_EQ(response.created_count(), 1);
  EXPECT_EQ(response.updated_count(), 1);
  EXPECT_EQ(response.unchanged_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_EQ(response.errors(0).index(), 1);
  EXPECT_EQ(response.errors(0).id(), "bad");
  EXPECT_THAT(response.errors(0).message(), HasSubstr("RE2"));
  EXPECT_EQ(response.errors(1).index(), 2);
}

TEST_P(CarriersTest, ListsByPageAndMode) {
  ASSERT_OK(ImportCarriers(R"pb(
    parent: "shops/1"
    carriers {
      carrier_id: "a"
      carrier { display_name: "A" modes: SAL }
    }
    carriers {
      carrier_id: "b"
      carrier { display_name: "B" modes: EMS }
    }
    carriers {
      carrier_id: "c"
      carrier { display_name: "C" modes: SAL }
    }
  )pb"));
  auto request = ParseText<v1::ListCarriersRequest>("parent: 'shops/1' mode: SAL page_size: 1");
  std::vector<std::string> names;
  do {
    ASSERT_OK_AND_ASSIGN(auto page, Read<v1::ListCarriersResponse>(ListCarriers, request));
    for (const v1::Carrier& carrier : page.carriers()) names.push_back(carrier.display_name());
    request.set_page_token(page.next_page_token());
    ASSERT_LE(names.size(), 3u);
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("A", "C", "Post"));
  request = ParseText<v1::ListCarriersRequest>("parent: 'shops/1'");
  ASSERT_OK_AND_ASSIGN(auto all, Read<v1::ListCarriersResponse>(ListCarriers, request));
  EXPECT_EQ(all.carriers_size(), 5);
  request.set_parent("shops/2");
  EXPECT_THAT(Read<v1::ListCarriersResponse>(ListCarriers, request), HasReason("NOT_FOUND"));
}

TEST_P(CarriersTest, ModesNeedNoShop) {
  ASSERT_OK_AND_ASSIGN(auto modes, Read<v1::ListModesResponse>(ListModes, v1::ListModesRequest()));
  EXPECT_EQ(modes.modes_size(), 10);
}

TEST_P(CarriersTest, ImportOfRatesReportsBadTablesAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(v1::ImportRateTablesResponse response, ImportRateTables(R"pb(
                         parent: "shops/1"
                         rate_tables {
                           carrier_id: "none"
                           rate_table_id: "t"
                           rate_table { mode: EMS }
                         }
                         rate_tables {
                           carrier_id: "post"
                           rate_table_id: "sal"
                           rate_table {
                             mode: SAL
                             currency_code: "CNY"
                             zones { zone_id: "a" }
                             rates { zone_id: "a" }
                           }
                         }
                         rate_tables {
                           carrier_id: "road"
                           rate_table_id: "t"
                           rate_table {
                             mode: EMS
                             currency_code: "CNY"
                             zones { zone_id: "a" }
                             rates { zone_id: "a" }
                           }
                         }
                       )pb"));
  EXPECT_EQ(response.created_count(), 1);
  ASSERT_EQ(response.errors_size(), 2);
  EXPECT_EQ(response.errors(0).index(), 0);
  EXPECT_EQ(response.errors(1).index(), 2);
  EXPECT_EQ(response.errors(1).id(), "road/t");
}

TEST_P(CarriersTest, RateTablesAreListedOfOneOrAll) {
  auto request = ParseText<v1::ListRateTablesRequest>("parent: 'shops/1/carriers/-' page_size: 1");
  ASSERT_OK_AND_ASSIGN(auto page, Read<v1::ListRateTablesResponse>(ListRateTables, request));
  ASSERT_EQ(page.rate_tables_size(), 1);
  EXPECT_EQ(page.rate_tables(0).name(), "shops/1/carriers/post/rateTables/ems");
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, Read<v1::ListRateTablesResponse>(ListRateTables, request));
  ASSERT_EQ(page.rate_tables_size(), 1);
  EXPECT_EQ(page.rate_tables(0).name(), "shops/1/carriers/road/rateTables/road");
  EXPECT_EQ(page.next_page_token(), "");
  request = ParseText<v1::ListRateTablesRequest>("parent: 'shops/1/carriers/road'");
  ASSERT_OK_AND_ASSIGN(page, Read<v1::ListRateTablesResponse>(ListRateTables, request));
  EXPECT_EQ(page.rate_tables_size(), 1);
  request.set_parent("shops/1/carriers/none");
  EXPECT_THAT(Read<v1::ListRateTablesResponse>(ListRateTables, request), HasReason("NOT_FOUND"));
  v1::GetRateTableRequest get;
  get.set_name("shops/1/carriers/road/rateTables/road");
  ASSERT_OK_AND_ASSIGN(auto table, Read<v1::RateTable>(GetRateTable, get));
  EXPECT_EQ(table.mode(), v1::COURIER_ROAD);
  get.set_name("shops/1/carriers/road/rateTables/none");
  EXPECT_THAT(Read<v1::RateTable>(GetRateTable, get), HasReason("NOT_FOUND"));
}

// Two books are two replicas: each sees a change with its next quote.
TEST_P(CarriersTest, QuotesFollowEveryChange) {
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

TEST_P(CarriersTest, ARolledBackChangeLeavesNothingBehind) {
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

TEST_P(CarriersTest, TheLeastUsedRatesAreForgotten) {
  store::RateBook small(1);
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/2/policy' } allow_missing: true"));
  ASSERT_OK(shopdesk::testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) -> absl::Status {
    const auto first = small.Get(ctx.txn(), "1");
    EXPECT_OK(first);
    EXPECT_EQ(*small.Get(ctx.txn(), "1"), *first);
    EXPECT_OK(small.Get(ctx.txn(), "2"));
    const auto again = small.Get(ctx.txn(), "1");
    EXPECT_OK(again);
    EXPECT_NE(*again, *first);
    EXPECT_THAT(small.Get(ctx.txn(), "3"), HasReason("NOT_FOUND"));
    return absl::OkStatus();
  }));
}

TEST_P(CarriersTest, QuotesCheckWhatIsAsked) {
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

TEST_P(CarriersTest, TheDefaultDataImportsOnce) {
  const testing::DefaultData data = testing::LoadDefaultData();
  v1::ImportCarriersRequest carriers;
  carriers.set_parent("shops/1");
  carriers.mutable_carriers()->Assign(data.carriers.begin(), data.carriers.end());
  v1::ImportRateTablesRequest tables;
  tables.set_parent("shops/1");
  tables.mutable_rate_tables()->Assign(data.rate_tables.begin(), data.rate_tables.end());
  for (bool first : {true, false}) {
    ASSERT_OK_AND_ASSIGN(auto imported,
                         Write<v1::ImportCarriersResponse>(handlers::ImportCarriers, carriers));
    EXPECT_EQ(imported.errors_size(), 0);
    EXPECT_EQ(first ? imported.created_count() : imported.unchanged_count(),
              carriers.carriers_size());
    ASSERT_OK_AND_ASSIGN(auto rated,
                         Write<v1::ImportRateTablesResponse>(handlers::ImportRateTables, tables));
    EXPECT_EQ(rated.errors_size(), 0);
    EXPECT_EQ(first ? rated.created_count() : rated.unchanged_count(), tables.rate_tables_size());
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, CarriersTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
