#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/calendar.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

// Payment by bank transfer: the account that the buyer is given, what he says he paid, what came.
namespace shopdesk::orders::domain {

using v1::LedgerEntry;
using v1::Policy;

// What field options can't say of a new account. INVALID_ARGUMENT with all violations.
absl::Status CheckBankAccount(const v1::BankAccount& account);
// The account for a buyer of this bank: of the same bank, else the preferred one, else the first;
// nullptr if none is open.
const v1::BankAccount* PickAccount(absl::Span<const v1::BankAccount> accounts,
                                   absl::string_view buyer_bank_code);

// Records the reason against escrow and the account that was picked for it; the order is one of
// bank transfer from then on. INVALID_ARGUMENT for a concern without an article; WRONG_STATE unless
// nothing was paid or claimed.
absl::Status ChooseAccount(Order& order, const v1::ChooseBankAccountRequest& request,
                           const v1::BankAccount& account, const Moment& moment);

// What the order still lacks, in minor units.
int64_t OpenMinor(const Order& order);

// The buyer says that he paid. The first claim moves the close to `close`, if that is later.
// WRONG_STATE, NO_ACCOUNT_CHOSEN, TOO_MANY_CLAIMS; INVALID_ARGUMENT.
absl::Status ClaimTransfer(Order& order, const v1::TransferClaim& claim, absl::Time close,
                           const Moment& moment);

// Whether money of this value day can be for the order: it had been placed by then.
bool CanBeFor(const Order& order, Day value_day, const Calendar& calendar);
// Whether the order still waited for money on that day, or does so now.
bool WaitedOn(const Order& order, Day value_day, const Calendar& calendar);

// What became of a credit.
struct Booking {
  v1::StatementLine::Match match = v1::StatementLine::MATCH_UNSPECIFIED;
  int64_t booked_minor = 0;
  // More than the order can take.
  int64_t returned_minor = 0;
};
// A credit of `amount_minor` in the order's currency is for this order of bank transfer. All that
// is due pays it; a part moves the close to `close`, if that is later. `line` is the statement
// line's name. WRONG_STATE for an order that is none of bank transfer.
absl::StatusOr<Booking> BookTransfer(Order& order, const Policy& policy, int64_t amount_minor,
                                     absl::string_view line, absl::Time close, const Moment& moment,
                                     std::vector<LedgerEntry>& ledger);

// An order that was closed with a part paid owes it to the buyer. Nothing paid: nothing changes.
void ReturnPartlyPaid(Order& order, const Moment& moment, std::vector<LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
