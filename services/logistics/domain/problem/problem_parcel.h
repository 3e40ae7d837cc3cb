#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/problem_parcel.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// Parcels that don't get on by themselves. Free texts are given masked.
namespace shopdesk::logistics::domain {

// The one table of a problem's state. Events: "contact", "redeliver", "readdress", "return",
// "give_up", "move", "close", "lapse", "reopen".
const StateMachine<v1::ProblemParcel::State>& ProblemMachine();

// Why a parcel with this status is a problem at once; unspecified: it isn't.
v1::ProblemParcel::Reason ReasonOf(v1::TrackingStatus::Value status);
// How often the carrier tried to bring the parcel in vain, by all that is known of it: the order in
// which the reports came makes no difference. Those of one hour are of one visit; corrections are
// no attempts.
int CountFailedAttempts(absl::Span<const v1::TrackingEvent> events);
// Whether the carrier still has it to bring: a problem can be opened.
bool MayBeProblem(const v1::Shipment& shipment);
// Whether a problem in that state is over once its parcel has this status.
bool IsSolvedBy(v1::ProblemParcel::State state, v1::TrackingStatus::Value status);

// OPEN; its deadline is when the parcel is to come back.
v1::ProblemParcel MakeProblem(const v1::Shipment& shipment, v1::ProblemParcel::Reason reason,
                              const v1::Policy& policy, absl::string_view name, absl::Time now);

// Each of these takes a step, or WRONG_STATE; deadlines are the policy's.
//
// INVALID_ARGUMENT (report.purpose, report.next_attempt_time); RESOURCE_EXHAUSTED
// (TOO_MANY_CONTACTS).
absl::Status RecordProblemContact(const type::v1::ContactReport& report,
                                  const type::v1::Actor& agent, const v1::Policy& policy,
                                  absl::Time now, v1::ProblemParcel& problem);
// INVALID_ARGUMENT (new_receiver) unless it is given for a new address, and only then.
absl::Status CheckDecision(const v1::DecideProblemParcelRequest& request);
absl::Status DecideProblem(v1::DecideProblemParcelRequest::Decision decision,
                           const v1::Policy& policy, absl::Time now, v1::ProblemParcel& problem);
// WRONG_STATE for one that is CLOSED.
absl::Status AssignProblem(absl::string_view owner, absl::Time now, v1::ProblemParcel& problem);
absl::Status CloseProblem(absl::Time now, v1::ProblemParcel& problem);
// The carrier's news say that it got on.
absl::Status SolveProblem(absl::Time now, v1::ProblemParcel& problem);
// Its deadline has come, and its parcel has this status: nobody decided, or what was decided didn't
// come about. A parcel that stands where it stood is a problem again.
absl::Status EndProblem(v1::TrackingStatus::Value status, const v1::Policy& policy, absl::Time now,
                        v1::ProblemParcel& problem);

// The feed's event of a problem that was in `before`.
absl::string_view ProblemEvent(v1::ProblemParcel::State before, v1::ProblemParcel::State after);

}  // namespace shopdesk::logistics::domain
