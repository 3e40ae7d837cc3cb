#include "tools/shopdesk/replay/special_case.h"

#include <map>

#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

TEST(SpecialCaseTest, TheLastTwoDigitsTell) {
  EXPECT_EQ(SpecialCaseOf("536315"), SpecialCase::kTransfer);
  EXPECT_EQ(SpecialCaseOf("15"), SpecialCase::kTransfer);
  EXPECT_EQ(SpecialCaseOf("536308"), SpecialCase::kBadReview);
  EXPECT_EQ(SpecialCaseOf("536399"), SpecialCase::kLate);
  EXPECT_EQ(SpecialCaseOf("536300"), SpecialCase::kNone);
}

TEST(SpecialCaseTest, WhatHasNoTwoDigitsIsNone) {
  for (const char* number : {"", "8", "x8", "5363A5", "53631A", "１５"}) {
    EXPECT_EQ(SpecialCaseOf(number), SpecialCase::kNone) << number;
  }
}

// What anyone can count on, who tells from a file what the desk does.
TEST(SpecialCaseTest, SharesOfAHundred) {
  std::map<SpecialCase, int> shares;
  for (int end = 0; end < 100; ++end) ++shares[SpecialCaseOf(absl::StrFormat("%02d", end))];
  EXPECT_EQ(shares[SpecialCase::kTransfer], 2);
  EXPECT_EQ(shares[SpecialCase::kTransferInParts], 2);
  EXPECT_EQ(shares[SpecialCase::kGift], 3);
  EXPECT_EQ(shares[SpecialCase::kBadReview], 3);
  EXPECT_EQ(shares[SpecialCase::kPromiseKept], 3);
  for (const SpecialCase two :
       {SpecialCase::kSilent, SpecialCase::kTwice, SpecialCase::kReminded, SpecialCase::kLate,
        SpecialCase::kPacked, SpecialCase::kInsured, SpecialCase::kPromiseBroken,
        SpecialCase::kClaimed, SpecialCase::kLost, SpecialCase::kExchanged,
        SpecialCase::kPriceDropped}) {
    EXPECT_EQ(shares[two], 2) << static_cast<int>(two);
  }
  EXPECT_EQ(shares[SpecialCase::kNone], 65);
  EXPECT_EQ(shares.size(), 17u) << "every case occurs";
}

}  // namespace
}  // namespace shopdesk::cli
