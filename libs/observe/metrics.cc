#include "libs/observe/metrics.h"

#include <sstream>
#include <utility>

#include "libs/base/mutex.h"
#include "prometheus/text_serializer.h"

namespace shopdesk::observe {
namespace {

// Seconds: half-decade steps where RPCs and commits are, up to 10 s; and 25 ms, where reads are to
// end.
const prometheus::Histogram::BucketBoundaries& LatencyBuckets() {
  static const auto& buckets = *new prometheus::Histogram::BucketBoundaries{
      0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.025,
      0.05,   0.1,    0.2,    0.5,   1,     2,     5,    10};
  return buckets;
}

}  // namespace

// What is scraped: the registry, after the samples.
class Metrics::Impl {
 public:
  std::vector<prometheus::MetricFamily> Collect() const {
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

std::string Metrics::Render() const {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, impl_->Collect());
  return text.str();
}

std::shared_ptr<prometheus::Registry> Metrics::registry() const { return impl_->registry(); }

}  // namespace shopdesk::observe
