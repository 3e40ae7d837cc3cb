#include "tools/shopdesk/litemall/material_words.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MaterialWordsTest : public ::testing::Test {
 protected:
  static absl::StatusOr<MaterialWords> Read(const std::string& rows) {
    return MaterialWords::Read(
        WriteTestFile("materials.csv", absl::StrCat("word,material\n", rows)));
  }
  static MaterialWords::Found FindIn(const std::string& text) {
    const auto words = Read("棉,棉\n全棉,棉\n羊毛,羊毛\n羊毛皮,羊皮\n面料,\n");
    EXPECT_OK(words);
    return words.ok() ? words->FindIn(text) : MaterialWords::Found();
  }
};

TEST_F(MaterialWordsTest, TheLongestWordCounts) {
  EXPECT_THAT(FindIn("羊毛皮").materials, ElementsAre("羊皮"));
  EXPECT_THAT(FindIn("羊毛棉").materials, ElementsAre("棉", "羊毛"));
  EXPECT_THAT(FindIn("全棉、棉").materials, ElementsAre("棉")) << "two words of one material";
}

TEST_F(MaterialWordsTest, NumbersAndPunctuationAreNoRest) {
  const MaterialWords::Found found = FindIn("面料：80%棉，20.5 % 羊毛（全棉）。");
  EXPECT_THAT(found.materials, ElementsAre("棉", "羊毛"));
  EXPECT_EQ(found.rest, "") << "a word without a material is known all the same";
}

TEST_F(MaterialWordsTest, WhatIsUnknownIsTheRest) {
  const MaterialWords::Found found = FindIn("里料棉丝绸 80%亚麻");
  EXPECT_THAT(found.materials, ElementsAre("棉"));
  EXPECT_EQ(found.rest, "里料 丝绸 亚麻");
  EXPECT_THAT(FindIn("").materials, IsEmpty());
}

TEST_F(MaterialWordsTest, AllAreTheMaterialsOfTheList) {
  const auto words = Read("cotton,棉\nwool,羊毛\nlining,\n");
  ASSERT_OK(words);
  EXPECT_THAT(words->All(), ElementsAre("棉", "羊毛"));
}

TEST_F(MaterialWordsTest, AWordIsThereOnce) {
  for (const char* rows : {"cotton,棉\ncotton,丝\n", "wool,羊毛\n,棉\n"}) {
    const absl::Status status = Read(rows).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status.message(), HasSubstr("line 3, column word: must be there once"));
  }
}

}  // namespace
}  // namespace shopdesk::cli
