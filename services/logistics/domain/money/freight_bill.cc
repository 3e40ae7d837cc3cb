#include "services/logistics/domain/money/freight_bill.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/fold_code.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::FreightBill;
using v1::FreightLine;

constexpr char kSettledSo[] = "it is as it was settled";

constexpr Transition<FreightBill::State> kFreightTransitions[] = {
    {FreightBill::MATCHED, "match", FreightBill::MATCHED, "nothing is left of a line"},
    {FreightBill::MATCHED, "differ", FreightBill::DIFFERS, "more is billed, or was taken back"},
    {FreightBill::MATCHED, "lead_back", FreightBill::SETTLED, kSettledSo},
    {FreightBill::DIFFERS, "match", FreightBill::MATCHED, "a line corrects it"},
    {FreightBill::DIFFERS, "differ", FreightBill::DIFFERS, "it differs still"},
    {FreightBill::DIFFERS, "settle", FreightBill::SETTLED},
    {FreightBill::DIFFERS, "lead_back", FreightBill::SETTLED, kSettledSo},
    {FreightBill::SETTLED, "match", FreightBill::MATCHED, "a line corrects it after all"},
    {FreightBill::SETTLED, "differ", FreightBill::DIFFERS, "more is billed, or was taken back"},
    {FreightBill::SETTLED, "lead_back", FreightBill::SETTLED, "nothing is left of a line"},
};

constexpr EventCall kFreightCalls[] = {{"match", "RecordFreightLines"},
                                       {"differ", "RecordFreightLines"},
                                       {"lead_back", "RecordFreightLines"},
                                       {"settle", "SettleFreightBill"}};

// What the shop is to pay of a shipment's freight, in minor units.
int64_t ShareOf(const v1::Shipment& shipment, const v1::ShippingTerms& terms) {
  // His part is kept in the terms as the freight was then; it may be another since.
  if (terms.freight_payer() == v1::TermsPayer::RECEIVER) return 0;
  return std::max<int64_t>(0, shipment.freight().minor() - shipment.collection_fee().minor() -
                                  terms.receiver_freight().minor());
}

// What the shop is to pay for having had the parcel called back or sent elsewhere, in minor units.
int64_t FeesOf(absl::Span<const v1::Intercept> intercepts) {
  int64_t fees = 0;
  for (const v1::Intercept& intercept : intercepts) {
    const bool owed =
        intercept.state() == v1::Intercept::DONE && intercept.payer() == v1::Intercept::SHOP;
    if (owed) fees += intercept.fee().minor();
  }
  return fees;
}

absl::Status StepBill(absl::string_view event, absl::Time now, FreightBill& bill) {
  ASSIGN_OR_RETURN(const FreightBill::State next,
                   FreightMachine().Next(bill.name(), bill.state(), event));
  bill.set_state(next);
  *bill.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<FreightBill::State>& FreightMachine() {
  static constexpr StateMachine<FreightBill::State> kMachine("Freight bill", kFreightTransitions,
                                                             kFreightCalls);
  return kMachine;
}

bool OwesFreight(const v1::Shipment& shipment, const v1::Policy& policy) {
  return !IsReturn(shipment) && shipment.status() != v1::TrackingStatus::CANCELLED &&
         shipment.freight().currency_code() == policy.currency_code();
}

bool AwaitsFreightBill(const v1::Shipment& shipment, const v1::ShippingTerms& terms,
                       const v1::Policy& policy) {
  // One that expired may never have been given away.
  const v1::TrackingStatus::Value status = shipment.status() == v1::TrackingStatus::EXPIRED
                                               ? shipment.underlying_status()
                                               : shipment.status();
  return OwesFreight(shipment, policy) && ShareOf(shipment, terms) > 0 &&
         status != v1::TrackingStatus::PENDING && status != v1::TrackingStatus::INFO_RECEIVED;
}

FreightBill MakeFreightBill(const v1::Shipment& shipment, const v1::ShippingTerms& terms,
                            absl::Span<const v1::Intercept> intercepts, absl::string_view name,
                            absl::Time now) {
  FreightBill bill;
  bill.set_name(std::string(name));
  bill.set_order(shipment.order());
  bill.set_carrier_id(shipment.carrier_id());
  bill.set_waybill_number(shipment.waybill_number());
  bill.set_state(FreightBill::DIFFERS);
  *bill.mutable_expected() = shipment.freight();
  bill.mutable_expected()->set_minor(ShareOf(shipment, terms) + FeesOf(intercepts));
  for (const v1::ParcelSpec& parcel : shipment.parcels()) {
    bill.set_sent_grams(bill.sent_grams() + parcel.weight_grams());
  }
  *bill.mutable_create_time() = ToProto(now);
  *bill.mutable_update_time() = bill.create_time();
  return bill;
}

absl::Status CheckFreightRow(const v1::FreightRow& row, const v1::Policy& policy) {
  Violations violations;
  if (row.amount().currency_code() != policy.currency_code()) {
    violations.Add("amount",
                   absl::StrCat("must be in the shop's currency, ", policy.currency_code()));
  }
  if (FoldCode(row.waybill_number()).empty()) {
    violations.Add("waybill_number", "must not be blank");
  }
  return violations.ToStatus();
}

FreightLine MakeFreightLine(const v1::FreightRow& row, absl::string_view name, absl::Time now) {
  FreightLine line;
  line.set_name(std::string(name));
  line.set_waybill_number(FoldCode(row.waybill_number()));
  *line.mutable_amount() = row.amount();
  line.set_billed_grams(row.billed_grams());
  *line.mutable_bill_time() = row.bill_time();
  line.set_match(FreightLine::UNKNOWN);
  *line.mutable_create_time() = ToProto(now);
  return line;
}

absl::Status AddFreightLine(absl::Time now, FreightLine& line, FreightBill& bill) {
  ASSIGN_OR_RETURN(const int64_t billed, CheckedAdd(bill.billed_minor(), line.amount().minor()));
  const bool more = bill.state() != FreightBill::DIFFERS && line.amount().minor() > 0;
  bill.set_billed_minor(billed);
  bill.set_billed_grams(std::max(bill.billed_grams(), line.billed_grams()));
  bill.set_line_count(bill.line_count() + 1);
  // Lines don't come in the order of their times.
  *bill.mutable_bill_time() =
      ToProto(std::max(FromProto(bill.bill_time()), FromProto(line.bill_time())));
  const bool right = billed == bill.expected().minor();
  const bool settled = bill.has_settled_minor() && billed == bill.settled_minor();
  RETURN_IF_ERROR(StepBill(right ? "match" : settled ? "lead_back" : "differ", now, bill));
  line.set_match(right || settled ? FreightLine::MATCHED
                 : more           ? FreightLine::TWICE
                                  : FreightLine::DIFFERS);
  line.set_freight_bill(bill.name());
  return absl::OkStatus();
}

absl::Status SettleBill(absl::string_view masked_reason, absl::Time now, FreightBill& bill) {
  RETURN_IF_ERROR(StepBill("settle", now, bill));
  bill.set_reason(std::string(masked_reason));
  bill.set_settled_minor(bill.billed_minor());
  return absl::OkStatus();
}

absl::string_view FreightEvent(const FreightBill& bill) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {
      "", events::kFreightBillMatched, events::kFreightBillDiffers, events::kFreightBillSettled};
  static_assert(std::size(kEvents) == FreightBill::State_ARRAYSIZE);
  return kEvents[bill.state()];
}

}  // namespace shopdesk::logistics::domain
