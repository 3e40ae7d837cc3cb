#include "services/catalog/handlers/advice/suitability.h"

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/handlers/product/category.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Shop;
using ::testing::SizeIs;
using v1::Suitability;

constexpr char kFromThreeToEight[] =
    "rules { age_months { from: 36 to: 96 } consequence: UNSUITABLE }";

class SuitabilityHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  SuitabilityHandlerTest() {
    EXPECT_OK(shop_.AddCategory("toys", ""));
    EXPECT_OK(shop_.AddCategory("blocks", "parent_category: 'shops/s/categories/toys'"));
    Toy("puzzle", 500, 5);
  }

  // A product of the category, on sale, with one SKU of the same id.
  void Toy(const std::string& id, int price, int pieces) {
    ASSERT_OK(shop_.Create(
        id,
        absl::StrCat("title: 'The ", id, "' category: 'shops/s/categories/blocks' skus { sku_id: '",
                     id, "' price { currency_code: 'GBP' minor: ", price, " } }")));
    ASSERT_OK(shop_.Publish(id));
    if (pieces > 0) ASSERT_OK(shop_.Receive(id, pieces));
  }
  absl::StatusOr<v1::SuitabilityGuide> Tell(const std::string& subject, const std::string& fields) {
    return shop_.WriteText<v1::SuitabilityGuide>(
        handlers::UpdateSuitabilityGuide,
        absl::StrCat("suitability_guide { name: 'shops/s/", subject, "/suitabilityGuide' ", fields,
                     " }"));
  }
  absl::StatusOr<Suitability> Check(const std::string& fields) {
    return shop_.ReadText<Suitability>(
        handlers::CheckSuitability,
        absl::StrCat("name: 'shops/s/products/puzzle' language_code: 'en' ", fields));
  }
  Suitability::Verdict Verdict(const std::string& fields) {
    const auto checked = Check(fields);
    EXPECT_OK(checked);
    return checked.ok() ? checked->verdict() : Suitability::VERDICT_UNSPECIFIED;
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SuitabilityHandlerTest);

