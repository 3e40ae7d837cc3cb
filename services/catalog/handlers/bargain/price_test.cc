#include "services/catalog/handlers/bargain/price.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/catalog/testing/bargaining.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;

using Round = v1::BargainRound;

class PriceTest : public testing::Bargaining {
 protected:
  absl::StatusOr<v1::CheckPriceResponse> Check(Role::Value role, int64_t minor) {
    return shop_.ReadText<v1::CheckPriceResponse>(
        handlers::CheckPrice,
        absl::StrCat("parent: 'shops/s' role: ", Role::Value_Name(role),
                     " lines { sku_id: 'A' unit_price { currency_code: 'GBP' minor: ", minor,
                     " } }"));
  }
  absl::StatusOr<v1::PriceRule> SetRule(const std::string& subject, const std::string& fields) {
    return shop_.WriteText<v1::PriceRule>(
        handlers::UpdatePriceRule,
        "price_rule { name: 'shops/s/" + subject + "/priceRule' " + fields + " }");
  }
};
ON_BOTH_DATABASES(PriceTest);

TEST_P(PriceTest, FloorsOfProductAndSku) {
  ASSERT_OK(SetRule("products/A", "floor_bps: 9500"));
  ASSERT_OK_AND_ASSIGN(auto answer, Offer(93, Role::OWNER));
  EXPECT_EQ(answer.decision(), Round::COUNTER_OFFER);
  ASSERT_OK_AND_ASSIGN(const v1::PriceRule rule,
                       SetRule("skus/A", "floor { currency_code: 'GBP' minor: 60 }"));
  EXPECT_EQ(rule.actor().id(), "agent-1");
  ASSERT_OK_AND_ASSIGN(answer, Offer(60, Role::OWNER));
  EXPECT_EQ(answer.decision(), Round::ACCEPT);
  EXPECT_THAT(SetRule("skus/A", "etag: 'v9'"), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(SetRule("skus/X", "floor_bps: 1"), HasReason("NOT_FOUND"));
  EXPECT_THAT(SetRule("products/X", "floor_bps: 1"), HasReason("NOT_FOUND"));
  v1::ListPriceRulesRequest request;
  request.set_parent("shops/s");
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto first, shop_.Read(handlers::ListPriceRules, request));
  EXPECT_EQ(first.price_rules(0).name(), "shops/s/products/A/priceRule");
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second, shop_.Read(handlers::ListPriceRules, request));
  EXPECT_THAT(second.price_rules(0), EqualsProto(rule));
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_P(PriceTest, ChecksPricesWithoutChangingAnything) {
  ASSERT_OK(SetRule("skus/A", "floor_bps: 9000"));
  const std::pair<int64_t, v1::PriceVerdict::Value> kPrices[] = {
      {97, v1::PriceVerdict::ALLOWED},
      {96, v1::PriceVerdict::ABOVE_ROLE_LIMIT},
      {89, v1::PriceVerdict::BELOW_FLOOR}};
  for (const auto& [price, verdict] : kPrices) {
    ASSERT_OK_AND_ASSIGN(const auto checked, Check(Role::GUIDE, price));
    EXPECT_EQ(checked.checks(0).verdict(), verdict) << price;
  }
  // The test's caller is an owner.
  ASSERT_OK_AND_ASSIGN(const auto figures,
                       shop_.ReadText<v1::CheckPriceResponse>(
                           handlers::CheckPrice, "parent: 'shops/s' lines { sku_id: 'A' }"));
  EXPECT_THAT(figures.checks(0),
              EqualsProto("sku_id: 'A' list_price { currency_code: 'GBP' minor: 100 } "
                          "floor { currency_code: 'GBP' minor: 90 } "
                          "lowest { currency_code: 'GBP' minor: 90 }"));
  EXPECT_THAT(shop_.ReadText<v1::CheckPriceResponse>(handlers::CheckPrice,
                                                     "parent: 'shops/s' lines { sku_id: 'X' }"),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog
