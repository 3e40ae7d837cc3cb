#include "services/catalog/handlers/knowledge/care.h"

#include <string>

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
using testing::Shop;

class CareHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  CareHandlerTest() {
    EXPECT_OK(shop_.AddCategory("home", ""));
    EXPECT_OK(shop_.AddCategory("blankets", "parent_category: 'shops/s/categories/home'"));
    EXPECT_OK(shop_.Create("throw",
                           "title: 'Throw' category: 'shops/s/categories/blankets' "
                           "attributes { key: 'material' values: 'wool' } "
                           "skus { sku_id: 'T' price { currency_code: 'GBP' minor: 500 } }"));
  }

  absl::StatusOr<v1::CareGuide> Tell(const std::string& subject, const std::string& fields) {
    return shop_.WriteText<v1::CareGuide>(
        handlers::UpdateCareGuide,
        absl::StrCat("care_guide { name: 'shops/s/", subject, "/careGuide' ", fields, " }"));
  }
  v1::ProductCare Care(const std::string& language = "en") {
    return shop_
        .ReadText<v1::ProductCare>(
            handlers::GetProductCare,
            absl::StrCat("name: 'shops/s/products/throw' language_code: '", language, "'"))
        .value();
  }
  absl::StatusOr<v1::CareGuide> Guide(const std::string& subject) {
    return shop_.ReadText<v1::CareGuide>(handlers::GetCareGuide,
                                         absl::StrCat("name: 'shops/s/", subject, "/careGuide'"));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(CareHandlerTest);

TEST_P(CareHandlerTest, IsInheritedFromCategoryAndMaterialAndOverridden) {
  ASSERT_OK(Tell("categories/home",
                 "instructions { symbol: DO_NOT_BLEACH } "
                 "instructions { symbol: WASH_60 }"));
  ASSERT_OK(Tell("materials/wool", "instructions { symbol: HAND_WASH }"));
  EXPECT_EQ(Care().sentence(),
            "How to care for “Throw”: wash by hand at 40 °C or less; do not bleach.");
  ASSERT_OK(Tell("products/throw", "instructions { symbol: DO_NOT_WASH }"));
  EXPECT_EQ(Care("EN_us").sentence(), "How to care for “Throw”: do not wash; do not bleach.");
  EXPECT_EQ(Care("").language_code(), "zh");
  EXPECT_EQ(Care("de").language_code(), "en");
}

TEST_P(CareHandlerTest, TheSameAgainChangesNothing) {
  const auto told = Tell("materials/wool", "instructions { symbol: HAND_WASH evidence: '手洗' }");
  ASSERT_OK(told);
  EXPECT_EQ(told->etag(), "v1");
  EXPECT_TRUE(told->has_update_time());
  const size_t events = shop_.Events().size();
  EXPECT_THAT(Tell("materials/wool", "instructions { symbol: HAND_WASH evidence: '手洗' }"),
              IsOkAndHolds(EqualsProto(*told)));
  EXPECT_EQ(shop_.Events().size(), events);
  EXPECT_THAT(Tell("materials/wool", "etag: 'v9'"), HasReason("ETAG_MISMATCH"));
}

TEST_P(CareHandlerTest, OnlyOfWhatThereIs) {
  EXPECT_THAT(Tell("products/none", "instructions { symbol: WASH_30 }"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("categories/none", "instructions { symbol: WASH_30 }"), HasReason("NOT_FOUND"));
  EXPECT_OK(Tell("materials/none", "instructions { symbol: WASH_30 }"));
  EXPECT_THAT(
      Tell("products/throw", "instructions { symbol: WASH_30 } instructions { symbol: WASH_40 }"),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(CareHandlerTest, GoesWithItsCategory) {
  ASSERT_OK(shop_.AddCategory("misc", ""));
  ASSERT_OK(Tell("categories/misc", "instructions { symbol: WASH_30 }"));
  ASSERT_OK(shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                        "name: 'shops/s/categories/misc'"));
  EXPECT_THAT(Guide("categories/misc"), HasReason("NOT_FOUND"));
  EXPECT_THAT(shop_.Events(), Contains("care_guide.deleted"));
}

TEST_P(CareHandlerTest, IsDeletedAndListed) {
  const auto product = Tell("products/throw", "instructions { symbol: WASH_30 }");
  const auto material = Tell("materials/wool", "instructions { symbol: WASH_30 }");
  std::vector<std::string> names;
  shop_.List<v1::ListCareGuidesResponse, v1::ListCareGuidesRequest>(
      handlers::ListCareGuides, "", [&](const v1::ListCareGuidesResponse& page) {
        for (const v1::CareGuide& guide : page.care_guides()) names.push_back(guide.name());
        return page.care_guides_size();
      });
  EXPECT_THAT(names, ElementsAre(material->name(), product->name()));
  const std::string name = absl::StrCat("name: '", product->name(), "'");
  const auto remove = [&](const std::string& request) {
    return shop_.WriteText<v1::DeleteCareGuideResponse>(handlers::DeleteCareGuide, request);
  };
  EXPECT_THAT(remove(name + " etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  EXPECT_OK(remove(name));
  EXPECT_THAT(remove(name), HasReason("NOT_FOUND"));
  EXPECT_THAT(Care().processes(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace shopdesk::catalog
