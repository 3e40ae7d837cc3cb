#include "libs/base/resource_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/string_view.h"
#include "libs/base/error.h"

namespace shopdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(EscapeIdTest, LeavesPlainIdsAndEscapesTheRest) {
  EXPECT_EQ(EscapeId("Az09._-"), "Az09._-");
  EXPECT_EQ(EscapeId("a/b c"), "a%2Fb%20c");
  EXPECT_EQ(EscapeId("%"), "%25");
  EXPECT_EQ(EscapeId("价"), "%E4%BB%B7");
  EXPECT_EQ(EscapeId(""), "");
}

TEST(UnescapeIdTest, IsTheInverse) {
  for (const char* id : {"a", "A", "a/b c", "%", "%41", "价格", "😀", "..", "~", "a+b@c"}) {
    const absl::StatusOr<std::string> back = UnescapeId(EscapeId(id));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, id);
  }
}

TEST(UnescapeIdTest, RefusesWhatEscapeIdDoesNotMake) {
  for (const char* escaped :
       {"",    "a b",       "a/b",   "%",   "%4",  "%2",        "a%2",        "%zz",
        "%2f", "%e4%bb%b7", "%41",   "%2E", "-",   "%20a",      "a%E2%80%8B", "价",
        "a\n", "%00",       "a%00b", "%E4", "%FF", "%ED%A0%80", "%C0%AF"}) {
    const absl::Status status = UnescapeId(escaped).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << escaped;
    EXPECT_EQ(ReasonOf(status), "INVALID_ARGUMENT") << escaped;
  }
}

TEST(NamePatternTest, ParsesAndFormats) {
  const NamePattern pattern("shops/{shop}/orders/{order}");
  EXPECT_EQ(pattern.pattern(), "shops/{shop}/orders/{order}");
  EXPECT_THAT(*pattern.Parse("shops/1/orders/a%2Fb"), ElementsAre("1", "a/b"));
  EXPECT_EQ(pattern.Format({"1", "a/b"}), "shops/1/orders/a%2Fb");
  EXPECT_TRUE(pattern.Matches("shops/1/orders/2"));
}

TEST(NamePatternTest, KnowsSingletons) {
  const NamePattern pattern("shops/{shop}/policy");
  EXPECT_THAT(*pattern.Parse("shops/1/policy"), ElementsAre("1"));
  EXPECT_FALSE(pattern.Matches("shops/1/policies"));
  EXPECT_EQ(pattern.Format({"1"}), "shops/1/policy");
}

TEST(NamePatternTest, RefusesOtherNames) {
  const NamePattern pattern("shops/{shop}/orders/{order}");
  for (const char* name :
       {"", "shops", "shops/1", "shops/1/orders", "shops/1/orders/", "shops//orders/2",
        "shops/1/orders/2/", "/shops/1/orders/2", "shops/1/orders/2/lines/3", "Shops/1/orders/2",
        "shops/1/order/2", "shops/-/orders/2", "shops/1/orders/-", "shops/1/orders/a b",
        "shops/1/orders/%2f", "shops/1/orders/%00", "shops/1/orders/a%20"}) {
    EXPECT_FALSE(pattern.Matches(name)) << name;
    const absl::Status status = pattern.Parse(name, "parent").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("parent: must have the form shops/{shop}"));
  }
}

TEST(NamePartsTest, AreTakenFromAnyName) {
  EXPECT_EQ(ShopOf("shops/a%2Fb/orders/2"), "a%2Fb");
  EXPECT_EQ(ShopOf("shops/1"), "1");
  EXPECT_EQ(ShopOf("carriers/1"), "");
  EXPECT_EQ(ShopOf("shopsy/1"), "");
  EXPECT_EQ(ShopOf(""), "");
  EXPECT_EQ(ShopNameOf("shops/1/orders/2/lines/3"), "shops/1");
  EXPECT_EQ(LastSegment("shops/1/orders/a%2Fb"), "a%2Fb");
  EXPECT_EQ(LastSegment("alone"), "alone");
  EXPECT_EQ(LastSegment("ends/"), "");
  EXPECT_EQ(ParentOf("shops/1/orders/2"), "shops/1");
  EXPECT_EQ(ParentOf("shops/1/orders/2/lines/3"), "shops/1/orders/2");
  EXPECT_EQ(ParentOf("shops/1"), "");
  EXPECT_EQ(ParentOf("shops"), "");
}

TEST(ResourceNameTest, TopResourceAndItsCollection) {
  EXPECT_EQ(TopResourceOf("shops/1/orders/2/refunds/3"), "shops/1/orders/2");
  EXPECT_EQ(TopResourceOf("shops/1/orders/2"), "shops/1/orders/2");
  EXPECT_EQ(TopResourceOf("shops/1"), "shops/1");
  EXPECT_EQ(CollectionOf("shops/1/orders/2/refunds/3"), "orders");
  EXPECT_EQ(CollectionOf("shops/1/orders/2"), "orders");
  EXPECT_EQ(CollectionOf("shops/1/policy"), "");
}

}  // namespace
}  // namespace shopdesk
