#pragma once

#include <string>

#include "absl/time/time.h"
#include "services/orders/domain/trade/trade.h"

namespace shopdesk::orders::domain {

// What an order waits for next, if anything: its deadline, or what has to happen before. An order
// has one timer at a time, the earliest; each of them, once it has run, makes room for the next.
struct NextTimer {
  // Empty: nothing runs.
  std::string kind;
  absl::Time time;

  bool operator==(const NextTimer& other) const { return kind == other.kind && time == other.time; }
};
NextTimer NextTimerOf(const Order& order);

}  // namespace shopdesk::orders::domain
