#include "services/orders/domain/refund/refund_scan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/payment.h"
#include "services/orders/domain/refund/refund_step.h"
#include "services/orders/domain/refund/refund_waybill.h"
#include "services/orders/domain/refund/scan_payment_states.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/policy.h"

namespace shopdesk::orders::domain {
namespace {

using v1::LedgerEntry;

absl::Status Step(Refund& refund, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const ScanPayment::State next,
                   kScanPaymentMachine.Next(refund.name(), refund.scan_payment().state(), event));
  refund.mutable_scan_payment()->set_state(next);
  *refund.mutable_update_time() = ToProto(moment.now);
  *refund.mutable_actor() = moment.actor;
  return absl::OkStatus();
}

void ClearDeadline(Refund& refund) {
  refund.clear_deadline_time();
  refund.clear_deadline_event();
}

void Owe(Refund& refund, int64_t minor) {
  *refund.mutable_scan_payment()->mutable_owed() = MakeMoney(refund.total().currency_code(), minor);
}

// Pieces of a line that are the order's, and in: as they were counted, if they were.
int64_t InOf(const Refund& refund, const RefundLine& line) {
  const int64_t sent = line.quantity() - line.never_shipped();
  for (const v1::IntakeLine& intake : refund.intake()) {
    if (intake.line() == line.line()) return std::min(sent, intake.sellable() + intake.damaged());
  }
  return sent;
}

LedgerEntry::Kind RefundKindOf(const Order& order) {
  if (IsCod(order)) return LedgerEntry::COD_REFUNDED;
  if (IsBankTransfer(order)) return LedgerEntry::BANK_REFUNDED;
  return order.payment().released_minor() > 0 ? LedgerEntry::TAKEN_BACK : LedgerEntry::REFUNDED;
}

// What counted as kept came back; the ledger says so, without money, and what the way back costs
// the shop.
void MoveBack(Order& order, Refund& refund, const v1::Policy& policy, const Moment& moment,
              std::vector<LedgerEntry>& ledger) {
  int64_t units = 0;
  for (RefundLine& line : *refund.mutable_lines()) {
    OrderLine* of = FindLine(order, line.line());
    if (of == nullptr) continue;
    const int64_t pieces = std::min(InOf(refund, line), of->refunded());
    of->set_refunded(of->refunded() - pieces);
    of->set_returned(of->returned() + pieces);
    line.set_came_back(pieces);
    units += pieces;
  }
  if (units == 0) return;
  PayReturnFreight(order, refund, policy, moment, ledger);
  ledger.push_back(MakeEntry(order, RefundKindOf(order), Parts(), units, refund.name(), moment));
}

// All came as it had to.
absl::Status TakeAll(Order& order, Refund& refund, absl::string_view event,
                     const v1::Policy& policy, const Moment& moment,
                     std::vector<LedgerEntry>& ledger) {
  RETURN_IF_ERROR(Step(refund, event, moment));
  ClearDeadline(refund);
  refund.mutable_scan_payment()->clear_owed();
  MoveBack(order, refund, policy, moment, ledger);
  return absl::OkStatus();
}

}  // namespace

int64_t ScanRefundMostMinor(const v1::Policy& policy) {
  return MinorOf(policy.scan_refund_most_units(), policy);
}

bool IsPaidAtScan(const Refund& refund, absl::Span<const Refund> others,
                  const absl::optional<v1::BuyerCard>& card, const v1::Policy& policy) {
  if (policy.scan_refund_off() || refund.state() != RefundState::WAIT_SELLER_CONFIRM_GOODS ||
      refund.kind() != v1::RefundKind::RETURN_AND_REFUND) {
    return false;
  }
  int64_t minor = refund.total().minor();
  for (const Refund& other : others) {
    const ScanPayment::State state = other.scan_payment().state();
    const bool due = state == ScanPayment::GOODS_AWAITED || state == ScanPayment::OWED;
    if (due && other.name() != refund.name()) minor += other.refunded().minor();
  }
  return minor <= ScanRefundMostMinor(policy) && card.has_value() && card->has_return_rate_bps() &&
         card->return_rate_bps() <= policy.scan_refund_rate_bps();
}

