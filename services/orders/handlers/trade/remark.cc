#include "services/orders/handlers/trade/remark.h"

#include <string>

#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/trade/remark.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::Remark;

// Remarks: usual, at most.
constexpr PageLimits kRemarkPage{100, 1000};

}  // namespace

absl::Status WriteRemark(runtime::WriteContext& ctx, Order& order, Remark& remark) {
  RETURN_IF_ERROR(domain::NoteRemark(order, remark, MomentOf(ctx)));
  const std::string name = remark.name();
  RETURN_IF_ERROR(runtime::Seal(ctx, name, kRemarkSlot, remark));
  RETURN_IF_ERROR(store::InsertRemark(ctx.txn(), remark));
  ctx.Emit(remark, events::kRemarkAdded);
  return absl::OkStatus();
}

absl::Status AddRemark(runtime::WriteContext& ctx, const v1::AddRemarkRequest& request,
                       Remark* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.parent()));
  response->set_flag(request.flag());
  response->set_reason(request.reason());
  response->set_text(request.text());
  *response->mutable_changes() = request.changes();
  RETURN_IF_ERROR(WriteRemark(ctx, change.order, *response));
  return SaveChange(ctx, change, "");
}

absl::Status GetRemark(runtime::ReadContext& ctx, const v1::GetRemarkRequest& request,
                       Remark* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRemark(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListRemarks(runtime::ReadContext& ctx, const v1::ListRemarksRequest& request,
                         v1::ListRemarksResponse* response) {
  // The number.
  using Key = PageKey<int64_t>;
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kRemarkPage, Key(0),
      [&](const Key& after, int limit) {
        return store::ListRemarks(ctx.txn(), request.parent(), std::get<0>(after), limit);
      },
      [](const Remark& remark) { return Key(store::RemarkNumberOf(remark.name())); }, *response,
      *response->mutable_remarks());
}

absl::Status AcknowledgeRemark(runtime::WriteContext& ctx,
                               const v1::AcknowledgeRemarkRequest& request, Order* response) {
  ASSIGN_OR_RETURN(const Remark remark, store::LoadRemark(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, ParentOf(request.name())));
  RETURN_IF_ERROR(domain::AcknowledgeRemark(change.order, remark));
  return SaveChange(ctx, change, events::kOrderRemarkAcknowledged, response);
}

absl::Status RevealRemark(runtime::WriteContext& ctx, const v1::RevealRemarkRequest& request,
                          Remark* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRemark(ctx.txn(), request.name()));
  return Reveal(ctx, request.name(), kRemarkSlot, request.purpose(), *response);
}

}  // namespace shopdesk::orders::handlers
