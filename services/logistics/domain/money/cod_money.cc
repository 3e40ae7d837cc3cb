#include "services/logistics/domain/money/cod_money.h"

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

using v1::CodCollection;
using v1::CodLine;

constexpr char kCodSettledSo[] = "it is as it was settled";

constexpr Transition<CodCollection::State> kCodTransitions[] = {
    {CodCollection::COLLECTED, "match", CodCollection::REMITTED, "amount and fee are right"},
    {CodCollection::COLLECTED, "differ", CodCollection::DIFFERS, "amount or fee is another"},
    {CodCollection::COLLECTED, "settle", CodCollection::SETTLED},
    {CodCollection::COLLECTED, "undo", CodCollection::UNDONE, "the delivery was taken back"},
    {CodCollection::REMITTED, "match", CodCollection::REMITTED, "nothing is left of a line"},
    {CodCollection::REMITTED, "differ", CodCollection::DIFFERS, "more came, or was taken back"},
    {CodCollection::REMITTED, "lead_back", CodCollection::SETTLED, kCodSettledSo},
    {CodCollection::DIFFERS, "match", CodCollection::REMITTED, "the rest came"},
    {CodCollection::DIFFERS, "differ", CodCollection::DIFFERS, "it differs still"},
    {CodCollection::DIFFERS, "settle", CodCollection::SETTLED},
    {CodCollection::DIFFERS, "lead_back", CodCollection::SETTLED, kCodSettledSo},
    {CodCollection::SETTLED, "match", CodCollection::REMITTED, "the rest came after all"},
    {CodCollection::SETTLED, "differ", CodCollection::DIFFERS, "more came"},
    {CodCollection::SETTLED, "lead_back", CodCollection::SETTLED, "nothing is left of a line"},
    {CodCollection::UNDONE, "collect", CodCollection::COLLECTED, "it was delivered after all",
     "cod_remit_seconds"},
    {CodCollection::UNDONE, "match", CodCollection::REMITTED, "the carrier says otherwise"},
    {CodCollection::UNDONE, "differ", CodCollection::DIFFERS, "the carrier says otherwise"},
};

constexpr EventCall kCodCalls[] = {{"match", "RecordCodLines"},
                                   {"differ", "RecordCodLines"},
                                   {"lead_back", "RecordCodLines"},
                                   {"settle", "SettleCodCollection"}};

absl::Status StepCod(absl::string_view event, absl::Time now, CodCollection& collection) {
  ASSIGN_OR_RETURN(const CodCollection::State next,
                   CodMachine().Next(collection.name(), collection.state(), event));
  collection.set_state(next);
  *collection.mutable_update_time() = ToProto(now);
  const bool waits = next == CodCollection::COLLECTED || next == CodCollection::DIFFERS;
  if (!waits) collection.clear_overdue();
  return absl::OkStatus();
}

// What the carrier is to hand over for the parcel, and what he takes for it.
void ExpectMoney(const v1::Shipment& shipment, CodCollection& collection) {
  *collection.mutable_amount() = shipment.cod_amount();
  collection.clear_expected_fee();
  if (!shipment.has_collection_fee()) return;
  *collection.mutable_expected_fee() = shipment.collection_fee();
}

bool IsRight(const CodCollection& collection) {
  return collection.remitted_minor() == collection.amount().minor() &&
         (!collection.has_expected_fee() ||
          collection.fee_minor() == collection.expected_fee().minor());
}

bool IsAsSettled(const CodCollection& collection) {
  return collection.has_settled_minor() &&
         collection.remitted_minor() == collection.settled_minor() &&
         collection.fee_minor() == collection.settled_fee_minor();
}

}  // namespace

const StateMachine<CodCollection::State>& CodMachine() {
  static constexpr StateMachine<CodCollection::State> kMachine("COD collection", kCodTransitions,
                                                               kCodCalls);
  return kMachine;
}

bool CollectsMoney(const v1::Shipment& shipment) {
  return shipment.cod_amount().minor() > 0 && !IsReturn(shipment);
}

bool HasCollected(const v1::Shipment& shipment) {
  return CollectsMoney(shipment) && shipment.has_deliver_time();
}

CodCollection MakeCollection(const v1::Shipment& shipment, const v1::Policy& policy,
                             absl::string_view name, absl::Time collect_time, absl::Time now) {
  CodCollection collection;
  collection.set_name(std::string(name));
  collection.set_order(shipment.order());
  collection.set_carrier_id(shipment.carrier_id());
  collection.set_waybill_number(shipment.waybill_number());
  collection.set_state(CodCollection::COLLECTED);
  ExpectMoney(shipment, collection);
  *collection.mutable_collect_time() = ToProto(collect_time);
  *collection.mutable_due_time() =
      ToProto(collect_time + absl::Seconds(policy.cod_remit_seconds()));
  *collection.mutable_create_time() = ToProto(now);
  *collection.mutable_update_time() = collection.create_time();
  return collection;
}

