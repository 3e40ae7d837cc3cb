#include "libs/base/role.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk {
namespace {

TEST(RoleTest, NamesAreReadBack) {
  for (int value = Role::OWNER; value <= Role::Value_MAX; ++value) {
    const auto role = static_cast<Role::Value>(value);
    ASSERT_TRUE(Role::Value_IsValid(value));
    EXPECT_EQ(ParseRole(RoleName(role)), role) << RoleName(role);
  }
  EXPECT_EQ(RoleName(Role::PRE_SALE), "pre_sale");
  EXPECT_EQ(RoleName(Role::ROLE_UNSPECIFIED), "");
}

TEST(RoleTest, OtherTextsAreNoRoles) {
  for (const char* text : {"", "Owner", "OWNER", "role_unspecified", "boss", "*", "owner "}) {
    EXPECT_EQ(ParseRole(text), absl::nullopt) << text;
  }
}

TEST(RoleTest, ProgramsAreNoStaff) {
  EXPECT_TRUE(IsStaff(Role::OWNER));
  EXPECT_TRUE(IsStaff(Role::FINANCE));
  EXPECT_FALSE(IsStaff(Role::ROLE_UNSPECIFIED));
  EXPECT_FALSE(IsStaff(Role::CONNECTOR));
  EXPECT_FALSE(IsStaff(Role::OPERATOR));
  EXPECT_TRUE(Leads(Role::LEAD));
  EXPECT_FALSE(Leads(Role::AGENT));
}

type::v1::Actor ActorOf(type::v1::Actor::Kind kind, const std::string& id) {
  type::v1::Actor actor;
  actor.set_kind(kind);
  actor.set_id(id);
  return actor;
}

TEST(RoleTest, TheSecondPersonIsAnotherAgent) {
  using type::v1::Actor;
  const Actor first = ActorOf(Actor::AGENT, "7");
  EXPECT_TRUE(IsSecondPerson(ActorOf(Actor::AGENT, "8"), first));
  EXPECT_TRUE(IsSecondPerson(ActorOf(Actor::AGENT, "8"), ActorOf(Actor::SYSTEM, "timer")));
  EXPECT_FALSE(IsSecondPerson(first, first));
  EXPECT_FALSE(IsSecondPerson(ActorOf(Actor::AGENT, ""), first));
  // Neither is the same number under another kind, nor a program.
  EXPECT_FALSE(IsSecondPerson(first, ActorOf(Actor::SERVICE, "7")));
  EXPECT_FALSE(IsSecondPerson(ActorOf(Actor::SERVICE, "8"), first));
  EXPECT_FALSE(IsSecondPerson(ActorOf(Actor::BUYER, "8"), first));
}

}  // namespace
}  // namespace shopdesk
