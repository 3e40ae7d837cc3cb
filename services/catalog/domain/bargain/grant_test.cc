#include "services/catalog/domain/bargain/grant.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::ParseText;

const absl::Time kGrantNow = absl::FromUnixSeconds(1000);

// What "b1" may buy three of "A" for, for an hour.
class GrantTest : public ::testing::Test {
 protected:
  GrantTest() { *grant_.mutable_expire_time() = ToProto(kGrantNow + absl::Hours(1)); }
  static v1::RedeemGrantRequest Use(const std::string& fields) {
    auto request = ParseText<v1::RedeemGrantRequest>(
        "order: 'shops/s/orders/1' buyer: 'b1' sku_id: 'A' quantity: 2");
    request.MergeFrom(ParseText<v1::RedeemGrantRequest>(fields));
    return request;
  }

  const v1::Bargain bargain_ = ParseText<v1::Bargain>(R"pb(
    name: 'shops/s/bargains/b'
    state: ACCEPTED
    grant: 'shops/s/grants/b'
    buyer: 'b1'
    sku_id: 'A'
    list_price { currency_code: 'GBP' minor: 10000 }
    rounds {
      quantity: 1
      unit_price { currency_code: 'GBP' minor: 9800 }
    }
    rounds {
      quantity: 3
      unit_price { currency_code: 'GBP' minor: 9700 }
      actor { id: '1001' }
    }
  )pb");
  v1::Grant grant_ = MakeGrant(bargain_);
};

TEST_F(GrantTest, IsWhatWasAgreed) {
  EXPECT_EQ(grant_.unit_price().minor(), 9700);
  EXPECT_EQ(grant_.quantity(), 3);
  EXPECT_EQ(grant_.list_price().minor(), 10000);
  EXPECT_EQ(grant_.actor().id(), "1001");
  EXPECT_EQ(grant_.name(), bargain_.grant());
  EXPECT_EQ(grant_.bargain(), bargain_.name());
}

TEST_F(GrantTest, IsForTheListPriceOnceThatIsLower) {
  const type::v1::Money list = ParseText<type::v1::Money>("currency_code: 'GBP' minor: 9600");
  v1::Grant cheaper = grant_;
  ASSERT_OK(Redeem(cheaper, Use(""), ParseText<type::v1::Money>("minor: 9701"), kGrantNow));
  EXPECT_EQ(cheaper.unit_price().minor(), 9700);
  EXPECT_EQ(cheaper.list_price().minor(), 10000);
  ASSERT_OK(Redeem(grant_, Use(""), list, kGrantNow));
  EXPECT_THAT(grant_.unit_price(), EqualsProto(list));
  EXPECT_THAT(grant_.list_price(), EqualsProto(list));
}

TEST_F(GrantTest, IsRedeemedOnce) {
  EXPECT_THAT(Redeem(grant_, Use(""), absl::nullopt, kGrantNow), IsOkAndHolds(true));
  EXPECT_EQ(grant_.state(), v1::Grant::REDEEMED);
  EXPECT_EQ(grant_.redeemed_quantity(), 2);
  EXPECT_THAT(Redeem(grant_, Use(""), absl::nullopt, kGrantNow + absl::Hours(2)),
              IsOkAndHolds(false));
  const auto used = Redeem(grant_, Use("order: 'shops/s/orders/2'"), absl::nullopt, kGrantNow);
  EXPECT_THAT(used, HasReason("GRANT_USED"));
  EXPECT_EQ(ErrorMetadataOf(used.status(), "order"), "shops/s/orders/1");
}

TEST_F(GrantTest, IsBoundToBuyerSkuAndQuantity) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"buyer: 'b2'", "buyer"}, {"sku_id: 'B'", "sku_id"}, {"quantity: 4", "quantity"}};
  for (const auto& [fields, field] : kWrong) {
    const auto refused = Redeem(grant_, Use(fields), absl::nullopt, kGrantNow);
    EXPECT_THAT(refused, HasReason("GRANT_MISMATCH"));
    EXPECT_EQ(ErrorMetadataOf(refused.status(), "field"), field);
  }
  EXPECT_EQ(grant_.state(), v1::Grant::ACTIVE);
}

TEST_F(GrantTest, ExpiresUnlessAnotherOrderTakesItOver) {
  const absl::Time late = kGrantNow + absl::Hours(1);
  EXPECT_THAT(Redeem(grant_, Use(""), absl::nullopt, late), HasReason("GRANT_EXPIRED"));
  ASSERT_OK(Redeem(grant_, Use(""), absl::nullopt, kGrantNow));
  const auto next = Use("order: 'shops/s/orders/2' from_order: 'shops/s/orders/1'");
  EXPECT_THAT(Redeem(grant_, next, absl::nullopt, late), IsOkAndHolds(true));
  EXPECT_EQ(grant_.order(), "shops/s/orders/2");
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kGrantNow), HasReason("GRANT_MISMATCH"));
}

TEST_F(GrantTest, IsGivenBackByItsOrderOnly) {
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kGrantNow), HasReason("GRANT_MISMATCH"));
  ASSERT_OK(Redeem(grant_, Use(""), absl::nullopt, kGrantNow));
  EXPECT_THAT(Return(grant_, "shops/s/orders/2", false, kGrantNow), HasReason("GRANT_MISMATCH"));
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kGrantNow), IsOkAndHolds(true));
  EXPECT_EQ(grant_.state(), v1::Grant::ACTIVE);
  EXPECT_EQ(grant_.order(), "");
  EXPECT_THAT(Return(grant_, "shops/s/orders/1", false, kGrantNow), IsOkAndHolds(false));
  EXPECT_THAT(Redeem(grant_, Use("order: 'shops/s/orders/2'"), absl::nullopt, kGrantNow),
              IsOkAndHolds(true));
}

TEST_F(GrantTest, GivenBackLateOrReplacedItIsOver) {
  ASSERT_OK(Redeem(grant_, Use(""), absl::nullopt, kGrantNow));
  v1::Grant replaced = grant_;
  ASSERT_OK(Return(grant_, "shops/s/orders/1", false, kGrantNow + absl::Hours(1)));
  EXPECT_EQ(grant_.state(), v1::Grant::EXPIRED);
  ASSERT_OK(Return(replaced, "shops/s/orders/1", true, kGrantNow));
  EXPECT_EQ(replaced.state(), v1::Grant::EXPIRED);
  EXPECT_THAT(Redeem(replaced, Use(""), absl::nullopt, kGrantNow), HasReason("GRANT_EXPIRED"));
}

TEST_F(GrantTest, OnlyAnActiveOneExpires) {
  v1::Grant redeemed = grant_;
  ASSERT_OK(Redeem(redeemed, Use(""), absl::nullopt, kGrantNow));
  EXPECT_THAT(ExpireGrant(redeemed), HasReason("WRONG_STATE"));
  ASSERT_OK(ExpireGrant(grant_));
  EXPECT_EQ(grant_.state(), v1::Grant::EXPIRED);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
