#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/store/transfer/transfer.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::handlers {

// What a credit is for.
struct MatchedOrder {
  // The order's name; empty: nobody knows.
  std::string order;
  // It pays the order; else that is only proposed.
  bool sure = false;
};

// The order that a line is for: the one that its reference names, else what buyers claim tells
// (docs/transfers.md). It depends on what orders and claims there are, not on which of the
// statement's lines were taken in before. `row` is the line as it is stored, `reference` in clear.
absl::StatusOr<MatchedOrder> MatchOrder(runtime::WriteContext& ctx, const v1::Policy& policy,
                                        const store::LineRow& row, absl::string_view reference);

}  // namespace shopdesk::orders::handlers
