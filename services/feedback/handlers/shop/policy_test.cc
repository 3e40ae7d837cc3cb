#include "services/feedback/handlers/shop/policy.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::HasReason;
using testing::StatusIs;

class PolicyTest : public testing::ServiceTest {
 protected:
  absl::StatusOr<v1::Policy> Update(const v1::UpdatePolicyRequest& request) {
    return Write<v1::Policy>(Call(), request, handlers::UpdatePolicy);
  }
  absl::StatusOr<v1::Policy> Get(const std::string& shop) {
    v1::GetPolicyRequest request;
    request.set_name(absl::StrCat("shops/", shop, "/policy"));
    return Read<v1::Policy>(request, handlers::GetPolicy);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, PolicyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(PolicyTest, IsCreatedWithDefaultsOnlyIfMissingIsAllowed) {
  v1::UpdatePolicyRequest request;
  request.mutable_policy()->set_name("shops/2/policy");
  EXPECT_THAT(Update(request), HasReason("UNKNOWN_SHOP"));
  EXPECT_THAT(Get("2"), HasReason("UNKNOWN_SHOP"));
  request.set_allow_missing(true);
  ASSERT_OK(Update(request));
  ASSERT_OK_AND_ASSIGN(const v1::Policy policy, Get("2"));
  EXPECT_EQ(policy.calendar().time_zone(), "UTC");
  EXPECT_EQ(policy.review_seconds(), 1296000);
  EXPECT_EQ(policy.etag(), "v1");
}

TEST_P(PolicyTest, WhatIsGivenTakesTheDefaultsPlace) {
  v1::UpdatePolicyRequest request;
  request.mutable_policy()->set_name("shops/2/policy");
  request.mutable_policy()->mutable_calendar()->set_time_zone("Asia/Shanghai");
  request.mutable_policy()->add_reveal_rules("lead:*");
  request.set_allow_missing(true);
  ASSERT_OK_AND_ASSIGN(const v1::Policy policy, Update(request));
  EXPECT_EQ(policy.calendar().time_zone(), "Asia/Shanghai");
  EXPECT_EQ(policy.reveal_rules_size(), 1);
  EXPECT_EQ(policy.review_seconds(), 1296000);
}

TEST_P(PolicyTest, ZeroStaysZeroOnceItExists) {
  v1::UpdatePolicyRequest request;
  request.mutable_policy()->set_name("shops/1/policy");
  request.mutable_policy()->set_target_conversion_bps(0);
  request.mutable_update_mask()->add_paths("target_conversion_bps");
  ASSERT_OK(Update(request));
  EXPECT_EQ(Get("1")->target_conversion_bps(), 0);
  EXPECT_EQ(Get("1")->target_response_ms(), 5000);
}

TEST_P(PolicyTest, WrongZonesAndRulesAreRefused) {
  v1::UpdatePolicyRequest request;
  request.mutable_policy()->set_name("shops/1/policy");
  request.mutable_policy()->mutable_calendar()->set_time_zone("Mars/Olympus");
  EXPECT_THAT(Update(request), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(Get("1")->calendar().time_zone(), "UTC");
}

TEST_P(PolicyTest, EtagsAreChecked) {
  v1::UpdatePolicyRequest request;
  request.mutable_policy()->set_name("shops/1/policy");
  request.mutable_policy()->set_review_seconds(5);
  request.mutable_policy()->set_etag("v9");
  EXPECT_THAT(Update(request), HasReason("ETAG_MISMATCH"));
  request.mutable_policy()->set_etag("v1");
  EXPECT_EQ(Update(request)->etag(), "v2");
}

TEST_P(PolicyTest, RevisionsAreKeptNewestFirst) {
  for (int i = 1; i <= 3; ++i) {
    v1::Policy policy;
    policy.set_review_seconds(i * 100);
    ASSERT_OK(SetPolicy(policy));
  }
  ASSERT_OK(SetPolicy({})) << "changes nothing, so there is no revision of it";
  v1::ListPolicyRevisionsRequest request;
  request.set_name("shops/1/policy");
  request.set_page_size(3);
  ASSERT_OK_AND_ASSIGN(
      v1::ListPolicyRevisionsResponse page,
      (Read<v1::ListPolicyRevisionsResponse>(request, handlers::ListPolicyRevisions)));
  ASSERT_EQ(page.revisions_size(), 3);
  EXPECT_EQ(page.revisions(0).policy().review_seconds(), 300);
  EXPECT_EQ(page.revisions(0).actor().id(), "agent-1");
  EXPECT_EQ(page.revisions(2).policy().review_seconds(), 100);
  request.set_page_token(page.next_page_token());
  ASSERT_OK_AND_ASSIGN(
      page, (Read<v1::ListPolicyRevisionsResponse>(request, handlers::ListPolicyRevisions)));
  ASSERT_EQ(page.revisions_size(), 1);
  EXPECT_EQ(page.revisions(0).policy().review_seconds(), 1296000);
  EXPECT_TRUE(page.next_page_token().empty());
}

}  // namespace
}  // namespace shopdesk::feedback
