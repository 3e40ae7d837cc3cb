#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"

namespace shopdesk::observe {

using Labels = std::map<std::string, std::string>;

// The process' metrics. A returned reference stays valid for the life of the registry: keep it, a
// look-up for each observation costs six times as much. Names and labels are listed in
// docs/metrics.md. Thread-safe.
class Metrics {
 public:
  Metrics();
  prometheus::Counter& Counter(absl::string_view name, absl::string_view help,
                               const Labels& labels = {});
  prometheus::Gauge& Gauge(absl::string_view name, absl::string_view help,
                           const Labels& labels = {});
  // Seconds, in buckets from 100 µs to 10 s.
  prometheus::Histogram& Latency(absl::string_view name, absl::string_view help,
                                 const Labels& labels = {});
  // `sample` is called at each scrape, to set gauges from a state that others hold; what it refers
  // to must outlive the metrics server. It must not call OnScrape.
  void OnScrape(std::function<void()> sample);
  std::shared_ptr<prometheus::Registry> registry() const;

 private:
  friend class MetricsServer;
  class Impl;
  std::shared_ptr<Impl> impl_;
};

// Serves GET /metrics in the Prometheus text format.
class MetricsServer {
 public:
  // host:port; port 0 takes a free one. UNAVAILABLE if it can't listen.
  static absl::StatusOr<std::unique_ptr<MetricsServer>> Start(absl::string_view address,
                                                              const Metrics& metrics);
  virtual ~MetricsServer() = default;
  virtual int port() const = 0;
};

}  // namespace shopdesk::observe
