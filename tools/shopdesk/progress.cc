#include "tools/shopdesk/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

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

}  // namespace

Progress::Progress(absl::string_view what, int64_t total)
    : what_(what),
      total_(total),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(absl::Now()),
      drawn_(start_) {}

Progress::~Progress() { Finish(); }

void Progress::Update(int64_t done, absl::string_view note) {
  done_ = done;
  note_ = std::string(note);
  const absl::Duration interval = terminal_ ? absl::Milliseconds(100) : absl::Seconds(5);
  if (absl::Now() - drawn_ >= interval) Draw(/*last=*/false);
}

void Progress::Finish() {
  if (finished_) return;
  finished_ = true;
  Draw(/*last=*/true);
}

void Progress::Draw(bool last) {
  drawn_ = absl::Now();
  const int64_t seconds = absl::ToInt64Seconds(drawn_ - start_);
  const std::string figures =
      total_ > 0 ? absl::StrFormat("%s %d of %d", Bar(done_, total_), done_, total_)
                 : absl::StrCat(done_);
  const std::string line = absl::StrFormat("%-20s %s  %d s  %s", what_, figures, seconds, note_);
  std::fprintf(stderr, terminal_ ? "\r\033[K%s%s" : "%s%s", line.c_str(),
               last || !terminal_ ? "\n" : "");
  std::fflush(stderr);
}

}  // namespace shopdesk::cli
