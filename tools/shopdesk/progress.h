#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace shopdesk::cli {

// Where progress is shown, and by which time.
struct ProgressOutput {
  // A line can be drawn over.
  bool terminal = false;
  std::function<void(const std::string&)> write;
  std::function<absl::Time()> now;
};

// Progress of long work on standard error: a line that is redrawn on a terminal; elsewhere, where
// it would fill a log, a line every ten seconds and one at the end. Not thread-safe.
class Progress {
 public:
  // `total` 0: not known.
  Progress(absl::string_view what, int64_t total);
  Progress(absl::string_view what, int64_t total, ProgressOutput output);
  ~Progress();
  // `note` stands behind the figures.
  void Update(int64_t done, absl::string_view note = "");
  // Draws the last state and ends the line. Done by the destructor too.
  void Finish();

 private:
  void Draw(bool last);

  const std::string what_;
  const int64_t total_;
  const ProgressOutput output_;
  const absl::Time start_;
  absl::Time drawn_;
  int64_t done_ = 0;
  std::string note_;
  bool finished_ = false;
};

}  // namespace shopdesk::cli
