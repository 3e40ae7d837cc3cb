#include "libs/base/id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace shopdesk {
namespace {

using ::testing::MatchesRegex;

TEST(NewUuidTest, IsAVersion7ThatSortsByTime) {
  const absl::Time time = absl::FromUnixMillis(0x0190'1234'5678);
  const std::string id = NewUuid(time);
  EXPECT_THAT(id, MatchesRegex("01901234-5678-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_LT(id, NewUuid(time + absl::Milliseconds(1)));
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewUuid(time));
  EXPECT_EQ(ids.size(), 1000u);
}

TEST(DerivedIdTest, IsTheSameForTheSameParts) {
  const std::string id = DerivedId({"caller", "method", "request"});
  EXPECT_EQ(id, DerivedId({"caller", "method", "request"}));
  EXPECT_THAT(id,
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(DerivedIdTest, PartsDoNotRunIntoEachOther) {
  std::set<std::string> ids;
  ids.insert(DerivedId({}));
  ids.insert(DerivedId({""}));
  ids.insert(DerivedId({"", ""}));
  ids.insert(DerivedId({"ab", "c"}));
  ids.insert(DerivedId({"a", "bc"}));
  ids.insert(DerivedId({"abc"}));
  ids.insert(DerivedId({"c", "ab"}));
  EXPECT_EQ(ids.size(), 7u);
}

TEST(DerivedIdTest, StaysWhatItWas) {
  // Ids that a repeated request has to find again, also after an upgrade.
  EXPECT_EQ(DerivedId({"cli", "PlaceOrder", "42"}), "457b22b8-db67-8d4f-9430-19a4da21428c");
}

TEST(LuhnDigitTest, KnownNumbers) {
  EXPECT_EQ(LuhnDigit("7992739871"), 3);
  EXPECT_EQ(LuhnDigit("411111111111111"), 1);
  EXPECT_EQ(LuhnDigit("0"), 0);
  EXPECT_EQ(LuhnDigit(""), 0);
}

TEST(LuhnDigitTest, FindsEveryWrongDigit) {
  const std::string right = "7992739871";
  for (size_t at = 0; at < right.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == right[at]) continue;
      std::string wrong = right;
      wrong[at] = digit;
      EXPECT_NE(LuhnDigit(wrong), 3) << wrong;
    }
  }
}

}  // namespace
}  // namespace shopdesk
