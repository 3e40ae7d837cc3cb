#include "services/catalog/verify/grant.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/catalog/definition.h"
#include "services/catalog/handlers/bargain/grant.h"
#include "services/catalog/handlers/bargain/price.h"
#include "services/catalog/testing/bargaining.h"

namespace shopdesk::catalog {
namespace {

using shopdesk::testing::kTestTime;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr sql::Statement kPutGrant = {"catalog.put_grant",
                                      "UPDATE grants SET data = $2 WHERE id = $1"};
constexpr sql::Statement kPutBargain = {"catalog.put_bargain",
                                        "UPDATE bargains SET data = $2 WHERE id = $1"};
constexpr sql::Statement kDropBargains = {"catalog.drop_bargains", "DELETE FROM bargains"};

class GrantChecksTest : public testing::Bargaining {
 protected:
  // As if it had been stored so.
  template <class Resource>
  void Put(const sql::Statement& statement, const Resource& resource) {
    SpoilResource(*shop_.runtime(), statement, resource);
  }
  std::vector<std::string> Findings() {
    return FindingsOf(*shop_.runtime(), AllChecks(), "catalog.grants");
  }
  // Both as if it had been agreed on so.
  void Agree(v1::NegotiatePriceResponse given, int64_t minor) {
    given.mutable_grant()->mutable_unit_price()->set_minor(minor);
    given.mutable_bargain()->mutable_rounds()->rbegin()->mutable_unit_price()->set_minor(minor);
    Put(kPutGrant, given.grant());
    Put(kPutBargain, given.bargain());
  }
};
ON_BOTH_DATABASES(GrantChecksTest);

TEST_P(GrantChecksTest, NothingIsFoundWhoeverGaveIt) {
  ASSERT_OK(Offer(97));
  ASSERT_OK(Offer(92, Role::LEAD, "buyer: 'b2'"));
  ASSERT_OK(Offer(100, Role::GUIDE, "buyer: 'b3'"));
  // A lead asks 93; a guide may take what he asked.
  ASSERT_OK(Offer(85, Role::LEAD, "buyer: 'b4'"));
  ASSERT_OK(Offer(93, Role::GUIDE, "buyer: 'b4'"));
  // What was given by a policy stays when it changes, and what a rule allowed.
  ASSERT_OK(shop_.WriteText<v1::PriceRule>(
      handlers::UpdatePriceRule,
      "price_rule { name: 'shops/s/skus/A/priceRule' floor_bps: 5000 }"));
  ASSERT_OK(Offer(60, Role::OWNER, "buyer: 'b5'"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK(shop_.SetPolicy("agent_concession_bps: 0 lead_concession_bps: 0 floor_bps: 10000"));
  ASSERT_OK(shop_.WriteText<v1::PriceRule>(
      handlers::UpdatePriceRule,
      "price_rule { name: 'shops/s/skus/A/priceRule' floor_bps: 9900 }"));
  for (const shopdesk::verify::Check& check : AllChecks()) {
    if (check.name.rfind("figures.", 0) == 0) continue;
    EXPECT_THAT(FindingsOf(*shop_.runtime(), AllChecks(), check.name), IsEmpty()) << check.name;
  }
}

TEST_P(GrantChecksTest, FindsPricesThatNobodyAgreedOn) {
  ASSERT_OK_AND_ASSIGN(const auto given, Offer(97));
  v1::Grant grant = given.grant();
  grant.mutable_unit_price()->set_minor(1);
  Put(kPutGrant, grant);
  EXPECT_THAT(Findings(), ElementsAre(grant.name() + ": it is for 1, and 97 were agreed"));
  Spoil(*shop_.runtime(), kDropBargains);
  EXPECT_THAT(Findings(), ElementsAre(grant.name() + ": its bargain isn't there"));
}

TEST_P(GrantChecksTest, FindsPricesThatTheRoleCouldNotGive) {
  ASSERT_OK_AND_ASSIGN(const auto given, Offer(97));
  Agree(given, 96);
  EXPECT_THAT(Findings(), ElementsAre(given.grant().name() +
                                      ": its price is lower than who gave it could give"));
}

TEST_P(GrantChecksTest, FindsPricesBelowTheSkusFloor) {
  ASSERT_OK(shop_.WriteText<v1::PriceRule>(
      handlers::UpdatePriceRule,
      "price_rule { name: 'shops/s/skus/A/priceRule' floor { currency_code: 'GBP' minor: 60 } }"));
  shop_.AdvanceTo(kTestTime + absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const auto given, Offer(60, Role::OWNER));
  EXPECT_THAT(Findings(), IsEmpty());
  Agree(given, 59);
  EXPECT_THAT(Findings(), ElementsAre(given.grant().name() +
                                      ": its price is lower than who gave it could give"));
}

}  // namespace
}  // namespace shopdesk::catalog
