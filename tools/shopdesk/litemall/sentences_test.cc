#include "tools/shopdesk/litemall/sentences.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(SentencesTest, EndAtStopsLinesAndTags) {
  EXPECT_THAT(SentencesOf("手洗。不可漂白！Iron low; dry flat\nNo tumble"),
              ElementsAre("手洗", "不可漂白", "Iron low", "dry flat", "No tumble"));
  EXPECT_THAT(SentencesOf("<p>Wash cold<br/>Dry&nbsp;flat</p>"),
              ElementsAre("Wash cold", "Dry flat"));
}

TEST(SentencesTest, ANumberOfAListEndsTheOneBeforeAndGoes) {
  EXPECT_THAT(SentencesOf("1. 手洗 2、晾干 3：低温熨烫"), ElementsAre("手洗", "晾干", "低温熨烫"));
  EXPECT_THAT(SentencesOf("1，手洗\n12.晾干"), ElementsAre("手洗", "晾干"));
}

TEST(SentencesTest, NumbersWithinAreKept) {
  EXPECT_THAT(SentencesOf("wash at 30 degrees"), ElementsAre("wash at 30 degrees"));
  EXPECT_THAT(SentencesOf("水温30度以下"), ElementsAre("水温30度以下"));
}

TEST(SentencesTest, NothingIsNone) {
  EXPECT_THAT(SentencesOf(""), IsEmpty());
  EXPECT_THAT(SentencesOf("<p> &nbsp; </p>。\n1."), IsEmpty());
}

TEST(SentencesTest, AProductsTextsHaveTheirFields) {
  const auto product = ParseText<catalog::v1::Product>(R"pb(
    title: "Shirt"
    description: "Cotton."
    selling_points: "Soft"
    selling_points: "Light"
    attributes { key: "care" values: "30" values: "flat" })pb");
  EXPECT_THAT(TextsOf(product),
              ElementsAre(Pair("title", "Shirt"), Pair("description", "Cotton."),
                          Pair("selling_points", "Soft"), Pair("selling_points", "Light"),
                          Pair("care", "30"), Pair("care", "flat")));
}

}  // namespace
}  // namespace shopdesk::cli