bool FollowDelivery(const v1::Shipment& shipment, absl::Time now, CodCollection& collection) {
  if (collection.line_count() > 0) return false;
  const bool collected = HasCollected(shipment);
  if (!collected && collection.state() == CodCollection::COLLECTED) {
    return StepCod("undo", now, collection).ok();
  }
  if (!collected || collection.state() != CodCollection::UNDONE) return false;
  const absl::Duration respite =
      FromProto(collection.due_time()) - FromProto(collection.collect_time());
  ExpectMoney(shipment, collection);
  *collection.mutable_collect_time() = shipment.deliver_time();
  *collection.mutable_due_time() = ToProto(FromProto(shipment.deliver_time()) + respite);
  return StepCod("collect", now, collection).ok();
}

absl::Status CheckCodRow(const v1::CodRow& row, const v1::Policy& policy) {
  Violations violations;
  const std::string wanted =
      absl::StrCat("must be in the shop's currency, ", policy.currency_code());
  if (row.amount().currency_code() != policy.currency_code()) violations.Add("amount", wanted);
  if (row.has_fee() && row.fee().currency_code() != policy.currency_code()) {
    violations.Add("fee", wanted);
  }
  if (row.fee().minor() < 0 && row.amount().minor() > 0) {
    violations.Add("fee", "must not be negative unless the amount is taken back");
  }
  if (FoldCode(row.waybill_number()).empty()) {
    violations.Add("waybill_number", "must not be blank");
  }
  return violations.ToStatus();
}

CodLine MakeCodLine(const v1::CodRow& row, absl::string_view name, absl::Time now) {
  CodLine line;
  line.set_name(std::string(name));
  line.set_waybill_number(FoldCode(row.waybill_number()));
  *line.mutable_amount() = row.amount();
  if (row.has_fee()) *line.mutable_fee() = row.fee();
  *line.mutable_remit_time() = row.remit_time();
  line.set_match(CodLine::UNKNOWN);
  *line.mutable_create_time() = ToProto(now);
  return line;
}

absl::Status AddCodLine(const v1::Shipment& shipment, absl::Time now, CodLine& line,
                        CodCollection& collection) {
  // The amount may have been changed since a delivery was taken back.
  if (collection.line_count() == 0) ExpectMoney(shipment, collection);
  ASSIGN_OR_RETURN(const int64_t remitted,
                   CheckedAdd(collection.remitted_minor(), line.amount().minor()));
  ASSIGN_OR_RETURN(const int64_t fee, CheckedAdd(collection.fee_minor(), line.fee().minor()));
  collection.set_remitted_minor(remitted);
  collection.set_fee_minor(fee);
  collection.set_line_count(collection.line_count() + 1);
  // Lines don't come in the order of their times.
  *collection.mutable_remit_time() =
      ToProto(std::max(FromProto(collection.remit_time()), FromProto(line.remit_time())));
  const bool right = IsRight(collection);
  const bool settled = IsAsSettled(collection);
  RETURN_IF_ERROR(StepCod(right ? "match" : settled ? "lead_back" : "differ", now, collection));
  line.set_match(right || settled ? CodLine::MATCHED : CodLine::DIFFERS);
  line.set_cod_collection(collection.name());
  return absl::OkStatus();
}

absl::Status SettleCollection(absl::string_view masked_reason, absl::Time now,
                              CodCollection& collection) {
  RETURN_IF_ERROR(StepCod("settle", now, collection));
  collection.set_reason(std::string(masked_reason));
  collection.set_settled_minor(collection.remitted_minor());
  collection.set_settled_fee_minor(collection.fee_minor());
  return absl::OkStatus();
}

bool MissMoney(absl::Time now, CodCollection& collection) {
  const bool waits = collection.state() == CodCollection::COLLECTED ||
                     collection.state() == CodCollection::DIFFERS;
  if (!waits || collection.overdue() || FromProto(collection.due_time()) > now) return false;
  collection.set_overdue(true);
  *collection.mutable_update_time() = ToProto(now);
  return true;
}

absl::string_view CodEvent(const CodCollection& before, const CodCollection& after) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kCodCollected,
                                            events::kCodRemitted,
                                            events::kCodDiffers,
                                            events::kCodSettled,
                                            events::kCodUndone};
  static_assert(std::size(kEvents) == CodCollection::State_ARRAYSIZE);
  if (after.overdue() && !before.overdue()) return events::kCodOverdue;
  return kEvents[after.state()];
}

}  // namespace shopdesk::logistics::domain
