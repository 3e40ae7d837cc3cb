#include "services/logistics/handlers/shop/policy.h"

#include "libs/base/role.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;

class PoliciesTest : public testing::LogisticsTest {};

TEST_P(PoliciesTest, AShopExistsWhereItsPolicyExists) {
  EXPECT_THAT(UpdatePolicy("policy { name: 'shops/2/policy' }"), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(
      Read<v1::Policy>(GetPolicy, ParseText<v1::GetPolicyRequest>("name: 'shops/2/policy'")),
      HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(ImportCarriers("parent: 'shops/2'"), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(ImportRateTables("parent: 'shops/2'"), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(CreateShipment("a", "parent: 'shops/2'"), HasReason("UNKNOWN_SHOP"));
}

TEST_P(PoliciesTest, DefaultsAreSetOnceAndZeroStaysZero) {
  ASSERT_OK_AND_ASSIGN(
      v1::Policy policy,
      UpdatePolicy("policy { name: 'shops/2/policy' currency_code: 'GBP' } allow_missing: true"));
  EXPECT_EQ(policy.currency_code(), "GBP");
  EXPECT_EQ(policy.silent_seconds(), 2'592'000);
  EXPECT_THAT(policy.reveal_rules(), ElementsAre("packing:label", "owner:*", "complaint:case"));
  ASSERT_OK_AND_ASSIGN(policy, UpdatePolicy("policy { name: 'shops/2/policy' silent_seconds: 60 "
                                            "notice_daily_limit: 0 }"));
  EXPECT_EQ(policy.silent_seconds(), 60);
  EXPECT_EQ(policy.notice_daily_limit(), 0);
  // What isn't set any more is the default, and zero stays what it is.
  ASSERT_OK_AND_ASSIGN(policy, UpdatePolicy("policy { name: 'shops/2/policy' } "
                                            "update_mask { paths: 'silent_seconds' }"));
  EXPECT_EQ(policy.silent_seconds(), 2'592'000);
  ASSERT_OK_AND_ASSIGN(policy, UpdatePolicy("policy { name: 'shops/2/policy' "
                                            "reveal_rules: 'owner:*' }"));
  EXPECT_EQ(policy.notice_daily_limit(), 0);
  EXPECT_THAT(policy.reveal_rules(), ElementsAre("owner:*"));
  ASSERT_OK_AND_ASSIGN(
      v1::Policy stored,
      Read<v1::Policy>(GetPolicy, ParseText<v1::GetPolicyRequest>("name: 'shops/2/policy'")));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(policy));
}

TEST_P(PoliciesTest, WhatItWasIsKept) {
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' silent_seconds: 100 }"));
  // Nothing changes: no revision, no event.
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' silent_seconds: 100 }"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' silent_seconds: 200 }"));
  EXPECT_THAT(EventTypes("shops/1/policy"),
              ElementsAre("policy.updated", "policy.updated", "policy.updated"));
  auto request = ParseText<v1::ListPolicyRevisionsRequest>("name: 'shops/1/policy' page_size: 2");
  ASSERT_OK_AND_ASSIGN(auto page,
                       Read<v1::ListPolicyRevisionsResponse>(ListPolicyRevisions, request));
  ASSERT_EQ(page.revisions_size(), 2);
  EXPECT_EQ(page.revisions(0).policy().silent_seconds(), 200);
  EXPECT_EQ(page.revisions(1).policy().silent_seconds(), 100);
  EXPECT_EQ(page.revisions(0).actor().role(), Role::OWNER);
  EXPECT_TRUE(page.revisions(0).has_create_time());
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(page, Read<v1::ListPolicyRevisionsResponse>(ListPolicyRevisions, request));
  ASSERT_EQ(page.revisions_size(), 1);
  EXPECT_EQ(page.revisions(0).policy().silent_seconds(), 2'592'000);
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_P(PoliciesTest, EtagsAndFieldsAreChecked) {
  EXPECT_THAT(UpdatePolicy("policy { name: 'shops/1/policy' etag: 'v9' }"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(UpdatePolicy("policy { name: 'shops/1/policy' etag: 'v1' silent_seconds: 5 }"));
  EXPECT_THAT(UpdatePolicy("policy { name: 'shops/1/policy' reveal_rules: 'owner' }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(UpdatePolicy("policy { name: 'shops/1/policy' } update_mask { paths: 'nothing' }"),
              HasReason("INVALID_ARGUMENT"));
}

TEST_P(PoliciesTest, TheOriginIsKeptMasked) {
  ASSERT_OK_AND_ASSIGN(v1::Policy policy,
                       UpdatePolicy("policy { name: 'shops/1/policy' origin { region_code: 'CN' "
                                    "locality: '杭州市' street: '文三路 478 号 3 幢 201 室' } }"));
  EXPECT_EQ(policy.origin().locality(), "杭州市");
  EXPECT_EQ(policy.origin().street().find("201"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Databases, PoliciesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
