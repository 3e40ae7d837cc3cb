#include "libs/observe/log_limiter.h"

#include <gtest/gtest.h>

namespace shopdesk::observe {
namespace {

TEST(LogLimiterTest, CountsWhatItLeavesOut) {
  LogLimiter limiter(2);
  const absl::Duration start = absl::Seconds(100);
  EXPECT_EQ(limiter.Admit("a", start), 0);
  EXPECT_EQ(limiter.Admit("a", start), 0);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(limiter.Admit("a", start), absl::nullopt);
  EXPECT_EQ(limiter.Admit("b", start), 0) << "another reason has its own lines";
  EXPECT_EQ(limiter.Admit("a", start + absl::Seconds(1)), 7);
  EXPECT_EQ(limiter.Admit("a", start + absl::Seconds(1)), 0);
  EXPECT_EQ(limiter.Admit("a", start + absl::Seconds(1)), absl::nullopt);
}

TEST(LogLimiterTest, InventedReasonsTakeNoMemory) {
  LogLimiter limiter(1);
  int written = 0;
  for (int i = 0; i < 5000; ++i) {
    if (limiter.Admit(std::to_string(i), absl::Seconds(100)).has_value()) ++written;
  }
  EXPECT_LE(written, 1001);
}

}  // namespace
}  // namespace shopdesk::observe
