#include "libs/event/decider.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"

namespace shopdesk::event {
namespace {

// Events that each thread decides about, on average, before what was decided is looked at.
constexpr size_t kAskedOfEach = 4;

// Calls `fn` with each number below `count`, on so many threads at most.
void ForEach(size_t count, int threads, absl::FunctionRef<void(size_t)> fn) {
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t i = next++; i < count; i = next++) fn(i);
  };
  std::vector<std::thread> others;
  const size_t wanted = std::min(count, static_cast<size_t>(threads));
  for (size_t i = 1; i < wanted; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
}

}  // namespace

bool IsPassing(const absl::Status& status) {
  return IsTransient(status) || ReasonOf(status) == "STORAGE_FULL";
}

absl::Status Decider::Decide(absl::Span<const Event> events,
                             const std::map<std::string, int64_t>& parked, const Countdown& time,
                             std::vector<Item>& items, size_t& next) const {
  // Resources that an effect of this batch will change, or parks.
  absl::flat_hash_set<absl::string_view> changing;
  absl::flat_hash_set<absl::string_view> parking;
  const auto waits = [&](const Event& event) {
    return parked.count(event.resource_name()) > 0 || parking.contains(event.resource_name());
  };
  // The first events of those that are left which don't wait for each other.
  const auto askable = [&](absl::Span<const Event> left) {
    absl::flat_hash_set<absl::string_view> asked;
    size_t count = 0;
    const size_t most = at_once_ == 1 ? 1 : kAskedOfEach * static_cast<size_t>(at_once_);
    for (const Event& event : left.first(std::min(most, left.size()))) {
      const absl::string_view top = TopResourceOf(event.resource_name());
      if (waits(event) || changing.contains(top) || !asked.insert(top).second) break;
      ++count;
    }
    return count;
  };
  for (next = 0; next < events.size();) {
    if (waits(events[next])) {
      items.push_back({&events[next++], nullptr, absl::FailedPreconditionError(kBehind)});
      continue;
    }
    const size_t count = askable(events.subspan(next));
    if (count == 0 || (!items.empty() && time.over())) return absl::OkStatus();
    for (absl::StatusOr<Effect>& effect : Ask(events.subspan(next, count))) {
      const Event& event = events[next];
      if (effect.ok()) {
        if (*effect != nullptr && !by_event_alone_) {
          changing.insert(TopResourceOf(event.resource_name()));
        }
        items.push_back({&event, *std::move(effect), absl::OkStatus()});
      } else if (IsPassing(effect.status())) {
        return effect.status();
      } else {
        parking.insert(event.resource_name());
        items.push_back({&event, nullptr, effect.status()});
      }
      ++next;
    }
  }
  return absl::OkStatus();
}

std::vector<absl::StatusOr<Effect>> Decider::Ask(absl::Span<const Event> events) const {
  std::vector<absl::StatusOr<Effect>> answers(events.size());
  ForEach(events.size(), at_once_, [&](size_t i) { answers[i] = handler_(events[i]); });
  return answers;
}

}  // namespace shopdesk::event
