#include "services/catalog/handlers/bargain/bargain.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/role.h"
#include "services/catalog/testing/bargaining.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::WriteBody;

using Round = v1::BargainRound;

class BargainTest : public testing::Bargaining {};
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
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
}

TEST_P(BargainTest, ACounterOfferIsWorkUntilTheBuyerTakesIt) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(90));
  EXPECT_EQ(first.decision(), Round::COUNTER_OFFER);
  EXPECT_EQ(first.bargain().rounds(0).unit_price().minor(), 97);
  EXPECT_EQ(first.accepting_role(), Role::ROLE_UNSPECIFIED);
  EXPECT_FALSE(first.has_grant());
  EXPECT_THAT(shop_.OpenWork(), ElementsAre("open_bargain " + first.bargain().name()));
  ASSERT_OK_AND_ASSIGN(const auto second, Offer(95));
  EXPECT_EQ(second.accepting_role(), Role::LEAD);
  EXPECT_EQ(second.bargain().name(), first.bargain().name());
  EXPECT_EQ(second.bargain().rounds_size(), 2);
  ASSERT_OK_AND_ASSIGN(const auto taken, Offer(97));
  EXPECT_EQ(taken.decision(), Round::ACCEPT);
  EXPECT_EQ(taken.bargain().name(), first.bargain().name());
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(
      const auto stored,
      shop_.ReadText<v1::Bargain>(handlers::GetBargain, "name: '" + first.bargain().name() + "'"));
  EXPECT_THAT(stored, EqualsProto(taken.bargain()));
}

TEST_P(BargainTest, ACounterOfferStandsForItsTimeOnly) {
  ASSERT_OK_AND_ASSIGN(const auto first, Offer(90));
  ASSERT_OK(shop_.WriteText<v1::Policy>(
      handlers::UpdatePolicy, "policy { name: 'shops/s/policy' counter_offer_seconds: 60 }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(23));
  EXPECT_THAT(shop_.OpenWork(), SizeIs(1));
  shop_.AdvanceTo(kTestTime + absl::Hours(24));
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
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
  EXPECT_THAT(shop_.OpenWork(), IsEmpty());
  EXPECT_THAT(shop_.Events(), Contains("bargain.refused").Times(2));
  EXPECT_THAT(shop_.WriteText<v1::Bargain>(handlers::RefuseBargain, name),
              HasReason("WRONG_STATE"));
}

TEST_P(BargainTest, RefusesWhatCantBeBargainedFor) {
  EXPECT_THAT(Offer(97, Role::GUIDE, "sku_id: 'X'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Offer(97, Role::GUIDE, "parent: 'shops/other'"), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Offer(97, Role::GUIDE, "offer { currency_code: 'EUR' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Offer(-1), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/A'"));
  EXPECT_THAT(Offer(97), HasReason("NOT_ON_SALE"));
}

TEST_P(BargainTest, OffersOfOneBuyerAtOnceAreOneBargain) {
  const WriteBody body = [](runtime::WriteContext& ctx) {
    v1::NegotiatePriceResponse response;
    return handlers::NegotiatePrice(ctx,
                                    ParseText<v1::NegotiatePriceRequest>(
                                        "parent: 'shops/s' sku_id: 'A' quantity: 1 buyer: 'b1' "
                                        "offer { currency_code: 'GBP' minor: 60 }"),
                                    &response);
  };
  for (const absl::Status& status : shop_.AtOnce(std::vector<WriteBody>(8, body))) {
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

TEST_P(BargainTest, BargainsAreListedByStateAndBuyer) {
  ASSERT_OK(Offer(97));
  shop_.AdvanceTo(kTestTime + absl::Minutes(1));
  ASSERT_OK(Offer(80));
  shop_.AdvanceTo(kTestTime + absl::Minutes(2));
  ASSERT_OK(Offer(81, Role::GUIDE, "buyer: 'b2'"));
  const auto list = [&](const std::string& fields) {
    std::vector<int64_t> offers;
    shop_.List(handlers::ListBargains, fields, [&](const v1::ListBargainsResponse& page) {
      for (const auto& bargain : page.bargains()) {
        offers.push_back(bargain.rounds(0).offer().minor());
      }
      return page.bargains_size();
    });
    return offers;
  };
  EXPECT_THAT(list(""), ElementsAre(81, 80, 97));
  EXPECT_THAT(list("page_size: 3"), ElementsAre(81, 80, 97));
  EXPECT_THAT(list("state: OPEN"), ElementsAre(81, 80));
  EXPECT_THAT(list("buyer: 'b1'"), ElementsAre(80, 97));
  EXPECT_THAT(list("buyer: 'b1' state: ACCEPTED"), ElementsAre(97));
}

}  // namespace
}  // namespace shopdesk::catalog
