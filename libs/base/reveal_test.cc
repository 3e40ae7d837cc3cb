#include "libs/base/reveal.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk {
namespace {

RevealRules Rules(std::initializer_list<const char*> texts) {
  RevealRules rules;
  for (const char* text : texts) *rules.Add() = text;
  return rules;
}

TEST(RevealTest, ARuleLetsItsRoleReadForItsPurpose) {
  const RevealRules rules = Rules({"packing:label", "owner:*"});
  EXPECT_TRUE(MayReveal(rules, "packing", "label"));
  EXPECT_FALSE(MayReveal(rules, "packing", "case"));
  EXPECT_FALSE(MayReveal(rules, "finance", "label"));
  EXPECT_TRUE(MayReveal(rules, "owner", "whatever"));
}

TEST(RevealTest, NobodyWithoutARoleIsLetInByARoleOfThatName) {
  EXPECT_FALSE(MayReveal(Rules({":label"}), "", "label"));
  EXPECT_TRUE(MayReveal(Rules({"*:label"}), "", "label"));
  EXPECT_FALSE(MayReveal(Rules({}), "owner", "label"));
}

TEST(RevealTest, ARefusalNamesRoleAndPurpose) {
  const absl::Status refused = CheckReveal(Rules({"owner:*"}), "guide", "label");
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), "REVEAL_NOT_ALLOWED");
  EXPECT_EQ(ErrorMetadataOf(refused, "role"), "guide");
  EXPECT_EQ(ErrorMetadataOf(refused, "purpose"), "label");
  EXPECT_TRUE(CheckReveal(Rules({"owner:*"}), "owner", "label").ok());
}

TEST(RevealTest, EveryMalformedRuleIsNamed) {
  Violations violations;
  CheckRevealRules(Rules({"owner:*", "owner", ":label", "owner:", "a:b:c"}), "policy.rules",
                   violations);
  const std::string message(violations.ToStatus().message());
  for (const char* field :
       {"policy.rules[1]", "policy.rules[2]", "policy.rules[3]", "policy.rules[4]"}) {
    EXPECT_THAT(message, ::testing::HasSubstr(field));
  }
  EXPECT_THAT(message, ::testing::Not(::testing::HasSubstr("policy.rules[0]")));
}

}  // namespace
}  // namespace shopdesk
