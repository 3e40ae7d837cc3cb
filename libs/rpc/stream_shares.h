#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "libs/base/mutex.h"
#include "libs/rpc/stream.h"

// Who has how many of the places for streams; internal to libs/rpc.
namespace shopdesk::rpc {

// How a stream ends whose place another caller has now: RESOURCE_EXHAUSTED (OVERLOADED).
absl::Status YieldError();

// A quarter of the places is kept for the suite's services: watchers that nobody knows can't keep a
// service from following. Of the others no caller has more than a half, and when they are taken,
// who has fewer than somebody else by more than one gets the place of the other's youngest stream:
// nobody is locked out by those who came first. Thread-safe.
class StreamShares {
 public:
  explicit StreamShares(int places);

  // A place for the stream; false when the caller's share is taken, or all places are and nobody
  // has to give way. Whoever has to is asked by StreamCore::OnYield and has no place from then on.
  // Called with locks of streams that took their places later, or none.
  bool Take(const std::shared_ptr<StreamCore>& stream, const std::string& caller, bool is_service);
  // Nothing if it has no place.
  void GiveBack(const StreamCore& stream);
  int64_t taken() const;
  int64_t places() const { return places_; }

 private:
  struct Holder {
    // Known by it when it has gone.
    const StreamCore* id;
    std::weak_ptr<StreamCore> stream;
    std::string caller;
    bool is_service;
  };
  using Holders = std::list<Holder>;

  // The youngest stream of the caller who has most, if that is more than one more than `own`; the
  // end otherwise.
  Holders::iterator FindWhoYields(int own) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(Holders::iterator holder) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int places_;
  const int for_others_;
  const int for_one_;
  mutable Mutex mutex_;
  // The oldest first.
  Holders holders_ ABSL_GUARDED_BY(mutex_);
  int taken_by_others_ ABSL_GUARDED_BY(mutex_) = 0;
  // Without the services'.
  absl::flat_hash_map<std::string, int> by_caller_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace shopdesk::rpc
