#pragma once

// What feedback looks for in the feed of logistics (docs/events.md).
namespace shopdesk::feedback::clients::logistics_events {

inline constexpr char kShipmentLate[] = "shipment.late";

}  // namespace shopdesk::feedback::clients::logistics_events
