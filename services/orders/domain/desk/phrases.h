#pragma once

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/orders/domain/trade/trade.h"

// What is said of an order, in the order of languages zh, en, es, pt. "{order}", "{amount}" (due),
// "{rest}" (of it to pay), "{paid}", "{refunded}", "{top_up}", "{ship_date}" and "{deadline}" are
// to be filled in.
namespace shopdesk::orders::domain {

// How it stands.
absl::Span<const char* const> StatePhrase(const Order& order, absl::Time now);
// What happens when, to follow it; empty texts if nothing is to be said, or it is past.
absl::Span<const char* const> DeadlinePhrase(const Order& order, absl::Time now);

}  // namespace shopdesk::orders::domain
