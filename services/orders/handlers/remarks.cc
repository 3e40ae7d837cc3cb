#include "services/orders/handlers/remarks.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/remark.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/receiver.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/remarks.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::Remark;

// The slot of a remark in the vault.
constexpr char kRemarkSlot[] = "remark";

}  // namespace

absl::Status WriteRemark(rpc::WriteContext& ctx, Order& order, Remark& remark) {
  RETURN_IF_ERROR(domain::NoteRemark(order, remark, MomentOf(ctx)));
  const std::string name = remark.name();
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), name, kRemarkSlot, remark));
  RETURN_IF_ERROR(store::InsertRemark(ctx.txn(), remark));
  ctx.Emit(remark, "remark.added");
  return absl::OkStatus();
}

absl::Status AddRemark(rpc::WriteContext& ctx, const v1::AddRemarkRequest& request,
                       Remark* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.parent()));
  response->set_flag(request.flag());
  response->set_reason(request.reason());
  response->set_text(request.text());
  *response->mutable_changes() = request.changes();
  RETURN_IF_ERROR(WriteRemark(ctx, change.order, *response));
  return SaveChange(ctx, change, "");
}

absl::Status GetRemark(rpc::ReadContext& ctx, const v1::GetRemarkRequest& request,
                       Remark* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRemark(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListRemarks(rpc::ReadContext& ctx, const v1::ListRemarksRequest& request,
                         v1::ListRemarksResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  int64_t after = 0;
  if (!key.empty() && !absl::SimpleAtoi(key[0], &after)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(std::vector<Remark> remarks,
                   store::ListRemarks(ctx.txn(), request.parent(), after, size + 1));
  const bool more = static_cast<int>(remarks.size()) > size;
  if (more) remarks.resize(size);
  for (Remark& remark : remarks) *response->add_remarks() = std::move(remark);
  if (more) {
    const std::string& last = response->remarks(size - 1).name();
    response->set_next_page_token(MakePageToken(request, {std::string(LastSegment(last))}));
  }
  return absl::OkStatus();
}

absl::Status AcknowledgeRemark(rpc::WriteContext& ctx, const v1::AcknowledgeRemarkRequest& request,
                               Order* response) {
  ASSIGN_OR_RETURN(const Remark remark, store::LoadRemark(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, ParentOf(request.name())));
  RETURN_IF_ERROR(domain::AcknowledgeRemark(change.order, remark));
  RETURN_IF_ERROR(SaveChange(ctx, change, "order.remark_acknowledged"));
  *response = std::move(change.order);
  return absl::OkStatus();
}

absl::Status RevealRemark(rpc::WriteContext& ctx, const v1::RevealRemarkRequest& request,
                          Remark* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRemark(ctx.txn(), request.name()));
  RETURN_IF_ERROR(AuditReveal(ctx, request.name(), kRemarkSlot, request.purpose()));
  return ctx.vault().Open(ctx.txn(), request.name(), kRemarkSlot, *response);
}

}  // namespace shopdesk::orders::handlers
