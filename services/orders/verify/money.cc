#include "services/orders/verify/money.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/payment/carrier_money.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/transfer/payout.h"
#include "services/orders/store/transfer/transfer.h"
#include "shopdesk/orders/v1/payment.pb.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::LedgerEntry;
using v1::Payout;

// Rows of an order that are read at once.
constexpr int kRows = 500;

// What the ledger of an order comes to.
struct Booked {
  std::map<LedgerEntry::Kind, int64_t> totals;
  // Of a bank's money, by the line of the statement that it came with.
  std::map<std::string, int64_t> by_line;
  // What payouts are owed for, by their ids.
  std::map<std::string, int64_t> owed;

  int64_t Of(LedgerEntry::Kind kind) const {
    const auto found = totals.find(kind);
    return found == totals.end() ? 0 : found->second;
  }
};

bool IsEscrow(const v1::Order& order) {
  return !domain::IsCod(order) && !domain::IsBankTransfer(order);
}

void Book(Page& page, const v1::Order& order, const LedgerEntry& entry, Booked& booked) {
  const int64_t total = entry.total().minor();
  if (entry.goods_minor() + entry.freight_minor() + entry.surcharge_minor() != total) {
    page.Find(entry.name(), absl::StrCat("its parts don't add up to ", total));
  }
  booked.totals[entry.kind()] += total;
  const bool came =
      entry.kind() == LedgerEntry::BANK_RECEIVED || entry.kind() == LedgerEntry::BANK_SURPLUS;
  if (came && !entry.reference().empty()) booked.by_line[entry.reference()] += total;
  const bool by_bank =
      entry.kind() == LedgerEntry::BANK_REFUNDED || entry.kind() == LedgerEntry::BANK_SURPLUS ||
      (entry.kind() == LedgerEntry::RETURN_FREIGHT && domain::IsBankTransfer(order));
  const bool goes = by_bank || (entry.kind() == LedgerEntry::COMPENSATED && !IsEscrow(order));
  if (goes && total > 0) {
    booked.owed[absl::StrCat(LastSegment(order.name()), ".", entry.sequence())] = total;
  }
}

absl::StatusOr<Booked> LoadBooked(Page& page, const v1::Order& order) {
  Booked booked;
  int64_t last = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<LedgerEntry> entries,
                     store::ListLedger(page.txn(), order.name(), last, kRows));
    for (const LedgerEntry& entry : entries) {
      page.CountRow();
      if (entry.sequence() != last + 1) {
        page.Find(order.name(), absl::StrCat("its ledger has no entry ", last + 1));
      }
      last = entry.sequence();
      Book(page, order, entry, booked);
    }
    more = entries.size() == static_cast<size_t>(kRows);
  }
  return booked;
}

void ComparePayment(Page& page, const v1::Order& order, const Booked& booked) {
  const v1::Payment& payment = order.payment();
  const int64_t paid_in = booked.Of(LedgerEntry::PAID_IN);
  const int64_t released = booked.Of(LedgerEntry::RELEASED);
  const int64_t refunded = booked.Of(LedgerEntry::REFUNDED);
  const int64_t taken_back = booked.Of(LedgerEntry::TAKEN_BACK);
  const struct {
    absl::string_view what;
    int64_t said;
    int64_t booked;
  } all[] = {
      {"paid", payment.paid_minor(),
       paid_in + booked.Of(LedgerEntry::COD_COLLECTED) -
           booked.Of(LedgerEntry::COD_COLLECTION_UNDONE) + booked.Of(LedgerEntry::BANK_RECEIVED)},
      {"held", payment.held_minor(), paid_in - released - refunded},
      {"released", payment.released_minor(), released - taken_back},
      {"refunded", payment.refunded_minor(),
       refunded + taken_back + booked.Of(LedgerEntry::COD_REFUNDED) +
           booked.Of(LedgerEntry::BANK_REFUNDED)},
  };
  for (const auto& [what, said, sum] : all) {
    if (said != sum) {
      page.Find(order.name(),
                absl::StrCat("it says that ", said, " are ", what, ", its ledger ", sum));
    }
    if (said < 0) page.Find(order.name(), absl::StrCat("less than nothing is ", what));
  }
  if (payment.refunded_minor() > payment.paid_minor()) {
    page.Find(order.name(), "more was paid back than was paid");
  }
  const int64_t strays = booked.Of(LedgerEntry::STRAY_PAID_IN);
  if (strays != booked.Of(LedgerEntry::STRAY_REFUNDED)) {
    page.Find(order.name(), "a payment that it couldn't take wasn't paid back");
  }
  if (domain::IsFinal(order.state()) && payment.held_minor() != 0) {
    page.Find(order.name(), "its trade has ended and money is still held");
  }
}

