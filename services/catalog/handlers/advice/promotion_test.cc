#include "services/catalog/handlers/advice/promotion.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

class PromotionHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  PromotionHandlerTest() {
    for (const char* id : {"a", "b"}) EXPECT_OK(shop_.Stock(id, 1));
  }

  absl::StatusOr<v1::Promotion> Promote(const std::string& product, const std::string& fields) {
    return shop_.WriteText<v1::Promotion>(
        handlers::UpdatePromotion,
        absl::StrCat("promotion { name: 'shops/s/products/", product,
                     "/promotion' start_time { seconds: 100 } ", fields, " }"));
  }

  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(PromotionHandlerTest);

TEST_P(PromotionHandlerTest, IsToldOnce) {
  const auto told = Promote("a", "end_time { seconds: 200 } rank: 3");
  ASSERT_OK(told);
  EXPECT_EQ(told->etag(), "v1");
  EXPECT_EQ(told->rank(), 3);
  const size_t events = shop_.Events().size();
  EXPECT_THAT(Promote("a", "end_time { seconds: 200 } rank: 3"), IsOkAndHolds(EqualsProto(*told)));
  EXPECT_EQ(shop_.Events().size(), events);
  EXPECT_THAT(Promote("a", "end_time { seconds: 200 } etag: 'v9'"), HasReason("ETAG_MISMATCH"));
  EXPECT_EQ(Promote("a", "end_time { seconds: 300 }")->etag(), "v2");
}

TEST_P(PromotionHandlerTest, OnlyOfWhatThereIsAndToAnEnd) {
  EXPECT_THAT(Promote("none", "end_time { seconds: 200 }"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Promote("a", "end_time { seconds: 100 }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(PromotionHandlerTest, IsListedAndDeleted) {
  ASSERT_OK(Promote("b", "end_time { seconds: 200 }"));
  const auto a = Promote("a", "end_time { seconds: 200 }");
  ASSERT_OK(a);
  std::vector<std::string> names;
  shop_.List<v1::ListPromotionsResponse, v1::ListPromotionsRequest>(
      handlers::ListPromotions, "", [&](const v1::ListPromotionsResponse& page) {
        for (const v1::Promotion& promotion : page.promotions()) names.push_back(promotion.name());
        return page.promotions_size();
      });
  EXPECT_THAT(names, ElementsAre("shops/s/products/a/promotion", "shops/s/products/b/promotion"));
  const std::string name = absl::StrCat("name: '", a->name(), "'");
  const auto get = [&] { return shop_.ReadText<v1::Promotion>(handlers::GetPromotion, name); };
  EXPECT_THAT(get(), IsOkAndHolds(EqualsProto(*a)));
  const auto remove = [&](const std::string& request) {
    return shop_.WriteText<v1::DeletePromotionResponse>(handlers::DeletePromotion, request);
  };
  EXPECT_THAT(remove(name + " etag: 'v7'"), HasReason("ETAG_MISMATCH"));
  EXPECT_OK(remove(name));
  EXPECT_THAT(remove(name), HasReason("NOT_FOUND"));
  EXPECT_THAT(get(), HasReason("NOT_FOUND"));
  EXPECT_THAT(shop_.Events(), Contains("promotion.deleted"));
}

}  // namespace
}  // namespace shopdesk::catalog
