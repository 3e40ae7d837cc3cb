#include "libs/base/reveal.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"

namespace shopdesk {
namespace {

RevealRules Rules(std::initializer_list<const char*> texts) {
  RevealRules rules;
  for (const char* text : texts) *rules.Add() = text;
  return rules;
}

TEST(RevealTest, ARuleLetsItsRoleReadForItsPurpose) {
  const RevealRules rules = Rules({"packing:label", "owner:*"});
  EXPECT_TRUE(MayReveal(rules, Role::PACKING, "label"));
  EXPECT_FALSE(MayReveal(rules, Role::PACKING, "case"));
  EXPECT_FALSE(MayReveal(rules, Role::FINANCE, "label"));
  EXPECT_TRUE(MayReveal(rules, Role::OWNER, "whatever"));
}

TEST(RevealTest, NobodyIsLetInWithoutARole) {
  EXPECT_FALSE(MayReveal(Rules({":label"}), Role::ROLE_UNSPECIFIED, "label"));
  EXPECT_FALSE(MayReveal(Rules({"*:label"}), Role::ROLE_UNSPECIFIED, "label"));
  EXPECT_TRUE(MayReveal(Rules({"*:label"}), Role::GUIDE, "label"));
  EXPECT_FALSE(MayReveal(Rules({}), Role::OWNER, "label"));
}

TEST(RevealTest, SomePurposeIsEnoughForSome) {
  const RevealRules rules = Rules({"packing:label"});
  EXPECT_TRUE(MayRevealForSome(rules, Role::PACKING));
  EXPECT_FALSE(MayRevealForSome(rules, Role::GUIDE));
  EXPECT_FALSE(MayRevealForSome(Rules({"*:label"}), Role::ROLE_UNSPECIFIED));
}

TEST(RevealTest, ARefusalNamesRoleAndPurpose) {
  const absl::Status refused = CheckReveal(Rules({"owner:*"}), Role::GUIDE, "label");
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), "REVEAL_NOT_ALLOWED");
  EXPECT_EQ(ErrorMetadataOf(refused, "role"), "guide");
  EXPECT_EQ(ErrorMetadataOf(refused, "purpose"), "label");
  EXPECT_TRUE(CheckReveal(Rules({"owner:*"}), Role::OWNER, "label").ok());
}

TEST(RevealTest, EveryMalformedRuleIsNamed) {
  Violations violations;
  CheckRevealRules(Rules({"owner:*", "owner", ":label", "owner:", "owner:b:c", "boss:label"}),
                   "policy.rules", violations);
  const std::string message(violations.ToStatus().message());
  for (const char* field : {"policy.rules[1]", "policy.rules[2]", "policy.rules[3]",
                            "policy.rules[4]", "policy.rules[5]"}) {
    EXPECT_THAT(message, ::testing::HasSubstr(field));
  }
  EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("policy.rules[0]")));
}

}  // namespace
}  // namespace shopdesk
