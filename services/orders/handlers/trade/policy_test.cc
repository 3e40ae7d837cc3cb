#include "services/orders/handlers/trade/policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;

class PolicyTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PolicyTest, testing::BothDatabases(), testing::NameOf);

TEST_P(PolicyTest, PolicyKeepsItsRevisions) {
  GetPolicyRequest get;
  get.set_name("shops/s/policy");
  const auto created = world_.Read<Policy>(get, handlers::GetPolicy);
  ASSERT_THAT(created, IsOk());
  EXPECT_EQ(created->unpaid_close_seconds(), 72 * 3600);
  EXPECT_TRUE(created->require_verified_receiver());
  UpdatePolicyRequest update;
  update.mutable_policy()->set_name("shops/s/policy");
  update.mutable_policy()->set_etag("v9");
  update.mutable_policy()->set_min_close_age_seconds(0);
  update.mutable_update_mask()->add_paths("min_close_age_seconds");
  update.set_request_id("zero");
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy), HasReason("ETAG_MISMATCH"));
  update.mutable_policy()->set_etag(created->etag());
  const auto changed = world_.Write<Policy>(update, handlers::UpdatePolicy);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->min_close_age_seconds(), 0);
  EXPECT_EQ(changed->unpaid_close_seconds(), 72 * 3600);
  ListPolicyRevisionsRequest list;
  list.set_name("shops/s/policy");
  list.set_page_size(1);
  const auto newest = world_.Read<ListPolicyRevisionsResponse>(list, handlers::ListPolicyRevisions);
  ASSERT_THAT(newest, IsOk());
  EXPECT_EQ(newest->revisions(0).policy().min_close_age_seconds(), 0);
  list.set_page_token(newest->next_page_token());
  const auto oldest = world_.Read<ListPolicyRevisionsResponse>(list, handlers::ListPolicyRevisions);
  ASSERT_THAT(oldest, IsOk());
  EXPECT_EQ(oldest->revisions(0).policy().min_close_age_seconds(), 10);
  EXPECT_EQ(oldest->next_page_token(), "");
  update.mutable_policy()->set_name("shops/new/policy");
  update.mutable_policy()->clear_etag();
  update.set_request_id("new");
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy),
              StatusIs(absl::StatusCode::kNotFound));
  update.set_allow_missing(true);
  EXPECT_THAT(world_.Write<Policy>(update, handlers::UpdatePolicy),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::orders
