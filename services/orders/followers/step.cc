#include "services/orders/followers/step.h"

#include <algorithm>

#include "libs/base/status_macros.h"
#include "services/orders/handlers/trade/order_upkeep.h"
#include "services/orders/handlers/trade/work_kinds.h"

namespace shopdesk::orders::followers {
namespace {

// Most lines of a call to catalog's AdjustStock.
constexpr int kMaxAdjustments = 1000;

// Whether catalog has looked at what it is told, and won't book it.
bool IsRefused(const absl::Status& status) {
  return !status.ok() && !IsTransient(status) && !absl::IsInternal(status);
}

absl::Status Adjust(runtime::WorkflowContext& ctx, const catalog::v1::AdjustStockRequest& request,
                    clients::Catalog& catalog) {
  const absl::Status booked = catalog.AdjustStock(ctx, request);
  if (!IsRefused(booked) || request.lines_size() == 1) return booked;
  // One line spoils all: the others are booked alone.
  absl::Status refused;
  for (int i = 0; i < request.lines_size(); ++i) {
    catalog::v1::AdjustStockRequest alone = request;
    alone.clear_lines();
    *alone.add_lines() = request.lines(i);
    alone.set_request_id(ctx.DerivedId(absl::StrCat(request.request_id(), "/", i)));
    const absl::Status one = catalog.AdjustStock(ctx, alone);
    if (IsTransient(one)) return one;
    refused.Update(one);
  }
  return refused;
}

}  // namespace

bool IsGone(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsFailedPrecondition(status);
}

absl::StatusOr<Effect> BookedOrWork(const absl::Status& status, const v1::Order& order) {
  if (!IsRefused(status)) {
    RETURN_IF_ERROR(status);
    return Effect();
  }
  return Effect(
      [subject = handlers::SubjectOf(order, order.name())](runtime::WriteContext& write) mutable {
        subject.due = write.now();
        return work::Open(write, handlers::kStockNotBooked, subject);
      });
}

absl::Status Restock(runtime::WorkflowContext& ctx, absl::string_view shop_name,
                     const std::vector<domain::StockBooking>& bookings,
                     const std::string& reference, clients::Catalog& catalog) {
  absl::Status refused;
  for (size_t begin = 0; begin < bookings.size(); begin += kMaxAdjustments) {
    catalog::v1::AdjustStockRequest request;
    request.set_parent(std::string(shop_name));
    request.set_reason(bookings[begin].quantity < 0 ? catalog::v1::MovementReason::CORRECTED
                                                    : catalog::v1::MovementReason::RETURNED);
    request.set_reference(reference);
    request.set_request_id(ctx.DerivedId(absl::StrCat("restock", begin)));
    const size_t end = std::min(begin + kMaxAdjustments, bookings.size());
    for (size_t i = begin; i < end; ++i) {
      catalog::v1::StockAdjustment& line = *request.add_lines();
      line.set_sku_id(bookings[i].sku_id);
      line.set_location(bookings[i].location);
      line.set_bucket(bookings[i].bucket);
      line.set_delta(bookings[i].quantity);
    }
    const absl::Status booked = Adjust(ctx, request, catalog);
    if (IsTransient(booked)) return booked;
    refused.Update(booked);
  }
  return refused;
}

}  // namespace shopdesk::orders::followers
