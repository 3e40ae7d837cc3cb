#include "libs/rpc/stream_shares.h"

#include <algorithm>

#include "absl/time/time.h"
#include "libs/base/error.h"

namespace shopdesk::rpc {

absl::Status YieldError() {
  return OverloadedError("a caller with fewer streams has the place of this one", absl::Seconds(1));
}

StreamShares::StreamShares(int places)
    : places_(places), for_others_(places - places / 4), for_one_(std::max(1, for_others_ / 2)) {}

bool StreamShares::Take(const std::shared_ptr<StreamCore>& stream, const std::string& caller,
                        bool is_service) {
  std::shared_ptr<StreamCore> yields;
  {
    MutexLock lock(mutex_);
    bool full = static_cast<int>(holders_.size()) >= places_;
    if (!is_service) {
      const auto found = by_caller_.find(caller);
      const int own = found == by_caller_.end() ? 0 : found->second;
      if (own >= for_one_) return false;
      full = full || taken_by_others_ >= for_others_;
      const auto holder = full ? FindWhoYields(own) : holders_.end();
      if (holder != holders_.end()) {
        yields = holder->stream.lock();
        Remove(holder);
        full = false;
      }
    }
    if (full) return false;
    if (!is_service) {
      ++by_caller_[caller];
      ++taken_by_others_;
    }
    holders_.push_back({stream.get(), stream, caller, is_service});
  }
  if (yields != nullptr) yields->OnYield();
  return true;
}

void StreamShares::GiveBack(const StreamCore& stream) {
  MutexLock lock(mutex_);
  const auto holder = std::find_if(holders_.begin(), holders_.end(),
                                   [&](const Holder& each) { return each.id == &stream; });
  if (holder != holders_.end()) Remove(holder);
}

int64_t StreamShares::taken() const {
  MutexLock lock(mutex_);
  return static_cast<int64_t>(holders_.size());
}

StreamShares::Holders::iterator StreamShares::FindWhoYields(int own) {
  auto yields = holders_.end();
  int most = own + 1;
  for (auto holder = holders_.begin(); holder != holders_.end(); ++holder) {
    if (holder->is_service) continue;
    const int count = by_caller_[holder->caller];
    const bool same = yields != holders_.end() && holder->caller == yields->caller;
    if (count <= most && !same) continue;
    most = count;
    yields = holder;
  }
  return yields;
}

void StreamShares::Remove(Holders::iterator holder) {
  if (!holder->is_service) {
    --taken_by_others_;
    const auto own = by_caller_.find(holder->caller);
    if (--own->second == 0) by_caller_.erase(own);
  }
  holders_.erase(holder);
}

}  // namespace shopdesk::rpc
