#include "services/logistics/domain/returning/return_insurance.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::domain {
namespace {

using type::v1::Money;
using v1::ReturnInsurance;

constexpr Transition<ReturnInsurance::State> kReturnInsuranceTransitions[] = {
    {ReturnInsurance::ACTIVE, "claim", ReturnInsurance::CLAIMED, "goods were sent back",
     "unanswered after return_insurance_answer_seconds"},
    {ReturnInsurance::ACTIVE, "expire", ReturnInsurance::EXPIRED, "expire_time has come"},
    {ReturnInsurance::ACTIVE, "void", ReturnInsurance::VOIDED},
    {ReturnInsurance::CLAIMED, "pay", ReturnInsurance::PAID},
    {ReturnInsurance::CLAIMED, "reject", ReturnInsurance::REJECTED},
    {ReturnInsurance::CLAIMED, "unanswered", ReturnInsurance::REJECTED, "the deadline has come"},
    {ReturnInsurance::REJECTED, "pay", ReturnInsurance::PAID, "the insurer pays after all"},
};

constexpr EventCall kReturnInsuranceCalls[] = {
    {"claim", "ClaimReturnInsurance"},
    {"pay", "SettleReturnInsurance"},
    {"reject", "SettleReturnInsurance"},
    {"void", "VoidReturnInsurance"},
};

constexpr char kNoAnswer[] = "the insurer didn't answer in time";

absl::Status StepInsurance(absl::string_view event, absl::Time now, ReturnInsurance& insurance) {
  ASSIGN_OR_RETURN(const ReturnInsurance::State next,
                   ReturnInsuranceMachine().Next(insurance.name(), insurance.state(), event));
  insurance.set_state(next);
  *insurance.mutable_update_time() = ToProto(now);
  insurance.clear_deadline_time();
  return absl::OkStatus();
}

void CheckInsured(const Money& money, const char* field, absl::string_view currency_code,
                  int64_t least, Violations& violations) {
  if (money.minor() < least) violations.Add(field, absl::StrCat("must be at least ", least));
  if (money.currency_code() != currency_code) {
    violations.Add(field, absl::StrCat("must be in ", currency_code));
  }
}

}  // namespace

const StateMachine<ReturnInsurance::State>& ReturnInsuranceMachine() {
  static constexpr StateMachine<ReturnInsurance::State> kMachine(
      "ReturnInsurance", kReturnInsuranceTransitions, kReturnInsuranceCalls);
  return kMachine;
}

absl::StatusOr<ReturnInsurance> MakeReturnInsurance(const v1::CreateReturnInsuranceRequest& request,
                                                    const v1::Policy& policy, absl::Time now) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if (ShopOf(request.order()) != shop) violations.Add("order", "must be of the same shop");
  if (request.has_premium()) {
    CheckInsured(request.premium(), "premium", policy.currency_code(), 0, violations);
  }
  CheckInsured(request.most_payout(), "most_payout", policy.currency_code(), 1, violations);
  if (request.has_expire_time() && FromProto(request.expire_time()) <= now) {
    violations.Add("expire_time", "must be later than now");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ReturnInsurance insurance;
  insurance.set_name(ReturnInsuranceName(shop, LastSegment(request.order())));
  insurance.set_order(request.order());
  insurance.set_buyer(request.buyer());
  insurance.set_state(ReturnInsurance::ACTIVE);
  insurance.set_payer(request.payer());
  insurance.set_insurer(request.insurer());
  insurance.set_policy_number(request.policy_number());
  *insurance.mutable_premium() = request.premium();
  insurance.mutable_premium()->set_currency_code(policy.currency_code());
  *insurance.mutable_most_payout() = request.most_payout();
  *insurance.mutable_expire_time() =
      request.has_expire_time() ? request.expire_time()
                                : ToProto(now + absl::Seconds(policy.return_insurance_seconds()));
  *insurance.mutable_deadline_time() = insurance.expire_time();
  *insurance.mutable_create_time() = ToProto(now);
  *insurance.mutable_update_time() = insurance.create_time();
  return insurance;
}

absl::Status Claim(const v1::ClaimReturnInsuranceRequest& request, const v1::Policy& policy,
                   absl::Time now, ReturnInsurance& insurance) {
  Violations violations;
  if (ParentOf(request.refund()) != insurance.order()) {
    violations.Add("refund", absl::StrCat("must be of ", insurance.order()));
  }
  CheckInsured(request.freight(), "freight", insurance.most_payout().currency_code(), 1,
               violations);
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(StepInsurance("claim", now, insurance));
  insurance.set_refund(request.refund());
  *insurance.mutable_claimed() = request.freight();
  insurance.mutable_claimed()->set_minor(
      std::min(request.freight().minor(), insurance.most_payout().minor()));
  *insurance.mutable_deadline_time() =
      ToProto(now + absl::Seconds(policy.return_insurance_answer_seconds()));
  return absl::OkStatus();
}

absl::Status Settle(const Money& paid, absl::string_view rejection, absl::Time now,
                    ReturnInsurance& insurance) {
  const bool pays = paid.minor() != 0;
  RETURN_IF_ERROR(StepInsurance(pays ? "pay" : "reject", now, insurance));
  Violations violations;
  if (pays) {
    CheckInsured(paid, "paid", insurance.claimed().currency_code(), 1, violations);
    if (paid.minor() > insurance.claimed().minor()) {
      violations.Add("paid", absl::StrCat("must be at most ", insurance.claimed().minor(),
                                          ", what was claimed"));
    }
  }
  if (pays != rejection.empty()) {
    violations.Add("rejection",
                   pays ? "must be empty when something was paid" : "is required without paid");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  insurance.set_rejection(std::string(rejection));
  if (pays) *insurance.mutable_paid() = paid;
  return absl::OkStatus();
}

absl::Status Void(absl::Time now, ReturnInsurance& insurance) {
  return StepInsurance("void", now, insurance);
}

absl::Status EndReturnInsurance(absl::Time now, ReturnInsurance& insurance) {
  if (insurance.state() == ReturnInsurance::ACTIVE) return StepInsurance("expire", now, insurance);
  RETURN_IF_ERROR(StepInsurance("unanswered", now, insurance));
  insurance.set_rejection(kNoAnswer);
  return absl::OkStatus();
}

absl::string_view ReturnInsuranceEvent(ReturnInsurance::State state) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kReturnInsuranceCreated,
                                            events::kReturnInsuranceClaimed,
                                            events::kReturnInsurancePaid,
                                            events::kReturnInsuranceRejected,
                                            events::kReturnInsuranceExpired,
                                            events::kReturnInsuranceVoided};
  static_assert(std::size(kEvents) == ReturnInsurance::State_ARRAYSIZE);
  return ReturnInsurance::State_IsValid(state) ? kEvents[state] : "";
}

}  // namespace shopdesk::logistics::domain
