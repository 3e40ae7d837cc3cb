#include "services/orders/domain/trade/holds.h"

#include <algorithm>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

Hold& Append(Order& order, Hold::Kind kind, absl::string_view reason, const Moment& moment) {
  Hold& hold = *order.add_holds();
  hold.set_kind(kind);
  hold.set_reason(std::string(reason));
  *hold.mutable_create_time() = ToProto(moment.now);
  *hold.mutable_actor() = moment.actor;
  return hold;
}

}  // namespace

const Hold* FindHold(const Order& order, Hold::Kind kind) {
  for (const Hold& hold : order.holds()) {
    if (hold.kind() == kind) return &hold;
  }
  return nullptr;
}

void AddHold(Order& order, Hold::Kind kind, absl::string_view reason,
             std::initializer_list<Role::Value> lift_roles, const Moment& moment) {
  if (FindHold(order, kind) != nullptr) return;
  Hold& hold = Append(order, kind, reason, moment);
  for (const Role::Value role : lift_roles) hold.add_lift_roles(role);
}

void DropHold(Order& order, Hold::Kind kind) {
  auto& holds = *order.mutable_holds();
  for (int i = 0; i < holds.size(); ++i) {
    if (holds[i].kind() != kind) continue;
    holds.DeleteSubrange(i, 1);
    return;
  }
}

absl::Status PlaceHold(Order& order, Hold::Kind kind, absl::string_view reason,
                       const google::protobuf::RepeatedField<int>& lift_roles,
                       const Moment& moment) {
  if (kind != Hold::MANUAL && kind != Hold::RISK) {
    return InvalidFieldError("kind", "must be MANUAL or RISK");
  }
  for (const int role : lift_roles) {
    if (!IsStaff(static_cast<Role::Value>(role))) {
      return InvalidFieldError("lift_roles", "must be roles of people");
    }
  }
  if (!HasUnshipped(order.state())) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()), "PlaceHold",
                           TradeMachine().Allowed(order.state()));
  }
  if (FindHold(order, kind) != nullptr) {
    return HeldAlreadyError(order, kind);
  }
  Hold& hold = Append(order, kind, reason, moment);
  *hold.mutable_lift_roles() = lift_roles;
  if (lift_roles.empty()) {
    hold.add_lift_roles(Role::LEAD);
    hold.add_lift_roles(Role::OWNER);
  }
  return absl::OkStatus();
}

absl::Status LiftHold(Order& order, Hold::Kind kind, Role::Value role) {
  const Hold* hold = FindHold(order, kind);
  if (hold == nullptr) {
    return NotHeldError(order, kind);
  }
  const auto& roles = hold->lift_roles();
  if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
    return LiftNotAllowedError(order, *hold, role);
  }
  DropHold(order, kind);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
