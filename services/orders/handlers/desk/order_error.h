#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"

// OrderErrorService.
namespace shopdesk::orders::handlers {

// The timer of a draft that waits for a lead.
inline constexpr char kOrderErrorDraft[] = "order_error_draft";

// Drafts a mistake that the service found in `source`, for a lead to decide about: a work item and
// a deadline. Answers its name; `tag` tells one of a call and source from another.
absl::StatusOr<std::string> DraftOrderError(runtime::WriteContext& ctx, const v1::Order& order,
                                            v1::OrderError::Kind kind, absl::string_view agent,
                                            absl::string_view source, absl::string_view tag = "");
// Nobody decided about a draft in time: it counts.
absl::Status OnOrderErrorDraft(runtime::WriteContext& ctx, const timer::Due& due);

absl::Status RecordOrderError(runtime::WriteContext& ctx,
                              const v1::RecordOrderErrorRequest& request, v1::OrderError* response);
absl::Status GetOrderError(runtime::ReadContext& ctx, const v1::GetOrderErrorRequest& request,
                           v1::OrderError* response);
absl::Status ListOrderErrors(runtime::ReadContext& ctx, const v1::ListOrderErrorsRequest& request,
                             v1::ListOrderErrorsResponse* response);
absl::Status ContestOrderError(runtime::WriteContext& ctx,
                               const v1::ContestOrderErrorRequest& request,
                               v1::OrderError* response);
absl::Status DecideOrderError(runtime::WriteContext& ctx,
                              const v1::DecideOrderErrorRequest& request, v1::OrderError* response);
absl::Status GetOrderErrorRates(runtime::ReadContext& ctx,
                                const v1::GetOrderErrorRatesRequest& request,
                                v1::OrderErrorRates* response);

}  // namespace shopdesk::orders::handlers
