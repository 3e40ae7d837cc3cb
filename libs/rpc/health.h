#pragma once

#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/mutex.h"
#include "libs/observe/http_server.h"
#include "libs/observe/log.h"
#include "libs/observe/metrics.h"

namespace shopdesk::rpc {

// Whether the service is ready for calls, and alive, as probes, gRPC's health and the metric
// shopdesk_check_ok tell it (docs/adr/0020). Thread-safe.
class Health {
 public:
  // What a failing check means.
  enum class Meaning {
    kNotReady,
    // Part of the calls fail, e.g. all writes while the disk is full: no other replica would do
    // better, and the rest of the calls are served.
    kImpaired,
  };

  Health(observe::Metrics& metrics, observe::Logger& logger);

  // The present state of a check, e.g. "database_read".
  void Report(absl::string_view check, const absl::Status& status,
              Meaning meaning = Meaning::kNotReady);
  // `tell` hears of each change from now on, under a lock, and of the present state at once.
  void TellReady(std::function<void(bool ready)> tell);
  // Not ready any more, but alive: the service stops.
  void Drain();
  // Not alive while this was reported and is not OK.
  void ReportListener(const absl::Status& status);

  // /readyz: 200, or 503 with a line for each check that fails. Impairments are told in either
  // case.
  observe::HttpAnswer Ready() const;
  // /livez
  observe::HttpAnswer Live() const;

 private:
  struct Check {
    absl::Status status;
    Meaning meaning = Meaning::kNotReady;
    prometheus::Gauge* ok = nullptr;
  };

  bool IsReady() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  observe::Metrics& metrics_;
  observe::Logger& logger_;
  mutable Mutex mutex_;
  std::map<std::string, Check, std::less<>> checks_ ABSL_GUARDED_BY(mutex_);
  std::function<void(bool ready)> tell_ ABSL_GUARDED_BY(mutex_);
  bool told_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace shopdesk::rpc
