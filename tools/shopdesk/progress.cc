#include "tools/shopdesk/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace shopdesk::cli {
namespace {

constexpr int kBarWidth = 30;

std::string Bar(int64_t done, int64_t total) {
  const int filled =
      static_cast<int>(std::min(done, total) * kBarWidth / std::max<int64_t>(total, 1));
  return absl::StrCat("[", std::string(filled, '#'), std::string(kBarWidth - filled, '.'), "] ",
                      done * 100 / std::max<int64_t>(total, 1), " %");
}

// Between two drawings; long enough not to slow the work down, or not to fill a log.
absl::Duration Interval(bool terminal) {
  return terminal ? absl::Milliseconds(100) : absl::Seconds(10);
}

ProgressOutput StandardError() {
  const auto write = [](const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
  };
  return {.terminal = isatty(STDERR_FILENO) != 0, .write = write, .now = absl::Now};
}

}  // namespace

Progress::Progress(absl::string_view what, int64_t total)
    : Progress(what, total, StandardError()) {}

Progress::Progress(absl::string_view what, int64_t total, ProgressOutput output)
    : what_(what),
      total_(total),
      output_(std::move(output)),
      start_(output_.now()),
      drawn_(start_) {}

Progress::~Progress() { Finish(); }

void Progress::Update(int64_t done, absl::string_view note) {
  done_ = done;
  note_ = std::string(note);
  if (output_.now() - drawn_ >= Interval(output_.terminal)) Draw(/*last=*/false);
}

void Progress::Finish() {
  if (finished_) return;
  finished_ = true;
  Draw(/*last=*/true);
}

void Progress::Draw(bool last) {
  drawn_ = output_.now();
  const int64_t seconds = absl::ToInt64Seconds(drawn_ - start_);
  const std::string figures =
      total_ > 0 ? absl::StrFormat("%s %d of %d", Bar(done_, total_), done_, total_)
                 : absl::StrCat(done_);
  const std::string line = absl::StrFormat("%-20s %s  %d s  %s", what_, figures, seconds, note_);
  output_.write(absl::StrCat(output_.terminal ? "\r\033[K" : "", line,
                             last || !output_.terminal ? "\n" : ""));
}

}  // namespace shopdesk::cli
