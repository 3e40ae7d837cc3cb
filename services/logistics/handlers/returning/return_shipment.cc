#include "services/logistics/handlers/returning/return_shipment.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/store/shipment/shipment.h"

namespace shopdesk::logistics::handlers {
namespace {

// The number is taken, or else the name.
absl::Status InsertReturn(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  ASSIGN_OR_RETURN(const std::string holder,
                   store::FindHolder(ctx.txn(), ShopOf(shipment.name()),
                                     EscapeId(shipment.carrier_id()), shipment.waybill_number()));
  if (!holder.empty() && holder != shipment.name()) {
    return domain::WaybillTakenError(shipment.waybill_number(), holder);
  }
  return store::InsertShipment(ctx.txn(), row);
}

absl::Status CheckOfShop(const v1::CreateReturnShipmentRequest& request) {
  Violations violations;
  if (ShopOf(request.order()) != ShopOf(request.parent())) {
    violations.Add("order", "must be an order of the same shop");
  }
  if (ParentOf(request.refund()) != request.order()) {
    violations.Add("refund", "must be a refund of the order");
  }
  return violations.ToStatus();
}

}  // namespace

absl::Status CreateReturnShipment(runtime::WriteContext& ctx,
                                  const v1::CreateReturnShipmentRequest& request,
                                  v1::Shipment* response, store::RateBook& rates) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), shop));
  RETURN_IF_ERROR(CheckOfShop(request));
  store::ShipmentRow row;
  row.shipment = domain::MakeReturnShipment(
      request, domain::ShipmentName(shop, request.shipment_id()), ctx.now());
  ASSIGN_OR_RETURN(
      *row.shipment.mutable_waybill_number(),
      domain::CheckReturnWaybill(*index, shop, request.carrier_id(), request.waybill_number()));
  Violations violations;
  NormalizeReceiverPhone(*row.shipment.mutable_receiver(), "receiver.phone", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  row.news_time = ctx.now();
  row.silent_seconds = index->policy().silent_off() ? 0 : index->policy().silent_seconds();
  RETURN_IF_ERROR(runtime::Seal(ctx, row.shipment.name(), store::kReceiverSlot,
                                *row.shipment.mutable_receiver()));
  RETURN_IF_ERROR(InsertReturn(ctx, row));
  WatchSilence(ctx, row);
  ctx.Emit(row.shipment, events::kShipmentReturnCreated);
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

absl::Status CorrectWaybill(runtime::WriteContext& ctx, const v1::CorrectWaybillRequest& request,
                            v1::Shipment* response, store::RateBook& rates) {
  const absl::string_view shop = ShopOf(request.name());
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), shop));
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), row.shipment));
  ASSIGN_OR_RETURN(
      const std::string number,
      domain::CheckReturnWaybill(*index, shop, request.carrier_id(), request.waybill_number()));
  RETURN_IF_ERROR(
      domain::CorrectReturnWaybill(row.shipment, request.carrier_id(), number, ctx.now()));
  RETURN_IF_ERROR(store::SaveWaybill(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentWaybillCorrected);
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
