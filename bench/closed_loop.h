#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

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
  // CPU that the servers of the workload used.
  absl::Duration server_cpu;

  double PerSecond() const { return static_cast<double>(ok) / absl::ToDoubleSeconds(elapsed); }
  double CpuMicros() const {
    return absl::ToDoubleMicroseconds(server_cpu) / static_cast<double>(ok > 0 ? ok : 1);
  }
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
};

// A closed loop: `in_flight` calls are open all the time, spread over `channels`, until `length`
// has passed; then it waits for the last. Latencies are of all calls.
Round RunClosedLoop(const Workload& workload, size_t channels, int in_flight, absl::Duration length,
                    uint64_t first_number);

}  // namespace shopdesk::bench
