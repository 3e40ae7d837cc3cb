#include "tools/shopdesk/print/canvas.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli::print {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A few millimetres, so that dots can be counted.
constexpr PaperSize kScrap = {30, 20};

int BlackOf(const Dots& dots) {
  int black = 0;
  for (const char byte : dots.bits) black += std::popcount(static_cast<unsigned char>(byte));
  return black;
}

bool IsBlack(const Dots& dots, int x, int y) {
  const char byte = dots.bits[static_cast<size_t>(y) * dots.stride + x / 8];
  return (byte >> (7 - x % 8)) & 1;
}

TEST(CanvasTest, EmptyPaperIsWhite) {
  const Dots dots = Canvas(Medium::kDots, kScrap).TakeDots();
  EXPECT_EQ(dots.width, 240);
  EXPECT_EQ(dots.height, 160);
  EXPECT_EQ(dots.stride, 30);
  EXPECT_EQ(dots.bits.size(), 30u * 160);
  EXPECT_EQ(BlackOf(dots), 0);
}

TEST(CanvasTest, ARowEndsOnAByte) {
  const Dots dots = Canvas(Medium::kDots, {1.25, 1}).TakeDots();
  EXPECT_EQ(dots.width, 10);
  EXPECT_EQ(dots.stride, 2);
}

TEST(CanvasTest, ALineIsWhereItIsDrawn) {
  Canvas canvas(Medium::kDots, kScrap);
  canvas.Line(5, 10, 20);
  const Dots dots = canvas.TakeDots();
  // 0.3 mm are more than two dots, their middle at 80.
  EXPECT_TRUE(IsBlack(dots, 41, 80));
  EXPECT_TRUE(IsBlack(dots, 198, 79));
  EXPECT_FALSE(IsBlack(dots, 38, 80));
  EXPECT_FALSE(IsBlack(dots, 202, 80));
  EXPECT_FALSE(IsBlack(dots, 100, 76));
  EXPECT_FALSE(IsBlack(dots, 100, 84));
}

TEST(CanvasTest, TextIsBrokenAtItsWidth) {
  Canvas canvas(Medium::kDots, kScrap);
  const double one = canvas.Text(0, 0, 30, 3, "one");
  EXPECT_GT(one, 3);
  EXPECT_LT(one, 5);
  EXPECT_NEAR(canvas.Text(0, 0, 30, 3, "one\ntwo"), 2 * one, 0.1);
  EXPECT_GE(canvas.Text(0, 0, 10, 3, "words that need more than a line"), 3 * one);
  EXPECT_NEAR(canvas.Text(0, 0, 5, 3, "withoutanyblank") / one,
              std::round(canvas.Text(0, 0, 5, 3, "withoutanyblank") / one), 0.05)
      << "broken within the word where there is no blank";
}

TEST(CanvasTest, TextOfAnyScriptAndBoldTextDarkenThePaper) {
  const auto black = [](const char* text, bool bold) {
    Canvas canvas(Medium::kDots, kScrap);
    canvas.Text(0, 0, 30, 5, text, bold);
    return BlackOf(canvas.TakeDots());
  };
  EXPECT_GT(black("订单", false), 100);
  EXPECT_GT(black("abc", true), black("abc", false));
  EXPECT_EQ(black("", false), 0);
}

TEST(CanvasTest, BarsAreWholeDotsWide) {
  Canvas canvas(Medium::kDots, kLabelPaper);
  ASSERT_OK(canvas.Bars(5, 5, 90, 20, "ABC-1234"));
  const Dots dots = canvas.TakeDots();
  // In the middle of the bars every run of one colour is a multiple of the narrowest.
  std::vector<int> runs;
  const int y = 15 * 8;
  for (int x = 1, length = 1; x < dots.width; ++x, ++length) {
    if (IsBlack(dots, x, y) == IsBlack(dots, x - 1, y)) continue;
    runs.push_back(length);
    length = 0;
  }
  ASSERT_GT(runs.size(), 40u);
  const int narrowest = *std::min_element(runs.begin() + 1, runs.end());
  EXPECT_GE(narrowest, 2) << "finer bars are not read surely";
  for (size_t i = 1; i < runs.size(); ++i) EXPECT_EQ(runs[i] % narrowest, 0) << i;
}

TEST(CanvasTest, ACodeThatIsTooLongForBarsIsASquare) {
  // How often the colour changes on the way down, all columns together.
  const auto changes_of = [](const std::string& code) {
    Canvas canvas(Medium::kDots, kLabelPaper);
    EXPECT_OK(canvas.Bars(30, 5, 40, 40, code));
    const Dots dots = canvas.TakeDots();
    EXPECT_GT(BlackOf(dots), 1000);
    int changes = 0;
    for (int x = 0; x < dots.width; ++x) {
      for (int y = 6 * 8; y < 44 * 8; ++y)
        changes += IsBlack(dots, x, y) != IsBlack(dots, x, y - 1);
    }
    return changes;
  };
  EXPECT_EQ(changes_of("A1"), 0) << "a bar goes all the way";
  EXPECT_GT(changes_of(std::string(60, 'a')), 1000);
}

TEST(CanvasTest, WhatNoBarcodeHoldsIsRefused) {
  Canvas canvas(Medium::kDots, kLabelPaper);
  const absl::Status status = canvas.Bars(5, 5, 90, 20, std::string(8'000, 'a'));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status.message(), HasSubstr("code"));
  EXPECT_THAT(canvas.Bars(5, 5, 90, 20, ""), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(CanvasTest, APdfHasItsPages) {
  const auto pages_of = [](int more) {
    Canvas canvas(Medium::kPdf, kA4Paper);
    canvas.Text(10, 10, 100, 5, "page");
    for (int i = 0; i < more; ++i) {
      canvas.NextPage();
      canvas.Text(10, 10, 100, 5, "page");
    }
    return canvas.TakePdf();
  };
  EXPECT_THAT(pages_of(0), StartsWith("%PDF-"));
  EXPECT_THAT(pages_of(0), HasSubstr("/Count 1"));
  EXPECT_THAT(pages_of(2), HasSubstr("/Count 3"));
}

TEST(CanvasTest, ZplSaysHowManyBytesAreInARow) {
  const Dots dots = {
      .width = 12, .height = 2, .stride = 2, .bits = std::string("\xff\xf0\x00\x10", 4)};
  EXPECT_EQ(ToZpl(dots), "^XA\n^PW12\n^LL2\n^FO0,0^GFA,4,4,2,fff00010^FS\n^XZ\n");
}

}  // namespace
}  // namespace shopdesk::cli::print
