#include "services/catalog/store/advice/size_chart.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::Pair;

class SizeChartStoreTest : public testing::StoreTest {
 protected:
  v1::SizeChart Add(const std::string& subject) {
    v1::SizeChart chart;
    chart.set_name("shops/s/" + subject + "/sizeChart");
    chart.add_sizes()->set_size("M");
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SaveSizeChart(txn, chart); }));
    return chart;
  }
};
ON_BOTH_DATABASES(SizeChartStoreTest);

TEST_P(SizeChartStoreTest, FoundBySubjects) {
  const v1::SizeChart brand = Add("categories/c/brands/%E6%AF%AF");
  const v1::SizeChart product = Add("products/p");
  Add("products/q");
  const auto found = Get([](sql::Transaction& txn) {
    return FindSizeCharts(txn, "s",
                          {"products/p", "categories/c/brands/%E6%AF%AF", "categories/none"});
  });
  EXPECT_THAT(found,
              IsOkAndHolds(ElementsAre(Pair("categories/c/brands/%E6%AF%AF", EqualsProto(brand)),
                                       Pair("products/p", EqualsProto(product)))));
}

TEST_P(SizeChartStoreTest, SavedAndDeleted) {
  v1::SizeChart chart = Add("categories/c");
  EXPECT_EQ(chart.etag(), "v1");
  chart.add_sizes()->set_size("L");
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SaveSizeChart(txn, chart); }));
  EXPECT_EQ(chart.etag(), "v2");
  const auto load = [](sql::Transaction& txn) { return LoadSizeChart(txn, "s", "categories/c"); };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(chart)));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::SizeChart second = chart;
                second.clear_etag();
                return SaveSizeChart(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeleteSizeChart(txn, "s", "categories/c"); }));
  EXPECT_THAT(Get(load), HasReason("NOT_FOUND"));
}

TEST_P(SizeChartStoreTest, ListedBySubject) {
  const v1::SizeChart product = Add("products/a");
  const v1::SizeChart category = Add("categories/z");
  const auto list = [&](const std::string& after, int limit) {
    return Get([&](sql::Transaction& txn) { return ListSizeCharts(txn, "s", after, limit); });
  };
  EXPECT_THAT(list("", 2), IsOkAndHolds(ElementsAre(EqualsProto(category), EqualsProto(product))));
  EXPECT_THAT(list("categories/z", 2), IsOkAndHolds(ElementsAre(EqualsProto(product))));
}

TEST_P(SizeChartStoreTest, ThoseOfACategoryAreItsOwnAndItsBrands) {
  Add("categories/c/brands/b");
  Add("categories/c");
  Add("categories/c/brands/a");
  Add("categories/c0");
  Add("categories/cc/brands/a");
  Add("products/c");
  const auto found = Get([](sql::Transaction& txn) { return ListChartsOfCategory(txn, "s", "c"); });
  ASSERT_OK(found);
  std::vector<std::string> names;
  for (const v1::SizeChart& chart : *found) names.push_back(chart.name());
  EXPECT_THAT(names, ElementsAre("shops/s/categories/c/sizeChart",
                                 "shops/s/categories/c/brands/a/sizeChart",
                                 "shops/s/categories/c/brands/b/sizeChart"));
}

}  // namespace
}  // namespace shopdesk::catalog::store
