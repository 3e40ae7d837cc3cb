#pragma once

// What orders looks for in the feed of logistics (docs/events.md).
namespace shopdesk::orders::clients::logistics_events {

inline constexpr char kShipmentUpdated[] = "shipment.updated";
inline constexpr char kShipmentErased[] = "shipment.erased";
inline constexpr char kShipmentReaddressed[] = "shipment.readdressed";

}  // namespace shopdesk::orders::clients::logistics_events
