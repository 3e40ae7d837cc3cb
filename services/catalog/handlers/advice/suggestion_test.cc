#include "services/catalog/handlers/advice/suggestion.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/advice/promotion.h"
#include "services/catalog/handlers/advice/suitability.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;
using ::testing::SizeIs;
using v1::Suggestion;
using v1::SuggestProductsResponse;

class SuggestionHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  SuggestionHandlerTest() {
    for (const char* id : {"pot", "cup", "tea", "tray", "jar"}) EXPECT_OK(shop_.Stock(id, 3));
  }

  absl::StatusOr<v1::SuggestionGuide> Link(const std::string& product, const std::string& links) {
    return shop_.WriteText<v1::SuggestionGuide>(
        handlers::UpdateSuggestionGuide, absl::StrCat("suggestion_guide { name: 'shops/s/products/",
                                                      product, "/suggestionGuide' ", links, " }"));
  }
  absl::StatusOr<v1::ReportBoughtTogetherResponse> Report(const std::string& pairs) {
    return shop_.WriteText<v1::ReportBoughtTogetherResponse>(handlers::ReportBoughtTogether,
                                                             "parent: 'shops/s' " + pairs);
  }
  // Promotes it from an hour ago until in an hour.
  absl::StatusOr<v1::Promotion> Promote(const std::string& product, int rank) {
    const int64_t now = absl::ToUnixSeconds(shop_.runtime()->clock().Now());
    return shop_.WriteText<v1::Promotion>(
        handlers::UpdatePromotion,
        absl::StrCat("promotion { name: 'shops/s/products/", product,
                     "/promotion' start_time { seconds: ", now - 3600,
                     " } end_time { seconds: ", now + 3600, " } rank: ", rank, " }"));
  }
  void Tell(const std::string& product, const std::string& rule) {
    ASSERT_OK(shop_.WriteText<v1::SuitabilityGuide>(
        handlers::UpdateSuitabilityGuide,
        absl::StrCat("suitability_guide { name: 'shops/s/products/", product,
                     "/suitabilityGuide' rules { ", rule, " } }")));
  }
  SuggestProductsResponse Suggest(const std::string& fields = "product: 'shops/s/products/pot'") {
    const auto suggested = shop_.ReadText<SuggestProductsResponse>(
        handlers::SuggestProducts, "parent: 'shops/s' language_code: 'en' " + fields);
    EXPECT_OK(suggested);
    return suggested.value_or(SuggestProductsResponse());
  }
  // The SKUs that are offered: each product's is its id.
  std::vector<std::string> Offered(const std::string& fields = "product: 'shops/s/products/pot'") {
    std::vector<std::string> skus;
    const SuggestProductsResponse response = Suggest(fields);
    for (const Suggestion& each : response.suggestions()) skus.push_back(each.sku_id());
    return skus;
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SuggestionHandlerTest);

constexpr char kCup[] = "links { product: 'shops/s/products/cup' }";

TEST_P(SuggestionHandlerTest, LinksPairsAndPromotionsAreOfferedWithTheirReasons) {
  EXPECT_THAT(Offered(), IsEmpty());
  ASSERT_OK(Link("pot", kCup));
  ASSERT_OK(Report("pairs { product_id: 'tea' other_product_id: 'pot' count: 12 }"));
  ASSERT_OK(Promote("tray", 2));
  ASSERT_OK(Promote("jar", 1));
  EXPECT_THAT(Offered(), ElementsAre("cup", "tea", "jar", "tray"));
  const SuggestProductsResponse told = Suggest();
  EXPECT_EQ(told.suggestions(1).cause(), Suggestion::BOUGHT_TOGETHER);
  EXPECT_EQ(told.suggestions(1).reason(), "Often bought together (in 12 orders)");
  EXPECT_EQ(told.suggestions(1).available(), 3);
  EXPECT_EQ(told.suggestions(1).title(), "Thing tea");
  EXPECT_THAT(Offered("product: 'shops/s/products/tea'"), ElementsAre("pot", "jar", "tray"));
  EXPECT_THAT(Offered(""), ElementsAre("jar", "tray"));
  EXPECT_THAT(Offered("max_suggestions: 1"), ElementsAre("jar"));
}

