#include "services/catalog/handlers/bargain.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "services/catalog/handlers/grant.h"
#include "services/catalog/handlers/price.h"
#include "services/catalog/handlers/testing/at_once.h"
#include "services/catalog/handlers/testing/shop.h"
#include "services/catalog/handlers/testing/work.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::StatusIs;
using testing::AtOnce;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::OpenWork;
using testing::Shop;
using testing::TestCall;
using testing::WriteBody;

using Round = v1::BargainRound;

// A SKU "A" at 1.00, of which the buyer "b1" wants two.
class BargainTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override { ASSERT_OK(shop_.Stock("A", 5)); }

  absl::StatusOr<v1::NegotiatePriceResponse> Offer(int64_t minor, const std::string& role = "guide",
                                                   const std::string& fields = "") {
    auto request = shopdesk::testing::ParseText<v1::NegotiatePriceRequest>(
        "parent: 'shops/s' sku_id: 'A' quantity: 2 buyer: 'b1' offer { currency_code: 'GBP' }");
    request.mutable_offer()->set_minor(minor);
    request.MergeFrom(shopdesk::testing::ParseText<v1::NegotiatePriceRequest>(fields));
    request.set_request_id(absl::StrCat("offer-", ++calls_));
    runtime::CallInfo call = TestCall(request.request_id());
    call.actor.set_id("1001");
    call.actor.set_role(role);
    v1::NegotiatePriceResponse response;
    RETURN_IF_ERROR(
        shop_.runtime()->WriteAndWait(call, &request, &response, [&](runtime::WriteContext& ctx) {
          return handlers::NegotiatePrice(ctx, request, &response);
        }));
    return response;
  }
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
  absl::StatusOr<v1::CheckPriceResponse> Check(const std::string& role, int64_t minor) {
    return shop_.ReadText<v1::CheckPriceResponse>(
        handlers::CheckPrice,
        absl::StrCat("parent: 'shops/s' role: '", role,
                     "' lines { sku_id: 'A' unit_price { currency_code: 'GBP' minor: ", minor,
                     " } }"));
  }
  absl::StatusOr<v1::PriceRule> SetRule(const std::string& subject, const std::string& fields) {
    return shop_.WriteText<v1::PriceRule>(
        handlers::UpdatePriceRule,
        "price_rule { name: 'shops/s/" + subject + "/priceRule' " + fields + " }");
  }

  Shop shop_{GetParam()};
  int calls_ = 0;
};
ON_BOTH_DATABASES(BargainTest);

TEST_P(BargainTest, AnAcceptedOfferBecomesAGrant) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  EXPECT_EQ(answer.decision(), Round::ACCEPT);
  EXPECT_EQ(answer.bargain().state(), v1::Bargain::ACCEPTED);
  const v1::Grant& grant = answer.grant();
  EXPECT_EQ(grant.name(), answer.bargain().grant());
  EXPECT_EQ(grant.unit_price().minor(), 97);
  EXPECT_EQ(grant.list_price().minor(), 100);
  EXPECT_EQ(grant.quantity(), 2);
  EXPECT_EQ(grant.actor().id(), "1001");
  EXPECT_EQ(FromProto(grant.expire_time()), kTestTime + absl::Hours(24));
  EXPECT_THAT(shop_.Events(), Contains("bargain.accepted").Times(1));
  EXPECT_THAT(shop_.Events(), Contains("grant.given").Times(1));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
}

TEST_P(BargainTest, ACounterOfferIsWorkUntilTheBuyerTakesIt) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(90));
  EXPECT_EQ(first.decision(), Round::COUNTER_OFFER);
  EXPECT_EQ(first.bargain().rounds(0).unit_price().minor(), 97);
  EXPECT_EQ(first.accepting_role(), "");
  EXPECT_FALSE(first.has_grant());
  EXPECT_THAT(OpenWork(shop_), ElementsAre("open_bargain " + first.bargain().name()));
  ASSERT_OK_AND_ASSIGN(const auto second, Offer(95));
  EXPECT_EQ(second.accepting_role(), "lead");
  EXPECT_EQ(second.bargain().name(), first.bargain().name());
  EXPECT_EQ(second.bargain().rounds_size(), 2);
  ASSERT_OK_AND_ASSIGN(const auto taken, Offer(97));
  EXPECT_EQ(taken.decision(), Round::ACCEPT);
  EXPECT_EQ(taken.bargain().name(), first.bargain().name());
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  ASSERT_OK_AND_ASSIGN(
      const auto stored,
      shop_.ReadText<v1::Bargain>(handlers::GetBargain, "name: '" + first.bargain().name() + "'"));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(taken.bargain()));
}

