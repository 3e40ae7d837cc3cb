#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/return_insurance.pb.h"

// The insurance of an order's return freight.
namespace shopdesk::logistics::domain {

// The one table of its state. Events: "claim", "pay", "reject", "unanswered", "expire", "void".
const StateMachine<v1::ReturnInsurance::State>& ReturnInsuranceMachine();

// In force; its deadline is when it expires. INVALID_ARGUMENT (order, premium, most_payout,
// expire_time).
absl::StatusOr<v1::ReturnInsurance> MakeReturnInsurance(
    const v1::CreateReturnInsuranceRequest& request, const v1::Policy& policy, absl::Time now);

// WRONG_STATE; INVALID_ARGUMENT (refund, freight).
absl::Status Claim(const v1::ClaimReturnInsuranceRequest& request, const v1::Policy& policy,
                   absl::Time now, v1::ReturnInsurance& insurance);
// The insurer paid, also after it had refused; or it refuses, for a reason that is masked already.
// WRONG_STATE; INVALID_ARGUMENT (paid, rejection).
absl::Status Settle(const type::v1::Money& paid, absl::string_view rejection, absl::Time now,
                    v1::ReturnInsurance& insurance);
absl::Status Void(absl::Time now, v1::ReturnInsurance& insurance);
// Its deadline has come.
absl::Status EndReturnInsurance(absl::Time now, v1::ReturnInsurance& insurance);

// The feed's event of one that has got this state.
absl::string_view ReturnInsuranceEvent(v1::ReturnInsurance::State state);

}  // namespace shopdesk::logistics::domain
