#include "services/orders/domain/desk/figures.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/ratio.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/pricing/price_protection.h"

namespace shopdesk::orders::domain {
namespace {

using v1::LedgerEntry;
using v1::OrderError;
using v1::OrderErrorRates;
using v1::OrderFigures;
using Rate = v1::OrderFigures::CodRates::Rate;

// Stored numbers: never change one.
constexpr FigureName kOrders = 1;         // by state
constexpr FigureName kOrdersHandled = 2;  // by agent
constexpr FigureName kRefunds = 3;        // by state
constexpr FigureName kReturns = 4;
constexpr FigureName kReturnsUnmatched = 5;
constexpr FigureName kUnitsUnmatched = 6;
constexpr FigureName kOutcomes = 7;  // by outcome
constexpr FigureName kErrors = 8;    // by state and agent
constexpr FigureName kGoods = 9;     // these four: by the ledger entry's kind
constexpr FigureName kFreight = 10;
constexpr FigureName kSurcharge = 11;
constexpr FigureName kUnits = 12;
constexpr FigureName kJobsPacked = 60;
constexpr FigureName kPackingMisses = 61;  // by verdict
constexpr FigureName kShortages = 62;      // by state
constexpr FigureName kShortPieces = 63;    // by state
constexpr FigureName kMergedParcels = 64;
constexpr FigureName kMergedOrders = 65;
constexpr FigureName kMergedFreight = 66;
constexpr FigureName kRefundCauses = 23;       // by kind and reason
constexpr FigureName kRefundCausesMinor = 24;  // the same
constexpr FigureName kPriceDropsMinor = 25;

// What the ledger says of a kind.
struct Booked {
  int64_t goods = 0;
  int64_t freight = 0;
  int64_t surcharge = 0;
  int64_t units = 0;

