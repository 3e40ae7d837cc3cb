#include "services/logistics/handlers/carrier/carrier.h"

#include "services/logistics/handlers/rate/rate_table.h"
#include "services/logistics/testing/default_data.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CarriersTest : public testing::LogisticsTest {};

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
  for (const auto& page : Pages<v1::ListCarriersResponse>(ListCarriers, request)) {
    for (const v1::Carrier& carrier : page.carriers()) names.push_back(carrier.display_name());
  }
  EXPECT_THAT(names, ElementsAre("A", "C", "Post"));
  request = ParseText<v1::ListCarriersRequest>("parent: 'shops/1'");
  ASSERT_OK_AND_ASSIGN(auto all, Read<v1::ListCarriersResponse>(ListCarriers, request));
  EXPECT_EQ(all.carriers_size(), 5);
  v1::UpdateCarrierRequest close;
  close.mutable_carrier()->set_name("shops/1/carriers/a");
  close.mutable_carrier()->set_closed(true);
  close.mutable_update_mask()->add_paths("closed");
  ASSERT_OK(Write<v1::Carrier>(UpdateCarrier, close));
  ASSERT_OK_AND_ASSIGN(all, Read<v1::ListCarriersResponse>(ListCarriers, request));
  EXPECT_EQ(all.carriers_size(), 4);
  request.set_show_closed(true);
  ASSERT_OK_AND_ASSIGN(all, Read<v1::ListCarriersResponse>(ListCarriers, request));
  EXPECT_EQ(all.carriers_size(), 5);
  request.set_parent("shops/2");
  EXPECT_THAT(Read<v1::ListCarriersResponse>(ListCarriers, request), HasReason("UNKNOWN_SHOP"));
}

TEST_P(CarriersTest, ModesNeedNoShop) {
  ASSERT_OK_AND_ASSIGN(auto modes, Read<v1::ListModesResponse>(ListModes, v1::ListModesRequest()));
  EXPECT_EQ(modes.modes_size(), 10);
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
