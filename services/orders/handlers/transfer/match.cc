#include "services/orders/handlers/transfer/match.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/domain/transfer/match.h"
#include "services/orders/domain/transfer/transfer.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using domain::Claimed;
using domain::Credit;
using domain::Likeness;
using store::ClaimState;
using v1::Order;

// Newest orders of a buyer that are looked at.
constexpr int kMostOrders = 100;

// The line, and what it is measured by.
struct Line {
  std::string account;
  Credit credit;
  Calendar calendar;
  Day value_day;
};

// Orders that claims make a line look like.
struct Alike {
  // Those that waited on its value day, by how much they look like it.
  std::map<Likeness, std::set<std::string>> live;
  // Those that had ended before; payer and amount are the same.
  std::set<std::string> past;
};

absl::StatusOr<absl::optional<Order>> FindPayable(sql::Transaction& txn, const Line& line,
                                                  const std::string& name) {
  ASSIGN_OR_RETURN(absl::optional<Order> order, store::FindOrder(txn, name));
  if (!order.has_value() || !domain::IsBankTransfer(*order) ||
      order->total().currency_code() != line.credit.currency ||
      !domain::CanBeFor(*order, line.value_day, line.calendar)) {
    return absl::optional<Order>();
  }
  return order;
}

// Nothing, if the reference names none, or more than one.
absl::StatusOr<MatchedOrder> ByReference(sql::Transaction& txn, const Line& line,
                                         absl::string_view reference) {
  struct Named {
    domain::Mention mention;
    Order order;
  };
  std::vector<Named> named;
  for (const domain::Mention& mention : domain::MentionsIn(reference)) {
    ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                     store::FindReference(txn, ShopOf(line.account), mention.id));
    for (const std::string& id : ids) {
      const std::string name = absl::StrCat(ShopNameOf(line.account), "/orders/", id);
      ASSIGN_OR_RETURN(absl::optional<Order> order, FindPayable(txn, line, name));
      if (order.has_value()) named.push_back({mention, *std::move(order)});
    }
  }
  // "A 1002" names A-1002, and not the order 1002.
  std::map<std::string, const Named*> longest;
  for (const Named& one : named) {
    bool inside = false;
    for (const Named& other : named) {
      const bool longer =
          other.mention.end - other.mention.begin > one.mention.end - one.mention.begin;
      inside |= longer && other.mention.begin <= one.mention.begin &&
                one.mention.end <= other.mention.end;
    }
    if (!inside) longest.emplace(one.order.name(), &one);
  }
  if (longest.size() != 1) return MatchedOrder();
  const Named& found = *longest.begin()->second;
  return MatchedOrder{found.order.name(),
                      !domain::IsShortId(found.mention.id) ||
                          found.order.payment().due().minor() == line.credit.amount_minor};
}

absl::StatusOr<Alike> ByClaims(sql::Transaction& txn, const Line& line) {
  Alike alike;
  for (const ClaimState state : {ClaimState::kWaits, ClaimState::kPaid, ClaimState::kClosed}) {
    ASSIGN_OR_RETURN(const std::vector<Claimed> claims,
                     store::FindClaims(txn, line.account, state, line.credit));
    for (const Claimed& claim : claims) {
      const Likeness likeness = domain::Compare(claim, line.credit);
      if (likeness == Likeness::kNone) continue;
      const std::string name = absl::StrCat(ShopNameOf(line.account), "/orders/", claim.order_id);
      ASSIGN_OR_RETURN(const absl::optional<Order> order, FindPayable(txn, line, name));
      if (!order.has_value()) continue;
      if (domain::WaitedOn(*order, line.value_day, line.calendar)) {
        alike.live[likeness].insert(name);
      } else if (likeness == Likeness::kBoth) {
        alike.past.insert(name);
      }
    }
  }
  return alike;
}

// Whether the buyer has another order that waited for money on the line's value day; `exact`: for
// just this amount.
absl::StatusOr<bool> MayPayAnother(sql::Transaction& txn, const Line& line, const Order& order,
                                   bool exact) {
  ASSIGN_OR_RETURN(const std::vector<Order> others,
                   store::ListOrdersOfBuyer(txn, ShopOf(order.name()), order.buyer(),
                                            store::Newest(), kMostOrders));
  for (const Order& other : others) {
    if (other.name() == order.name() || domain::IsCod(other)) continue;
    if (exact && other.payment().due().minor() != line.credit.amount_minor) continue;
    if (domain::CanBeFor(other, line.value_day, line.calendar) &&
        domain::WaitedOn(other, line.value_day, line.calendar)) {
      return true;
    }
  }
  return false;
}

// Of payer and amount, or of the payer alone; only if the buyer has no other order that he may have
// paid: of the same amount, or of any.
absl::StatusOr<MatchedOrder> Decide(sql::Transaction& txn, const Line& line, Alike alike) {
  const std::set<std::string>* names = &alike.live[Likeness::kBoth];
  if (names->empty()) names = &alike.live[Likeness::kPayer];
  const bool payer_only = !names->empty() && alike.live[Likeness::kBoth].empty();
  if (names->empty()) names = &alike.past;
  if (names->size() > 1) return MatchedOrder();
  if (names->size() == 1) {
    ASSIGN_OR_RETURN(const Order order, store::LoadOrder(txn, *names->begin()));
    ASSIGN_OR_RETURN(const bool another, MayPayAnother(txn, line, order, !payer_only));
    return MatchedOrder{order.name(), !another};
  }
  const std::set<std::string>& amount = alike.live[Likeness::kAmount];
  return amount.size() == 1 ? MatchedOrder{*amount.begin(), false} : MatchedOrder();
}

}  // namespace

absl::StatusOr<MatchedOrder> MatchOrder(runtime::WriteContext& ctx, const v1::Policy& policy,
                                        const store::LineRow& row, absl::string_view reference) {
  const Calendar calendar = domain::CalendarOf(policy);
  const Line line = {
      std::string(ParentOf(row.line.name())),
      {row.line.amount().currency_code(), row.line.amount().minor(), row.payer, row.digits},
      calendar,
      calendar.DayOf(FromProto(row.line.value_time()))};
  ASSIGN_OR_RETURN(const MatchedOrder named, ByReference(ctx.txn(), line, reference));
  if (named.sure) return named;
  ASSIGN_OR_RETURN(Alike alike, ByClaims(ctx.txn(), line));
  ASSIGN_OR_RETURN(MatchedOrder claimed, Decide(ctx.txn(), line, std::move(alike)));
  return claimed.sure || named.order.empty() ? claimed : named;
}

}  // namespace shopdesk::orders::handlers
