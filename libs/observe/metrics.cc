#include "libs/observe/metrics.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <exception>
#include <thread>
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

// Connects to host:port and closes again.
void Knock(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return;
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0) {
    connect(fd, found->ai_addr, found->ai_addrlen);
    close(fd);
  }
  freeaddrinfo(found);
}

class ExposerServer final : public MetricsServer {
 public:
  ExposerServer(const std::string& address, std::shared_ptr<prometheus::Collectable> metrics)
      : metrics_(std::move(metrics)),
        exposer_(std::make_unique<prometheus::Exposer>(address, /*num_threads=*/2)) {
    exposer_->RegisterCollectable(metrics_);
    const std::vector<int> ports = exposer_->GetListeningPorts();
    port_ = ports.empty() ? 0 : ports.front();
    const size_t colon = address.rfind(':');
    host_ = colon == std::string::npos ? "127.0.0.1" : address.substr(0, colon);
    if (host_.size() > 2 && host_.front() == '[') host_ = host_.substr(1, host_.size() - 2);
  }

  // The web server looks at its stop flag only every 2 s, or when somebody connects.
  ~ExposerServer() override {
    std::thread knocker([this] {
      while (!WaitStopped(absl::Milliseconds(5))) Knock(host_, port_);
    });
    exposer_.reset();
    {
      MutexLock lock(mutex_);
      stopped_ = true;
    }
    changed_.NotifyAll();
    knocker.join();
  }

  int port() const override { return port_; }

 private:
  bool WaitStopped(absl::Duration timeout) {
    MutexLock lock(mutex_);
    if (!stopped_) changed_.WaitFor(mutex_, timeout);
    return stopped_;
  }

  const std::shared_ptr<prometheus::Collectable> metrics_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string host_;
  int port_ = 0;
  Mutex mutex_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
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
