#include "libs/observe/log_limiter.h"

#include <utility>

namespace shopdesk::observe {
namespace {

// Keys are made of constants of the code, which are fewer; what is beyond shares one.
constexpr size_t kMaxKinds = 1000;

}  // namespace

absl::optional<int64_t> LogLimiter::Admit(absl::string_view key, absl::Duration now) {
  MutexLock lock(mutex_);
  auto found = kinds_.find(key);
  if (found == kinds_.end()) {
    if (kinds_.size() >= kMaxKinds) key = "";
    found = kinds_.try_emplace(std::string(key)).first;
  }
  Kind& kind = found->second;
  if (now - kind.second >= absl::Seconds(1)) {
    kind.second = now;
    kind.written = 0;
  }
  if (kind.written >= lines_per_second_) {
    ++kind.left_out;
    return absl::nullopt;
  }
  ++kind.written;
  return std::exchange(kind.left_out, 0);
}

}  // namespace shopdesk::observe
