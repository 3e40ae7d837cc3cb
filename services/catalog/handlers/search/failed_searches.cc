#include "services/catalog/handlers/search/failed_searches.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/catalog/store/knowledge/clarity.h"

namespace shopdesk::catalog::handlers {
namespace {

// More than any shop keeps.
constexpr size_t kMostWaiting = 5 * store::kMostFailedSearches;

}  // namespace

void FailedSearches::Note(absl::string_view shop, std::string query, absl::Time now) {
  MutexLock lock(mutex_);
  if (waiting_.size() < kMostWaiting)
    waiting_.push_back({std::string(shop), std::move(query), now});
}

absl::StatusOr<int64_t> FailedSearches::Count(runtime::Runtime& runtime) {
  std::vector<Search> searches;
  {
    MutexLock lock(mutex_);
    searches.swap(waiting_);
  }
  if (searches.empty()) return 0;
  runtime::CallInfo call;
  call.method = call.caller = "catalog.failed_searches";
  const absl::Status status =
      runtime.WriteAndWait(call, nullptr, nullptr, [&](runtime::WriteContext& ctx) -> absl::Status {
        for (const Search& search : searches) {
          RETURN_IF_ERROR(
              store::CountFailedSearch(ctx.txn(), search.shop, search.query, search.time));
        }
        return absl::OkStatus();
      });
  const auto count = static_cast<int64_t>(searches.size());
  if (status.ok()) return count;
  Add(std::move(searches));
  return status;
}

void FailedSearches::Add(std::vector<Search> searches) {
  MutexLock lock(mutex_);
  searches.insert(searches.end(), std::make_move_iterator(waiting_.begin()),
                  std::make_move_iterator(waiting_.end()));
  searches.resize(std::min(searches.size(), kMostWaiting));
  waiting_ = std::move(searches);
}

}  // namespace shopdesk::catalog::handlers
