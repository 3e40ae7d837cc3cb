#include "services/orders/domain/payment/carrier_money.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using logistics::v1::Claim;
using logistics::v1::CodCollection;
using v1::CarrierMoney;

constexpr char kClaims[] = "/claims/";
constexpr char kCollections[] = "/codCollections/";

bool IsClaim(const CarrierMoney& money) { return absl::StrContains(money.source(), kClaims); }

// What a kind of entry books, and which takes it back.
struct BookedAs {
  int64_t (CarrierMoney::*minor)() const;
  LedgerEntry::Kind kind;
  LedgerEntry::Kind undone;
};

constexpr BookedAs kOfClaim[] = {
    {&CarrierMoney::paid_minor, LedgerEntry::CLAIM_PAID, LedgerEntry::CLAIM_UNDONE}};
constexpr BookedAs kOfCollection[] = {
    {&CarrierMoney::paid_minor, LedgerEntry::COD_REMITTED, LedgerEntry::COD_REMITTANCE_UNDONE},
    {&CarrierMoney::fee_minor, LedgerEntry::COD_FEE, LedgerEntry::COD_FEE_UNDONE},
    {&CarrierMoney::surplus_minor, LedgerEntry::COD_SURPLUS, LedgerEntry::COD_SURPLUS_UNDONE},
    {&CarrierMoney::written_off_minor, LedgerEntry::COD_WRITTEN_OFF,
     LedgerEntry::COD_WRITE_OFF_UNDONE}};

CarrierMoney* FindMoney(Order& order, absl::string_view source) {
  for (CarrierMoney& money : *order.mutable_carrier_money()) {
    if (money.source() == source) return &money;
  }
  return nullptr;
}

bool IsByHand(const Order& order) {
  return std::any_of(order.carrier_money().begin(), order.carrier_money().end(),
                     [](const CarrierMoney& money) { return money.source().empty(); });
}

// What the desk recorded by hand covers what it was collected for: of `said` counts what is left
// beside it.
void LeaveToHand(const Order& order, int64_t others, CarrierMoney& said) {
  const int64_t left = std::max<int64_t>(0, order.payment().paid_minor() - others);
  said.set_paid_minor(std::min(said.paid_minor(), left));
  said.set_written_off_minor(std::min(said.written_off_minor(), left - said.paid_minor()));
}

void Book(const Order& order, const CarrierMoney& before, const CarrierMoney& after,
          const BookedAs& as, const Moment& moment, std::vector<LedgerEntry>& ledger) {
  const int64_t more = (after.*as.minor)() - (before.*as.minor)();
  if (more == 0) return;
  ledger.push_back(MakeEntry(order, more > 0 ? as.kind : as.undone, {std::abs(more), 0, 0}, 0,
                             after.source(), moment));
}

}  // namespace

CarrierMoney MoneyOfClaim(const Claim& claim) {
  CarrierMoney money;
  money.set_source(claim.name());
  money.set_shipment(claim.shipment());
  money.set_state(Claim::State_Name(claim.state()));
  if (claim.state() == Claim::PAID) money.set_paid_minor(claim.paid().minor());
  *money.mutable_update_time() = claim.update_time();
  return money;
}

CarrierMoney MoneyOfCollection(const CodCollection& collection) {
  const int64_t collected = collection.amount().minor();
  const int64_t remitted = std::max<int64_t>(0, collection.remitted_minor());
  CarrierMoney money;
  money.set_source(collection.name());
  money.set_shipment(absl::StrCat("shops/", ShopOf(collection.name()), "/shipments/",
                                  LastSegment(collection.name())));
  money.set_state(CodCollection::State_Name(collection.state()));
  money.set_paid_minor(std::min(remitted, collected));
  money.set_surplus_minor(remitted - money.paid_minor());
  money.set_fee_minor(std::max<int64_t>(0, collection.fee_minor()));
  if (collection.state() == CodCollection::SETTLED) {
    money.set_written_off_minor(collected - money.paid_minor());
  }
  money.set_overdue(collection.overdue());
  *money.mutable_update_time() = collection.update_time();
  return money;
}

