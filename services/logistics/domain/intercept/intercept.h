#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Recall and change of address while a parcel is on its way.
namespace shopdesk::logistics::domain {

// The one table of an intercept's state. Events: "accept", "reject", "overtake" (the parcel was
// faster), "complete", "fail".
const StateMachine<v1::Intercept::State>& InterceptMachine();

enum class Timing {
  // The carrier doesn't have the parcel: no need to ask.
  kBeforePickup,
  kOnTheWay,
  // Out for delivery, or further.
  kTooLate,
};
Timing TimingOf(v1::TrackingStatus::Value status);

// INVALID_ARGUMENT unless a new receiver is given for a change of address, and only for that.
absl::Status CheckIntercept(const v1::RequestInterceptRequest& request);

// An intercept in the state that the timing gives it: DONE, ASKED or TOO_LATE; its receiver and
// texts in clear.
v1::Intercept MakeIntercept(const v1::RequestInterceptRequest& request,
                            const v1::Shipment& shipment, absl::string_view name,
                            const type::v1::Actor& actor, absl::Time now);

// The steps that an intercept takes when its parcel gets a status: events of the machine, in order.
std::vector<absl::string_view> InterceptStepsOf(const v1::Intercept& intercept,
                                                v1::TrackingStatus::Value status);

// Takes a step; WRONG_STATE when the machine doesn't allow it.
absl::Status StepIntercept(v1::Intercept& intercept, absl::string_view event, absl::Time now);
// ASKED and ACCEPTED.
bool IsOpen(const v1::Intercept& intercept);

// The shop called the parcel back, and it came.
bool IsRecalled(const v1::Intercept& intercept);

// The feed's event of an intercept that has got this state.
absl::string_view InterceptEvent(v1::Intercept::State state);

}  // namespace shopdesk::logistics::domain
