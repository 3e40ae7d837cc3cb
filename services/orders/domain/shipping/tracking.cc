#include "services/orders/domain/shipping/tracking.h"

#include <algorithm>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/shipping/cod_freight.h"
#include "services/orders/domain/shipping/receipt.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states
using logistics::v1::Shipment;

Parcel::State ParcelStateOf(logistics::v1::TrackingStatus::Value status) {
  switch (status) {
    case logistics::v1::TrackingStatus::DELIVERED:
      return Parcel::DELIVERED;
    case logistics::v1::TrackingStatus::REFUSED:
      return Parcel::REFUSED;
    case logistics::v1::TrackingStatus::RETURNED:
      return Parcel::RETURNED;
    case logistics::v1::TrackingStatus::ATTEMPT_FAILED:
    case logistics::v1::TrackingStatus::EXCEPTION:
    case logistics::v1::TrackingStatus::INTERCEPTED:
    case logistics::v1::TrackingStatus::RETURNING:
    case logistics::v1::TrackingStatus::CANCELLED:
    case logistics::v1::TrackingStatus::EXPIRED:
      return Parcel::TROUBLED;
    default:
      return Parcel::SHIPPED;
  }
}

// The carrier collects nothing with it any more.
bool ComesBack(const Shipment& shipment) {
  switch (shipment.status()) {
    case logistics::v1::TrackingStatus::REFUSED:
    case logistics::v1::TrackingStatus::INTERCEPTED:
    case logistics::v1::TrackingStatus::RETURNING:
    case logistics::v1::TrackingStatus::RETURNED:
    case logistics::v1::TrackingStatus::CANCELLED:
      return true;
    default:
      return shipment.underlying_status() == logistics::v1::TrackingStatus::RETURNING;
  }
}

const char* EventOf(Parcel::State state) {
  switch (state) {
    case Parcel::DELIVERED:
      return events::kOrderDelivered;
    case Parcel::RETURNED:
      return events::kOrderParcelReturned;
    case Parcel::REFUSED:
    case Parcel::TROUBLED:
      return events::kOrderParcelTroubled;
    default:
      return events::kOrderParcelRecovered;
  }
}

// What the carrier collects with the parcel: its goods, and what of freight and surcharge goes
// with it.
Parts CollectedWith(const Order& order, const Parcel& parcel) {
  const int64_t rest = parcel.cod_freight_minor();
  Parts parts;
  parts.goods = parcel.cod_amount().minor() - rest;
  parts.freight = std::min(rest, order.freight().minor());
  parts.surcharge = rest - parts.freight;
  return parts;
}

// Whether what the parcel's state did can still be taken back.
bool MayLeave(const Order& order, const Parcel& parcel) {
  if (order.state() == OrderState::TRADE_CLOSED_COD_REFUSED) return true;
  if (IsFinal(order.state())) return false;
  const bool settled = parcel.state() == Parcel::DELIVERED || parcel.state() == Parcel::RETURNED;
  if (!IsCod(order) || !settled) return true;
  if (IsAccounted(order, parcel.shipment())) return false;
  const Payment& payment = order.payment();
  return (payment.state() == PaymentState::COD_DUE || payment.state() == PaymentState::COLLECTED) &&
         payment.refunded_minor() == 0;
}

// Whether news that can't be applied speak against what the order says.
bool Contradicts(const Order& order, const Parcel& parcel, Parcel::State next) {
  if (parcel.state() == Parcel::DELIVERED) {
    if (!AnyWithBuyer(order, parcel)) return false;
    if (!parcel.presumed_delivered()) return true;
    // Where it was before the buyer said that he has it.
    return next == Parcel::REFUSED || next == Parcel::RETURNED;
  }
  // The buyer got goods that were refunded, or the carrier money for a closed order.
  return next == Parcel::DELIVERED;
}

absl::StatusOr<std::string> NoteContradiction(Order& order, absl::string_view shipment,
                                              logistics::v1::TrackingStatus::Value status,
                                              Parcel::State next) {
  Parcel& parcel = MoveLast(order, shipment);
  const bool against = next != parcel.state() && Contradicts(order, parcel, next);
  if (next == parcel.state()) parcel.clear_presumed_delivered();
  const std::string said = against ? logistics::v1::TrackingStatus::Value_Name(status) : "";
  if (said == parcel.contradicted_by()) return "";
  parcel.set_contradicted_by(said);
  return against ? events::kOrderTrackingContradicted : events::kOrderParcelRecovered;
}

absl::Status EnterDelivered(Order& order, Parcel& parcel, const Shipment& shipment,
                            const Moment& moment, std::vector<LedgerEntry>& ledger) {
  *parcel.mutable_deliver_time() =
      shipment.has_deliver_time() ? shipment.deliver_time() : ToProto(moment.now);
  const int64_t units = MovePieces(order, parcel, kShipped, kDelivered);
  if (!parcel.has_cod_amount()) return absl::OkStatus();
  if (shipment.has_cod_amount()) SetCodAmount(parcel, shipment.cod_amount());
  return CollectCod(order, CollectedWith(order, parcel), units, parcel.shipment(), moment, ledger);
}