  Booked Less(const Booked& other) const {
    return {goods - other.goods, freight - other.freight, surcharge - other.surcharge,
            units - other.units};
  }
};

Booked BookedOf(const Sums& sums, LedgerEntry::Kind kind) {
  const std::string dimension = DimensionOf(static_cast<int>(kind));
  return {sums.Of(kGoods, dimension), sums.Of(kFreight, dimension), sums.Of(kSurcharge, dimension),
          sums.Of(kUnits, dimension)};
}

// Of a kind, less what took it back.
int64_t NetOf(const Sums& sums, LedgerEntry::Kind kind, LedgerEntry::Kind undone) {
  const Booked net = BookedOf(sums, kind).Less(BookedOf(sums, undone));
  return net.goods + net.freight + net.surcharge;
}

// What carriers accounted for of what they collected, or won't hand over any more.
int64_t AccountedOf(const Sums& sums) {
  return NetOf(sums, LedgerEntry::COD_REMITTED, LedgerEntry::COD_REMITTANCE_UNDONE) +
         NetOf(sums, LedgerEntry::COD_WRITTEN_OFF, LedgerEntry::COD_WRITE_OFF_UNDONE);
}

void SetCarrierMoney(const Sums& sums, OrderFigures& figures) {
  OrderFigures::Cod& cod = *figures.mutable_cod();
  cod.set_remitted(NetOf(sums, LedgerEntry::COD_REMITTED, LedgerEntry::COD_REMITTANCE_UNDONE));
  cod.set_fees(NetOf(sums, LedgerEntry::COD_FEE, LedgerEntry::COD_FEE_UNDONE));
  cod.set_surplus(NetOf(sums, LedgerEntry::COD_SURPLUS, LedgerEntry::COD_SURPLUS_UNDONE));
  cod.set_written_off(NetOf(sums, LedgerEntry::COD_WRITTEN_OFF, LedgerEntry::COD_WRITE_OFF_UNDONE));
  figures.set_claims_paid_minor(NetOf(sums, LedgerEntry::CLAIM_PAID, LedgerEntry::CLAIM_UNDONE));
}

void SetAfterSales(const Sums& sums, OrderFigures& figures) {
  figures.set_return_freight_minor(BookedOf(sums, LedgerEntry::RETURN_FREIGHT).freight);
  figures.set_reclaimed_minor(BookedOf(sums, LedgerEntry::RECLAIMED).goods);
  figures.set_price_drops_minor(sums.Of(kPriceDropsMinor));
  std::map<std::pair<int, int>, int64_t> causes;
  for (const auto& [dimension, count] : sums.By(kRefundCauses)) {
    causes[{NumberOf(dimension), NumberOf(dimension, 1)}] = count;
  }
  for (const auto& [cause, count] : causes) {
    const auto& [kind, reason] = cause;
    OrderFigures::RefundCauseCount& refunds = *figures.add_refunds_by_cause();
    refunds.set_kind(static_cast<v1::RefundKind::Value>(kind));
    refunds.set_reason(static_cast<v1::RefundReason::Value>(reason));
    refunds.set_refunds(count);
    refunds.set_refunded_minor(sums.Of(kRefundCausesMinor, DimensionOf(kind, reason)));
  }
}

int64_t HeldOf(const Sums& to_its_end) {
  return BookedOf(to_its_end, LedgerEntry::PAID_IN).goods -
         BookedOf(to_its_end, LedgerEntry::RELEASED).goods -
         BookedOf(to_its_end, LedgerEntry::REFUNDED).goods;
}

void SetMoney(const Sums& sums, OrderFigures& figures) {
  const auto booked = [&](LedgerEntry::Kind kind) { return BookedOf(sums, kind); };
  const Booked paid_in = booked(LedgerEntry::PAID_IN);
  const Booked refunded = booked(LedgerEntry::REFUNDED);
  const Booked taken_back = booked(LedgerEntry::TAKEN_BACK);
  const Booked collected =
      booked(LedgerEntry::COD_COLLECTED).Less(booked(LedgerEntry::COD_COLLECTION_UNDONE));
  const Booked cod_refunded = booked(LedgerEntry::COD_REFUNDED);
  const Booked received = booked(LedgerEntry::BANK_RECEIVED);
  const Booked bank_refunded = booked(LedgerEntry::BANK_REFUNDED);
  OrderFigures::Escrow& escrow = *figures.mutable_escrow();
  escrow.set_paid_in(paid_in.goods);
  escrow.set_released(booked(LedgerEntry::RELEASED).goods - taken_back.goods);
  escrow.set_refunded(refunded.goods + taken_back.goods);
  figures.mutable_cod()->set_collected(collected.goods);
  figures.mutable_cod()->set_refunded(cod_refunded.goods);
  OrderFigures::Bank& bank = *figures.mutable_bank();
  bank.set_received(received.goods);
  bank.set_refunded(bank_refunded.goods);
  bank.set_surplus(booked(LedgerEntry::BANK_SURPLUS).goods);
  bank.set_paid_out(booked(LedgerEntry::PAID_OUT).goods);
  figures.set_paid_minor(paid_in.goods + collected.goods + received.goods);
  figures.set_refunded_minor(escrow.refunded() + cod_refunded.goods + bank_refunded.goods);
  figures.set_freight_paid_minor(paid_in.freight + collected.freight + received.freight);
  figures.set_freight_refunded_minor(refunded.freight + taken_back.freight + cod_refunded.freight +
                                     bank_refunded.freight);
  figures.set_cod_surcharge_paid_minor(collected.surcharge);
  figures.mutable_cod_rates()->set_lost_freight_minor(
      booked(LedgerEntry::COD_FREIGHT_OUT).freight + booked(LedgerEntry::COD_FREIGHT_BACK).freight -
      booked(LedgerEntry::COD_FREIGHT_UNDONE).freight);
  figures.set_units_sold(paid_in.units + collected.units + received.units);
  figures.set_units_returned(refunded.units + taken_back.units + cod_refunded.units +
                             bank_refunded.units);
}

// Of 10,000, rounded up.
int64_t BasisPoints(int64_t part, int64_t all) {
  return all == 0 ? 0 : HalfUp(part * kAllBps, all);
}

void SetRate(int64_t delivered, int64_t refused, Rate& rate) {
  rate.set_delivered(delivered);
  rate.set_refused(refused);
  rate.set_refused_bps(BasisPoints(refused, delivered + refused));
}

void SetOutcomes(const Sums& sums, OrderFigures& figures) {
  const auto count = [&](Outcome outcome) {
    return sums.Of(kOutcomes, DimensionOf(static_cast<int>(outcome)));
  };
  OrderFigures::ShipBy& ship_by = *figures.mutable_ship_by();
  ship_by.set_shipped_late(count(Outcome::kShippedLate));
  ship_by.set_shipped(count(Outcome::kShippedInTime) + ship_by.shipped_late());
  ship_by.set_late_bps(BasisPoints(ship_by.shipped_late(), ship_by.shipped()));
  OrderFigures::Reminders& reminders = *figures.mutable_reminders();
  reminders.set_reminded(count(Outcome::kReminded));
  reminders.set_reminded_paid(count(Outcome::kRemindedPaid));
  reminders.set_not_reminded(count(Outcome::kNotReminded));
  reminders.set_not_reminded_paid(count(Outcome::kNotRemindedPaid));
  OrderFigures::CodRates& cod = *figures.mutable_cod_rates();
  cod.set_contacted(count(Outcome::kCodContacted));
  cod.set_contact_missed(count(Outcome::kCodContactMissed));
  const int64_t confirmed_delivered = count(Outcome::kConfirmedDelivered);
  const int64_t confirmed_refused = count(Outcome::kConfirmedRefused);
  const int64_t unconfirmed_delivered = count(Outcome::kUnconfirmedDelivered);
  const int64_t unconfirmed_refused = count(Outcome::kUnconfirmedRefused);
  SetRate(confirmed_delivered, confirmed_refused, *cod.mutable_confirmed());
  SetRate(unconfirmed_delivered, unconfirmed_refused, *cod.mutable_unconfirmed());
  SetRate(confirmed_delivered + unconfirmed_delivered, confirmed_refused + unconfirmed_refused,
          *cod.mutable_all());
}

template <class Enum>
std::map<Enum, int64_t> ByEnum(const Sums& sums, FigureName name) {
  std::map<Enum, int64_t> counts;
  for (const auto& [dimension, count] : sums.By(name)) {
    counts[static_cast<Enum>(NumberOf(dimension))] = count;
  }
  return counts;
}

void SetPacking(const Sums& sums, OrderFigures::Packing& packing) {
  const auto misses = [&](v1::ScanVerdict::Value verdict) {
    return sums.Of(kPackingMisses, DimensionOf(static_cast<int>(verdict)));
  };
  packing.set_jobs_packed(sums.Of(kJobsPacked));
  packing.set_wrong_items(misses(v1::ScanVerdict::WRONG_ITEM));
  packing.set_too_many(misses(v1::ScanVerdict::TOO_MANY));
  packing.set_missing(misses(v1::ScanVerdict::MISSING));
  for (const auto& [state, count] : ByEnum<v1::Shortage::State>(sums, kShortages)) {
    OrderFigures::Packing::ShortageCount& shortages = *packing.add_shortages_by_state();
    shortages.set_state(state);
    shortages.set_shortages(count);
    shortages.set_pieces(sums.Of(kShortPieces, DimensionOf(static_cast<int>(state))));
  }
  packing.set_merged_parcels(sums.Of(kMergedParcels));
  packing.set_merged_orders(sums.Of(kMergedOrders));
  packing.set_freight_given_back_minor(sums.Of(kMergedFreight));
}

}  // namespace

void CountOrder(const v1::Order& order, Counts& counts) {
  const absl::Time time = FromProto(order.create_time());
  counts.Add(time, kOrders, DimensionOf(static_cast<int>(order.state())), 1);
  if (!order.agent().empty()) counts.Add(time, kOrdersHandled, EscapeId(order.agent()), 1);
}

void CountLedgerEntry(const LedgerEntry& entry, Counts& counts) {
  const absl::Time time = FromProto(entry.create_time());
  const std::string kind = DimensionOf(static_cast<int>(entry.kind()));
  counts.Add(time, kGoods, kind, entry.goods_minor());
  counts.Add(time, kFreight, kind, entry.freight_minor());
  counts.Add(time, kSurcharge, kind, entry.surcharge_minor());
  counts.Add(time, kUnits, kind, entry.units());
}

void CountRefund(const v1::Refund& refund, Counts& counts) {
  const absl::Time time = FromProto(refund.create_time());
  counts.Add(time, kRefunds, DimensionOf(static_cast<int>(refund.state())), 1);
  const std::string cause =
      DimensionOf(static_cast<int>(refund.kind()), static_cast<int>(refund.reason()));
  counts.Add(time, kRefundCauses, cause, 1);
  counts.Add(time, kRefundCausesMinor, cause, refund.refunded().minor());
  if (IsOfPriceDrop(refund)) counts.Add(time, kPriceDropsMinor, "", refund.refunded().minor());
}

void CountReturn(const v1::Return& returned, Counts& counts) {
  const absl::Time time = FromProto(returned.create_time());
  counts.Add(time, kReturns, "", 1);
  counts.Add(time, kReturnsUnmatched, "", returned.unmatched_quantity() > 0 ? 1 : 0);
  counts.Add(time, kUnitsUnmatched, "", returned.unmatched_quantity());
}

void CountOutcome(Outcome outcome, absl::Time time, Counts& counts) {
  counts.Add(time, kOutcomes, DimensionOf(static_cast<int>(outcome)), 1);
}

void CountOrderError(const OrderError& error, Counts& counts) {
  counts.Add(FromProto(error.create_time()), kErrors,
             DimensionOf(static_cast<int>(error.state()), EscapeId(error.agent())), 1);
}

void CountPackingJob(const v1::PackingJob& job, Counts& counts) {
  if (job.has_pack_time()) counts.Add(FromProto(job.pack_time()), kJobsPacked, "", 1);
  for (const v1::PackingMiss& miss : job.misses()) {
    counts.Add(FromProto(miss.time()), kPackingMisses,
               DimensionOf(static_cast<int>(miss.verdict())), 1);
  }
}

void CountShortage(const v1::Shortage& shortage, Counts& counts) {
  const absl::Time time = FromProto(shortage.create_time());
  const std::string state = DimensionOf(static_cast<int>(shortage.state()));
  counts.Add(time, kShortages, state, 1);
  counts.Add(time, kShortPieces, state, shortage.quantity());
}

void CountMergedParcel(const v1::MergedParcel& parcel, Counts& counts) {
  if (!parcel.has_ship_time()) return;
  const absl::Time time = FromProto(parcel.ship_time());
  counts.Add(time, kMergedParcels, "", 1);
  for (const v1::MergedParcel::Member& member : parcel.members()) {
    counts.Add(time, kMergedOrders, "", 1);
    if (!member.refund().empty()) {
      counts.Add(time, kMergedFreight, "", member.saved_freight().minor());
    }
  }
}

OrderFigures OrderFiguresOf(const Sums& period, const Sums& to_its_end) {
  OrderFigures figures;
  figures.set_orders(period.Total(kOrders));
  for (const auto& [state, count] : ByEnum<v1::OrderState::Value>(period, kOrders)) {
    OrderFigures::StateCount& orders = *figures.add_orders_by_state();
    orders.set_state(state);
    orders.set_orders(count);
  }
  for (const auto& [state, count] : ByEnum<v1::RefundState::Value>(period, kRefunds)) {
    OrderFigures::RefundCount& refunds = *figures.add_refunds_by_state();
    refunds.set_state(state);
    refunds.set_refunds(count);
  }
  SetMoney(period, figures);
  figures.mutable_escrow()->set_held(HeldOf(to_its_end));
  SetCarrierMoney(period, figures);
  SetAfterSales(period, figures);
  figures.mutable_cod()->set_outstanding(
      NetOf(to_its_end, LedgerEntry::COD_COLLECTED, LedgerEntry::COD_COLLECTION_UNDONE) -
      AccountedOf(to_its_end));
  SetOutcomes(period, figures);
  figures.set_return_lines(period.Of(kReturns));
  figures.set_return_lines_unmatched(period.Of(kReturnsUnmatched));
  figures.set_units_unmatched(period.Of(kUnitsUnmatched));
  SetPacking(period, *figures.mutable_packing());
  return figures;
}

int64_t CodOverdueMinor(const Sums& to_that_day, const Sums& all) {
  const auto total = [](const Sums& sums, LedgerEntry::Kind kind) {
    const Booked booked = BookedOf(sums, kind);
    return booked.goods + booked.freight + booked.surcharge;
  };
  // What turned out not to have been collected counts whenever that was found out.
  const int64_t collected = total(to_that_day, LedgerEntry::COD_COLLECTED) -
                            total(all, LedgerEntry::COD_COLLECTION_UNDONE);
  return std::max<int64_t>(0, collected - AccountedOf(all));
}

std::map<std::string, OrderErrorRates::Agent> ErrorCountsOf(const Sums& period) {
  std::map<std::string, OrderErrorRates::Agent> agents;
  for (const auto& [agent, count] : period.By(kOrdersHandled)) {
    agents[agent].set_orders_handled(count);
  }
  for (const auto& [dimension, count] : period.By(kErrors)) {
    const int state = NumberOf(dimension);
    if (state == OrderError::DISMISSED || state == OrderError::DRAFTED) continue;
    OrderErrorRates::Agent& agent = agents[std::string(PartOf(dimension, 1))];
    agent.set_errors(agent.errors() + count);
    if (state == OrderError::CONTESTED) agent.set_contested(count);
  }
  return agents;
}

}  // namespace shopdesk::orders::domain
