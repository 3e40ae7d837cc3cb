#pragma once

#include <climits>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::bench {

// What one round of a workload did.
struct Round {
  int64_t ok = 0;
  // Failed calls by status code; none of them counts as done.
  std::map<int, int64_t> errors;
  absl::Duration elapsed;
  absl::Duration p50;
  absl::Duration p99;
  // Until the followers had done what the calls left them.
  absl::Duration server_cpu;
  // Bytes that the servers wrote to files meanwhile.
  int64_t written = 0;
  // Events that the furthest follower was behind when the last call ended.
  int64_t behind = 0;

  double PerSecond() const { return static_cast<double>(ok) / absl::ToDoubleSeconds(elapsed); }
  double CpuMicros() const { return absl::ToDoubleMicroseconds(server_cpu) / PerCall(); }
  double WrittenKb() const { return static_cast<double>(written) / 1024 / PerCall(); }

 private:
  double PerCall() const { return static_cast<double>(ok > 0 ? ok : 1); }
};

// Starts one call and calls `done` with its outcome, on any thread. `number` counts the calls of
// the whole run.
using StartCall = std::function<void(size_t channel, uint64_t number,
                                     std::function<void(const grpc::Status&)> done)>;

struct Workload {
  std::string name;
  // The servers that work for it, for their CPU time.
  std::vector<int> pids;
  StartCall start;
  // How many events the furthest of their followers is behind; null: nothing follows.
  std::function<int64_t()> behind = nullptr;
  // Nothing new begins while the followers are further behind than this, and what they have still
  // to do at the end is waited for: the rate is one at which nothing piles up.
  int64_t most_behind = INT64_MAX;
  // Calls of which more aren't open at once, whatever is asked for.
  int most_in_flight = INT_MAX;
  // What has to be there before the first call; repeatable. Null: nothing.
  std::function<absl::Status()> prepare = nullptr;
};

// A closed loop: `in_flight` calls are open all the time, spread over `channels`, until `length`
// has passed, or `calls` were begun; then it waits for the last. Latencies are of all calls.
Round RunClosedLoop(const Workload& workload, size_t channels, int in_flight, absl::Duration length,
                    uint64_t first_number, int64_t calls = INT64_MAX);

// An open loop: calls begin at a steady rate for `length`, whether others have ended or not.
// Latencies count from the moment at which a call was to begin.
Round RunOpenLoop(const Workload& workload, size_t channels, double per_second,
                  absl::Duration length, uint64_t first_number);

}  // namespace shopdesk::bench
