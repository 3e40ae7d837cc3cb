#include "libs/notify/template.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TemplateTest, PlacesAreFilled) {
  EXPECT_EQ(Fill("订单 {order} 已发出：{carrier} {waybill}",
                 {{"order", "7"}, {"carrier", "圆通"}, {"waybill", "YT1"}}),
            "订单 7 已发出：圆通 YT1");
  EXPECT_EQ(Fill("{a}{a}{b}", {{"a", "1"}, {"b", "2"}}), "112");
  EXPECT_EQ(Fill("", {}), "");
}

TEST(TemplateTest, WhatIsNoPlaceStays) {
  EXPECT_EQ(Fill("{a} {} {A} {a b} {", {{"a", "1"}}), "1 {} {A} {a b} {");
  EXPECT_EQ(Fill("{{a}}", {{"a", "1"}}), "{1}");
  EXPECT_EQ(Fill("{none}", {}), "{none}");
}

TEST(TemplateTest, ValuesAreNotTemplates) {
  EXPECT_EQ(Fill("{a}{b}", {{"a", "{b}"}, {"b", "2"}}), "{b}2");
}

TEST(TemplateTest, PlaceholdersAreNamedOnce) {
  EXPECT_THAT(Placeholders("{b} {a} {b} {} {X}"), ElementsAre("b", "a"));
  EXPECT_THAT(Placeholders("none"), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::notify
