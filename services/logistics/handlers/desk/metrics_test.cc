#include "services/logistics/handlers/desk/metrics.h"

#include "gtest/gtest.h"
#include "services/logistics/testing/notices.h"

namespace shopdesk::logistics {
namespace {

class NoticeMetricsTest : public testing::NoticesTest {
 protected:
  double Oldest() {
    handlers::NoticeMetrics (*runtime_)();
    return runtime_->metrics().Gauge("shopdesk_notice_oldest_queued_seconds", "").Value();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, NoticeMetricsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

TEST_P(NoticeMetricsTest, TheOldestThatIsDueCounts) {
  EXPECT_EQ(Oldest(), 0);
  Channels("MAIL");
  mail.Next(notify::testing::Reaction::kFail);
  ASSERT_OK(Send(testing::kDelay, "mail: 'a@example.com'"));
  EXPECT_EQ(Oldest(), 0);
  Advance(absl::Minutes(10));
  EXPECT_EQ(Oldest(), 600);
  Settle(absl::Hours(1));
  EXPECT_EQ(Oldest(), 0);
}

}  // namespace
}  // namespace shopdesk::logistics