TEST_P(SuggestionHandlerTest, OnlyWhatIsOnSaleAndInStock) {
  ASSERT_OK(shop_.Stock("sold_out", 0));
  ASSERT_OK(shop_.Create("draft",
                         "title: 'Draft' skus { sku_id: 'draft' price { currency_code: 'GBP' } }"));
  ASSERT_OK(Link("pot",
                 "links { product: 'shops/s/products/sold_out' } "
                 "links { product: 'shops/s/products/draft' } "
                 "links { product: 'shops/s/products/cup' }"));
  EXPECT_THAT(Offered(), ElementsAre("cup"));
  EXPECT_EQ(Suggest().unavailable_count(), 2);
}

TEST_P(SuggestionHandlerTest, NothingContraIndicated) {
  ASSERT_OK(Link("pot", absl::StrCat(kCup, " links { product: 'shops/s/products/tea' }")));
  Tell("tea", "condition: 'pregnancy' consequence: CAUTION");
  Tell("cup", "allergen: 'nickel' consequence: UNSUITABLE");
  const std::string pot = "product: 'shops/s/products/pot' ";
  // Nobody knows whether the buyer is pregnant, nor what he doesn't tolerate.
  EXPECT_THAT(Offered(pot), IsEmpty());
  EXPECT_EQ(Suggest(pot).unsuitable_count(), 2);
  EXPECT_THAT(Offered(pot + "profile { conditions {} }"), ElementsAre("tea"));
  EXPECT_THAT(Offered(pot + "profile { conditions {} allergens {} }"), ElementsAre("cup", "tea"));
  EXPECT_THAT(Offered(pot + "profile { conditions {} allergens { keys: '镍' } }"),
              ElementsAre("tea"));
  const auto pregnant = Suggest(pot + "profile { conditions { keys: 'pregnant' } allergens {} }");
  ASSERT_THAT(pregnant.suggestions(), SizeIs(2));
  EXPECT_EQ(pregnant.suggestions(1).verdict(), v1::Suitability::CAUTION);
}

TEST_P(SuggestionHandlerTest, TheSkuThatSuitsBestIsOfferedWithItsVerdict) {
  ASSERT_OK(shop_.Create("shirt", testing::kShirt));
  ASSERT_OK(shop_.Publish("shirt"));
  ASSERT_OK(shop_.Receive("small", 1));
  ASSERT_OK(shop_.Receive("medium", 50));
  ASSERT_OK(Link("pot", "links { product: 'shops/s/products/shirt' }"));
  Tell("shirt",
       "measure { measure: CHEST range { to: 900 } } consequence: SUITABLE "
       "option_values { option: 'size' value: 'S' } } "
       "rules { measure { measure: CHEST range { to: 900 } } consequence: CAUTION "
       "option_values { option: 'size' value: 'M' }");
  const auto told = Suggest(
      "product: 'shops/s/products/pot' profile { measures { measure: CHEST value: 1000 } }");
  ASSERT_THAT(told.suggestions(), SizeIs(1));
  EXPECT_EQ(told.suggestions(0).sku_id(), "small");
  EXPECT_EQ(told.suggestions(0).verdict(), v1::Suitability::SUITABLE);
  ASSERT_OK(shop_.Receive("small", -1));
  const auto rest = Suggest(
      "product: 'shops/s/products/pot' profile { measures { measure: CHEST value: 1000 } }");
  ASSERT_THAT(rest.suggestions(), SizeIs(1));
  EXPECT_EQ(rest.suggestions(0).sku_id(), "medium");
  EXPECT_EQ(rest.suggestions(0).verdict(), v1::Suitability::CAUTION);
}

