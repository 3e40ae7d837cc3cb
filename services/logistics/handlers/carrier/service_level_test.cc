#include "services/logistics/handlers/carrier/service_level.h"

#include "absl/strings/str_cat.h"
#include "libs/figures/figures.h"
#include "services/logistics/handlers/claim/claim.h"
#include "services/logistics/handlers/rate/quote.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::ServiceLevel;

constexpr char kHangzhou[] = "region_code: 'CN' administrative_area: '浙江' locality: '杭州市'";

class ServiceLevelsTest : public testing::LogisticsTest {
 protected:
  void SetUp() override {
    ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' service_level_parcels: 3 }"));
  }

  // Parcels "<carrier><i>" by EMS, which promises 48 hours, or by road, 24 hours.
  void Send(const std::string& carrier, int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_OK(CreateShipment(absl::StrCat(carrier, i),
                               absl::StrCat("carrier_id: '", carrier, "'").c_str()));
    }
  }
  v1::CompareCarriersResponse Compare(const std::string& more = "") {
    Advance(absl::ZeroDuration());
    auto request = ParseText<v1::CompareCarriersRequest>(
        absl::StrCat("parent: 'shops/1' place { ", kHangzhou, " } ", more).c_str());
    auto found = Read<v1::CompareCarriersResponse>(CompareCarriers, request);
    EXPECT_OK(found);
    return found.value_or(v1::CompareCarriersResponse());
  }
  // "post 3/4 parcels, 0 damaged, 1 refused RECOMMENDED" each.
  std::vector<std::string> Levels(const std::string& more = "") {
    std::vector<std::string> levels;
    const v1::CompareCarriersResponse answer = Compare(more);
    for (const ServiceLevel& level : answer.service_levels()) {
      levels.push_back(absl::StrCat(
          level.carrier_id(), " ", level.on_time().count(), "/", level.on_time().parcels(), " of ",
          level.parcels(), ", ", level.damaged().count(), " damaged, ", level.refused().count(),
          " refused", level.has_score() ? " " : "",
          level.has_score() ? ServiceLevel::Advice_Name(level.advice()) : ""));
    }
    return levels;
  }
  std::vector<std::string> OffersOf(const std::string& more, bool with_levels = false) {
    auto request =
        ParseText<v1::QuoteRequest>(absl::StrCat("parent: 'shops/1' destination { ", kHangzhou,
                                                 " } parcels { weight_grams: 1000 } ", more)
                                        .c_str());
    const auto quote = Read<v1::QuoteResponse>(Quote, request, rates_);
    EXPECT_OK(quote);
    std::vector<std::string> offers;
    if (!quote.ok()) return offers;
    for (const v1::Offer& offer : quote->offers()) {
      offers.push_back(offer.carrier_id());
      EXPECT_EQ(offer.has_service_level(), with_levels) << offer.carrier_id();
    }
    return offers;
  }
};

TEST_P(ServiceLevelsTest, LateTwiceAndCorrectedNewsCountOnce) {
  Send("post", 4);
  Send("road", 3);
  EXPECT_THAT(Levels(), IsEmpty());
  for (const char* id : {"post0", "post1", "post2"}) {
    ASSERT_OK(Record(id, {"PICKED_UP@1", "DELIVERED@20"}));
  }
  // The same again, and something older.
  ASSERT_OK(Record("post0", {"DELIVERED@20", "IN_TRANSIT@10"}));
  ASSERT_OK(Record("post3", {"REFUSED@21"}));
  for (const char* id : {"road0", "road1"}) ASSERT_OK(Record(id, {"DELIVERED@30"}));
  EXPECT_THAT(Levels(), ElementsAre("post 3/3 of 4, 0 damaged, 1 refused EQUAL",
                                    "road 0/2 of 2, 0 damaged, 0 refused"));
  ASSERT_OK(Record("road2", {"DELIVERED@31"}));
  EXPECT_THAT(Levels(), ElementsAre("post 3/3 of 4, 0 damaged, 1 refused EQUAL",
                                    "road 0/3 of 3, 0 damaged, 0 refused EQUAL"));
  // Signed, but not received.
  v1::CorrectTrackingRequest correct;
  correct.set_name("shops/1/shipments/post0");
  correct.set_status(v1::TrackingStatus::IN_TRANSIT);
  correct.set_reason("never came");
  ASSERT_OK(Write<v1::Shipment>(CorrectTracking, correct));
  EXPECT_THAT(Levels(), ElementsAre("road 0/3 of 3, 0 damaged, 0 refused EQUAL",
                                    "post 2/2 of 3, 0 damaged, 1 refused"));
  EXPECT_THAT(WrongFigures(), IsEmpty());
}