absl::Status LeaveDelivered(Order& order, Parcel& parcel, const Moment& moment,
                            std::vector<LedgerEntry>& ledger) {
  parcel.clear_deliver_time();
  parcel.clear_presumed_delivered();
  const int64_t units = MovePieces(order, parcel, kDelivered, kShipped);
  if (!parcel.has_cod_amount()) return absl::OkStatus();
  return UndoCollection(order, CollectedWith(order, parcel), units, parcel.shipment(), moment,
                        ledger);
}

// PaymentMethod::COD that nobody took is back in the warehouse. The shop pays: as much for the way
// back as for the way there, but no fee for collecting, since nothing was collected. What comes
// back of a paid order waits for its refund.
void EnterReturned(Order& order, Parcel& parcel, const Shipment& shipment, const Moment& moment,
                   std::vector<LedgerEntry>& ledger) {
  if (!IsCod(order)) return;
  MovePieces(order, parcel, kShipped, kReturned);
  const int64_t freight = shipment.freight().minor() - shipment.collection_fee().minor();
  if (freight == 0) return;
  parcel.set_lost_freight_minor(2 * freight);
  for (LedgerEntry::Kind kind : {LedgerEntry::COD_FREIGHT_OUT, LedgerEntry::COD_FREIGHT_BACK}) {
    ledger.push_back(MakeEntry(order, kind, {0, freight, 0}, 0, shipment.name(), moment));
  }
}

void LeaveReturned(Order& order, Parcel& parcel, const Moment& moment,
                   std::vector<LedgerEntry>& ledger) {
  if (!IsCod(order)) return;
  MovePieces(order, parcel, kReturned, kShipped);
  if (parcel.lost_freight_minor() == 0) return;
  ledger.push_back(MakeEntry(order, LedgerEntry::COD_FREIGHT_UNDONE,
                             {0, parcel.lost_freight_minor(), 0}, 0, parcel.shipment(), moment));
  parcel.clear_lost_freight_minor();
}

absl::Status Leave(Order& order, Parcel& parcel, const Moment& moment,
                   std::vector<LedgerEntry>& ledger) {
  if (parcel.state() != Parcel::DELIVERED && parcel.state() != Parcel::RETURNED) {
    return absl::OkStatus();
  }
  if (IsCod(order)) RETURN_IF_ERROR(UnsettleCod(order, moment));
  if (parcel.state() == Parcel::DELIVERED) return LeaveDelivered(order, parcel, moment, ledger);
  LeaveReturned(order, parcel, moment, ledger);
  return absl::OkStatus();
}

absl::Status Enter(Order& order, Parcel& parcel, const Shipment& shipment, const Moment& moment,
                   std::vector<LedgerEntry>& ledger) {
  parcel.set_state(ParcelStateOf(shipment.status()));
  parcel.set_coming_back(IsCod(order) && ComesBack(shipment));
  parcel.clear_contradicted_by();
  *parcel.mutable_state_time() =
      shipment.has_status_time() ? shipment.status_time() : ToProto(moment.now);
  if (parcel.state() == Parcel::DELIVERED) {
    return EnterDelivered(order, parcel, shipment, moment, ledger);
  }
  if (parcel.state() == Parcel::RETURNED) EnterReturned(order, parcel, shipment, moment, ledger);
  return absl::OkStatus();
}

// What stays in its state may begin to come back, or go on to the receiver: for who collects, that
// is news.
std::string TurnRound(Order& order, const Shipment& shipment, int64_t sequence) {
  const bool coming_back = IsCod(order) && ComesBack(shipment);
  if (IsFinal(order.state())) return "";
  if (FindParcel(order, shipment.name())->coming_back() == coming_back) return "";
  Parcel& parcel = MoveLast(order, shipment.name());
  parcel.set_event_sequence(sequence);
  parcel.set_coming_back(coming_back);
  return coming_back ? events::kOrderParcelTroubled : events::kOrderParcelRecovered;
}

}  // namespace

absl::StatusOr<std::string> ApplyTracking(Order& order, const Policy& policy,
                                          const Shipment& shipment, int64_t sequence,
                                          const Moment& moment, std::vector<LedgerEntry>& ledger) {
  const Parcel* found = FindParcel(order, shipment.name());
  if (found == nullptr || found->event_sequence() >= sequence) return "";
  const Parcel::State next = ParcelStateOf(shipment.status());
  const bool same = found->state() == next;
  if (same ? !found->contradicted_by().empty() || found->presumed_delivered()
           : !MayLeave(order, *found)) {
    MoveLast(order, shipment.name()).set_event_sequence(sequence);
    return NoteContradiction(order, shipment.name(), shipment.status(), next);
  }
  // What came back of a paid order, and was taken in and refunded, is in the warehouse for good.
  const bool taken_in =
      found->state() == Parcel::RETURNED && !IsCod(order) && !AnyWithBuyer(order, *found);
  if (taken_in) return "";
  if (same) return TurnRound(order, shipment, sequence);
  Parcel& parcel = MoveLast(order, shipment.name());
  parcel.set_event_sequence(sequence);
  RETURN_IF_ERROR(Leave(order, parcel, moment, ledger));
  RETURN_IF_ERROR(Enter(order, parcel, shipment, moment, ledger));
  ASSIGN_OR_RETURN(const bool settled, SettleCod(order, policy, moment));
  UpdateReceiptClock(order, moment);
  if (settled && order.state() == OrderState::TRADE_BUYER_SIGNED) return events::kOrderSigned;
  if (settled) return events::kOrderCodRefused;
  return EventOf(next);
}

}  // namespace shopdesk::orders::domain
