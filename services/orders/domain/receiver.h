#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/error.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade.h"
#include "shopdesk/orders/v1/receiver.pb.h"
#include "shopdesk/type/v1/address.pb.h"

// Who receives an order: the checks of address and phone, and the verification.
namespace shopdesk::orders::domain {

using v1::Verification;

// A number in any usual notation, read for the country `region_code`, as E.164 (with ";ext=" for an
// extension). INVALID_ARGUMENT naming `field`.
absl::StatusOr<std::string> NormalizePhone(absl::string_view phone, absl::string_view region_code,
                                           absl::string_view field);
// E.164 without an extension: what the blind index finds.
std::string PhoneIndexValue(absl::string_view normalized_phone);

// Checks what field options can't say and normalises the phone in place; adds to `violations`,
// whose fields start with `prefix`.
void CheckReceiver(type::v1::Receiver& receiver, absl::string_view prefix, Violations& violations);

const StateMachine<Verification::State>& VerificationMachine();

// The events of the verification.
inline constexpr char kAsk[] = "ask";
inline constexpr char kConfirm[] = "confirm";
inline constexpr char kChange[] = "change";
inline constexpr char kChangeUnconfirmed[] = "change_unconfirmed";
inline constexpr char kUnreachable[] = "unreachable";

// Takes the verification through `event`. WRONG_STATE once everything was shipped or the trade
// ended, or when the machine has no such row.
absl::Status Verify(Order& order, absl::string_view event, Verification::Channel channel,
                    const Moment& moment);

}  // namespace shopdesk::orders::domain
