#include "services/orders/domain/receiver/receiver.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/receiver/address.h"
#include "services/orders/domain/receiver/postal_code.h"
#include "services/orders/domain/trade/holds.h"

namespace shopdesk::orders::domain {
namespace {

using namespace v1;  // NOLINT: the states

constexpr Transition<Verification::State> kVerificationTransitions[] = {
    {Verification::UNVERIFIED, kAsk, Verification::ASKED},
    {Verification::UNVERIFIED, kConfirm, Verification::CONFIRMED},
    {Verification::UNVERIFIED, kChange, Verification::CHANGED, "the buyer said so himself"},
    {Verification::UNVERIFIED, kChangeUnconfirmed, Verification::UNVERIFIED},
    {Verification::UNVERIFIED, kUnreachable, Verification::UNREACHABLE},
    {Verification::ASKED, kAsk, Verification::ASKED},
    {Verification::ASKED, kConfirm, Verification::CONFIRMED},
    {Verification::ASKED, kChange, Verification::CHANGED, "the buyer said so himself"},
    {Verification::ASKED, kChangeUnconfirmed, Verification::UNVERIFIED},
    {Verification::ASKED, kUnreachable, Verification::UNREACHABLE},
    {Verification::CONFIRMED, kChange, Verification::CHANGED, "the buyer said so himself"},
    {Verification::CONFIRMED, kChangeUnconfirmed, Verification::UNVERIFIED},
    {Verification::CHANGED, kChange, Verification::CHANGED, "the buyer said so himself"},
    {Verification::CHANGED, kChangeUnconfirmed, Verification::UNVERIFIED},
    {Verification::UNREACHABLE, kAsk, Verification::ASKED},
    {Verification::UNREACHABLE, kConfirm, Verification::CONFIRMED},
    {Verification::UNREACHABLE, kChange, Verification::CHANGED, "the buyer said so himself"},
    {Verification::UNREACHABLE, kChangeUnconfirmed, Verification::UNVERIFIED},
    {Verification::UNREACHABLE, kUnreachable, Verification::UNREACHABLE},
};

constexpr EventCall kVerificationCalls[] = {
    {kAsk, "AskReceiver"},
    {kConfirm, "ConfirmReceiver"},
    {kChange, "ChangeReceiver"},
    {kChangeUnconfirmed, "ChangeReceiver"},
    {kUnreachable, "MarkReceiverUnreachable"},
};

constexpr StateMachine<Verification::State> kVerificationMachine("Receiver verification",
                                                                 kVerificationTransitions,
                                                                 kVerificationCalls);

// Digits of a postal code in mainland China.
constexpr size_t kChinesePostalDigits = 6;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Fills in what the district tells; writes digits of any width in ASCII.
void CheckPostalCode(type::v1::PostalAddress& address, const std::string& field,
                     Violations& violations) {
  const Place place = PlaceOf(address);
  if (address.postal_code().empty()) {
    address.set_postal_code(std::string(PostalCodeOf(place.city, place.district)));
    return;
  }
  const std::string code = FoldAddress(address.postal_code());
  if (code.size() != kChinesePostalDigits || !IsDigits(code)) {
    violations.Add(field, "must be six digits in China");
  } else if (!FitsPostalCode(place, code)) {
    violations.Add(field,
                   "must be a code of the province and city of the address; empty: it is "
                   "derived from the district");
  } else {
    address.set_postal_code(code);
  }
}

}  // namespace

std::string DeliveryProblem(const Order& order, absl::Time now) {
  const type::v1::PostalAddress& address = order.receiver().address();
  if (address.street().empty()) return "the address has no street";
  if (address.locality().empty() && address.district().empty()) return "the address has no town";
  if (address.region_code() == "CN" && address.administrative_area().empty()) {
    return "the address has no province";
  }
  return PhoneExpired(order, now) ? "the receiver's virtual number has expired" : "";
}

void CheckReceiver(type::v1::Receiver& receiver, absl::string_view prefix, Violations& violations) {
  type::v1::PostalAddress& address = *receiver.mutable_address();
  NormalizeReceiverPhone(receiver, absl::StrCat(prefix, ".phone"), violations);
  if (address.region_code() != "CN") return;
  CheckPostalCode(address, absl::StrCat(prefix, ".address.postal_code"), violations);
}

const StateMachine<Verification::State>& VerificationMachine() { return kVerificationMachine; }

absl::Status Verify(Order& order, absl::string_view event, type::v1::ContactChannel::Value channel,
                    const Moment& moment) {
  if (!HasUnshipped(order.state())) {
    return WrongStateError(order.name(), OrderState::Value_Name(order.state()),
                           kVerificationMachine.CallsFor(event),
                           TradeMachine().Allowed(order.state()));
  }
  Verification& verification = *order.mutable_verification();
  ASSIGN_OR_RETURN(const Verification::State next,
                   kVerificationMachine.Next(order.name(), verification.state(), event));
  verification.set_state(next);
  verification.set_channel(channel);
  *verification.mutable_actor() = moment.actor;
  *verification.mutable_verify_time() = ToProto(moment.now);
  const std::string problem = DeliveryProblem(order, moment.now);
  if (next == Verification::UNREACHABLE && !problem.empty()) {
    AddHold(order, Hold::ADDRESS_CHECK_FAILED, absl::StrCat("nobody was reached, and ", problem),
            {Role::LEAD, Role::OWNER}, moment);
  } else if (next != Verification::UNREACHABLE) {
    DropHold(order, Hold::ADDRESS_CHECK_FAILED);
  }
  return absl::OkStatus();
}

void PlanVerification(Order& order, bool confirmed, bool gift,
                      type::v1::ContactChannel::Value channel, const Moment& moment) {
  Verification& next = *order.mutable_next_verification();
  next.Clear();
  next.set_state(confirmed ? Verification::CHANGED : Verification::UNVERIFIED);
  next.set_gift(gift);
  next.set_channel(channel);
  *next.mutable_actor() = moment.actor;
  *next.mutable_verify_time() = ToProto(moment.now);
}

void AdoptVerification(Order& order) {
  if (!order.has_next_verification()) {
    order.mutable_next_verification()->set_state(Verification::UNVERIFIED);
  }
  order.mutable_verification()->Swap(order.mutable_next_verification());
  order.clear_next_verification();
}

void ResetVerification(Order& order) {
  const bool gift = order.verification().gift();
  order.mutable_verification()->Clear();
  order.mutable_verification()->set_state(Verification::UNVERIFIED);
  order.mutable_verification()->set_gift(gift);
}

absl::Status AddReceiverContact(Order& order, type::v1::ContactChannel::Value channel,
                                type::v1::ContactOutcome::Value outcome, const Policy& policy,
                                const Moment& moment) {
  type::v1::ContactReport report;
  report.set_purpose(type::v1::ContactPurpose::VERIFY_RECEIVER);
  report.set_channel(channel);
  report.set_outcome(outcome);
  return AddContact(report, moment.actor, moment.now, policy.contact_rule(),
                    *order.mutable_contacts())
      .status();
}

bool IsUnreachable(const Order& order, const Policy& policy) {
  ContactAttempts since;
  for (const type::v1::ContactAttempt& attempt : order.contacts()) {
    if (FromProto(attempt.attempt_time()) >= FromProto(order.receiver_change_time())) {
      *since.Add() = attempt;
    }
  }
  return Exhausted(since, type::v1::ContactPurpose::VERIFY_RECEIVER, policy.contact_rule());
}

}  // namespace shopdesk::orders::domain
