#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// How a method did, from the histogram that its service exports.
struct MethodLatency {
  int64_t calls = 0;
  // Milliseconds, interpolated within a bucket.
  double p50_ms = 0;
  double p99_ms = 0;
};

// Reads "Service/Method" → latency out of metrics in the Prometheus text format.
std::map<std::string, MethodLatency> ParseMethodLatencies(absl::string_view metrics_text);

// GET http://address/metrics. UNAVAILABLE if nobody answers.
absl::StatusOr<std::string> FetchMetrics(const std::string& address);

}  // namespace shopdesk::cli
