#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
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
  // to must outlive the last scrape. It must not call OnScrape.
  void OnScrape(std::function<void()> sample);
  // What is scraped, in the Prometheus text format.
  std::string Render() const;
  std::shared_ptr<prometheus::Registry> registry() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace shopdesk::observe
