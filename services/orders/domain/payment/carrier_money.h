#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/orders/domain/payment/payment.h"
#include "shopdesk/logistics/v1/claim.pb.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

// Money that carriers owe and pay to the shop, as logistics settles it with them: claims, and what
// they collected at the door. What is booked of a source follows what it says, entry by entry: the
// same again changes nothing, and what it takes back is taken back.
namespace shopdesk::orders::domain {

// What is to be booked of a claim, and of what a carrier collected with a parcel.
v1::CarrierMoney MoneyOfClaim(const logistics::v1::Claim& claim);
v1::CarrierMoney MoneyOfCollection(const logistics::v1::CodCollection& collection);

// What was said of COD money before `order` kept it: the ledger's entries by hand.
void AdoptRemittedByHand(Order& order, const std::vector<LedgerEntry>& booked);
// Books by what `said` differs from what is booked of its source; money that the desk recorded by
// hand isn't booked a second time. `snapshot`: it may be of the past that logistics was restored
// to, which changes nothing. Answers whether anything changed.
absl::StatusOr<bool> BookCarrierMoney(Order& order, v1::CarrierMoney said, bool snapshot,
                                      const Moment& moment, std::vector<LedgerEntry>& ledger);

// What of the order's COD money is accounted for, or given up.
int64_t AccountedMinor(const Order& order);
// Whether the carrier has accounted for money that he collected with the parcel.
bool IsAccounted(const Order& order, absl::string_view shipment);
// REMITTED while all that carriers collected is accounted for.
absl::Status SettleRemittance(Order& order);
// The desk says that the carrier paid out. WRONG_STATE; AMOUNT_MISMATCH (metadata due, paid).
absl::Status RemitCod(Order& order, const type::v1::Money& amount, absl::string_view reference,
                      const Moment& moment, std::vector<LedgerEntry>& ledger);

}  // namespace shopdesk::orders::domain
