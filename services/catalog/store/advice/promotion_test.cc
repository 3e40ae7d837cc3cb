#include "services/catalog/store/advice/promotion.h"

#include <string>

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

class PromotionStoreTest : public testing::StoreTest {
 protected:
  v1::Promotion Add(const std::string& product, int start, int end, int rank) {
    v1::Promotion promotion;
    promotion.set_name("shops/s/products/" + product + "/promotion");
    promotion.mutable_start_time()->set_seconds(start);
    promotion.mutable_end_time()->set_seconds(end);
    promotion.set_rank(rank);
    EXPECT_OK(Write([&](sql::Transaction& txn) { return SavePromotion(txn, promotion); }));
    return promotion;
  }
};
ON_BOTH_DATABASES(PromotionStoreTest);

TEST_P(PromotionStoreTest, ThoseThatRunAreListedByRank) {
  const v1::Promotion last = Add("a", 0, 20, 9);
  const v1::Promotion first = Add("z", 10, 11, 1);
  Add("over", 0, 10, 0);
  Add("to_come", 11, 20, 0);
  const auto running = [&](int limit) {
    return Get([&](sql::Transaction& txn) {
      return ListRunningPromotions(txn, "s", absl::FromUnixSeconds(10), limit);
    });
  };
  EXPECT_THAT(running(9), IsOkAndHolds(ElementsAre(EqualsProto(first), EqualsProto(last))));
  EXPECT_THAT(running(1), IsOkAndHolds(ElementsAre(EqualsProto(first))));
}

TEST_P(PromotionStoreTest, SavedListedAndDeleted) {
  v1::Promotion promotion = Add("a", 0, 20, 9);
  promotion.set_rank(2);
  promotion.mutable_end_time()->set_seconds(5);
  ASSERT_OK(Write([&](sql::Transaction& txn) { return SavePromotion(txn, promotion); }));
  EXPECT_EQ(promotion.etag(), "v2");
  const auto load = [](sql::Transaction& txn) { return LoadPromotion(txn, "s", "a"); };
  EXPECT_THAT(Get(load), IsOkAndHolds(EqualsProto(promotion)));
  EXPECT_THAT(Get([](sql::Transaction& txn) { return ListPromotions(txn, "s", "", 5); }),
              IsOkAndHolds(ElementsAre(EqualsProto(promotion))));
  EXPECT_THAT(Get([](sql::Transaction& txn) {
                return ListRunningPromotions(txn, "s", absl::FromUnixSeconds(10), 5);
              }),
              IsOkAndHolds(ElementsAre()));
  EXPECT_THAT(Write([&](sql::Transaction& txn) {
                v1::Promotion second = promotion;
                second.clear_etag();
                return SavePromotion(txn, second);
              }),
              StatusIs(absl::StatusCode::kAborted));
  ASSERT_OK(Write([](sql::Transaction& txn) { return DeletePromotion(txn, "s", "a"); }));
  EXPECT_THAT(Get(load), HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog::store
