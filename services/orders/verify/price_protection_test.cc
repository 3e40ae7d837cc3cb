#include "services/orders/verify/price_protection.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/pricing/price_protection.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr sql::Statement kPutUnit = {"orders.put_unit",
                                     "UPDATE protected_lines SET unit_minor = $1"};
constexpr sql::Statement kPutLine = {"orders.put_line", "UPDATE protected_lines SET line = $1"};
constexpr sql::Statement kPutDrop = {"orders.put_drop",
                                     "UPDATE price_drops SET data = $2 WHERE id = $1"};
constexpr sql::Statement kDropDrops = {"orders.drop_drops", "DELETE FROM price_drops"};

class PriceChecksTest : public testing::WorldTest {
 protected:
  void SetUp() override {
    Policy policy;
    policy.set_name("shops/s/policy");
    policy.set_price_protection_days(7);
    ASSERT_THAT(world_.SetPolicy(policy, "protect"), IsOk());
    ASSERT_THAT(world_.Place(testing::PlaceRequest("o")), IsOk());
    ASSERT_THAT(world_.Pay(testing::PayRequest(world_.Get("shops/s/orders/o"), "o")), IsOk());
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
  // The SKU is sold for so much from now on, and what is in protection is settled.
  PriceDrop Drop(int64_t minor) {
    world_.catalog().SetStock("a", 1000, minor);
    SettlePriceDropRequest request;
    request.set_parent("shops/s");
    request.set_sku_id("a");
    request.set_request_id(absl::StrCat("drop-", minor));
    const auto drop = world_.Workflow<PriceDrop>(request, handlers::SettlePriceDrop,
                                                 static_cast<clients::Catalog&>(world_.catalog()));
    EXPECT_THAT(drop, IsOk());
    return drop.value_or(PriceDrop());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PriceChecksTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PriceChecksTest, FindsLinesThatDoNotKeepThePriceTheyWereSettledAt) {
  Drop(400);
  Drop(300);
  for (const shopdesk::verify::Check& check : AllChecks()) {
    if (check.name.rfind("figures.", 0) == 0) continue;
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
  Spoil(world_.runtime(), kPutUnit, {400});
  EXPECT_THAT(Findings("orders.settled_lines"),
              ElementsAre("shops/s/orders/o: its line 1 was settled at 300, and is kept with 400"));
}

TEST_P(PriceChecksTest, FindsLinesThatWereSettledTwiceAtAPrice) {
  Drop(400);
  PriceDrop second = Drop(300);
  second.mutable_unit_price()->set_minor(400);
  SpoilResource(world_.runtime(), kPutDrop, second);
  Spoil(world_.runtime(), kPutUnit, {400});
  EXPECT_THAT(Findings("orders.settled_lines"),
              ElementsAre(HasSubstr("its line was settled at 400 before")));
  Spoil(world_.runtime(), kDropDrops);
  EXPECT_THAT(Findings("orders.settled_lines"),
              ElementsAre(HasSubstr("the price drop that it is of isn't there"),
                          HasSubstr("the price drop that it is of isn't there")));
}

TEST_P(PriceChecksTest, FindsProtectionOfWhatNobodyBought) {
  EXPECT_THAT(Findings("orders.protected_lines"), IsEmpty());
  Spoil(world_.runtime(), kPutLine, {7});
  EXPECT_THAT(Findings("orders.protected_lines"),
              ElementsAre("shops/s/orders/o: its line 7 is in price protection, and isn't there"));
}

}  // namespace
}  // namespace shopdesk::orders
