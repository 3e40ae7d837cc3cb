#include "services/feedback/handlers/desk/metrics.h"

#include <cmath>

#include "gtest/gtest.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::kTestTime;
using testing::MessageAt;
using M = v1::Message;

class FeedbackMetricsTest : public testing::ChatTest {
 protected:
  double Gauge(const std::string& name, const observe::Labels& labels = {}) {
    return runtime_->metrics().Gauge(name, "", labels).Value();
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, FeedbackMetricsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(FeedbackMetricsTest, WithoutDataThereIsNoNumber) {
  handlers::FeedbackMetrics (*runtime_)();
  EXPECT_TRUE(std::isnan(Gauge("shopdesk_dsr_score", {{"dimension", "item"}})));
  EXPECT_TRUE(std::isnan(Gauge("shopdesk_answer_ratio")));
}

TEST_P(FeedbackMetricsTest, ScoresAndAnswersAreTold) {
  orders_.Put(testing::FinishedOrder("o", "b", kTestTime - absl::Hours(1)));
  ASSERT_OK(Submit(ReviewOf("o", 4)));
  ASSERT_OK(
      Record({MessageAt(kTestTime, M::BUYER), MessageAt(kTestTime + absl::Seconds(30), M::AGENT),
              MessageAt(kTestTime, M::BUYER, "unanswered")}));
  handlers::FeedbackMetrics (*runtime_)();
  for (const char* dimension : {"item", "service", "shipping"}) {
    EXPECT_EQ(Gauge("shopdesk_dsr_score", {{"dimension", dimension}}), 4) << dimension;
  }
  EXPECT_EQ(Gauge("shopdesk_response_seconds_avg"), 30);
  EXPECT_EQ(Gauge("shopdesk_answer_ratio"), 0.5);
  EXPECT_EQ(Gauge("shopdesk_conversion_ratio"), 0);
}

}  // namespace
}  // namespace shopdesk::feedback
