#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/runtime/runtime.h"
#include "libs/verify/check.h"

namespace shopdesk::verify {

struct Options {
  // How often every check is run.
  absl::Duration interval = absl::Hours(6);
  // How often it is looked what is due, and noted how far a run is.
  absl::Duration poll = absl::Seconds(5);
  // A run whose process gave no sign of life for so long is gone on with by another replica.
  absl::Duration lease = absl::Seconds(30);
};

// How far a run is.
struct Progress {
  // Looked at in this run.
  int64_t rows = 0;
  // Since the last progress that was told.
  std::vector<Finding> findings;
  bool done = false;
};
using ProgressFn = std::function<absl::Status(const Progress&)>;

// Runs a service's checks: when asked to, and each of them every few hours, one at a time over all
// replicas. What they find is counted in shopdesk_verify_findings, logged, and work until a later
// run finds it no more. Between two pages it rests as long as the first took, so that it never has
// more than half a thread and half a connection. Thread-safe.
class Verifier {
 public:
  Verifier(runtime::Runtime& runtime, Options options, std::vector<Check> checks);
  ~Verifier();

  const std::vector<Check>& checks() const;
  // Null if there is none of this name.
  const Check* Find(absl::string_view name) const;

  // Runs a check from its beginning to its end. `progress` is called now and then; its error ends
  // the run. ABORTED (VERIFIED_ELSEWHERE) when somebody began it anew; errors of the check.
  absl::Status Run(const Check& check, const ProgressFn& progress);
  // Runs one check that is due, or goes on with one that was left; false if there is none.
  absl::StatusOr<bool> RunDue();

  // The thread that does so.
  void Start();
  void Stop();
  // Sets the gauges.
  void Sample();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shopdesk::verify
