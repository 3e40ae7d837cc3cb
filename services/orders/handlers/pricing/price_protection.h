#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/orders/clients/catalog.h"
#include "shopdesk/orders/v1/price_protection.pb.h"

// PriceProtectionService.
namespace shopdesk::orders::handlers {

// The timer of a drop that isn't settled yet.
inline constexpr char kPriceDropStep[] = "price_drop_step";

absl::Status CheckPriceDrop(runtime::WorkflowContext& ctx, const v1::CheckPriceDropRequest& request,
                            v1::CheckPriceDropResponse* response, clients::Catalog& catalog);
absl::Status SettlePriceDrop(runtime::WorkflowContext& ctx,
                             const v1::SettlePriceDropRequest& request, v1::PriceDrop* response,
                             clients::Catalog& catalog);
absl::Status GetPriceDrop(runtime::ReadContext& ctx, const v1::GetPriceDropRequest& request,
                          v1::PriceDrop* response);
absl::Status ListPriceDrops(runtime::ReadContext& ctx, const v1::ListPriceDropsRequest& request,
                            v1::ListPriceDropsResponse* response);

// Puts the lines of an order that was paid in protection, for as long as the policy says.
absl::Status ProtectLines(runtime::WriteContext& ctx, absl::string_view order_name);

// A refund of the order has ended: settles the lines that drops waited for it with.
absl::Status SettleWaitingLines(runtime::WriteContext& ctx, absl::string_view order_name);

// Settles the next lines of a drop.
absl::Status OnPriceDropStep(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::orders::handlers