absl::Status PayAtScan(Order& order, Refund& refund, int32_t return_rate_bps,
                       const v1::Policy& policy, const Moment& moment,
                       std::vector<LedgerEntry>& ledger) {
  const auto deadline = refund.deadline_time();
  RETURN_IF_ERROR(SucceedRefund(order, refund, kRefundPayAtScan, {}, policy, moment, ledger));
  RETURN_IF_ERROR(Step(refund, kScanPay, moment));
  ScanPayment& payment = *refund.mutable_scan_payment();
  *payment.mutable_pay_time() = ToProto(moment.now);
  payment.set_return_rate_bps(return_rate_bps);
  *refund.mutable_deadline_time() = deadline;
  refund.set_deadline_event(kAutoOwe);
  return absl::OkStatus();
}

bool AwaitsPaidGoods(const Refund& refund) {
  return kScanPaymentMachine.Can(refund.scan_payment().state(), kScanTakeIn) &&
         refund.intake().empty();
}

bool TrackPaidGoods(Refund& refund, const logistics::v1::Shipment& shipment,
                    const v1::Policy& policy, const Moment& moment) {
  if (TakesArrivalBack(refund, shipment)) {
    if (!Step(refund, kScanTakeBack, moment).ok()) return false;
    TakeArrivalBack(refund);
    return true;
  }
  if (shipment.status() != logistics::v1::TrackingStatus::DELIVERED ||
      refund.has_return_arrive_time() || !Step(refund, kScanArrive, moment).ok()) {
    return false;
  }
  NoteArrival(shipment, policy, moment, refund);
  return true;
}

absl::Status TakeInPaid(Order& order, Refund& refund, v1::Inspection::Value inspection,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<LedgerEntry>& ledger) {
  refund.set_inspection(inspection);
  return TakeAll(order, refund, kScanTakeIn, policy, moment, ledger);
}

absl::Status TakeInPaid(Order& order, Refund& refund, const IntakeLines& intake,
                        const v1::Policy& policy, const Moment& moment,
                        std::vector<LedgerEntry>& ledger) {
  RETURN_IF_ERROR(
      kScanPaymentMachine.Next(refund.name(), refund.scan_payment().state(), kScanTakeIn).status());
  ASSIGN_OR_RETURN(const bool complete, CountIntake(order, refund, intake, moment));
  const int64_t owed = std::clamp<int64_t>(refund.total().minor() - refund.offer().minor(), 0,
                                           refund.refunded().minor());
  refund.clear_offer();
  if (complete || owed == 0) return TakeAll(order, refund, kScanTakeIn, policy, moment, ledger);
  RETURN_IF_ERROR(Step(refund, kScanTakeShort, moment));
  ClearDeadline(refund);
  Owe(refund, owed);
  MoveBack(order, refund, policy, moment, ledger);
  return absl::OkStatus();
}

absl::Status ExpirePaidGoods(Order& order, Refund& refund, const v1::Policy& policy,
                             const Moment& moment, std::vector<LedgerEntry>& ledger) {
  // Nobody looked at the goods: they stay out of the stock until they are counted.
  if (refund.has_return_arrive_time()) {
    return TakeAll(order, refund, kScanLeave, policy, moment, ledger);
  }
  RETURN_IF_ERROR(Step(refund, kScanOwe, moment));
  ClearDeadline(refund);
  Owe(refund, refund.refunded().minor());
  return absl::OkStatus();
}

absl::Status SettleReturnClaim(const Order& order, Refund& refund, int64_t recovered_minor,
                               ScanPayment::Source source, const Moment& moment,
                               std::vector<LedgerEntry>& ledger) {
  const bool recovers = recovered_minor > 0;
  RETURN_IF_ERROR(Step(refund, recovers ? kScanRecover : kScanWriteOff, moment));
  ScanPayment& payment = *refund.mutable_scan_payment();
  if (recovered_minor > payment.owed().minor()) {
    return InvalidFieldError("recovered_minor",
                             absl::StrCat("must be at most ", payment.owed().minor()));
  }
  if (recovers != (source != ScanPayment::SOURCE_UNSPECIFIED)) {
    return InvalidFieldError("source", recovers ? "is required for money that came back"
                                                : "must be unset where nothing came back");
  }
  if (!recovers) return absl::OkStatus();
  *payment.mutable_recovered() = MakeMoney(refund.total().currency_code(), recovered_minor);
  payment.set_source(source);
  Parts parts;
  parts.goods = recovered_minor;
  ledger.push_back(MakeEntry(order, LedgerEntry::RECLAIMED, parts, 0, refund.name(), moment));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
