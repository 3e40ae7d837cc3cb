#include "libs/sql/sqlite/bus_error.h"

#include <signal.h>
#include <unistd.h>

#include <utility>

#include "libs/base/error.h"
#include "libs/base/mutex.h"

namespace shopdesk::sql {
namespace {

constexpr char kCutOff[] =
    "a file of the database was cut off while it was open: the process can't go on";

Mutex watch_mutex;
const std::function<void(const absl::Status&)>* watching ABSL_GUARDED_BY(watch_mutex) = nullptr;

// A thread's own access to a mapped page raises it, between two instructions of SQLite's: it holds
// no lock that the watcher takes, so that the handler may do what others may. Who sends the signal
// from outside just ends the process.
void OnBusError(int signal_number, siginfo_t* info, void*) {
  if (info->si_code <= 0) {
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    return;
  }
  {
    MutexLock lock(watch_mutex);
    if (watching != nullptr) {
      (*watching)(Error(absl::StatusCode::kFailedPrecondition, "DATABASE_FILE", kCutOff));
    }
  }
  static_cast<void>(write(STDERR_FILENO, kCutOff, sizeof(kCutOff) - 1) > 0);
  static_cast<void>(write(STDERR_FILENO, "\n", 1) > 0);
  _exit(1);
}

}  // namespace

BusErrorWatch::BusErrorWatch(std::function<void(const absl::Status&)> fatal)
    : fatal_(std::move(fatal)) {
  struct sigaction action = {};
  action.sa_sigaction = OnBusError;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
  if (fatal_ == nullptr) return;
  MutexLock lock(watch_mutex);
  watching = &fatal_;
}

BusErrorWatch::~BusErrorWatch() {
  MutexLock lock(watch_mutex);
  if (watching == &fatal_) watching = nullptr;
}

}  // namespace shopdesk::sql
