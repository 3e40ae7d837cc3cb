#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/placing/duplicate.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using ::shopdesk::testing::IsOk;
using testing::PlaceRequest;
using testing::TestPolicy;
using testing::World;

class SameAddressTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override {
    Policy policy = TestPolicy();
    policy.set_duplicate_rule(Policy::HOLD_PAIRS);
    ASSERT_THAT(world_.SetPolicy(policy, "rule"), IsOk());
  }

  // How many pairs there are once the buyer ordered the same to this address too.
  int PairsAfter(const char* province, const char* city, const char* district, const char* street) {
    PlaceOrderRequest request = PlaceRequest(absl::StrCat("o", ++orders_));
    type::v1::PostalAddress& address = *request.mutable_receiver()->mutable_address();
    address.clear_postal_code();
    address.set_administrative_area(province);
    address.set_locality(city);
    address.set_district(district);
    address.set_street(street);
    EXPECT_THAT(world_.Place(request), IsOk());
    ListDuplicatePairsRequest list;
    list.set_parent("shops/s");
    const auto listed = world_.Read<ListDuplicatePairsResponse>(list, handlers::ListDuplicatePairs);
    EXPECT_THAT(listed, IsOk());
    return listed.ok() ? listed->duplicate_pairs_size() : -1;
  }

  World world_{GetParam()};
  int orders_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, SameAddressTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(SameAddressTest, APairIsFoundHoweverTheAddressIsWritten) {
  EXPECT_EQ(PairsAfter("31", "上海市", "黄浦区", "中山东一路100号"), 0);
  EXPECT_EQ(PairsAfter("上海", "上海", "黃浦", "上海市黄浦区中山東一路 一百 號"), 1);
  EXPECT_EQ(PairsAfter("31", "上海市", "黄浦区", "中山东一路1100号"), 1);
  EXPECT_EQ(PairsAfter("31", "上海市", "黄浦区", "中山西一路100号"), 1);
  EXPECT_EQ(PairsAfter("31", "上海市", "静安区", "中山东一路100号"), 1);
}

}  // namespace
}  // namespace shopdesk::orders
