// The carriers and rates that the service comes with: services/logistics/data.
#include "services/logistics/testing/default_data.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "libs/runtime/validate.h"
#include "libs/testing/matchers.h"
#include "services/logistics/domain/carrier/carrier.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/domain/desk/policy.h"
#include "services/logistics/domain/rate/rate_index.h"
#include "services/logistics/domain/rate/rate_table.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::domain {
namespace {

using shopdesk::testing::IsOk;

const absl::Time kDefaultDataNow = absl::FromUnixSeconds(1'300'000'000);

RateIndex DefaultDataIndex(const char* currency_code) {
  testing::DefaultData data = testing::LoadDefaultData();
  v1::Policy policy = DefaultPolicy("shops/1/policy");
  policy.set_currency_code(currency_code);
  std::vector<v1::Carrier> carriers;
  for (v1::ImportCarrier& row : data.carriers) {
    row.mutable_carrier()->set_name(CarrierName("1", row.carrier_id()));
    carriers.push_back(row.carrier());
  }
  std::vector<v1::RateTable> tables;
  for (v1::ImportRateTable& row : data.rate_tables) {
    row.mutable_rate_table()->set_name(RateTableName("1", row.carrier_id(), row.rate_table_id()));
    tables.push_back(row.rate_table());
  }
  return RateIndex(policy, carriers, tables);
}

TEST(DefaultDataTest, EveryRowIsValid) {
  const testing::DefaultData data = testing::LoadDefaultData();
  std::map<std::string, v1::Carrier> carriers;
  for (const v1::ImportCarrier& row : data.carriers) {
    EXPECT_THAT(runtime::Validator(*row.GetDescriptor()).Check(row), IsOk()) << row.carrier_id();
    EXPECT_THAT(CheckCarrier(row.carrier()), IsOk()) << row.carrier_id();
    EXPECT_TRUE(carriers.emplace(row.carrier_id(), row.carrier()).second) << row.carrier_id();
  }
  std::set<std::string> ids;
  for (const v1::ImportRateTable& row : data.rate_tables) {
    ASSERT_TRUE(carriers.count(row.carrier_id())) << row.carrier_id();
    EXPECT_THAT(runtime::Validator(*row.GetDescriptor()).Check(row), IsOk())
        << row.carrier_id() << "/" << row.rate_table_id();
    EXPECT_THAT(CheckRateTable(row.rate_table(), carriers.at(row.carrier_id())), IsOk())
        << row.carrier_id() << "/" << row.rate_table_id();
    EXPECT_TRUE(ids.insert(absl::StrCat(row.carrier_id(), "/", row.rate_table_id())).second);
  }
}

TEST(DefaultDataTest, EveryModeOfEveryCarrierHasARate) {
  const testing::DefaultData data = testing::LoadDefaultData();
  std::set<std::pair<std::string, int>> rated;
  std::set<int> modes;
  for (const v1::ImportRateTable& row : data.rate_tables) {
    rated.insert({row.carrier_id(), row.rate_table().mode()});
    modes.insert(row.rate_table().mode());
  }
  for (const v1::ImportCarrier& row : data.carriers) {
    for (int mode : row.carrier().modes()) {
      EXPECT_TRUE(rated.count({row.carrier_id(), mode})) << row.carrier_id() << " " << mode;
    }
  }
  EXPECT_EQ(modes.size(), 10u);
}

// What a British shop sends: anywhere, light or heavy, paid or not, under a number of its own.
TEST(DefaultDataTest, SterlingReachesEveryCountryWithEveryWeight) {
  const RateIndex index = DefaultDataIndex("GBP");
  const std::string own = OwnWaybillNumber(1);
  for (const char* country :
       {"GB", "JE", "GG", "IM", "IE", "FR", "DE", "NO", "ES", "NL", "BE", "CH", "PT", "AU",
        "CY", "IT", "FI", "JP", "HK", "PL", "SE", "AT", "SG", "GR", "IS", "DK", "LB", "IL",
        "LT", "BR", "AE", "US", "BH", "CZ", "CA", "SA", "MT", "ZA", "CN", "ZZ"}) {
    for (int64_t grams : {1, 99, 100, 101, 999, 2000, 2001, 15'000, 30'001, 70'001, 1'000'000}) {
      for (bool cod : {false, true}) {
        v1::QuoteRequest request;
        request.mutable_destination()->set_region_code(country);
        request.add_parcels()->set_weight_grams(grams);
        if (cod) request.mutable_cod_amount()->set_minor(10'000);
        v1::QuoteResponse response;
        index.Quote(request, kDefaultDataNow, response);
        ASSERT_GT(response.offers_size(), 0) << country << " " << grams << " " << cod;
        const v1::Offer& offer = response.offers(0);
        EXPECT_GT(offer.total().minor(), 0);
        EXPECT_GT(offer.promised_hours(), 0);
        ASSERT_NE(index.RulesOf(offer.carrier_id()), nullptr);
        EXPECT_TRUE(index.RulesOf(offer.carrier_id())->Accepts(own)) << offer.carrier_id();
      }
    }
  }
}

TEST(DefaultDataTest, YuanReachesEveryProvinceByCodeAndName) {
  const RateIndex index = DefaultDataIndex("CNY");
  const auto cheapest = [&](const char* area) {
    v1::QuoteRequest request;
    request.mutable_destination()->set_region_code("CN");
    request.mutable_destination()->set_administrative_area(area);
    request.add_parcels()->set_weight_grams(800);
    v1::QuoteResponse response;
    index.Quote(request, kDefaultDataNow, response);
    return response.offers().empty() ? 0 : response.offers(0).total().minor();
  };
  for (const char* code : {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33",
                           "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50",
                           "51", "52", "53", "54", "61", "62", "63", "64", "65"}) {
    EXPECT_GT(cheapest(code), 0) << code;
  }
  EXPECT_EQ(cheapest("浙江省"), cheapest("33"));
  EXPECT_EQ(cheapest("新疆"), cheapest("65"));
  EXPECT_LT(cheapest("33"), cheapest("65"));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
