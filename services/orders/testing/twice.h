#pragma once

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders::testing {

// Calls twice with the same request_id: the same answer, and the order as it was.
template <class Call>
v1::Order Twice(World& world, Call call) {
  const absl::StatusOr<v1::Order> first = call();
  EXPECT_THAT(first, shopdesk::testing::IsOk());
  if (!first.ok()) return {};
  const v1::Order after = world.Get(first->name());
  const absl::StatusOr<v1::Order> second = call();
  EXPECT_THAT(second, shopdesk::testing::IsOk());
  if (second.ok()) {
    EXPECT_THAT(*second, shopdesk::testing::EqualsProto(*first));
  }
  EXPECT_THAT(world.Get(first->name()), shopdesk::testing::EqualsProto(after));
  return after;
}

}  // namespace shopdesk::orders::testing
