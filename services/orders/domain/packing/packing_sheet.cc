#include "services/orders/domain/packing/packing_sheet.h"

#include <algorithm>
#include <string>

#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

std::string IdOf(const Order& order) { return UnescapeId(LastSegment(order.name())).value_or(""); }

// Pieces of the order's line that are in the job.
int64_t PiecesIn(const PackingJob& job, const Order& order, int32_t number) {
  int64_t quantity = 0;
  for (const PackingLine& line : job.lines()) {
    if (line.order() == order.name() && line.line() == number) quantity += line.quantity();
  }
  return quantity;
}

}  // namespace

v1::ShippingLabel MakeLabel(const PackingJob& job, absl::Span<const Order> orders) {
  v1::ShippingLabel label;
  label.set_carrier_id(job.carrier_id());
  label.set_mode(job.mode());
  label.set_barcode(job.waybill_number().empty() ? UnescapeId(LastSegment(job.name())).value_or("")
                                                 : job.waybill_number());
  for (const Order& order : orders) {
    label.add_order_ids(IdOf(order));
    if (label.carrier_id().empty()) label.set_carrier_id(order.delivery().carrier_id());
    if (label.mode().empty()) label.set_mode(order.delivery().mode());
    for (const OrderLine& line : order.lines()) {
      label.set_weight_grams(label.weight_grams() +
                             line.snapshot().weight_grams() * PiecesIn(job, order, line.line()));
    }
    const v1::Parcel* parcel = ParcelOf(job, order);
    if (parcel != nullptr && parcel->has_cod_amount()) {
      *label.mutable_cod_amount() = parcel->cod_amount();
    }
  }
  return label;
}

v1::PackingSlip MakeSlip(const PackingJob& job, absl::Span<const Order> orders) {
  v1::PackingSlip slip;
  slip.set_print_version(job.print_version());
  const bool gift = std::any_of(orders.begin(), orders.end(),
                                [](const Order& order) { return order.verification().gift(); });
  int64_t total = 0;
  for (const Order& order : orders) {
    slip.set_language_code(order.language_code());
    for (const OrderLine& line : order.lines()) {
      const int64_t pieces = PiecesIn(job, order, line.line());
      if (pieces == 0) continue;
      v1::PackingSlip::Line& row = *slip.add_lines();
      row.set_order_id(IdOf(order));
      row.set_sku_id(line.sku_id());
      row.set_title(line.snapshot().title());
      for (const auto& option : line.snapshot().option_values()) {
        row.set_title(row.title() + " " + option.value());
      }
      row.set_quantity(pieces);
      const int64_t cost = UnitPriceMinor(line) * pieces;
      total += cost;
      if (!gift) *row.mutable_total() = MakeMoney(order.total().currency_code(), cost);
    }
    if (!gift) *slip.mutable_total() = MakeMoney(order.total().currency_code(), total);
  }
  return slip;
}

}  // namespace shopdesk::orders::domain