TEST_P(BargainTest, ACounterOfferStandsForItsTimeOnly) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(90));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy, "policy { name: 'shops/s/policy' counter_offer_seconds: 60 }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(23));
  EXPECT_THAT(OpenWork(shop_), ::testing::SizeIs(1));
  shop_.AdvanceTo(kTestTime + absl::Hours(24));
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("bargain.expired").Times(1));
  ASSERT_OK_AND_ASSIGN(const auto again, Offer(90));
  EXPECT_NE(again.bargain().name(), first.bargain().name());
  EXPECT_EQ(FromProto(again.bargain().expire_time()),
            kTestTime + absl::Hours(24) + absl::Minutes(1));
}

TEST_P(BargainTest, RefusedByTheRulesOrByHand) {
  ASSERT_OK_AND_ASSIGN(const auto low, Offer(49));
  EXPECT_EQ(low.decision(), Round::REFUSE);
  EXPECT_EQ(low.bargain().refusal(), v1::Bargain::OFFER_TOO_LOW);
  ASSERT_OK_AND_ASSIGN(const auto open, Offer(90));
  const std::string name = "name: '" + open.bargain().name() + "'";
  ASSERT_OK_AND_ASSIGN(const auto refused,
                       shop_.WriteText<v1::Bargain>(handlers::RefuseBargain, name));
  EXPECT_EQ(refused.refusal(), v1::Bargain::DECLINED);
  EXPECT_THAT(OpenWork(shop_), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("bargain.refused").Times(2));
  EXPECT_THAT(shop_.WriteText<v1::Bargain>(handlers::RefuseBargain, name),
              HasReason("WRONG_STATE"));
}

