#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/orders/v1/promise.pb.h"

// PromiseService.
namespace shopdesk::orders::handlers {

// The timer of a promise that is to be kept.
inline constexpr char kPromiseDue[] = "promise_due";

absl::Status MakePromise(runtime::WriteContext& ctx, const v1::MakePromiseRequest& request,
                         v1::Promise* response);
absl::Status GetPromise(runtime::ReadContext& ctx, const v1::GetPromiseRequest& request,
                        v1::Promise* response);
absl::Status ListPromises(runtime::ReadContext& ctx, const v1::ListPromisesRequest& request,
                          v1::ListPromisesResponse* response);
absl::Status KeepPromise(runtime::WriteContext& ctx, const v1::KeepPromiseRequest& request,
                         v1::Promise* response);
absl::Status WithdrawPromise(runtime::WriteContext& ctx, const v1::WithdrawPromiseRequest& request,
                             v1::Promise* response);
absl::Status GetPromiseFigures(runtime::ReadContext& ctx,
                               const v1::GetPromiseFiguresRequest& request,
                               v1::PromiseFigures* response);

// The time of a promise has come: it is broken if it is still to be kept.
absl::Status OnPromiseDue(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
