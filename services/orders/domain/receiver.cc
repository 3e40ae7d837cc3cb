#include "services/orders/domain/receiver.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "phonenumbers/phonenumberutil.h"

namespace shopdesk::orders::domain {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using namespace v1;  // NOLINT: the states

constexpr Transition<Verification::State> kTable[] = {
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

constexpr StateMachine<Verification::State> kMachine("Receiver verification", kTable);

bool MayChangeReceiver(const Order& order) {
  switch (order.state()) {
    case WAIT_COD_CONFIRM:
    case WAIT_BUYER_PAY:
    case WAIT_SELLER_SEND_GOODS:
    case SELLER_CONSIGNED_PART:
      return true;
    default:
      return false;
  }
}

bool IsSixDigits(absl::string_view text) {
  return text.size() == 6 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

}  // namespace

absl::StatusOr<std::string> NormalizePhone(absl::string_view phone, absl::string_view region_code,
                                           absl::string_view field) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  const auto result = util.Parse(std::string(phone), std::string(region_code), &number);
  if (result != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsValidNumber(number)) {
    return InvalidFieldError(field, absl::StrCat("must be a phone number that exists in ",
                                                 region_code, " or has a country code"));
  }
  std::string normalized;
  util.Format(number, PhoneNumberUtil::E164, &normalized);
  if (number.has_extension() && !number.extension().empty()) {
    absl::StrAppend(&normalized, ";ext=", number.extension());
  }
  return normalized;
}

std::string PhoneIndexValue(absl::string_view normalized_phone) {
  return std::string(normalized_phone.substr(0, normalized_phone.find(';')));
}

void CheckReceiver(type::v1::Receiver& receiver, absl::string_view prefix, Violations& violations) {
  const type::v1::PostalAddress& address = receiver.address();
  const std::string phone_field = absl::StrCat(prefix, ".phone");
  absl::StatusOr<std::string> phone =
      NormalizePhone(receiver.phone(), address.region_code(), phone_field);
  if (phone.ok()) {
    receiver.set_phone(*std::move(phone));
  } else {
    violations.Add(phone_field, absl::StrCat("must be a phone number that exists in ",
                                             address.region_code(), " or has a country code"));
  }
  if (address.region_code() == "CN" && !address.postal_code().empty() &&
      !IsSixDigits(address.postal_code())) {
    violations.Add(absl::StrCat(prefix, ".address.postal_code"), "must be six digits in China");
  }
}

const StateMachine<Verification::State>& VerificationMachine() { return kMachine; }

absl::Status Verify(Order& order, absl::string_view event, Verification::Channel channel,
                    const Moment& moment) {
  if (!MayChangeReceiver(order)) {
    return WrongStateError(order.name(), OrderState_Name(order.state()), event,
                           TradeMachine().Allowed(order.state()));
  }
  Verification& verification = *order.mutable_verification();
  ASSIGN_OR_RETURN(const Verification::State next,
                   kMachine.Next(order.name(), verification.state(), event));
  verification.set_state(next);
  verification.set_channel(channel);
  *verification.mutable_actor() = moment.actor;
  *verification.mutable_verify_time() = ToProto(moment.now);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
