#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

struct ReplayOptions {
  std::string input;
  // "retail" (UCI Online Retail) or "tmall" (Tmall's export of orders).
  std::string format = "retail";
  // Ends the input with the last row of this order's invoice; 0: the whole file.
  int64_t orders = 0;
  std::string shop = "retail";
  // Carriers and rates as CSV; imported before the first order.
  std::string carriers_csv;
  std::string rates_csv;
  // Where the JSON report goes; empty: nowhere.
  std::string report_file;
  // Print the report as JSON instead of a table.
  bool json = false;
  // host:port of the metrics of catalog, orders, logistics, feedback, for the report's latencies.
  std::vector<std::string> metrics;
  // Calls at once.
  int threads = 8;
};

// Plays a real shop's file through the four services, as docs/replay.md says, and reports what they
// then know. Repeatable: what was done already is not done again.
absl::Status Replay(Suite& suite, const ReplayOptions& options);

}  // namespace shopdesk::cli
