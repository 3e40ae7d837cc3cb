#include "services/catalog/handlers/stock/available.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::Shop;

class AvailableTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  std::map<std::string, int64_t> Available() {
    std::map<std::string, int64_t> available;
    EXPECT_OK(shop_.runtime()->Read(
        shopdesk::testing::TestCall(), [&](runtime::ReadContext& ctx) -> absl::Status {
          ASSIGN_OR_RETURN(const v1::Policy policy, handlers::LoadPolicy(ctx.txn(), "s"));
          v1::GetProductRequest request;
          request.set_name("shops/s/products/A");
          v1::Product product;
          RETURN_IF_ERROR(handlers::GetProduct(ctx, request, &product));
          ASSIGN_OR_RETURN(available, handlers::ReadAvailable(ctx, policy, product));
          return absl::OkStatus();
        }));
    return available;
  }

  Shop shop_{GetParam(), "safety_stock: 2"};
};
ON_BOTH_DATABASES(AvailableTest);

TEST_P(AvailableTest, IsTheSumOverLocationsWhileItIsOnSale) {
  ASSERT_OK(shop_.Stock("A", 5));
  ASSERT_OK(shop_.Receive("A", 9, "north"));
  EXPECT_THAT(Available(), ElementsAre(Pair("A", 10)));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/A'"));
  EXPECT_THAT(Available(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::catalog
