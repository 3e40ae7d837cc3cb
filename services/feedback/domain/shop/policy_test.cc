#include "services/feedback/domain/shop/policy.h"

#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/role.h"

namespace shopdesk::feedback::domain {
namespace {

v1::Policy PolicyDefault() { return DefaultPolicy("shops/1/policy"); }

TEST(PolicyTest, DefaultsAreTheDocumentedOnes) {
  const v1::Policy policy = PolicyDefault();
  EXPECT_EQ(policy.calendar().time_zone(), "UTC");
  EXPECT_EQ(policy.review_seconds(), 1296000);
  EXPECT_EQ(policy.reply_seconds(), 2592000);
  EXPECT_EQ(policy.target_response_ms(), 5000);
  EXPECT_EQ(policy.target_answer_bps(), 10000);
  EXPECT_EQ(policy.target_online_day_seconds(), 32400);
  EXPECT_EQ(policy.target_online_night_seconds(), 21600);
  EXPECT_EQ(policy.target_conversion_bps(), 4000);
  EXPECT_EQ(policy.target_error_bps(), 20);
  EXPECT_EQ(policy.target_knowledge_bps(), 8000);
  EXPECT_EQ(policy.reveal_rules_size(), 3);
  EXPECT_TRUE(CheckPolicy(policy).ok());
}

TEST(PolicyTest, WhatIsNotSetIsTheDefaultAndZeroIsZero) {
  const v1::Policy policy = WithDefaults({});
  EXPECT_EQ(policy.review_seconds(), 15 * 86400);
  EXPECT_EQ(policy.case_contact_seconds(), 4 * 3600);
  EXPECT_EQ(policy.case_step_seconds(), 8 * 3600);
  EXPECT_EQ(policy.complaint_answer_seconds(), 3 * 86400);
  EXPECT_EQ(policy.invitation_seconds(), 3 * 86400);
  EXPECT_EQ(policy.invitation_effect_seconds(), 7 * 86400);
  EXPECT_EQ(policy.late_parcel_seconds(), 4 * 3600);
  EXPECT_EQ(policy.commission().basis(), v1::CommissionPlan::PERCENT_OF_SALES);
  EXPECT_EQ(policy.commission().rate(), 100);
  v1::Policy other;
  other.set_case_contact_seconds(60);
  other.set_invitation_seconds(0);
  other.mutable_commission()->set_rate(0);
  EXPECT_EQ(WithDefaults(other).case_contact_seconds(), 60);
  EXPECT_EQ(WithDefaults(other).invitation_seconds(), 0);
  EXPECT_EQ(WithDefaults(other).commission().rate(), 0) << "no commission can be meant";
}

TEST(PolicyTest, TiersAscendAndPercentsAreAtMostAll) {
  v1::Policy policy = PolicyDefault();
  for (const int64_t from : {100, 100}) {
    v1::CommissionPlan::Tier* tier = policy.mutable_commission()->add_tiers();
    tier->set_from(from);
    tier->set_rate(10001);
  }
  const std::string text = CheckPolicy(policy).ToString();
  EXPECT_EQ(text.find("tiers[0].from"), std::string::npos);
  EXPECT_NE(text.find("tiers[0].rate"), std::string::npos);
  EXPECT_NE(text.find("tiers[1].from"), std::string::npos);
  policy.mutable_commission()->set_basis(v1::CommissionPlan::PER_ORDER);
  policy.mutable_commission()->mutable_tiers(1)->set_from(101);
  EXPECT_TRUE(CheckPolicy(policy).ok());
}

TEST(PolicyTest, NamesEachThatIsWrong) {
  v1::Policy policy = PolicyDefault();
  policy.mutable_calendar()->set_time_zone("Nowhere");
  for (const char* rule : {"owner", ":", "Owner:case", "owner:case:more", "a b:c", "*:*"}) {
    policy.add_reveal_rules(rule);
  }
  const std::string text = CheckPolicy(policy).ToString();
  EXPECT_EQ(CheckPolicy(policy).code(), absl::StatusCode::kInvalidArgument);
  for (const char* field :
       {"policy.calendar.time_zone", "policy.reveal_rules[3]", "policy.reveal_rules[4]",
        "policy.reveal_rules[5]", "policy.reveal_rules[6]", "policy.reveal_rules[7]"}) {
    EXPECT_NE(text.find(field), std::string::npos) << field;
  }
  EXPECT_EQ(text.find("policy.reveal_rules[8]"), std::string::npos);
}

TEST(PolicyTest, RevealRules) {
  const v1::Policy policy = PolicyDefault();
  const auto allowed = [&](Role::Value role, const char* purpose) {
    return CheckReveal(policy, role, purpose, "shops/1/reviews/2.1").ok();
  };
  EXPECT_TRUE(allowed(Role::OWNER, "anything"));
  EXPECT_TRUE(allowed(Role::COMPLAINT, "case"));
  EXPECT_FALSE(allowed(Role::COMPLAINT, "quality"));
  EXPECT_TRUE(allowed(Role::LEAD, "quality"));
  EXPECT_FALSE(allowed(Role::PACKING, "case"));
  EXPECT_FALSE(allowed(Role::ROLE_UNSPECIFIED, "case"));
  const absl::Status status = CheckReveal(policy, Role::PACKING, "case", "shops/1/reviews/2.1");
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(status), "REVEAL_NOT_ALLOWED");
  EXPECT_EQ(ErrorMetadataOf(status, "role"), "packing");
}

TEST(PolicyTest, AStarNeedsSomeRole) {
  v1::Policy policy = PolicyDefault();
  policy.add_reveal_rules("*:audit");
  EXPECT_TRUE(CheckReveal(policy, Role::FINANCE, "audit", "x").ok());
  EXPECT_FALSE(CheckReveal(policy, Role::ROLE_UNSPECIFIED, "audit", "x").ok());
}

}  // namespace
}  // namespace shopdesk::feedback::domain