TEST_P(SuggestionHandlerTest, APromotionRunsForItsTime) {
  ASSERT_OK(Promote("tray", 1));
  EXPECT_THAT(Offered(""), ElementsAre("tray"));
  shop_.AdvanceTo(shop_.runtime()->clock().Now() + absl::Hours(1));
  EXPECT_THAT(Offered(""), IsEmpty());
}

TEST_P(SuggestionHandlerTest, ABadPairIsReportedAndLinksStay) {
  ASSERT_OK(Link("pot", kCup));
  const auto told = Report(
      "pairs { product_id: 'pot' other_product_id: 'pot' count: 1 } "
      "pairs { product_id: 'pot' other_product_id: 'none' count: 1 } "
      "pairs { product_id: 'pot' other_product_id: 'tea' count: 2 } "
      "pairs { product_id: 'tea' other_product_id: 'pot' count: 2 }");
  ASSERT_OK(told);
  EXPECT_EQ(told->changed_count(), 1);
  ASSERT_THAT(told->errors(), SizeIs(2));
  EXPECT_EQ(told->errors(0).field(), "other_product_id");
  EXPECT_EQ(told->errors(1).reason(), "NOT_FOUND");
  EXPECT_THAT(Offered(), ElementsAre("cup", "tea"));
  ASSERT_OK(Link("pot", ""));
  EXPECT_THAT(Offered(), ElementsAre("tea"));
  ASSERT_OK(Report("pairs { product_id: 'tea' other_product_id: 'pot' }"));
  EXPECT_THAT(Offered(), IsEmpty());
}

TEST_P(SuggestionHandlerTest, TheSameAgainChangesNothing) {
  const auto told = Link("pot", kCup);
  ASSERT_OK(told);
  ASSERT_OK(Report("pairs { product_id: 'pot' other_product_id: 'tea' count: 2 }"));
  const size_t events = shop_.Events().size();
  ASSERT_OK(Link("pot", kCup));
  EXPECT_EQ(Report("pairs { product_id: 'tea' other_product_id: 'pot' count: 2 }")->changed_count(),
            0);
  EXPECT_EQ(shop_.Events().size(), events);
  EXPECT_THAT(Link("pot", "etag: 'v9'"), HasReason("ETAG_MISMATCH"));
}

TEST_P(SuggestionHandlerTest, OnlyOfWhatThereIs) {
  EXPECT_THAT(Link("none", kCup), HasReason("NOT_FOUND"));
  EXPECT_THAT(Link("pot", "links { product: 'shops/s/products/none' }"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Link("pot", "links { product: 'shops/s/products/pot' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto suggest = [&](const std::string& fields) {
    return shop_.ReadText<SuggestProductsResponse>(handlers::SuggestProducts,
                                                   "parent: 'shops/s' " + fields);
  };
  EXPECT_THAT(suggest("product: 'shops/s/products/none'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(suggest("product: 'shops/t/products/pot'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(SuggestionHandlerTest, GuidesAreListed) {
  ASSERT_OK(Link("pot", kCup));
  ASSERT_OK(Report("pairs { product_id: 'jar' other_product_id: 'tea' count: 2 }"));
  std::vector<std::string> names;
  shop_.List<v1::ListSuggestionGuidesResponse, v1::ListSuggestionGuidesRequest>(
      handlers::ListSuggestionGuides, "", [&](const v1::ListSuggestionGuidesResponse& page) {
        for (const auto& guide : page.suggestion_guides()) names.push_back(guide.name());
        return page.suggestion_guides_size();
      });
  EXPECT_THAT(names, ElementsAre("shops/s/products/jar/suggestionGuide",
                                 "shops/s/products/pot/suggestionGuide",
                                 "shops/s/products/tea/suggestionGuide"));
  const auto got = shop_.ReadText<v1::SuggestionGuide>(
      handlers::GetSuggestionGuide, "name: 'shops/s/products/jar/suggestionGuide'");
  ASSERT_OK(got);
  EXPECT_EQ(got->bought_together(0).product(), "shops/s/products/tea");
}

}  // namespace
}  // namespace shopdesk::catalog
