#include "services/orders/handlers/shipping/packed.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/store/packing/packing_job.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::PackingJob;

absl::Status SavePacked(runtime::WriteContext& ctx, PackingJob& job, const char* event) {
  RETURN_IF_ERROR(store::SavePackingJob(ctx.txn(), job));
  ctx.Emit(job, event);
  return absl::OkStatus();
}

bool SameLines(const domain::PackedQuantities& a, const domain::PackedQuantities& b) {
  if (a.size() != b.size()) return false;
  for (int i = 0; i < a.size(); ++i) {
    if (a[i].line() != b[i].line() || a[i].quantity() != b[i].quantity()) return false;
  }
  return true;
}

}  // namespace

absl::Status ShipAsPacked(runtime::WriteContext& ctx, const Order& order,
                          domain::ShipRequest& wanted) {
  if (order.packing_job().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), order.packing_job()));
  RETURN_IF_ERROR(domain::CheckPacked(job, order));
  const domain::PackedQuantities packed = domain::LinesOf(job, order.name());
  // What was missing when it was packed isn't in the box, whatever the order has to ship by now.
  if (packed.empty()) return domain::NothingToShipError(order);
  if (!wanted.lines.empty() && !SameLines(wanted.lines, packed)) {
    return InvalidFieldError("lines", "must be what was packed, by number, or empty");
  }
  wanted.lines = packed;
  // What the label says, unless somebody chose otherwise now; a default mode is no choice.
  if (wanted.carrier_id.empty() && !job.carrier_id().empty()) {
    wanted.carrier_id = job.carrier_id();
    wanted.mode = job.mode();
  }
  // A number is one of the carrier's that the label is for.
  const bool label_holds =
      wanted.carrier_id.empty() || !domain::IsOfAnother(wanted.carrier_id, job, order);
  if (wanted.waybill_number.empty() && label_holds) wanted.waybill_number = job.waybill_number();
  // The other orders of a merged parcel find it noted.
  if (job.shipment() == wanted.shipment) return absl::OkStatus();
  job.set_shipment(wanted.shipment);
  return SavePacked(ctx, job, events::kPackingJobShipping);
}

absl::Status NotePackedShipped(runtime::WriteContext& ctx, Order& order,
                               const logistics::v1::Shipment& shipment) {
  if (order.packing_job().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), order.packing_job()));
  // Another parcel of the order, from before it was packed.
  if (job.shipment() != shipment.name()) return absl::OkStatus();
  order.clear_packing_job();
  if (job.has_ship_time()) return absl::OkStatus();
  job.set_carrier_id(shipment.carrier_id());
  job.set_mode(logistics::v1::Mode::Value_Name(shipment.mode()));
  job.set_waybill_number(shipment.waybill_number());
  *job.mutable_ship_time() = ToProto(ctx.now());
  return SavePacked(ctx, job, events::kPackingJobShipped);
}

absl::Status NotePackedDeclined(runtime::WriteContext& ctx, const Order& order,
                                absl::string_view shipment) {
  if (order.packing_job().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), order.packing_job()));
  if (job.shipment() != shipment) return absl::OkStatus();
  job.clear_shipment();
  return SavePacked(ctx, job, events::kPackingJobDeclined);
}

}  // namespace shopdesk::orders::handlers
