#include "libs/base/fold_code.h"

#include "gtest/gtest.h"

namespace shopdesk {
namespace {

TEST(FoldCodeTest, CaseWidthAndBlanksDoNotCount) {
  for (const char* code : {"EE123456785CN", "ee 123 456 785 cn", "ＥＥ１２３４５６７８５ＣＮ",
                           "\t EE123456785\u3000CN\n", "EE\u00a0123456785CN"}) {
    EXPECT_EQ(FoldCode(code), "EE123456785CN") << code;
  }
  EXPECT_EQ(FoldCode(" \u3000"), "");
  EXPECT_EQ(FoldCode("SF-1 2"), "SF-12");
  EXPECT_EQ(FoldCode("773012345678"), "773012345678");
}

}  // namespace
}  // namespace shopdesk
