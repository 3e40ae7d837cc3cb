#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/runtime/context.h"
#include "services/logistics/store/shipment/shipment.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

// What shipments and the money that they collect do to each other. The shipment is locked before
// its collection, everywhere.
namespace shopdesk::logistics::handlers {

// The timer that finds money which the carrier keeps too long.
inline constexpr char kCodDue[] = "cod_due";

// The collection of a shipment that collects money; a new one, as of `collect_time`, if it has
// none. `is_new` says so: then it isn't stored.
absl::StatusOr<v1::CodCollection> CollectionOf(runtime::WriteContext& ctx,
                                               const v1::Shipment& shipment,
                                               absl::Time collect_time, bool& is_new);

// Stores a collection that was `before`, with event, timer and work.
absl::Status SaveCollection(runtime::WriteContext& ctx, const v1::CodCollection& before,
                            bool is_new, v1::CodCollection& collection);

// WRONG_STATE if the carrier collected the shipment's money, or has accounted for it: even before
// the news of its delivery.
absl::Status CheckUncollected(runtime::WriteContext& ctx, const v1::Shipment& shipment);

// A shipment has got another status: its money was collected, or that was taken back.
absl::Status FollowCod(runtime::WriteContext& ctx, const store::ShipmentRow& row);

}  // namespace shopdesk::logistics::handlers
