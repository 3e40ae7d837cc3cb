#include "services/orders/handlers/packing/packing_sheet.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/packing/packing_sheet.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/trade/remark.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::PackingJob;
using v1::PackingSheet;

// The newest remarks that stand on a pick list.
constexpr int kSheetRemarks = 100;

// What packing has to know of an order, in clear.
absl::Status FillSheetOrder(runtime::WriteContext& ctx, const Order& order,
                            const std::string& purpose, PackingSheet::SheetOrder& sheet) {
  sheet.set_order(order.name());
  if (!order.buyer_message().empty()) {
    Order message;
    RETURN_IF_ERROR(Reveal(ctx, order.name(), kMessageSlot, purpose, message));
    sheet.set_buyer_message(message.buyer_message());
  }
  const int64_t before = std::max<int64_t>(0, order.remark_count() - kSheetRemarks);
  ASSIGN_OR_RETURN(std::vector<v1::Remark> remarks,
                   store::ListRemarks(ctx.txn(), order.name(), before, kSheetRemarks));
  std::reverse(remarks.begin(), remarks.end());
  for (v1::Remark& remark : remarks) {
    // Where it went before is no matter of packing.
    remark.clear_receiver_from();
    remark.clear_receiver_to();
    if (remark.reason() != v1::Remark::RECEIVER_CHANGED) {
      RETURN_IF_ERROR(Reveal(ctx, remark.name(), kRemarkSlot, purpose, remark));
    }
    *sheet.add_remarks() = std::move(remark);
  }
  return absl::OkStatus();
}

// Who sends it, in clear, if the shop says so anywhere.
absl::Status FillSender(runtime::WriteContext& ctx, const PackingJob& job,
                        const std::string& purpose, v1::ShippingLabel& label) {
  ASSIGN_OR_RETURN(const std::string address,
                   SenderAddress(ctx.txn(), ShopNameOf(job.name()), domain::LocationsOf(job)));
  if (address.empty()) return absl::OkStatus();
  return Reveal(ctx, address, kReturnAddressSlot, purpose, *label.mutable_sender());
}

}  // namespace

absl::Status PrintPackingJob(runtime::WriteContext& ctx, const v1::PrintPackingJobRequest& request,
                             PackingJob* response) {
  RETURN_IF_ERROR(domain::ParseMode(request.mode(), "mode").status());
  ASSIGN_OR_RETURN(*response, store::LoadPackingJobForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  // Read without their locks: what changes meanwhile is newer than the print.
  ASSIGN_OR_RETURN(const std::vector<Order> orders, LoadPackedOrders(ctx, *response));
  RETURN_IF_ERROR(domain::PrintPackingJob(*response, orders, request, MomentOf(ctx)));
  return SavePackingJob(ctx, *response, events::kPackingJobPrinted);
}

absl::Status RevealPackingSheet(runtime::WriteContext& ctx,
                                const v1::RevealPackingSheetRequest& request,
                                PackingSheet* response) {
  ASSIGN_OR_RETURN(const PackingJob job, store::LoadPackingJob(ctx.txn(), request.name()));
  if (job.print_version() == 0) {
    return WrongStateError(job.name(), "NOT_PRINTED", "RevealPackingSheet", "PrintPackingJob");
  }
  ASSIGN_OR_RETURN(const std::vector<Order> orders, LoadPackedOrders(ctx, job));
  *response->mutable_label() = domain::MakeLabel(job, orders);
  *response->mutable_slip() = domain::MakeSlip(job, orders);
  RETURN_IF_ERROR(Reveal(ctx, domain::LabelledOrder(orders).name(), kReceiverSlot,
                         request.purpose(), *response->mutable_label()->mutable_receiver()));
  RETURN_IF_ERROR(FillSender(ctx, job, request.purpose(), *response->mutable_label()));
  for (const Order& order : orders) {
    RETURN_IF_ERROR(FillSheetOrder(ctx, order, request.purpose(), *response->add_orders()));
  }
  *response->mutable_job() = job;
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
