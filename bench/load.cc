#include "bench/load.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "absl/time/clock.h"
#include "libs/base/mutex.h"

namespace shopdesk::bench {
namespace {

// Between two looks at how far the followers are.
constexpr absl::Duration kLook = absl::Milliseconds(50);

// What servers used so far.
struct Usage {
  absl::Duration cpu;
  int64_t written = 0;
};

absl::Duration CpuOf(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  // The name in parentheses may hold anything; fields count from behind it: state is the 3rd,
  // utime the 14th.
  const size_t end = text.rfind(')');
  if (end == std::string::npos) return absl::ZeroDuration();
  std::istringstream fields(text.substr(end + 1));
  std::string skip;
  for (int i = 3; i < 14; ++i) fields >> skip;
  int64_t user = 0;
  int64_t system = 0;
  fields >> user >> system;
  return absl::Seconds(1) * (user + system) / sysconf(_SC_CLK_TCK);
}

// By write and its like; what goes to sockets is sent by others.
int64_t WrittenBy(int pid) {
  std::ifstream io("/proc/" + std::to_string(pid) + "/io");
  std::string name;
  for (int64_t value = 0; io >> name >> value;) {
    if (name == "wchar:") return value;
  }
  return 0;
}

Usage UsageOf(const std::vector<int>& pids) {
  Usage usage;
  for (const int pid : pids) {
    usage.cpu += CpuOf(pid);
    usage.written += WrittenBy(pid);
  }
  return usage;
}

// Calls that are open, and what came of those that ended.
class OpenCalls {
 public:
  OpenCalls(const Workload& workload, size_t channels, uint64_t first_number)
      : workload_(workload), channels_(channels), next_(first_number) {}

  // Begins a call whose latency counts from `from`; `then` is called when it has ended.
  void Begin(absl::Time from, std::function<void()> then) {
    uint64_t number;
    {
      MutexLock lock(mutex_);
      number = next_++;
      ++open_;
    }
    workload_.start(number % channels_, number,
                    [this, from, then = std::move(then)](const grpc::Status& status) {
                      Note(status, absl::Now() - from);
                      then();
                      MutexLock lock(mutex_);
                      if (--open_ == 0) all_done_.NotifyAll();
                    });
  }

  // Waits until none is open, `at_most` long.
  bool WaitFor(absl::Duration at_most) {
    MutexLock lock(mutex_);
    if (open_ > 0) all_done_.WaitFor(mutex_, at_most);
    return open_ == 0;
  }

  void Tell(Round& round) {
    MutexLock lock(mutex_);
    round.ok = static_cast<int64_t>(latencies_.size());
    round.errors = errors_;
    if (latencies_.empty()) return;
    std::sort(latencies_.begin(), latencies_.end());
    round.p50 = absl::Microseconds(latencies_[latencies_.size() / 2]);
    round.p99 = absl::Microseconds(latencies_[latencies_.size() * 99 / 100]);
  }

 private:
  void Note(const grpc::Status& status, absl::Duration latency) {
    MutexLock lock(mutex_);
    if (status.ok()) {
      latencies_.push_back(static_cast<uint32_t>(absl::ToInt64Microseconds(latency)));
    } else {
      ++errors_[status.error_code()];
    }
  }

  const Workload& workload_;
  const size_t channels_;
  Mutex mutex_;
  CondVar all_done_;
  uint64_t next_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<uint32_t> latencies_ ABSL_GUARDED_BY(mutex_);
  std::map<int, int64_t> errors_ ABSL_GUARDED_BY(mutex_);
};

// Keeps so many calls open as long as it may, and those that have to wait for followers apart.
class ClosedLoop {
 public:
  ClosedLoop(OpenCalls& calls, absl::Time end, int64_t left)
      : calls_(calls), end_(end), left_(left) {}

  void Go(int count) {
    for (int i = 0; i < count; ++i) Next();
  }
  // Lets all calls wait from now on, or those that waited begin.
  void Hold(bool hold) {
    int waiting = 0;
    {
      MutexLock lock(mutex_);
      hold_ = hold;
      if (!hold) std::swap(waiting, waiting_);
    }
    Go(waiting);
  }

 private:
  void Next() {
    const absl::Time now = absl::Now();
    {
      MutexLock lock(mutex_);
      if (now >= end_ || left_ == 0) return;
      if (hold_) {
        ++waiting_;
        return;
      }
      --left_;
    }
    calls_.Begin(now, [this] { Next(); });
  }

  OpenCalls& calls_;
  const absl::Time end_;
  Mutex mutex_;
  int64_t left_ ABSL_GUARDED_BY(mutex_);
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

int64_t Behind(const Workload& workload) {
  return workload.behind == nullptr ? 0 : workload.behind();
}

// Twice in a row: what was appended just now is known to a follower a moment later.
void WaitCaughtUp(const Workload& workload) {
  if (workload.behind == nullptr) return;
  for (int looks = 0; looks < 2; ++looks) {
    if (workload.behind() > 0) looks = -1;
    absl::SleepFor(kLook);
  }
}

// The end of a round that began at `begin` with `before` used.
void Conclude(const Workload& workload, OpenCalls& calls, absl::Time begin, const Usage& before,
              Round& round) {
  round.behind = Behind(workload);
  const bool sustained = workload.most_behind != INT64_MAX;
  round.elapsed = absl::Now() - begin;
  WaitCaughtUp(workload);
  if (sustained) round.elapsed = absl::Now() - begin;
  const Usage after = UsageOf(workload.pids);
  round.server_cpu = after.cpu - before.cpu;
  round.written = after.written - before.written;
  calls.Tell(round);
}

}  // namespace

Round RunClosedLoop(const Workload& workload, size_t channels, int in_flight, absl::Duration length,
                    uint64_t first_number, int64_t count) {
  Round round;
  const Usage before = UsageOf(workload.pids);
  const absl::Time begin = absl::Now();
  const absl::Time end = begin + length;
  OpenCalls calls(workload, channels, first_number);
  ClosedLoop loop(calls, end, count);
  loop.Go(std::min(in_flight, workload.most_in_flight));
  const bool sustained = workload.most_behind != INT64_MAX;
  // While the calls are held none may be open though the round isn't over.
  bool held = false;
  while (!calls.WaitFor(sustained ? kLook : absl::Seconds(1)) || (held && absl::Now() < end)) {
    if (!sustained) continue;
    held = Behind(workload) > workload.most_behind;
    loop.Hold(held);
    if (held) absl::SleepFor(kLook);
  }
  Conclude(workload, calls, begin, before, round);
  return round;
}

Round RunOpenLoop(const Workload& workload, size_t channels, double per_second,
                  absl::Duration length, uint64_t first_number) {
  Round round;
  const Usage before = UsageOf(workload.pids);
  const absl::Time begin = absl::Now();
  OpenCalls calls(workload, channels, first_number);
  const auto count = static_cast<int64_t>(per_second * absl::ToDoubleSeconds(length));
  for (int64_t i = 0; i < count; ++i) {
    const absl::Time due = begin + absl::Seconds(1) * (static_cast<double>(i) / per_second);
    const absl::Duration early = due - absl::Now();
    if (early > absl::ZeroDuration()) absl::SleepFor(early);
    calls.Begin(due, [] {});
  }
  while (!calls.WaitFor(absl::Seconds(1))) continue;
  Conclude(workload, calls, begin, before, round);
  return round;
}

}  // namespace shopdesk::bench
