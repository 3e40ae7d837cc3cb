#include "bench/closed_loop.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <sstream>

#include "absl/time/clock.h"
#include "libs/base/mutex.h"

namespace shopdesk::bench {
namespace {

absl::Duration CpuOf(const std::vector<int>& pids) {
  int64_t ticks = 0;
  for (const int pid : pids) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
    // The name in parentheses may hold anything; fields count from behind it: state is the 3rd,
    // utime the 14th.
    const size_t end = text.rfind(')');
    if (end == std::string::npos) continue;
    std::istringstream fields(text.substr(end + 1));
    std::string skip;
    for (int i = 3; i < 14; ++i) fields >> skip;
    int64_t user = 0;
    int64_t system = 0;
    fields >> user >> system;
    ticks += user + system;
  }
  return absl::Seconds(1) * ticks / sysconf(_SC_CLK_TCK);
}

class Loop {
 public:
  Loop(const Workload& workload, size_t channels, absl::Time end, uint64_t first_number)
      : workload_(workload), channels_(channels), end_(end), next_(first_number) {}

  void Start(int in_flight) {
    {
      MutexLock lock(mutex_);
      open_ = in_flight;
    }
    for (int i = 0; i < in_flight; ++i) Next(static_cast<size_t>(i) % channels_);
  }

  void Wait(Round& round) {
    MutexLock lock(mutex_);
    while (open_ > 0) all_done_.Wait(mutex_);
    round.ok = static_cast<int64_t>(latencies_.size());
    round.errors = errors_;
    if (latencies_.empty()) return;
    std::sort(latencies_.begin(), latencies_.end());
    round.p50 = absl::Microseconds(latencies_[latencies_.size() / 2]);
    round.p99 = absl::Microseconds(latencies_[latencies_.size() * 99 / 100]);
  }

 private:
  void Next(size_t channel) {
    const absl::Time begin = absl::Now();
    workload_.start(channel, next_++, [this, channel, begin](const grpc::Status& status) {
      Done(status, absl::Now() - begin);
      if (absl::Now() < end_) {
        Next(channel);
      } else {
        MutexLock lock(mutex_);
        if (--open_ == 0) all_done_.NotifyAll();
      }
    });
  }

  void Done(const grpc::Status& status, absl::Duration latency) {
    MutexLock lock(mutex_);
    if (status.ok()) {
      latencies_.push_back(static_cast<uint32_t>(absl::ToInt64Microseconds(latency)));
    } else {
      ++errors_[status.error_code()];
    }
  }

  const Workload& workload_;
  const size_t channels_;
  const absl::Time end_;
  std::atomic<uint64_t> next_;
  Mutex mutex_;
  CondVar all_done_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<uint32_t> latencies_ ABSL_GUARDED_BY(mutex_);
  std::map<int, int64_t> errors_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

Round RunClosedLoop(const Workload& workload, size_t channels, int in_flight, absl::Duration length,
                    uint64_t first_number) {
  Round round;
  const absl::Duration cpu = CpuOf(workload.pids);
  const absl::Time begin = absl::Now();
  Loop loop(workload, channels, begin + length, first_number);
  loop.Start(in_flight);
  loop.Wait(round);
  round.elapsed = absl::Now() - begin;
  round.server_cpu = CpuOf(workload.pids) - cpu;
  return round;
}

}  // namespace shopdesk::bench
