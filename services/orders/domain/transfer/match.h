#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

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

// How much a claim looks like a credit: the amount is the same (what was claimed, or what the order
// lacks), the payer is, or both are (then the amount is what was claimed). Nothing at all where
// currency or payer speak against it.
enum class Likeness { kNone, kAmount, kPayer, kBoth };
Likeness Compare(const Claimed& claim, const Credit& credit);

// A payer's name as banks and buyers write it alike: without blanks and dots, in small letters of
// usual width, in simplified characters. "張 三" is "张三".
std::string NormalPayer(absl::string_view name);
// The last four digits of an account's number; empty if it has fewer.
std::string LastDigits(absl::string_view number);

// An order's id as payers may write it: in small letters of usual width, without dashes, dots and
// blanks. "A-1002" is "a1002". Empty if nothing is left.
std::string NormalId(absl::string_view id);
// A stretch of a reference that may be an id, as NormalId has it.
struct Mention {
  std::string id;
  // Words of the reference that it covers, end excluded.
  size_t begin = 0;
  size_t end = 0;
};
// What may be ids of orders in a payer's reference: words, and neighbours that blanks or dashes
// join, whole: of "A-1002" neither "A" nor "1002" is one. At most kMostMentions.
inline constexpr size_t kMostMentions = 100;
std::vector<Mention> MentionsIn(absl::string_view reference);
// An id that is so short may be a number or a word that means something else.
bool IsShortId(absl::string_view normal_id);

}  // namespace shopdesk::orders::domain
