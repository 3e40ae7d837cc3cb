#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Which order a credit on a bank account pays: told from what buyers say they paid, or from what
// the payer wrote.
namespace shopdesk::orders::domain {

// What a buyer says he paid. Payers are keyed hashes of NormalPayer; empty: not known.
struct Claimed {
  // As it stands in the order's name.
  std::string order_id;
  std::string currency;
  int64_t amount_minor = 0;
  // What the order still lacks.
  int64_t open_minor = 0;
  std::string payer;
  // The last four digits of the account that it was paid from; empty: not known.
  std::string digits;
};

// A credit on a statement.
struct Credit {
  std::string currency;
  int64_t amount_minor = 0;
  std::string payer;
  std::string digits;
};

// How much a claim looks like a credit: the payer is the same, the amount is (what was claimed, or
// what the order lacks), or both. Nothing at all where currency or payer speak against it.
enum class Likeness { kNone, kPayer, kAmount, kBoth };
Likeness Compare(const Claimed& claim, const Credit& credit);

// The order of the claims that are most like the credit, at least so much; empty if there is none,
// or more than one order.
std::string PickOrder(absl::Span<const Claimed> claims, const Credit& credit, Likeness least);

// A payer's name as banks and buyers write it alike: without spaces and dots, in small letters.
std::string NormalPayer(absl::string_view name);
// The last four digits of an account's number; empty if it has fewer.
std::string LastDigits(absl::string_view number);
// What may be ids of orders in a payer's reference: at most 20, of four characters or more.
std::vector<std::string> IdsIn(absl::string_view reference);

}  // namespace shopdesk::orders::domain