TEST_P(ServiceLevelsTest, AClaimForDamageCountsUntilItIsWithdrawn) {
  Send("road", 1);
  ASSERT_OK(Record("road0", {"DELIVERED@20"}));
  ASSERT_OK_AND_ASSIGN(const v1::Claim claim,
                       Write<v1::Claim>(CreateClaim, ParseText<v1::CreateClaimRequest>(R"pb(
                                          parent: "shops/1"
                                          shipment: "shops/1/shipments/road0"
                                          kind: DAMAGE
                                          loss { currency_code: "CNY" minor: 500 }
                                        )pb")));
  EXPECT_THAT(Levels(), ElementsAre("road 1/1 of 1, 1 damaged, 0 refused"));
  v1::WithdrawClaimRequest withdraw;
  withdraw.set_name(claim.name());
  ASSERT_OK(Write<v1::Claim>(WithdrawClaim, withdraw));
  EXPECT_THAT(Levels(), ElementsAre("road 1/1 of 1, 0 damaged, 0 refused"));
  EXPECT_THAT(WrongFigures(), IsEmpty());
}

TEST_P(ServiceLevelsTest, QuotesAndShipmentsGoByTheScoreWhereTheyAreAsked) {
  Send("road", 3);
  Send("post", 3);
  for (const char* id : {"road0", "road1", "road2"}) ASSERT_OK(Record(id, {"DELIVERED@20"}));
  for (const char* id : {"post0", "post1", "post2"}) ASSERT_OK(Record(id, {"REFUSED@60"}));
  Advance(absl::ZeroDuration());
  EXPECT_THAT(OffersOf(""), ElementsAre("post", "road"));
  EXPECT_THAT(OffersOf("with_service_levels: true", true), ElementsAre("post", "road"));
  EXPECT_THAT(OffersOf("sort: BEST_SCORE_FIRST", true), ElementsAre("road", "post"));
  EXPECT_THAT(OffersOf("sort: BEST_SCORE_FIRST max_offers: 1", true), ElementsAre("road"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment cheap, CreateShipment("cheap"));
  EXPECT_EQ(cheap.carrier_id(), "post");
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' quote_sort: BEST_SCORE_FIRST }"));
  EXPECT_THAT(OffersOf("", true), ElementsAre("road", "post"));
  EXPECT_THAT(OffersOf("sort: CHEAPEST_FIRST"), ElementsAre("post", "road"));
  ASSERT_OK_AND_ASSIGN(const v1::Shipment best, CreateShipment("best"));
  EXPECT_EQ(best.carrier_id(), "road");
}

TEST_P(ServiceLevelsTest, AreListedByCityAndOfTheMonthsAskedFor) {
  Send("road", 1);
  Send("post", 1);
  ASSERT_OK(
      CreateShipment("ningbo", "carrier_id: 'road' receiver { address { locality: '宁波市' } }"));
  for (const char* id : {"road0", "post0", "ningbo"}) ASSERT_OK(Record(id, {"DELIVERED@20"}));
  Advance(absl::ZeroDuration());
  const auto list = [&](const std::string& more) {
    std::vector<std::string> levels;
    for (const auto& page : Pages<v1::ListServiceLevelsResponse>(
             ListServiceLevels, ParseText<v1::ListServiceLevelsRequest>(
                                    absl::StrCat("parent: 'shops/1' ", more).c_str()))) {
      for (const ServiceLevel& level : page.service_levels()) {
        EXPECT_EQ(level.parcels(), 1);
        levels.push_back(absl::StrCat(level.place().locality(), " ", level.carrier_id()));
      }
    }
    return levels;
  };
  EXPECT_THAT(list("region_code: 'CN' page_size: 1"),
              ElementsAre("宁波市 road", "杭州市 post", "杭州市 road"));
  EXPECT_THAT(list("region_code: 'CN' administrative_area: '浙江省'").size(), 3);
  EXPECT_THAT(list("region_code: 'CN' administrative_area: '31'"), IsEmpty());
  EXPECT_THAT(list("region_code: 'ES'"), IsEmpty());
  const std::string month = Compare().last_month();
  EXPECT_EQ(Levels(absl::StrCat("last_month: '", month, "'")).size(), 2);
  EXPECT_THAT(Levels("last_month: '2000-01'"), IsEmpty());
  // A quarter later it is still known, a year later no more.
  Advance(absl::Hours(24 * 92));
  EXPECT_EQ(Levels().size(), 2);
  Advance(absl::Hours(24 * 274));
  EXPECT_THAT(Levels(), IsEmpty());
  EXPECT_THAT(Read<v1::CompareCarriersResponse>(
                  CompareCarriers,
                  ParseText<v1::CompareCarriersRequest>("parent: 'shops/1' last_month: '2024-13'")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Read<v1::CompareCarriersResponse>(
                  CompareCarriers, ParseText<v1::CompareCarriersRequest>("parent: 'shops/2'")),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(ServiceLevelsTest, ARebuildCountsTheSame) {
  Send("road", 3);
  for (const char* id : {"road0", "road1", "road2"}) ASSERT_OK(Record(id, {"DELIVERED@20"}));
  const std::vector<std::string> before = Levels();
  figures::v1::RebuildFiguresRequest request;
  request.set_parent("shops/1");
  ASSERT_OK(Write<figures::v1::FigureState>(figures::RebuildFigures, request));
  EXPECT_EQ(Levels(), before);
  EXPECT_THAT(WrongFigures(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Databases, ServiceLevelsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
