#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/orders/domain/trade/moment.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"

// Orders for tests: made by the domain itself step by step, or as the trade
// would have left them.
namespace shopdesk::orders::domain {

inline constexpr absl::Duration kDay = absl::Hours(24);
// A Monday, 4 March 2024.
inline const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2024, 3, 4, 10, 0, 0), absl::UTCTimeZone());

// Of the agent 7.
Moment At(absl::Duration after = absl::ZeroDuration());

// The defaults, in CNY.
v1::Policy ShopPolicy();

struct Wanted {
  std::string sku;
  int64_t quantity;
  int64_t price_minor;
};

// As PlaceOrder makes it: "shops/s/orders/o".
Order PlacedOrder(v1::PaymentMethod::Value method,
                  const std::vector<Wanted>& wanted = {{"a", 2, 500}, {"b", 1, 300}},
                  int64_t freight_minor = 0);
// The same by escrow, paid, its receiver confirmed.
Order ReadyOrder(int64_t freight_minor = 0);
// The same by cash on delivery.
Order ReadyCodOrder(int64_t freight_minor = 0);

inline constexpr char kShipment[] = "shops/s/shipments/1";

// As logistics tells of it.
logistics::v1::Shipment ShipmentOf(
    absl::string_view name, logistics::v1::Mode::Value mode,
    logistics::v1::TrackingStatus::Value status = logistics::v1::TrackingStatus::PENDING);
// Intends and ships these lines, as pairs of number and quantity; everything if
// none are given.
void Ship(Order& order, const std::vector<std::pair<int, int64_t>>& lines, const Moment& moment,
          absl::string_view name = kShipment,
          logistics::v1::Mode::Value mode = logistics::v1::Mode::COURIER_ROAD);
// What ApplyTracking answers to a status of the parcel.
std::string Track(Order& order, logistics::v1::TrackingStatus::Value status, int64_t sequence,
                  const Moment& moment, std::vector<v1::LedgerEntry>& ledger,
                  absl::string_view name = kShipment);

struct TestLine {
  int64_t quantity;
  int64_t total_minor;
  std::string product = "p";
};

// Paid into escrow, nothing shipped: "shops/s/orders/{id}".
Order PaidOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                absl::string_view id = "o1");
// All of it was shipped an hour ago; the receipt timer runs.
Order ShippedOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                   absl::string_view id = "o1");
// Delivered just now.
Order DeliveredOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                     absl::string_view id = "o1");
// Receipt was confirmed just now; the money is the shop's.
Order FinishedOrder(const std::vector<TestLine>& lines, int64_t freight_minor = 0,
                    absl::string_view id = "o1");
// Cash on delivery: `order` as it would be had it been paid so.
Order AsCod(Order order);

// The kinds of the entries, in their order.
std::vector<v1::LedgerEntry::Kind> KindsOf(const std::vector<v1::LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
