#include "services/orders/store/trade/outcomes.h"

#include <cstdint>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::orders::store {
namespace {

using v1::OrderFigures;
using Rate = v1::OrderFigures::CodRates::Rate;

constexpr sql::Statement kAdd = {
    "orders.add_outcome",
    "INSERT INTO order_outcomes (shop, outcome, order_id, time_ms) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING"};
constexpr sql::Statement kDrop = {
    "orders.drop_outcome",
    "DELETE FROM order_outcomes WHERE shop = $1 AND outcome = $2 AND order_id = $3"};
constexpr sql::Statement kCount = {
    "orders.count_outcome",
    "SELECT outcome, COUNT(*) FROM order_outcomes WHERE shop = $1 GROUP BY outcome"};

// Of 10,000, rounded up.
int64_t BasisPoints(int64_t part, int64_t all) {
  return all == 0 ? 0 : (part * 10000 + all - 1) / all;
}

void AddTo(const Rate& part, Rate& all) {
  all.set_delivered(all.delivered() + part.delivered());
  all.set_refused(all.refused() + part.refused());
}

void SetBasisPoints(Rate& rate) {
  rate.set_refused_bps(BasisPoints(rate.refused(), rate.delivered() + rate.refused()));
}

void SetCount(Outcome outcome, int64_t count, OrderFigures& figures) {
  OrderFigures::ShipBy& ship_by = *figures.mutable_ship_by();
  OrderFigures::Reminders& reminders = *figures.mutable_reminders();
  OrderFigures::CodRates& cod = *figures.mutable_cod_rates();
  switch (outcome) {
    case Outcome::kShippedInTime:
      return ship_by.set_shipped(ship_by.shipped() + count);
    case Outcome::kShippedLate:
      ship_by.set_shipped_late(count);
      return ship_by.set_shipped(ship_by.shipped() + count);
    case Outcome::kReminded:
      return reminders.set_reminded(count);
    case Outcome::kRemindedPaid:
      return reminders.set_reminded_paid(count);
    case Outcome::kNotReminded:
      return reminders.set_not_reminded(count);
    case Outcome::kNotRemindedPaid:
      return reminders.set_not_reminded_paid(count);
    case Outcome::kCodContacted:
      return cod.set_contacted(count);
    case Outcome::kCodContactMissed:
      return cod.set_contact_missed(count);
    case Outcome::kConfirmedDelivered:
      return cod.mutable_confirmed()->set_delivered(count);
    case Outcome::kConfirmedRefused:
      return cod.mutable_confirmed()->set_refused(count);
    case Outcome::kUnconfirmedDelivered:
      return cod.mutable_unconfirmed()->set_delivered(count);
    case Outcome::kUnconfirmedRefused:
      return cod.mutable_unconfirmed()->set_refused(count);
  }
}

}  // namespace

absl::Status AddOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome,
                        absl::Time time) {
  return txn
      .Execute(kAdd, {ShopOf(order_name), static_cast<int>(outcome), LastSegment(order_name),
                      ToMillis(time)})
      .status();
}

absl::Status DropOutcome(sql::Transaction& txn, absl::string_view order_name, Outcome outcome) {
  return txn
      .Execute(kDrop, {ShopOf(order_name), static_cast<int>(outcome), LastSegment(order_name)})
      .status();
}

absl::Status LoadRates(sql::Transaction& txn, absl::string_view shop, OrderFigures& figures) {
  RETURN_IF_ERROR(txn.Query(kCount, {shop}, [&](const sql::Row& row) {
    SetCount(static_cast<Outcome>(row.Int(0)), row.Int(1), figures);
    return absl::OkStatus();
  }));
  OrderFigures::ShipBy& ship_by = *figures.mutable_ship_by();
  ship_by.set_late_bps(BasisPoints(ship_by.shipped_late(), ship_by.shipped()));
  OrderFigures::CodRates& cod = *figures.mutable_cod_rates();
  AddTo(cod.confirmed(), *cod.mutable_all());
  AddTo(cod.unconfirmed(), *cod.mutable_all());
  for (Rate* rate : {cod.mutable_all(), cod.mutable_confirmed(), cod.mutable_unconfirmed()}) {
    SetBasisPoints(*rate);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::store
