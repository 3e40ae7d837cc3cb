#include "services/orders/domain/holds.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"

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
             std::initializer_list<absl::string_view> lift_roles, const Moment& moment) {
  if (FindHold(order, kind) != nullptr) return;
  Hold& hold = Append(order, kind, reason, moment);
  for (absl::string_view role : lift_roles) hold.add_lift_roles(std::string(role));
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
                       const google::protobuf::RepeatedPtrField<std::string>& lift_roles,
                       const Moment& moment) {
  if (kind != Hold::MANUAL && kind != Hold::RISK) {
    return InvalidFieldError("kind", "must be MANUAL or RISK");
  }
  if (!HasUnshipped(order.state())) {
    return WrongStateError(order.name(), OrderState_Name(order.state()), "hold",
                           TradeMachine().Allowed(order.state()));
  }
  if (FindHold(order, kind) != nullptr) {
    return Error(absl::StatusCode::kAlreadyExists, "HELD_ALREADY",
                 absl::StrCat(order.name(), " is on a ", Hold::Kind_Name(kind), " hold already"),
                 {{"resource", order.name()}, {"hold", Hold::Kind_Name(kind)}});
  }
  Hold& hold = Append(order, kind, reason, moment);
  *hold.mutable_lift_roles() = lift_roles;
  if (lift_roles.empty()) {
    hold.add_lift_roles("lead");
    hold.add_lift_roles("owner");
  }
  return absl::OkStatus();
}

absl::Status LiftHold(Order& order, Hold::Kind kind, absl::string_view role) {
  const Hold* hold = FindHold(order, kind);
  if (hold == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_HELD",
                 absl::StrCat(order.name(), " is on no ", Hold::Kind_Name(kind), " hold"),
                 {{"resource", order.name()}, {"hold", Hold::Kind_Name(kind)}});
  }
  const auto& roles = hold->lift_roles();
  if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
    return Error(absl::StatusCode::kPermissionDenied, "LIFT_NOT_ALLOWED",
                 roles.empty() ? absl::StrCat("this hold of ", order.name(),
                                              " goes with its cause: ", hold->reason())
                               : absl::StrCat("this hold of ", order.name(), " is lifted by ",
                                              absl::StrJoin(roles, ", ")),
                 {{"role", std::string(role)}, {"lift_roles", absl::StrJoin(roles, ", ")}});
  }
  DropHold(order, kind);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
