#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/shortage.pb.h"

// ShortageService.
namespace shopdesk::orders::handlers {

// The timer of a shortage that the buyer is asked about.
inline constexpr char kShortageDue[] = "shortage_due";

absl::Status ReportShortage(runtime::WriteContext& ctx, const v1::ReportShortageRequest& request,
                            v1::Shortage* response);
absl::Status GetShortage(runtime::ReadContext& ctx, const v1::GetShortageRequest& request,
                         v1::Shortage* response);
absl::Status ListShortages(runtime::ReadContext& ctx, const v1::ListShortagesRequest& request,
                           v1::ListShortagesResponse* response);
absl::Status AnswerShortage(runtime::WorkflowContext& ctx, const v1::AnswerShortageRequest& request,
                            v1::Shortage* response, clients::Catalog& catalog);

// The buyer didn't answer in time: the pieces are refunded.
absl::Status OnShortageDue(runtime::WriteContext& ctx, const timer::Due& due);
// Catalog has booked what was counted.
absl::Status NoteCount(runtime::WriteContext& ctx, absl::string_view shortage_name);

}  // namespace shopdesk::orders::handlers
