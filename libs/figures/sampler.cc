#include "libs/figures/sampler.h"

#include <chrono>
#include <memory>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/mutex.h"
#include "libs/base/status_macros.h"

namespace shopdesk::figures {
namespace {

using Steady = std::chrono::steady_clock;

// What a scrape waits for at most.
constexpr absl::Duration kSampleTime = absl::Seconds(2);

constexpr sql::Statement kAllShops = {
    "figures.list_shops", "SELECT shop FROM policies WHERE shop > $1 ORDER BY shop LIMIT $2"};
constexpr int kShopsAtOnce = 500;

class Sampled {
 public:
  Sampled(runtime::Runtime& runtime, absl::Duration age,
          std::function<absl::Status(runtime::ReadContext&)> sample)
      : runtime_(runtime), age_(age), sample_(std::move(sample)) {
    call_.method = "metrics";
    call_.caller = runtime.service();
  }

  void Sample() {
    MutexLock lock(mutex_);
    const Steady::time_point now = Steady::now();
    if (last_.has_value() && absl::FromChrono(now - *last_) < age_) return;
    runtime::CallInfo call = call_;
    call.deadline = absl::Now() + kSampleTime;
    if (runtime_.Read(call, sample_).ok()) last_ = now;
  }

 private:
  runtime::Runtime& runtime_;
  const absl::Duration age_;
  const std::function<absl::Status(runtime::ReadContext&)> sample_;
  runtime::CallInfo call_;
  // Held while sampling: two scrapes at once read once.
  Mutex mutex_;
  absl::optional<Steady::time_point> last_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::function<void()> Sampler(runtime::Runtime& runtime, absl::Duration age,
                              std::function<absl::Status(runtime::ReadContext&)> sample) {
  return
      [sampled = std::make_shared<Sampled>(runtime, age, std::move(sample))] { sampled->Sample(); };
}

absl::StatusOr<std::vector<std::string>> ListShops(sql::Transaction& txn) {
  std::vector<std::string> shops;
  for (int rows = kShopsAtOnce; rows == kShopsAtOnce;) {
    rows = 0;
    const std::string after = shops.empty() ? "" : shops.back();
    RETURN_IF_ERROR(txn.Query(kAllShops, {after, kShopsAtOnce}, [&](const sql::Row& row) {
      ++rows;
      shops.emplace_back(row.Text(0));
      return absl::OkStatus();
    }));
  }
  return shops;
}

}  // namespace shopdesk::figures
