#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/mutex.h"
#include "libs/event/log.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::testing {

// The event feed of another service, played by the test. Thread-safe; outlives its sources.
class FakeFeed {
 public:
  template <class Resource>
  void Add(const Resource& resource, absl::string_view type, absl::Time time = kTestTime) {
    event::v1::Event event;
    event.set_resource_name(resource.name());
    event.set_type(std::string(type));
    event.mutable_resource()->PackFrom(resource);
    *event.mutable_event_time() = ToProto(time);
    Append(std::move(event));
  }
  // What a backup of the service would hold now.
  size_t size();
  // As when the service was restored from a backup of that size: what was told since is gone, from
  // its log and its snapshot, and its sequences are given again.
  void RestoreTo(size_t size);

  // Its snapshot has a resource a page, as it was told of last.
  std::unique_ptr<event::Source> MakeSource();

 private:
  class FeedSource;

  void Append(event::v1::Event event);

  Mutex mutex_;
  CondVar changed_;
  std::vector<event::v1::Event> events_ ABSL_GUARDED_BY(mutex_);
  // Also of those that are gone.
  int64_t told_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Waits until the follower has caught up by a snapshot for the `times`-th time.
void AwaitResync(runtime::Runtime& runtime, absl::string_view follower, int64_t times = 1);

}  // namespace shopdesk::testing
