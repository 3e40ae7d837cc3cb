#include "services/catalog/handlers/search/failed_searches.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "services/catalog/store/knowledge/clarity.h"

namespace shopdesk::catalog::handlers {
namespace {

// More than any shop keeps.
constexpr int64_t kMostWaiting = 5 * store::kMostFailedSearches;

}  // namespace

void FailedSearches::Note(absl::string_view shop, std::string query, absl::Time now) {
  MutexLock lock(mutex_);
  if (count_ == kMostWaiting) return;
  waiting_[{std::string(shop), std::move(query)}].push_back(now);
  ++count_;
}

absl::StatusOr<int64_t> FailedSearches::Count(runtime::Runtime& runtime) {
  Searches searches;
  int64_t count = 0;
  {
    MutexLock lock(mutex_);
    searches.swap(waiting_);
    std::swap(count, count_);
  }
  if (count == 0) return 0;
  runtime::CallInfo call;
  call.method = call.caller = "catalog.failed_searches";
  const absl::Status status =
      runtime.WriteAndWait(call, nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        for (const auto& [searched, times] : searches) {
          RETURN_IF_ERROR(
              store::CountFailedSearch(ctx.txn(), searched.first, searched.second, times));
        }
        return absl::OkStatus();
      });
  if (status.ok()) return count;
  PutBack(searches);
  return status;
}

void FailedSearches::PutBack(const Searches& searches) {
  for (const auto& [searched, times] : searches) {
    for (const absl::Time time : times) Note(searched.first, searched.second, time);
  }
}

}  // namespace shopdesk::catalog::handlers
