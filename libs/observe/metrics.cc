#include "libs/observe/metrics.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "prometheus/exposer.h"

namespace shopdesk::observe {
namespace {

// Seconds: half-decade steps where RPCs and commits are, up to 10 s.
const prometheus::Histogram::BucketBoundaries& LatencyBuckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10};
  return buckets;
}

}  // namespace

// What is scraped: the registry, after the samples.
class Metrics::Impl final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    {
      MutexLock lock(mutex_);
      for (const std::function<void()>& sample : samples_) sample();
    }
    return registry_->Collect();
  }

  void Add(std::function<void()> sample) {
    MutexLock lock(mutex_);
    samples_.push_back(std::move(sample));
  }

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

 private:
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  // Held while sampling, so that a sample is not run twice at once.
  mutable Mutex mutex_;
  std::vector<std::function<void()>> samples_ ABSL_GUARDED_BY(mutex_);
};

Metrics::Metrics() : impl_(std::make_shared<Impl>()) {}

prometheus::Counter& Metrics::Counter(absl::string_view name, absl::string_view help,
                                      const Labels& labels) {
  return prometheus::BuildCounter()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*impl_->registry())
      .Add(labels);
}

prometheus::Gauge& Metrics::Gauge(absl::string_view name, absl::string_view help,
                                  const Labels& labels) {
  return prometheus::BuildGauge()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*impl_->registry())
      .Add(labels);
}

prometheus::Histogram& Metrics::Latency(absl::string_view name, absl::string_view help,
                                        const Labels& labels) {
  return prometheus::BuildHistogram()
      .Name(std::string(name))
      .Help(std::string(help))
      .Register(*impl_->registry())
      .Add(labels, LatencyBuckets());
}

void Metrics::OnScrape(std::function<void()> sample) { impl_->Add(std::move(sample)); }

std::shared_ptr<prometheus::Registry> Metrics::registry() const { return impl_->registry(); }

namespace {

class ExposerServer final : public MetricsServer {
 public:
  ExposerServer(const std::string& address, std::shared_ptr<prometheus::Collectable> metrics)
      : metrics_(std::move(metrics)), exposer_(address, /*num_threads=*/2) {
    exposer_.RegisterCollectable(metrics_);
    const std::vector<int> ports = exposer_.GetListeningPorts();
    port_ = ports.empty() ? 0 : ports.front();
  }
  int port() const override { return port_; }

 private:
  const std::shared_ptr<prometheus::Collectable> metrics_;
  prometheus::Exposer exposer_;
  int port_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(absl::string_view address,
                                                                    const Metrics& metrics) {
  try {
    return std::make_unique<ExposerServer>(std::string(address), metrics.impl_);
  } catch (const std::exception& error) {
    return UnavailableError(
        absl::StrCat("can't serve metrics at ", address, ": ", error.what(),
                     "; is another program listening there, or the address malformed?"));
  }
}

}  // namespace shopdesk::observe
