#include "tools/shopdesk/replay/report_stories.h"

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace shopdesk::cli {
namespace {

TEST(ReportStoriesTest, WhatTheDeskGaveBesideTheFileIsTakenOut) {
  nlohmann::ordered_json report = nlohmann::ordered_json::parse(R"({
    "refunded_minor": 1000, "return_lines": 10,
    "escrow": {"released": 5000, "refunded": 900},
    "desk": {
      "price_drops": {"refunded_minor": 300},
      "returns": {"RETURN_AND_REFUND/QUALITY/SUCCESS": 3, "RETURN_AND_REFUND/NO_REASON/CLOSED": 1,
                  "RETURN_AND_REFUND/GOODS_CAME_BACK/SUCCESS": 7, "EXCHANGE/QUALITY/SUCCESS": 2}
    }
  })");
  MatchFile(report);
  EXPECT_EQ(report["refunded_minor"], 700) << "the file knows of no price drop";
  EXPECT_EQ(report["escrow"]["refunded"], 600);
  EXPECT_EQ(report["escrow"]["released"], 5300);
  EXPECT_EQ(report["return_lines"], 14) << "those that were asked for are lines of the file, too";
}

}  // namespace
}  // namespace shopdesk::cli
