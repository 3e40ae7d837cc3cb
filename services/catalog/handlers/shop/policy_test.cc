#include "services/catalog/handlers/shop/policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using testing::Shop;

class PolicyTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  Shop shop_{GetParam()};
};
ON_BOTH_DATABASES(PolicyTest);

TEST_P(PolicyTest, PolicyHasDefaultsAndHistory) {
  ASSERT_OK_AND_ASSIGN(const v1::Policy policy,
                       shop_.ReadText<v1::Policy>(handlers::GetPolicy, "name: 'shops/s/policy'"));
  EXPECT_EQ(policy.reservation_seconds(), 900);
  EXPECT_THAT(policy.location_priority(), ElementsAre("main"));
  const auto update = [&](const std::string& request) {
    return shop_.WriteText<v1::Policy>(handlers::UpdatePolicy, request);
  };
  ASSERT_OK(update("policy { name: 'shops/s/policy' safety_stock: 3 }"));
  ASSERT_OK(update("policy { name: 'shops/s/policy' safety_stock: 3 }"));
  EXPECT_THAT(update("policy { name: 'shops/s/policy' etag: 'v1' safety_stock: 4 }"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(update("policy { name: 'shops/none/policy' currency_code: 'GBP' }"),
              HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(update("allow_missing: true policy { name: 'shops/none/policy' }"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(update("policy { name: 'shops/s/policy' currency_code: 'EUR' }"));
  ASSERT_OK(
      shop_.Create("t", "title: 'T' skus { sku_id: 'T' price { currency_code: 'EUR' minor: 5 } }"));
  EXPECT_THAT(update("policy { name: 'shops/s/policy' currency_code: 'GBP' }"),
              HasReason("CURRENCY_FIXED"));
  auto request = ParseText<v1::ListPolicyRevisionsRequest>("name: 'shops/s/policy' page_size: 2");
  ASSERT_OK_AND_ASSIGN(const auto page, shop_.Read(handlers::ListPolicyRevisions, request));
  ASSERT_EQ(page.revisions_size(), 2);
  EXPECT_EQ(page.revisions(0).policy().currency_code(), "EUR");
  EXPECT_EQ(page.revisions(1).policy().safety_stock(), 3);
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto rest, shop_.Read(handlers::ListPolicyRevisions, request));
  ASSERT_EQ(rest.revisions_size(), 1);
  EXPECT_EQ(rest.revisions(0).policy().etag(), "v1");
  EXPECT_FALSE(rest.revisions(0).actor().id().empty());
}

}  // namespace
}  // namespace shopdesk::catalog