TEST_P(SuitabilityHandlerTest, IsInheritedAndOverridden) {
  EXPECT_EQ(Verdict("profile { age_months: 60 }"), Suitability::UNKNOWN);
  ASSERT_OK(Tell("categories/toys", kFromThreeToEight));
  EXPECT_EQ(Verdict("profile { age_months: 10 }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("profile { age_months: 60 }"), Suitability::SUITABLE);
  EXPECT_EQ(Verdict("profile { age_months: 120 }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict(""), Suitability::UNKNOWN);
  ASSERT_OK(Tell("products/puzzle", "rules { age_months { from: 6 } consequence: CAUTION }"));
  EXPECT_EQ(Verdict("profile { age_months: 10 }"), Suitability::SUITABLE);
}

TEST_P(SuitabilityHandlerTest, AWordIsKeptByItsKey) {
  const auto told = Tell("products/puzzle",
                         "rules { allergen: '花生' consequence: UNSUITABLE evidence: '含花生' }");
  ASSERT_OK(told);
  EXPECT_EQ(told->rules(0).allergen(), "peanut");
  EXPECT_EQ(Verdict("profile { allergens { keys: 'cacahuete' } }"), Suitability::UNSUITABLE);
  EXPECT_EQ(Verdict("profile { allergens { } }"), Suitability::SUITABLE);
  const size_t events = shop_.Events().size();
  EXPECT_THAT(Tell("products/puzzle",
                   "rules { allergen: 'Peanut' consequence: UNSUITABLE evidence: '含花生' }"),
              IsOkAndHolds(EqualsProto(*told)));
  EXPECT_EQ(shop_.Events().size(), events);
  EXPECT_THAT(Tell("products/puzzle", "etag: 'v9'"), HasReason("ETAG_MISMATCH"));
}

TEST_P(SuitabilityHandlerTest, AlternativesSuitAndAreInStockTheNearestInPriceFirst) {
  ASSERT_OK(Tell("products/puzzle", kFromThreeToEight));
  for (const auto& [id, price, pieces] :
       std::vector<std::tuple<const char*, int, int>>{{"far", 5000, 3},
                                                      {"near", 600, 2},
                                                      {"sold_out", 510, 0},
                                                      {"untold", 505, 9},
                                                      {"unfit", 501, 9}}) {
    Toy(id, price, pieces);
    if (id == std::string("untold")) continue;
    ASSERT_OK(Tell(absl::StrCat("products/", id),
                   absl::StrCat("rules { age_months { from: ", id == std::string("unfit") ? 12 : 0,
                                " } consequence: UNSUITABLE }")));
  }
  const auto checked = Check("profile { age_months: 10 }");
  ASSERT_OK(checked);
  ASSERT_THAT(checked->alternatives(), SizeIs(2));
  EXPECT_EQ(checked->alternatives(0).product(), "shops/s/products/near");
  EXPECT_EQ(checked->alternatives(0).available(), 2);
  EXPECT_EQ(checked->alternatives(1).sku_id(), "far");
  EXPECT_FALSE(checked->alternatives_cut());
  EXPECT_THAT(checked->sentence(), HasSubstr("Suitable and in stock: The near, The far."));
  EXPECT_THAT(Check("profile { age_months: 10 } max_alternatives: 1")->alternatives(), SizeIs(1));
  EXPECT_THAT(Check("profile { age_months: 10 } max_alternatives: 0")->alternatives(), IsEmpty());
  EXPECT_THAT(Check("profile { age_months: 60 }")->alternatives(), IsEmpty());
}

TEST_P(SuitabilityHandlerTest, OfASkuTheOthersOfItsProductAreTheFirstAlternatives) {
  ASSERT_OK(shop_.Create("shirt", testing::kShirt));
  ASSERT_OK(shop_.Publish("shirt"));
  ASSERT_OK(shop_.Receive("small", 5));
  ASSERT_OK(Tell("products/shirt",
                 "rules { measure { measure: CHEST range { to: 900 } } consequence: UNSUITABLE "
                 "option_values { option: 'size' value: 'S' } } "
                 "rules { measure { measure: CHEST range { to: 1100 } } consequence: UNSUITABLE "
                 "option_values { option: 'size' value: 'M' } }"));
  const auto alternatives = [&] {
    const auto checked = shop_.ReadText<Suitability>(
        handlers::CheckSuitability,
        "name: 'shops/s/products/shirt' sku_id: 'small' language_code: 'en' "
        "profile { measures { measure: CHEST value: 1000 } }");
    EXPECT_OK(checked);
    EXPECT_EQ(checked->verdict(), Suitability::UNSUITABLE);
    return checked->alternatives();
  };
  EXPECT_THAT(alternatives(), IsEmpty()) << "there is none of it";
  ASSERT_OK(shop_.Receive("medium", 2));
  ASSERT_THAT(alternatives(), SizeIs(1));
  EXPECT_EQ(alternatives()[0].sku_id(), "medium");
  EXPECT_EQ(alternatives()[0].product(), "shops/s/products/shirt");
}

TEST_P(SuitabilityHandlerTest, OnlyOfWhatThereIs) {
  EXPECT_THAT(Tell("products/none", kFromThreeToEight), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("categories/none", kFromThreeToEight), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("products/puzzle", "rules { consequence: UNSUITABLE }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Check("sku_id: 'none'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Check("profile { habits { keys: ' ' } }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(SuitabilityHandlerTest, ManyAreCheckedAtOnce) {
  Toy("car", 100, 1);
  ASSERT_OK(Tell("categories/toys", kFromThreeToEight));
  ASSERT_OK(Tell("products/car", "rules { age_months { from: 6 } consequence: UNSUITABLE }"));
  const auto batch = shop_.ReadText<v1::BatchCheckSuitabilityResponse>(
      handlers::BatchCheckSuitability,
      "parent: 'shops/s' profile { age_months: 10 } names: 'shops/s/products/puzzle' "
      "names: 'shops/s/products/none' names: 'shops/s/products/car' "
      "names: 'shops/s/products/puzzle' names: 'shops/s/products/none'");
  ASSERT_OK(batch);
  ASSERT_THAT(batch->suitabilities(), SizeIs(2));
  EXPECT_EQ(batch->suitabilities(0).verdict(), Suitability::UNSUITABLE);
  EXPECT_EQ(batch->suitabilities(1).verdict(), Suitability::SUITABLE);
  EXPECT_THAT(batch->missing(), ElementsAre("shops/s/products/none"));
  EXPECT_THAT(shop_.ReadText<v1::BatchCheckSuitabilityResponse>(
                  handlers::BatchCheckSuitability, "parent: 'shops/s' names: 'shops/t/products/a'"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(SuitabilityHandlerTest, GoesWithItsCategory) {
  ASSERT_OK(shop_.AddCategory("misc", ""));
  ASSERT_OK(Tell("categories/misc", kFromThreeToEight));
  ASSERT_OK(shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                        "name: 'shops/s/categories/misc'"));
  EXPECT_THAT(shop_.Events(), Contains("suitability_guide.deleted"));
}

TEST_P(SuitabilityHandlerTest, IsDeletedAndListed) {
  const auto product = Tell("products/puzzle", kFromThreeToEight);
  const auto category = Tell("categories/toys", kFromThreeToEight);
  std::vector<std::string> names;
  shop_.List<v1::ListSuitabilityGuidesResponse, v1::ListSuitabilityGuidesRequest>(
      handlers::ListSuitabilityGuides, "", [&](const v1::ListSuitabilityGuidesResponse& page) {
        for (const auto& guide : page.suitability_guides()) names.push_back(guide.name());
        return page.suitability_guides_size();
      });
  EXPECT_THAT(names, ElementsAre(category->name(), product->name()));
  const std::string name = absl::StrCat("name: '", product->name(), "'");
  EXPECT_THAT(shop_.ReadText<v1::SuitabilityGuide>(handlers::GetSuitabilityGuide, name),
              IsOkAndHolds(EqualsProto(*product)));
  const auto remove = [&](const std::string& request) {
    return shop_.WriteText<v1::DeleteSuitabilityGuideResponse>(handlers::DeleteSuitabilityGuide,
                                                               request);
  };
  EXPECT_THAT(remove(name + " etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  EXPECT_OK(remove(name));
  EXPECT_THAT(remove(name), HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