TEST_P(BargainTest, RefusesWhatCantBeBargainedFor) {
  EXPECT_THAT(Offer(97, "guide", "sku_id: 'X'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Offer(97, "guide", "parent: 'shops/other'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Offer(97, "guide", "offer { currency_code: 'EUR' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Offer(-1), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/A'"));
  EXPECT_THAT(Offer(97), HasReason("NOT_ON_SALE"));
}

TEST_P(BargainTest, FloorsOfProductAndSku) {
  ASSERT_OK(SetRule("products/A", "floor_bps: 9500"));
  ASSERT_OK_AND_ASSIGN(auto answer, Offer(93, "owner"));
  EXPECT_EQ(answer.decision(), Round::COUNTER_OFFER);
  ASSERT_OK_AND_ASSIGN(const v1::PriceRule rule,
                       SetRule("skus/A", "floor { currency_code: 'GBP' minor: 60 }"));
  EXPECT_EQ(rule.actor().id(), "agent-1");
  ASSERT_OK_AND_ASSIGN(answer, Offer(60, "owner"));
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
  EXPECT_THAT(second.price_rules(0), shopdesk::testing::EqualsProto(rule));
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_P(BargainTest, ChecksPricesWithoutChangingAnything) {
  ASSERT_OK(SetRule("skus/A", "floor_bps: 9000"));
  const std::pair<int64_t, v1::PriceVerdict> kPrices[] = {
      {97, v1::ALLOWED}, {96, v1::ABOVE_ROLE_LIMIT}, {89, v1::BELOW_FLOOR}};
  for (const auto& [price, verdict] : kPrices) {
    ASSERT_OK_AND_ASSIGN(const auto checked, Check("guide", price));
    EXPECT_EQ(checked.checks(0).verdict(), verdict) << price;
  }
  // The test's caller is an owner.
  ASSERT_OK_AND_ASSIGN(const auto figures,
                       shop_.ReadText<v1::CheckPriceResponse>(
                           handlers::CheckPrice, "parent: 'shops/s' lines { sku_id: 'A' }"));
  EXPECT_THAT(figures.checks(0), shopdesk::testing::EqualsProto(
                                     "sku_id: 'A' list_price { currency_code: 'GBP' minor: 100 } "
                                     "floor { currency_code: 'GBP' minor: 90 } "
                                     "lowest { currency_code: 'GBP' minor: 90 }"));
  EXPECT_THAT(shop_.ReadText<v1::CheckPriceResponse>(handlers::CheckPrice,
                                                     "parent: 'shops/s' lines { sku_id: 'X' }"),
              HasReason("NOT_FOUND"));
}

TEST_P(BargainTest, AGrantIsRedeemedGivenBackAndRedeemedAgain) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  const v1::Grant& grant = answer.grant();
  ASSERT_OK_AND_ASSIGN(const v1::Grant redeemed, Redeem(grant, "1"));
  EXPECT_EQ(redeemed.order(), "shops/s/orders/1");
  ASSERT_OK_AND_ASSIGN(const v1::Grant again, Redeem(grant, "1"));
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(redeemed));
  EXPECT_THAT(Redeem(grant, "2"), HasReason("GRANT_USED"));
  EXPECT_THAT(Return(grant, "2"), HasReason("GRANT_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const v1::Grant returned, Return(grant, "1"));
  EXPECT_EQ(returned.state(), v1::Grant::ACTIVE);
  ASSERT_OK_AND_ASSIGN(const v1::Grant twice, Return(grant, "1"));
  EXPECT_THAT(twice, shopdesk::testing::EqualsProto(returned));
  EXPECT_OK(Redeem(grant, "2"));
  EXPECT_THAT(shop_.Events(), Contains("grant.redeemed").Times(2));
  EXPECT_THAT(shop_.Events(), Contains("grant.returned").Times(1));
}

TEST_P(BargainTest, AGrantThatIsNotRedeemedExpires) {
  ASSERT_OK_AND_ASSIGN(const auto kept, Offer(97));
  ASSERT_OK(Redeem(kept.grant(), "1"));
  ASSERT_OK_AND_ASSIGN(const auto left, Offer(98, "guide", "buyer: 'b2'"));
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

TEST_P(BargainTest, ABuyerHasOneActiveGrantForASku) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(98));
  ASSERT_OK_AND_ASSIGN(const auto second, Offer(97));
  EXPECT_THAT(Redeem(first.grant(), "1"), HasReason("GRANT_EXPIRED"));
  ASSERT_OK(Redeem(second.grant(), "1"));
  ASSERT_OK(Offer(97));
  ASSERT_OK_AND_ASSIGN(const v1::Grant returned, Return(second.grant(), "1"));
  EXPECT_EQ(returned.state(), v1::Grant::EXPIRED);
}

TEST_P(BargainTest, OfTwentyOrdersAtOnceOneGetsTheGrant) {
  ASSERT_OK_AND_ASSIGN(const auto answer, Offer(97));
  std::vector<WriteBody> bodies;
  for (int i = 0; i < 20; ++i) {
    bodies.push_back([request = Use(answer.grant(), absl::StrCat(i))](runtime::WriteContext& ctx) {
      v1::Grant grant;
      return handlers::RedeemGrant(ctx, request, &grant);
    });
  }
  int got = 0;
  for (const absl::Status& status : AtOnce(shop_, bodies)) {
    if (status.ok()) {
      ++got;
    } else {
      EXPECT_THAT(status, HasReason("GRANT_USED"));
    }
  }
  EXPECT_EQ(got, 1);
  EXPECT_THAT(shop_.Events(), Contains("grant.redeemed").Times(1));
}

TEST_P(BargainTest, OffersOfOneBuyerAtOnceAreOneBargain) {
  const WriteBody body = [](runtime::WriteContext& ctx) {
    v1::NegotiatePriceResponse response;
    return handlers::NegotiatePrice(ctx,
                                    shopdesk::testing::ParseText<v1::NegotiatePriceRequest>(
                                        "parent: 'shops/s' sku_id: 'A' quantity: 1 buyer: 'b1' "
                                        "offer { currency_code: 'GBP' minor: 60 }"),
                                    &response);
  };
  for (const absl::Status& status : AtOnce(shop_, std::vector<WriteBody>(8, body))) {
    EXPECT_OK(status);
  }
  // Three counter-offers and a refusal each.
  ASSERT_OK_AND_ASSIGN(const auto page, shop_.ReadText<v1::ListBargainsResponse>(
                                            handlers::ListBargains, "parent: 'shops/s'"));
  ASSERT_EQ(page.bargains_size(), 2);
  for (const v1::Bargain& bargain : page.bargains()) {
    EXPECT_EQ(bargain.rounds_size(), 4);
    EXPECT_EQ(bargain.state(), v1::Bargain::REFUSED);
  }
}

TEST_P(BargainTest, ConcessionsAreListedByAgentProductAndBuyer) {
  ASSERT_OK(shop_.Stock("B", 5));
  ASSERT_OK_AND_ASSIGN(const auto a, Offer(97));
  shop_.AdvanceTo(kTestTime + absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const auto b, Offer(98, "guide", "sku_id: 'B'"));
  shop_.AdvanceTo(kTestTime + absl::Minutes(2));
  ASSERT_OK_AND_ASSIGN(const auto c, Offer(99, "guide", "sku_id: 'B' buyer: 'b2'"));
  ASSERT_OK(Redeem(a.grant(), "1"));
  const auto list = [&](const std::string& fields) {
    std::vector<int64_t> prices;
    auto request =
        shopdesk::testing::ParseText<v1::ListGrantsRequest>("parent: 'shops/s' page_size: 1");
    request.MergeFrom(shopdesk::testing::ParseText<v1::ListGrantsRequest>(fields));
    do {
      const auto page = shop_.Read(handlers::ListGrants, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const v1::Grant& grant : page->grants()) prices.push_back(grant.unit_price().minor());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return prices;
  };
  EXPECT_THAT(list(""), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("agent: '1001'"), ElementsAre(99, 98, 97));
  EXPECT_THAT(list("agent: '1002'"), IsEmpty());
  EXPECT_THAT(list("product: 'shops/s/products/B'"), ElementsAre(99, 98));
  EXPECT_THAT(list("product: 'shops/s/products/B' agent: '1002'"), IsEmpty());
  EXPECT_THAT(list("buyer: 'b1'"), ElementsAre(98, 97));
  EXPECT_THAT(list("buyer: 'b1' product: 'shops/s/products/B' agent: '1001'"), ElementsAre(98));
  EXPECT_THAT(list("state: ACTIVE"), ElementsAre(99, 98));
  EXPECT_THAT(list("buyer: 'b1' state: REDEEMED"), ElementsAre(97));
}

TEST_P(BargainTest, BargainsAreListedByStateAndBuyer) {
  ASSERT_OK(Offer(97));
  shop_.AdvanceTo(kTestTime + absl::Minutes(1));
  ASSERT_OK(Offer(80));
  shop_.AdvanceTo(kTestTime + absl::Minutes(2));
  ASSERT_OK(Offer(81, "guide", "buyer: 'b2'"));
  const auto list = [&](const std::string& fields) {
    std::vector<int64_t> offers;
    auto request =
        shopdesk::testing::ParseText<v1::ListBargainsRequest>("parent: 'shops/s' page_size: 1");
    request.MergeFrom(shopdesk::testing::ParseText<v1::ListBargainsRequest>(fields));
    do {
      const auto page = shop_.Read(handlers::ListBargains, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      for (const auto& bargain : page->bargains()) {
        offers.push_back(bargain.rounds(0).offer().minor());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return offers;
  };
  EXPECT_THAT(list(""), ElementsAre(81, 80, 97));
  EXPECT_THAT(list("state: OPEN"), ElementsAre(81, 80));
  EXPECT_THAT(list("buyer: 'b1'"), ElementsAre(80, 97));
  EXPECT_THAT(list("buyer: 'b1' state: ACCEPTED"), ElementsAre(97));
}

}  // namespace
}  // namespace shopdesk::catalog
