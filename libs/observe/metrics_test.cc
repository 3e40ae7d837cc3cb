#include "libs/observe/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shopdesk::observe {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, SameNameAndLabelsAreTheSameMetric) {
  Metrics metrics;
  prometheus::Counter& a = metrics.Counter("calls_total", "Calls.", {{"code", "OK"}});
  prometheus::Counter& b = metrics.Counter("calls_total", "Calls.", {{"code", "OK"}});
  prometheus::Counter& other = metrics.Counter("calls_total", "Calls.", {{"code", "INTERNAL"}});
  a.Increment();
  EXPECT_EQ(&a, &b);
  EXPECT_EQ(b.Value(), 1);
  EXPECT_EQ(other.Value(), 0);
}

TEST(MetricsTest, AreRenderedInTheTextFormat) {
  Metrics metrics;
  metrics.Counter("shopdesk_calls_total", "Calls.", {{"code", "OK"}}).Increment(3);
  metrics.Latency("shopdesk_call_seconds", "Time.").Observe(0.00015);
  const std::string text = metrics.Render();
  EXPECT_THAT(text, HasSubstr("# HELP shopdesk_calls_total Calls."));
  EXPECT_THAT(text, HasSubstr("shopdesk_calls_total{code=\"OK\"} 3"));
  EXPECT_THAT(text, HasSubstr("shopdesk_call_seconds_bucket{le=\"0.0001\"} 0"));
  EXPECT_THAT(text, HasSubstr("shopdesk_call_seconds_bucket{le=\"0.0002\"} 1"));
  EXPECT_THAT(text, HasSubstr("shopdesk_call_seconds_bucket{le=\"0.025\"} 1"));
  EXPECT_THAT(text, HasSubstr("shopdesk_call_seconds_bucket{le=\"10\"} 1"));
}

TEST(MetricsTest, SamplesAtEachScrape) {
  Metrics metrics;
  prometheus::Gauge& depth = metrics.Gauge("queue_depth", "Depth.");
  int scrapes = 0;
  metrics.OnScrape([&] { depth.Set(++scrapes * 10); });
  EXPECT_THAT(metrics.Render(), HasSubstr("queue_depth 10"));
  EXPECT_THAT(metrics.Render(), HasSubstr("queue_depth 20"));
}

}  // namespace
}  // namespace shopdesk::observe
