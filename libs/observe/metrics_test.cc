#include "libs/observe/metrics.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

#include "absl/strings/str_cat.h"

namespace shopdesk::observe {
namespace {

using ::testing::HasSubstr;

// The whole answer to GET /metrics; empty if nobody listens.
std::string Scrape(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request =
        "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
  }
  close(fd);
  return answer;
}

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

TEST(MetricsTest, ServesTheTextFormatAtAFreePort) {
  Metrics metrics;
  metrics.Counter("shopdesk_calls_total", "Calls.", {{"code", "OK"}}).Increment(3);
  metrics.Latency("shopdesk_call_seconds", "Time.").Observe(0.00015);
  auto server = MetricsServer::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(server.ok()) << server.status();
  ASSERT_GT((*server)->port(), 0);
  const std::string answer = Scrape((*server)->port());
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(answer, HasSubstr("# HELP shopdesk_calls_total Calls."));
  EXPECT_THAT(answer, HasSubstr("shopdesk_calls_total{code=\"OK\"} 3"));
  EXPECT_THAT(answer, HasSubstr("shopdesk_call_seconds_bucket{le=\"0.0001\"} 0"));
  EXPECT_THAT(answer, HasSubstr("shopdesk_call_seconds_bucket{le=\"0.0002\"} 1"));
  EXPECT_THAT(answer, HasSubstr("shopdesk_call_seconds_bucket{le=\"10\"} 1"));
}

TEST(MetricsTest, SamplesAtEachScrape) {
  Metrics metrics;
  prometheus::Gauge& depth = metrics.Gauge("queue_depth", "Depth.");
  std::atomic<int> scrapes{0};
  metrics.OnScrape([&] { depth.Set(++scrapes * 10); });
  auto server = MetricsServer::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_THAT(Scrape((*server)->port()), HasSubstr("queue_depth 10"));
  EXPECT_THAT(Scrape((*server)->port()), HasSubstr("queue_depth 20"));
}

TEST(MetricsTest, ATakenPortIsUnavailable) {
  Metrics metrics;
  auto first = MetricsServer::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = absl::StrCat("127.0.0.1:", (*first)->port());
  EXPECT_EQ(MetricsServer::Start(address, metrics).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(MetricsServer::Start("nonsense", metrics).status().code(),
            absl::StatusCode::kUnavailable);
  const int port = (*first)->port();
  first->reset();
  EXPECT_EQ(Scrape(port), "");
}

}  // namespace
}  // namespace shopdesk::observe
