#include "services/catalog/verify/checks.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/verify/testing/findings.h"
#include "services/catalog/definition.h"
#include "services/catalog/domain/search/picture_print.h"
#include "services/catalog/handlers/advice/size_chart.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/handlers/knowledge/care.h"
#include "services/catalog/store/search/picture.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using shopdesk::testing::kTestTime;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Shop;

constexpr sql::Statement kSetOnHand = {"catalog.spoil_on_hand",
                                       "UPDATE stock_levels SET on_hand = $1"};
constexpr sql::Statement kSetReserved = {"catalog.spoil_reserved",
                                         "UPDATE stock_levels SET reserved = $1"};
constexpr sql::Statement kDropMovements = {"catalog.drop_movements", "DELETE FROM stock_movements"};
constexpr sql::Statement kSpoilMovement = {
    "catalog.spoil_movement", "UPDATE stock_movements SET before = before + 1 WHERE reason = $1"};
constexpr sql::Statement kSetReason = {"catalog.spoil_reason",
                                       "UPDATE stock_movements SET reason = $1 WHERE reason = $2"};
constexpr sql::Statement kDropTimers = {"catalog.drop_timers", "DELETE FROM timers"};
constexpr sql::Statement kDropWork = {"catalog.drop_work", "DELETE FROM work_items"};
constexpr sql::Statement kDropReservations = {"catalog.drop_reservations",
                                              "DELETE FROM reservations"};
constexpr sql::Statement kDropSkus = {"catalog.drop_skus", "DELETE FROM skus"};
constexpr sql::Statement kDropSnapshots = {"catalog.drop_snapshots",
                                           "DELETE FROM product_snapshots"};
constexpr sql::Statement kDropCategories = {"catalog.drop_categories", "DELETE FROM categories"};
constexpr sql::Statement kSpoilFigures = {
    "catalog.spoil_figures", "UPDATE figures SET value = value + 1 WHERE span = 0 AND name = 3"};
constexpr sql::Statement kSpoilSources = {"catalog.spoil_sources",
                                          "UPDATE figure_sources SET counts = ''"};

class ChecksTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(*shop_.runtime(), AllChecks(), check);
  }
  void Trade() {
    ASSERT_OK(shop_.Stock("A", 5));
    ASSERT_OK(shop_.Reserve("r", "lines { sku_id: 'A' quantity: 2 }"));
    shop_.Figures();
  }
  // Stock-taking finds less than is reserved.
  void CountOne() {
    ASSERT_OK(shop_.WriteText<v1::StockLevel>(
        handlers::CountStock, "name: 'shops/s/skus/A/stockLevels/main' counted: 1"));
    shop_.Figures();
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(ChecksTest);

TEST_P(ChecksTest, NothingIsFoundInAShopThatWorks) {
  Trade();
  CountOne();
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(ChecksTest, FindsLevelsThatAreNotTheSumOfTheirLedger) {
  Trade();
  Spoil(*shop_.runtime(), kSetOnHand, {4});
  EXPECT_THAT(
      Findings("catalog.ledger"),
      ElementsAre(HasSubstr("main: it isn't the sum of its ledger: on_hand 4 instead of 5")));
  Spoil(*shop_.runtime(), kSetOnHand, {5});
  EXPECT_THAT(Findings("catalog.ledger"), IsEmpty());
  Spoil(*shop_.runtime(), kDropMovements);
  EXPECT_THAT(Findings("catalog.reserved"), Contains(HasSubstr("has no ledger")));
}

TEST_P(ChecksTest, FindsMovementsThatDoNotFollowOneAnother) {
  Trade();
  Spoil(*shop_.runtime(), kSpoilMovement, {v1::MovementReason::RESERVED});
  EXPECT_THAT(Findings("catalog.ledger"), Contains(HasSubstr("begins with 6 where 5 were left")));
}

TEST_P(ChecksTest, FindsWhatWasOversoldByAnythingButCounting) {
  Trade();
  CountOne();
  EXPECT_THAT(Findings("catalog.ledger"), IsEmpty());
  Spoil(*shop_.runtime(), kSetReason, {v1::MovementReason::DAMAGE, v1::MovementReason::COUNTED});
  EXPECT_THAT(Findings("catalog.ledger"),
              ElementsAre(HasSubstr("oversells it: 2 are reserved and 1 are there")));
}

TEST_P(ChecksTest, FindsWhatIsReservedForNobody) {
  Trade();
  Spoil(*shop_.runtime(), kSetReserved, {3});
  EXPECT_THAT(Findings("catalog.reserved"),
              ElementsAre(HasSubstr("3 are reserved, and open reservations hold 2")));
  Spoil(*shop_.runtime(), kSetReserved, {2});
  Spoil(*shop_.runtime(), kDropReservations);
  EXPECT_THAT(Findings("catalog.reserved"),
              ElementsAre(HasSubstr("2 are reserved, and open reservations hold 0")));
}

TEST_P(ChecksTest, FindsReservationsThatWouldNeverExpire) {
  Trade();
  EXPECT_THAT(Findings("catalog.reservations"), IsEmpty());
  Spoil(*shop_.runtime(), kDropTimers);
  EXPECT_THAT(Findings("catalog.reservations"),
              ElementsAre("shops/s/reservations/r: its timer reservation.expiry is missing"));
}

TEST_P(ChecksTest, FindsProductsThatCanNotBeOrderedOrShown) {
  Trade();
  Spoil(*shop_.runtime(), kDropSnapshots);
  EXPECT_THAT(Findings("catalog.products"),
              ElementsAre(HasSubstr("has no snapshot under its etag")));
  Spoil(*shop_.runtime(), kDropSkus);
  EXPECT_THAT(Findings("catalog.products"), Contains(HasSubstr("its SKU A can't be ordered")));
}

TEST_P(ChecksTest, FindsAHeldLaunchThatNobodyIsToldOf) {
  ASSERT_OK(shop_.SetPolicy("briefing_required: true"));
  ASSERT_OK(shop_.Create(
      "t", "title: 'Towel' skus { sku_id: 'T' price { currency_code: 'GBP' minor: 1 } }"));
  v1::PublishProductRequest plan;
  plan.set_name("shops/s/products/t");
  *plan.mutable_publish_time() = ToProto(kTestTime + absl::Hours(1));
  ASSERT_OK(shop_.Write(handlers::PublishProduct, plan));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  EXPECT_THAT(Findings("catalog.products"), IsEmpty());
  Spoil(*shop_.runtime(), kDropWork);
  EXPECT_THAT(Findings("catalog.products"),
              ElementsAre("shops/s/products/t: its work briefing_held is missing"));
}

TEST_P(ChecksTest, FindsFiguresThatAreNotTheSumsOverTheRows) {
  Trade();
  Spoil(*shop_.runtime(), kSpoilFigures);
  EXPECT_THAT(Findings("figures.sums"), Contains(HasSubstr("figure 3 of \"\" 1 more than its")));
  EXPECT_THAT(Findings("figures.sources"), IsEmpty());
  Spoil(*shop_.runtime(), kSpoilSources);
  EXPECT_THAT(Findings("figures.sources"), Contains(HasSubstr("shops/s/skus/A: its figures")));
}

TEST_P(ChecksTest, PicturesThatAreNotThere) {
  ASSERT_OK(shop_.Create("p",
                         "title: 'P' pictures { uri: 'u' } "
                         "skus { sku_id: 'P' price { currency_code: 'GBP' minor: 1 } }"));
  v1::PicturePrint print;
  print.set_name("shops/s/products/p/picturePrints/1");
  print.set_uri("u");
  print.set_print(domain::EncodePrint({}));
  const auto save = [&] {
    EXPECT_OK(shop_.runtime()->database().WriteAndWait({}, [&](sql::Transaction& txn) {
      return store::SavePicturePrint(txn, print, /*is_new=*/true).status();
    }));
  };
  save();
  EXPECT_THAT(Findings("catalog.pictures"), IsEmpty());
  print.set_uri("v");
  save();
  EXPECT_THAT(Findings("catalog.pictures"),
              ElementsAre(HasSubstr("its product has no such picture")));
  print.set_uri("u");
  print.set_print("another program's");
  save();
  EXPECT_THAT(Findings("catalog.pictures"), ElementsAre(HasSubstr("nothing is found by it")));
}

TEST_P(ChecksTest, CareOfWhatIsNotThere) {
  ASSERT_OK(shop_.AddCategory("home", ""));
  ASSERT_OK(shop_.WriteText<v1::CareGuide>(
      handlers::UpdateCareGuide,
      "care_guide { name: 'shops/s/categories/home/careGuide' instructions { symbol: WASH_30 } }"));
  ASSERT_OK(shop_.WriteText<v1::CareGuide>(
      handlers::UpdateCareGuide,
      "care_guide { name: 'shops/s/materials/wool/careGuide' instructions { symbol: WASH_30 } }"));
  EXPECT_THAT(Findings("catalog.care"), IsEmpty());
  Spoil(*shop_.runtime(), kDropCategories);
  EXPECT_THAT(Findings("catalog.care"),
              ElementsAre(HasSubstr("it tells of categories/home, which there isn't")));
}

TEST_P(ChecksTest, AdviceOnWhatIsNotThere) {
  ASSERT_OK(shop_.AddCategory("home", ""));
  ASSERT_OK(shop_.WriteText<v1::SuitabilityGuide>(
      handlers::UpdateSuitabilityGuide,
      "suitability_guide { name: 'shops/s/categories/home/suitabilityGuide' "
      "rules { allergen: 'wool' consequence: CAUTION } }"));
  ASSERT_OK(shop_.WriteText<v1::SizeChart>(
      handlers::UpdateSizeChart,
      "size_chart { name: 'shops/s/categories/home/brands/b/sizeChart' measures { measure: CHEST } "
      "sizes { size: 'M' ranges { measure: CHEST from: 1 } } }"));
  EXPECT_THAT(Findings("catalog.suitability"), IsEmpty());
  EXPECT_THAT(Findings("catalog.size_charts"), IsEmpty());
  Spoil(*shop_.runtime(), kDropCategories);
  EXPECT_THAT(Findings("catalog.suitability"),
              ElementsAre(HasSubstr("it tells of categories/home, which there isn't")));
  EXPECT_THAT(Findings("catalog.size_charts"),
              ElementsAre(HasSubstr("it tells of categories/home, which there isn't")));
}

}  // namespace
}  // namespace shopdesk::catalog
