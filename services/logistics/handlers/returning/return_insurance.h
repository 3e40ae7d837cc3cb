#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/return_insurance.pb.h"

// shopdesk.logistics.v1.ReturnInsuranceService.
namespace shopdesk::logistics::handlers {

// The deadline of one that is ACTIVE or CLAIMED.
inline constexpr char kReturnInsuranceDeadline[] = "return_insurance_deadline";

absl::Status CreateReturnInsurance(runtime::WriteContext& ctx,
                                   const v1::CreateReturnInsuranceRequest& request,
                                   v1::ReturnInsurance* response);
absl::Status GetReturnInsurance(runtime::ReadContext& ctx,
                                const v1::GetReturnInsuranceRequest& request,
                                v1::ReturnInsurance* response);
absl::Status ListReturnInsurances(runtime::ReadContext& ctx,
                                  const v1::ListReturnInsurancesRequest& request,
                                  v1::ListReturnInsurancesResponse* response);
absl::Status ClaimReturnInsurance(runtime::WriteContext& ctx,
                                  const v1::ClaimReturnInsuranceRequest& request,
                                  v1::ReturnInsurance* response);
absl::Status SettleReturnInsurance(runtime::WriteContext& ctx,
                                   const v1::SettleReturnInsuranceRequest& request,
                                   v1::ReturnInsurance* response);
absl::Status VoidReturnInsurance(runtime::WriteContext& ctx,
                                 const v1::VoidReturnInsuranceRequest& request,
                                 v1::ReturnInsurance* response);

// Ends one whose deadline has come; one that went on has another deadline.
absl::Status OnReturnInsuranceDeadline(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