// What carriers settled is booked entry by entry. An order that the desk recorded a remittance for
// before it kept them says nothing of it.
void CompareCarriers(Page& page, const v1::Order& order, const Booked& booked) {
  int64_t claims = 0;
  int64_t remitted = 0;
  int64_t fees = 0;
  int64_t surplus = 0;
  int64_t written_off = 0;
  for (const v1::CarrierMoney& money : order.carrier_money()) {
    const bool claim = absl::StrContains(money.source(), "/claims/");
    (claim ? claims : remitted) += money.paid_minor();
    fees += money.fee_minor();
    surplus += money.surplus_minor();
    written_off += money.written_off_minor();
  }
  const struct {
    absl::string_view what;
    int64_t said;
    LedgerEntry::Kind kind;
    LedgerEntry::Kind undone;
  } all[] = {
      {"claimed of carriers", claims, LedgerEntry::CLAIM_PAID, LedgerEntry::CLAIM_UNDONE},
      {"remitted", remitted, LedgerEntry::COD_REMITTED, LedgerEntry::COD_REMITTANCE_UNDONE},
      {"fees", fees, LedgerEntry::COD_FEE, LedgerEntry::COD_FEE_UNDONE},
      {"surplus", surplus, LedgerEntry::COD_SURPLUS, LedgerEntry::COD_SURPLUS_UNDONE},
      {"written off", written_off, LedgerEntry::COD_WRITTEN_OFF, LedgerEntry::COD_WRITE_OFF_UNDONE},
  };
  for (const auto& [what, said, kind, undone] : all) {
    const int64_t sum = booked.Of(kind) - booked.Of(undone);
    const bool unsaid = kind == LedgerEntry::COD_REMITTED && order.carrier_money().empty();
    if (said != sum && !unsaid) {
      page.Find(order.name(),
                absl::StrCat("it says that ", said, " are ", what, ", its ledger ", sum));
    }
  }
  const bool whole = domain::AccountedMinor(order) >= order.payment().paid_minor();
  if (order.payment().state() == v1::PaymentState::REMITTED && !order.carrier_money().empty() &&
      !whole) {
    page.Find(order.name(), "it is remitted, and not all that was collected is accounted for");
  }
}

absl::Status ComparePayouts(Page& page, const v1::Order& order, Booked& booked) {
  store::PayoutQuery query;
  query.shop = page.shop();
  query.order_id = std::string(LastSegment(order.name()));
  store::CreationKey last = store::Oldest();
  int64_t confirmed = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<Payout> payouts,
                     store::ListPayouts(page.txn(), query, last, kRows));
    for (const Payout& payout : payouts) {
      page.CountRow();
      const auto owed = booked.owed.find(std::string(LastSegment(payout.name())));
      if (owed == booked.owed.end() || owed->second != payout.amount().minor()) {
        page.Find(payout.name(), "the order's ledger owes no such amount");
      }
      if (owed != booked.owed.end()) booked.owed.erase(owed);
      if (payout.state() == Payout::CONFIRMED) confirmed += payout.amount().minor();
      last = store::CreationKeyOf(payout);
    }
    more = payouts.size() == static_cast<size_t>(kRows);
  }
  for (const auto& [id, owed] : booked.owed) {
    page.Find(order.name(), absl::StrCat(owed, " are owed, and no payout ", id, " asks it"));
  }
  if (confirmed != booked.Of(LedgerEntry::PAID_OUT)) {
    page.Find(order.name(), absl::StrCat("its payouts carried out come to ", confirmed,
                                         ", its ledger to ", booked.Of(LedgerEntry::PAID_OUT)));
  }
  return absl::OkStatus();
}

absl::Status CompareLines(Page& page, const v1::Order& order, const Booked& booked) {
  for (const auto& [name, sum] : booked.by_line) {
    const absl::StatusOr<store::LineRow> row = store::LoadLine(page.txn(), name);
    if (absl::IsNotFound(row.status())) {
      page.Find(order.name(), absl::StrCat("its ledger names ", name, ", which isn't there"));
      continue;
    }
    RETURN_IF_ERROR(row.status());
    if (row->line.order() != order.name() || row->line.amount().minor() != sum) {
      page.Find(name, absl::StrCat("it isn't booked as what it is: ", order.name(), " has ", sum));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtMoney(Page& page, const v1::Order& order) {
  ASSIGN_OR_RETURN(Booked booked, LoadBooked(page, order));
  ComparePayment(page, order, booked);
  CompareCarriers(page, order, booked);
  if (IsEscrow(order)) return absl::OkStatus();
  RETURN_IF_ERROR(ComparePayouts(page, order, booked));
  return CompareLines(page, order, booked);
}

}  // namespace shopdesk::orders::verify