void AdoptRemittedByHand(Order& order, const std::vector<LedgerEntry>& booked) {
  if (IsByHand(order)) return;
  int64_t by_hand = 0;
  for (const LedgerEntry& entry : booked) {
    const bool told = absl::StrContains(entry.reference(), kCollections);
    if (entry.kind() == LedgerEntry::COD_REMITTED && !told) by_hand += entry.total().minor();
  }
  if (by_hand > 0) order.add_carrier_money()->set_paid_minor(by_hand);
}

absl::StatusOr<bool> BookCarrierMoney(Order& order, CarrierMoney said, bool snapshot,
                                      const Moment& moment, std::vector<LedgerEntry>& ledger) {
  CarrierMoney* known = FindMoney(order, said.source());
  const CarrierMoney before = known == nullptr ? CarrierMoney() : *known;
  const bool past = FromProto(said.update_time()) < FromProto(before.update_time());
  if (known != nullptr && snapshot && past) return false;
  if (IsClaim(said)) {
    // One that wasn't paid is nothing to book.
    if (known == nullptr && said.paid_minor() == 0) return false;
  } else if (IsByHand(order)) {
    const int64_t others = AccountedMinor(order) - before.paid_minor() - before.written_off_minor();
    LeaveToHand(order, others, said);
  }
  if (known != nullptr && said.SerializeAsString() == before.SerializeAsString()) return false;
  if (known == nullptr) known = order.add_carrier_money();
  if (IsClaim(said)) {
    for (const BookedAs& as : kOfClaim) Book(order, before, said, as, moment, ledger);
  } else {
    for (const BookedAs& as : kOfCollection) Book(order, before, said, as, moment, ledger);
  }
  *known = std::move(said);
  RETURN_IF_ERROR(SettleRemittance(order));
  return true;
}

int64_t AccountedMinor(const Order& order) {
  int64_t accounted = 0;
  for (const CarrierMoney& money : order.carrier_money()) {
    if (!IsClaim(money)) accounted += money.paid_minor() + money.written_off_minor();
  }
  return accounted;
}

bool IsAccounted(const Order& order, absl::string_view shipment) {
  return std::any_of(order.carrier_money().begin(), order.carrier_money().end(),
                     [&](const CarrierMoney& money) {
                       return !IsClaim(money) && money.shipment() == shipment &&
                              money.paid_minor() + money.written_off_minor() > 0;
                     });
}

absl::Status SettleRemittance(Order& order) {
  const int64_t accounted = AccountedMinor(order);
  const bool all = accounted > 0 && accounted >= order.payment().paid_minor();
  const PaymentState::Value state = order.payment().state();
  if (all && state == PaymentState::COLLECTED) return MovePayment(order, "remit");
  if (!all && state == PaymentState::REMITTED) return MovePayment(order, "unremit");
  return absl::OkStatus();
}

absl::Status RemitCod(Order& order, const type::v1::Money& amount, absl::string_view reference,
                      const Moment& moment, std::vector<LedgerEntry>& ledger) {
  if (!IsCod(order)) {
    return WrongStateError(order.name(), v1::PaymentMethod::Value_Name(order.payment().method()),
                           "RecordCodRemittance", "");
  }
  const int64_t due = order.payment().paid_minor() - AccountedMinor(order);
  RETURN_IF_ERROR(MovePayment(order, "remit"));
  if (amount.minor() != due || amount.currency_code() != order.total().currency_code()) {
    return AmountMismatchError(order, due, amount);
  }
  CarrierMoney* by_hand = FindMoney(order, "");
  if (by_hand == nullptr) by_hand = order.add_carrier_money();
  by_hand->set_paid_minor(by_hand->paid_minor() + due);
  ledger.push_back(
      MakeEntry(order, LedgerEntry::COD_REMITTED, {amount.minor(), 0, 0}, 0, reference, moment));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
