#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/phone.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/policy.pb.h"
#include "shopdesk/orders/v1/receiver.pb.h"
#include "shopdesk/type/v1/address.pb.h"
#include "shopdesk/type/v1/contact.pb.h"

// Who receives an order: the checks of address and phone, and the verification.
namespace shopdesk::orders::domain {

using v1::Verification;

// Checks what field options can't say, normalises the phone in place and fills in a postal code
// that the district tells (China; docs/addresses.md); adds to `violations`, whose fields start with
// `prefix`.
void CheckReceiver(type::v1::Receiver& receiver, absl::string_view prefix, Violations& violations);
// Whether the virtual number of an Order, or of a request that gives one, has ceased.
template <class Message>
bool PhoneExpired(const Message& message, absl::Time now) {
  return message.has_phone_expire_time() && FromProto(message.phone_expire_time()) <= now;
}
// Why a parcel could not be delivered to the order's receiver: what the address lacks, or a phone
// that has expired. Empty: nothing speaks against it.
std::string DeliveryProblem(const Order& order, absl::Time now);

const StateMachine<Verification::State>& VerificationMachine();

// The events of the verification.
inline constexpr char kAsk[] = "ask";
inline constexpr char kConfirm[] = "confirm";
inline constexpr char kChange[] = "change";
inline constexpr char kChangeUnconfirmed[] = "change_unconfirmed";
inline constexpr char kUnreachable[] = "unreachable";

// Takes the verification through `event`. WRONG_STATE once everything was shipped or the trade
// ended, or when the machine has no such row. What a reached buyer said ends the hold
// ADDRESS_CHECK_FAILED; an unreachable one starts it if the address can't be delivered to.
absl::Status Verify(Order& order, absl::string_view event, type::v1::ContactChannel::Value channel,
                    const Moment& moment);

// Parcels on their way are being redirected: what the buyer said of the new receiver waits until
// one is.
void PlanVerification(Order& order, bool confirmed, bool gift,
                      type::v1::ContactChannel::Value channel, const Moment& moment);
// A parcel was redirected: the verification is the new receiver's. Nothing planned: nobody was
// asked about him.
void AdoptVerification(Order& order);

// A parcel goes to somebody else for another reason: nobody was asked about him, and whether it is
// a gift doesn't change.
void ResetVerification(Order& order);

// Somebody tried to reach the buyer about the receiver; appended to the order's contacts.
// RESOURCE_EXHAUSTED (TOO_MANY_CONTACTS).
absl::Status AddReceiverContact(Order& order, type::v1::ContactChannel::Value channel,
                                type::v1::ContactOutcome::Value outcome, const v1::Policy& policy,
                                const Moment& moment);
// Whether enough such attempts failed since the receiver was changed last.
bool IsUnreachable(const Order& order, const v1::Policy& policy);

}  // namespace shopdesk::orders::domain
