#include "services/orders/domain/transfer/match.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace shopdesk::orders::domain {
namespace {

// Ids looked up for one reference: each costs a query.
constexpr size_t kMostIds = 20;
// Characters: what is shorter is a word or a number.
constexpr size_t kShortestId = 4;
// Of an account's number: as much as buyers and banks tell of it.
constexpr size_t kLastDigits = 4;

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

}  // namespace

Likeness Compare(const Claimed& claim, const Credit& credit) {
  if (claim.currency != credit.currency) return Likeness::kNone;
  const bool digits_known = !claim.digits.empty() && !credit.digits.empty();
  const bool same_digits = digits_known && claim.digits == credit.digits;
  if (digits_known && !same_digits) return Likeness::kNone;
  const bool payer_known = !claim.payer.empty() && !credit.payer.empty();
  const bool same_payer = payer_known && claim.payer == credit.payer;
  // Names are written in more ways than one; digits are not.
  if (payer_known && !same_payer && !same_digits) return Likeness::kNone;
  const bool payer = same_payer || same_digits;
  const bool amount =
      credit.amount_minor == claim.amount_minor || credit.amount_minor == claim.open_minor;
  if (payer) return amount ? Likeness::kBoth : Likeness::kPayer;
  return amount ? Likeness::kAmount : Likeness::kNone;
}

std::string PickOrder(absl::Span<const Claimed> claims, const Credit& credit, Likeness least) {
  Likeness most = Likeness::kNone;
  for (const Claimed& claim : claims) most = std::max(most, Compare(claim, credit));
  if (most == Likeness::kNone || most < least) return "";
  std::string order_id;
  for (const Claimed& claim : claims) {
    if (Compare(claim, credit) != most || claim.order_id == order_id) continue;
    if (!order_id.empty()) return "";
    order_id = claim.order_id;
  }
  return order_id;
}

std::string NormalPayer(absl::string_view name) {
  std::string normal = absl::StrReplaceAll(
      name, {{" ", ""}, {"\u3000", ""}, {"\u00a0", ""}, {".", ""}, {",", ""}, {"·", ""}});
  absl::AsciiStrToLower(&normal);
  return normal;
}

std::string LastDigits(absl::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  return digits.size() < kLastDigits ? "" : digits.substr(digits.size() - kLastDigits);
}

std::vector<std::string> IdsIn(absl::string_view reference) {
  std::vector<std::string> ids;
  while (!reference.empty() && ids.size() < kMostIds) {
    if (!IsIdCharacter(reference.front())) {
      reference.remove_prefix(1);
      continue;
    }
    const auto end = std::find_if_not(reference.begin(), reference.end(), IsIdCharacter);
    absl::string_view id = reference.substr(0, end - reference.begin());
    reference.remove_prefix(id.size());
    // The mark that ends a sentence.
    while (absl::ConsumeSuffix(&id, ".") || absl::ConsumeSuffix(&id, "-")) continue;
    if (id.size() >= kShortestId) ids.emplace_back(id);
  }
  return ids;
}

}  // namespace shopdesk::orders::domain
