#include "libs/observe/process_metrics.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace shopdesk::observe {
namespace {

// Of /proc/self/stat (proc(5)), counted from the field after the program's name, which is the
// third.
enum StatField {
  kUserTicks = 11,
  kSystemTicks = 12,
  kThreads = 17,
  kStartTicks = 19,
  kVirtual = 20,
  kResidentPages = 21
};

std::string ReadProcFile(const char* path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

double NumberAt(const std::vector<std::string>& fields, size_t field) {
  double value = 0;
  if (field < fields.size()) static_cast<void>(absl::SimpleAtod(fields[field], &value));
  return value;
}

// When the machine started, in Unix time.
double BootTime() {
  const std::string stat = ReadProcFile("/proc/stat");
  for (absl::string_view line : absl::StrSplit(stat, '\n')) {
    double time = 0;
    if (absl::ConsumePrefix(&line, "btime ") && absl::SimpleAtod(line, &time)) return time;
  }
  return 0;
}

int CountOpenFiles() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  // Without ".", ".." and the directory's own.
  int count = -3;
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

class ProcessSampler {
 public:
  explicit ProcessSampler(Metrics& metrics)
      : cpu_(metrics.Counter("process_cpu_seconds_total", "CPU time used, user and system.")),
        resident_(metrics.Gauge("process_resident_memory_bytes", "Memory in use.")),
        virtual_(metrics.Gauge("process_virtual_memory_bytes", "Address space in use.")),
        open_(metrics.Gauge("process_open_fds", "Open file descriptors.")),
        threads_(metrics.Gauge("process_threads", "Threads.")),
        limit_(metrics.Gauge("process_max_fds", "File descriptors that may be open.")) {
    metrics.Gauge("process_start_time_seconds", "When the process started, in Unix time.")
        .Set(BootTime() + NumberAt(Fields(), kStartTicks) / ticks_);
  }

  void Sample() {
    const std::vector<std::string> fields = Fields();
    const double cpu = (NumberAt(fields, kUserTicks) + NumberAt(fields, kSystemTicks)) / ticks_;
    if (cpu > cpu_.Value()) cpu_.Increment(cpu - cpu_.Value());
    resident_.Set(NumberAt(fields, kResidentPages) * static_cast<double>(sysconf(_SC_PAGESIZE)));
    virtual_.Set(NumberAt(fields, kVirtual));
    threads_.Set(NumberAt(fields, kThreads));
    open_.Set(CountOpenFiles());
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) limit_.Set(static_cast<double>(limit.rlim_cur));
  }

 private:
  static std::vector<std::string> Fields() {
    const std::string stat = ReadProcFile("/proc/self/stat");
    const size_t end = stat.rfind(") ");
    if (end == std::string::npos) return {};
    return absl::StrSplit(absl::string_view(stat).substr(end + 2), ' ');
  }

  const double ticks_ = static_cast<double>(sysconf(_SC_CLK_TCK));
  prometheus::Counter& cpu_;
  prometheus::Gauge& resident_;
  prometheus::Gauge& virtual_;
  prometheus::Gauge& open_;
  prometheus::Gauge& threads_;
  prometheus::Gauge& limit_;
};

}  // namespace

void AddProcessMetrics(Metrics& metrics) {
  metrics.OnScrape([sampler = std::make_shared<ProcessSampler>(metrics)] { sampler->Sample(); });
}

}  // namespace shopdesk::observe
