#include "services/orders/domain/placing/duplicate.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/ship_by.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<DuplicatePair::State> kDuplicateTransitions[] = {
    {DuplicatePair::OPEN, "decide", DuplicatePair::DECIDED},
    {DuplicatePair::OPEN, "lapse", DuplicatePair::LAPSED,
     "one of the two was closed or finished, or got another receiver"},
    {DuplicatePair::LAPSED, "reopen", DuplicatePair::OPEN, "their receivers are alike again"},
};

constexpr EventCall kDuplicateCalls[] = {
    {"decide", "DecideDuplicate"},
};

constexpr StateMachine<DuplicatePair::State> kDuplicateMachine("Duplicate pair",
                                                               kDuplicateTransitions,
                                                               kDuplicateCalls);

absl::Status Step(DuplicatePair& pair, absl::string_view event, const Moment& moment) {
  ASSIGN_OR_RETURN(const DuplicatePair::State next,
                   kDuplicateMachine.Next(pair.name(), pair.state(), event));
  pair.set_state(next);
  *pair.mutable_update_time() = ToProto(moment.now);
  return absl::OkStatus();
}

std::map<std::string, int64_t> Quantities(const Order& order) {
  std::map<std::string, int64_t> quantities;
  for (const OrderLine& line : order.lines()) quantities[line.sku_id()] += line.quantity();
  return quantities;
}

bool ShareProduct(const Order& a, const Order& b) {
  std::set<absl::string_view> products;
  for (const OrderLine& line : a.lines()) products.insert(line.snapshot().product());
  return std::any_of(b.lines().begin(), b.lines().end(), [&](const OrderLine& line) {
    return products.count(line.snapshot().product()) > 0;
  });
}

bool WaitsForBuyer(const Order& order) {
  return order.state() == v1::OrderState::WAIT_BUYER_PAY ||
         order.state() == v1::OrderState::WAIT_COD_CONFIRM;
}

bool IsHeld(const Order& order) {
  return std::any_of(order.holds().begin(), order.holds().end(), [](const v1::Hold& hold) {
    return hold.kind() == v1::Hold::DUPLICATE_SUSPECTED;
  });
}

bool HoldOrder(const DuplicatePair& pair, Order& order, const Moment& moment) {
  if (!MustShip(order) || IsHeld(order)) return false;
  v1::Hold& hold = *order.add_holds();
  hold.set_kind(v1::Hold::DUPLICATE_SUSPECTED);
  hold.set_reason(absl::StrCat("may have been placed twice: decide ", pair.name()));
  *hold.mutable_create_time() = ToProto(moment.now);
  return true;
}

}  // namespace

const StateMachine<DuplicatePair::State>& DuplicateMachine() { return kDuplicateMachine; }

absl::optional<DuplicatePair::Grade> GradePair(const Order& a, const Order& b) {
  if (IsFinal(a.state()) || IsFinal(b.state())) return absl::nullopt;
  if (Quantities(a) == Quantities(b)) return DuplicatePair::DUPLICATE;
  return ShareProduct(a, b) ? DuplicatePair::SIMILAR : DuplicatePair::SAME_RECEIVER;
}

DuplicatePair MakePair(const Order& a, const Order& b, DuplicatePair::Grade grade,
                       const Moment& moment) {
  const auto key = [](const Order& order) {
    return std::make_pair(FromProto(order.create_time()), absl::string_view(order.name()));
  };
  const bool in_order = key(a) < key(b);
  DuplicatePair pair;
  pair.set_first_order(in_order ? a.name() : b.name());
  pair.set_second_order(in_order ? b.name() : a.name());
  pair.set_name(absl::StrCat(ShopNameOf(a.name()), "/duplicatePairs/",
                             DerivedId({"pair", pair.first_order(), pair.second_order()})));
  pair.set_state(DuplicatePair::OPEN);
  pair.set_grade(grade);
  *pair.mutable_create_time() = ToProto(moment.now);
  *pair.mutable_update_time() = ToProto(moment.now);
  return pair;
}

bool NeedsDecision(const DuplicatePair& pair) {
  return pair.grade() == DuplicatePair::DUPLICATE || pair.grade() == DuplicatePair::SIMILAR;
}

bool HoldPair(const DuplicatePair& pair, Order& a, Order& b, const Moment& moment) {
  if (pair.state() != DuplicatePair::OPEN || !NeedsDecision(pair)) return false;
  if (WaitsForBuyer(a) || WaitsForBuyer(b)) return false;
  const bool first = HoldOrder(pair, a, moment);
  const bool second = HoldOrder(pair, b, moment);
  return first || second;
}

void AddPair(Order& order, absl::string_view pair) { order.add_duplicate_pairs(std::string(pair)); }

void RemovePair(Order& order, absl::string_view pair) {
  auto& pairs = *order.mutable_duplicate_pairs();
  pairs.erase(std::remove(pairs.begin(), pairs.end(), pair), pairs.end());
  if (!pairs.empty()) return;
  auto& holds = *order.mutable_holds();
  holds.erase(std::remove_if(holds.begin(), holds.end(),
                             [](const v1::Hold& hold) {
                               return hold.kind() == v1::Hold::DUPLICATE_SUSPECTED;
                             }),
              holds.end());
}

absl::Status DecidePair(DuplicatePair& pair, DuplicatePair::Decision decision,
                        absl::string_view reason, const Moment& moment) {
  RETURN_IF_ERROR(Step(pair, "decide", moment));
  pair.set_decision(decision);
  pair.set_reason(std::string(reason));
  *pair.mutable_decided_by() = moment.actor;
  return absl::OkStatus();
}

absl::Status ReopenPair(DuplicatePair& pair, const DuplicatePair& found, const Moment& moment) {
  RETURN_IF_ERROR(Step(pair, "reopen", moment));
  pair.set_grade(found.grade());
  pair.set_same_buyer(found.same_buyer());
  pair.set_same_phone(found.same_phone());
  return absl::OkStatus();
}

absl::Status LapsePair(DuplicatePair& pair, const Moment& moment) {
  return Step(pair, "lapse", moment);
}

}  // namespace shopdesk::orders::domain
