#include "services/catalog/handlers/bargain/grant.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/catalog/testing/bargaining.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::WriteBody;

class GrantTest : public testing::Bargaining {
 protected:
  static v1::RedeemGrantRequest Use(const v1::Grant& grant, const std::string& order) {
    v1::RedeemGrantRequest request;
    request.set_name(grant.name());
    request.set_order("shops/s/orders/" + order);
    request.set_buyer("b1");
    request.set_sku_id("A");
    request.set_quantity(2);
    return request;
  }
  absl::StatusOr<v1::Grant> Redeem(const v1::Grant& grant, const std::string& order) {
    return shop_.Write(handlers::RedeemGrant, Use(grant, order));
  }
  absl::StatusOr<v1::Grant> Return(const v1::Grant& grant, const std::string& order) {
    return shop_.WriteText<v1::Grant>(
        handlers::ReturnGrant,
        "name: '" + grant.name() + "' order: 'shops/s/orders/" + order + "'");
  }
};
ON_BOTH_DATABASES(GrantTest);

TEST_P(GrantTest, AGrantIsRedeemedGivenBackAndRedeemedAgain) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  const v1::Grant& grant = answer.grant();
  ASSERT_OK_AND_ASSIGN(const v1::Grant redeemed, Redeem(grant, "1"));
  EXPECT_EQ(redeemed.order(), "shops/s/orders/1");
  ASSERT_OK_AND_ASSIGN(const v1::Grant again, Redeem(grant, "1"));
  EXPECT_THAT(again, EqualsProto(redeemed));
  EXPECT_THAT(Redeem(grant, "2"), HasReason("GRANT_USED"));
  EXPECT_THAT(Return(grant, "2"), HasReason("GRANT_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Grant returned, Return(grant, "1"));
  EXPECT_EQ(returned.state(), v1::Grant::ACTIVE);
  ASSERT_OK_AND_ASSIGN(const v1::Grant twice, Return(grant, "1"));
  EXPECT_THAT(twice, EqualsProto(returned));
  EXPECT_OK(Redeem(grant, "2"));
  EXPECT_THAT(shop_.Events(), Contains("grant.redeemed").Times(2));
  EXPECT_THAT(shop_.Events(), Contains("grant.returned").Times(1));
}

TEST_P(GrantTest, AGrantDearerThanTodaysListIsForTheListPrice) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  const auto check = [&] {
    return shop_.ReadText<v1::CheckGrantResponse>(
        handlers::CheckGrant,
        "name: '" + answer.grant().name() + "' buyer: 'b1' sku_id: 'A' quantity: 2");
  };
  ASSERT_OK_AND_ASSIGN(const v1::CheckGrantResponse before, check());
  EXPECT_EQ(before.unit_price().minor(), 97);
  ASSERT_OK(shop_.Update(
      "product { name: 'shops/s/products/A' skus { sku_id: 'A' price { currency_code: 'GBP' "
      "minor: 90 } } } update_mask { paths: 'skus' }"));
  ASSERT_OK_AND_ASSIGN(const v1::CheckGrantResponse after, check());
  EXPECT_EQ(after.unit_price().minor(), 90);
  ASSERT_OK_AND_ASSIGN(const v1::Grant redeemed, Redeem(answer.grant(), "1"));
  EXPECT_THAT(check(), HasReason("GRANT_USED"));
  EXPECT_EQ(redeemed.unit_price().minor(), 90);
  EXPECT_EQ(redeemed.list_price().minor(), 90);
}

TEST_P(GrantTest, AGrantThatIsNotRedeemedExpires) {
  ASSERT_OK_AND_ASSIGN(const auto kept, Offer(97));
  ASSERT_OK(Redeem(kept.grant(), "1"));
  ASSERT_OK_AND_ASSIGN(const auto left, Offer(98, Role::GUIDE, "buyer: 'b2'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(25));
  EXPECT_THAT(shop_.Events(), Contains("grant.expired").Times(1));
  EXPECT_THAT(shop_.Write(handlers::RedeemGrant,
                          [&] {
                            v1::RedeemGrantRequest request = Use(left.grant(), "2");
                            request.set_buyer("b2");
                            return request;
                          }()),
              HasReason("GRANT_EXPIRED"));
  ASSERT_OK_AND_ASSIGN(const v1::Grant late, Return(kept.grant(), "1"));
  EXPECT_EQ(late.state(), v1::Grant::EXPIRED);
}

TEST_P(GrantTest, ABuyerHasOneActiveGrantForASku) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(98));
  ASSERT_OK_AND_ASSIGN(const auto second, Offer(97));
  EXPECT_THAT(Redeem(first.grant(), "1"), HasReason("GRANT_EXPIRED"));
  ASSERT_OK(Redeem(second.grant(), "1"));
  ASSERT_OK(Offer(97));
  ASSERT_OK_AND_ASSIGN(const v1::Grant returned, Return(second.grant(), "1"));
  EXPECT_EQ(returned.state(), v1::Grant::EXPIRED);
}

TEST_P(GrantTest, OfTwentyOrdersAtOnceOneGetsTheGrant) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  std::vector<WriteBody> bodies;
  for (int i = 0; i < 20; ++i) {
    bodies.push_back([request = Use(answer.grant(), absl::StrCat(i))](runtime::WriteContext& ctx) {
      v1::Grant grant;
      return handlers::RedeemGrant(ctx, request, &grant);
    });
  }
  int got = 0;
  for (const absl::Status& status : shop_.AtOnce(bodies)) {
    if (status.ok()) {
      ++got;
    } else {
      EXPECT_THAT(status, HasReason("GRANT_USED"));
    }
  }
  EXPECT_EQ(got, 1);
  EXPECT_THAT(shop_.Events(), Contains("grant.redeemed").Times(1));
}

TEST_P(GrantTest, ConcessionsAreListedByAgentProductAndBuyer) {
  ASSERT_OK(shop_.Stock("B", 5));
  ASSERT_OK_AND_ASSIGN(const auto a, Offer(97));
  shop_.AdvanceTo(kTestTime + absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const auto b, Offer(98, Role::GUIDE, "sku_id: 'B'"));
  shop_.AdvanceTo(kTestTime + absl::Minutes(2));
  ASSERT_OK_AND_ASSIGN(const auto c, Offer(99, Role::GUIDE, "sku_id: 'B' buyer: 'b2'"));
  ASSERT_OK(Redeem(a.grant(), "1"));
  const auto list = [&](const std::string& fields) {
    std::vector<int64_t> prices;
    shop_.List(handlers::ListGrants, fields, [&](const v1::ListGrantsResponse& page) {
      for (const v1::Grant& grant : page.grants()) prices.push_back(grant.unit_price().minor());
      return page.grants_size();
    });
    return prices;
  };
  EXPECT_THAT(list(""), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("page_size: 2"), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("page_size: 3"), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("agent: '1001'"), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("agent: '1002'"), IsEmpty());
  EXPECT_THAT(list("product: 'shops/s/products/B'"), ElementsAre(99, 98));
  EXPECT_THAT(list("product: 'shops/s/products/B' agent: '1002'"), IsEmpty());
  EXPECT_THAT(list("buyer: 'b1'"), ElementsAre(98, 97));
  EXPECT_THAT(list("buyer: 'b1' product: 'shops/s/products/B' agent: '1001'"), ElementsAre(98));
  EXPECT_THAT(list("state: ACTIVE"), ElementsAre(99, 98));
  EXPECT_THAT(list("buyer: 'b1' state: REDEEMED"), ElementsAre(97));
}

}  // namespace
}  // namespace shopdesk::catalog
