#include "services/catalog/handlers/advice/size_chart.h"

#include <algorithm>
#include <string>
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
using ::testing::ElementsAre;
using testing::Shop;
using v1::SizeAdvice;

class SizeChartHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  SizeChartHandlerTest() {
    EXPECT_OK(shop_.AddCategory("clothes", ""));
    EXPECT_OK(shop_.AddCategory("shirts", "parent_category: 'shops/s/categories/clothes'"));
    EXPECT_OK(shop_.Create("shirt",
                           "title: 'Shirt' category: 'shops/s/categories/shirts' brand: 'Ac me' "
                           "skus { sku_id: 'A/M' option_values { option: 'size' value: 'M' } "
                           "price { currency_code: 'GBP' minor: 500 } } "
                           "skus { sku_id: 'A/L' option_values { option: 'size' value: 'L' } "
                           "price { currency_code: 'GBP' minor: 500 } }"));
    EXPECT_OK(shop_.Publish("shirt"));
    EXPECT_OK(shop_.Receive("A/M", 4));
  }

  // A chart whose M ends, and whose L begins, at this chest.
  absl::StatusOr<v1::SizeChart> Tell(const std::string& subject, int border,
                                     const std::string& more = "") {
    return shop_.WriteText<v1::SizeChart>(
        handlers::UpdateSizeChart,
        absl::StrCat("size_chart { name: 'shops/s/", subject,
                     "/sizeChart' measures { measure: CHEST } "
                     "sizes { size: 'M' ranges { measure: CHEST from: 800 to: ",
                     border, " } } ", "sizes { size: 'L' ranges { measure: CHEST from: ",
                     border + 1, " to: 1200 } } ", more, " }"));
  }
  SizeAdvice Advise(int chest) {
    const auto advice = shop_.ReadText<SizeAdvice>(
        handlers::AdviseSize, absl::StrCat("name: 'shops/s/products/shirt' language_code: 'en' "
                                           "measures { measure: CHEST value: ",
                                           chest, " }"));
    EXPECT_OK(advice);
    return advice.value_or(SizeAdvice());
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(SizeChartHandlerTest);

TEST_P(SizeChartHandlerTest, TheNearestChartDecidesWithStock) {
  EXPECT_EQ(Advise(1000).outcome(), SizeAdvice::UNKNOWN);
  ASSERT_OK(Tell("categories/clothes", 900));
  EXPECT_EQ(Advise(1000).size(), "L");
  ASSERT_OK(Tell("categories/clothes/brands/Ac%20me", 1050));
  EXPECT_EQ(Advise(1000).size(), "M");
  ASSERT_OK(Tell("categories/shirts", 900));
  EXPECT_EQ(Advise(1000).chart(), "shops/s/categories/shirts/sizeChart");
  ASSERT_OK(Tell("products/shirt", 1010));
  const SizeAdvice advice = Advise(1000);
  EXPECT_EQ(advice.size(), "M");
  ASSERT_EQ(advice.skus_size(), 1);
  EXPECT_EQ(advice.skus(0).available(), 4);
  EXPECT_EQ(advice.neighbour_skus(0).available(), 0);
}

TEST_P(SizeChartHandlerTest, TheSameAgainChangesNothing) {
  const auto told = Tell("products/shirt", 900);
  ASSERT_OK(told);
  EXPECT_EQ(told->etag(), "v1");
  const size_t events = shop_.Events().size();
  EXPECT_THAT(Tell("products/shirt", 900), IsOkAndHolds(EqualsProto(*told)));
  EXPECT_EQ(shop_.Events().size(), events);
  EXPECT_THAT(Tell("products/shirt", 900, "etag: 'v9'"), HasReason("ETAG_MISMATCH"));
}

TEST_P(SizeChartHandlerTest, OnlyOfWhatThereIs) {
  EXPECT_THAT(Tell("products/none", 900), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("categories/none/brands/b", 900), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("products/shirt", 1300), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(shop_.ReadText<SizeAdvice>(handlers::AdviseSize, "name: 'shops/s/products/none'"),
              HasReason("NOT_FOUND"));
}

TEST_P(SizeChartHandlerTest, GoesWithItsCategory) {
  ASSERT_OK(shop_.AddCategory("misc", ""));
  ASSERT_OK(Tell("categories/misc", 900));
  ASSERT_OK(Tell("categories/misc/brands/b", 900));
  ASSERT_OK(shop_.WriteText<v1::DeleteCategoryResponse>(handlers::DeleteCategory,
                                                        "name: 'shops/s/categories/misc'"));
  const std::vector<std::string> events = shop_.Events();
  EXPECT_EQ(std::count(events.begin(), events.end(), "size_chart.deleted"), 2);
}

TEST_P(SizeChartHandlerTest, IsDeletedAndListed) {
  const auto product = Tell("products/shirt", 900);
  const auto category = Tell("categories/clothes", 900);
  std::vector<std::string> names;
  shop_.List<v1::ListSizeChartsResponse, v1::ListSizeChartsRequest>(
      handlers::ListSizeCharts, "", [&](const v1::ListSizeChartsResponse& page) {
        for (const v1::SizeChart& chart : page.size_charts()) names.push_back(chart.name());
        return page.size_charts_size();
      });
  EXPECT_THAT(names, ElementsAre(category->name(), product->name()));
  const std::string name = absl::StrCat("name: '", product->name(), "'");
  EXPECT_THAT(shop_.ReadText<v1::SizeChart>(handlers::GetSizeChart, name),
              IsOkAndHolds(EqualsProto(*product)));
  const auto remove = [&](const std::string& request) {
    return shop_.WriteText<v1::DeleteSizeChartResponse>(handlers::DeleteSizeChart, request);
  };
  EXPECT_THAT(remove(name + " etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  EXPECT_OK(remove(name));
  EXPECT_THAT(remove(name), HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
