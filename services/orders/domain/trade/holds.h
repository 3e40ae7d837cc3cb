#pragma once

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "libs/base/role.h"
#include "services/orders/domain/trade/trade.h"

// Holds: while an order has one it isn't shipped. The platform's timers run on.
namespace shopdesk::orders::domain {

using v1::Hold;

const Hold* FindHold(const Order& order, Hold::Kind kind);

// The service places a hold that goes with its cause, or that `lift_roles` may lift too. Nothing
// happens if the order has one of the kind.
void AddHold(Order& order, Hold::Kind kind, absl::string_view reason,
             std::initializer_list<Role::Value> lift_roles, const Moment& moment);
// Its cause is gone. Nothing happens if the order has none of the kind.
void DropHold(Order& order, Hold::Kind kind);

// Somebody places one, MANUAL or RISK; no roles: LEAD and OWNER may lift it. INVALID_ARGUMENT
// for another kind, or a role that isn't a person's; WRONG_STATE when nothing is left to ship;
// ALREADY_EXISTS (HELD_ALREADY).
absl::Status PlaceHold(Order& order, Hold::Kind kind, absl::string_view reason,
                       const google::protobuf::RepeatedField<int>& lift_roles,
                       const Moment& moment);
// Somebody lifts one. FAILED_PRECONDITION (NOT_HELD); PERMISSION_DENIED (LIFT_NOT_ALLOWED: metadata
// role, lift_roles).
absl::Status LiftHold(Order& order, Hold::Kind kind, Role::Value role);

}  // namespace shopdesk::orders::domain
