#include "services/logistics/domain/problem/problem_parcel.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::ProblemParcel;
using v1::TrackingStatus;

constexpr char kDone[] = "problem_done_seconds";
constexpr char kLapses[] = "no news until the deadline, and it is on its way, or late";
constexpr char kReopens[] = "no news until the deadline, and it is where it was";
// What a driver reports so shortly after he rang in vain, and what another source tells of it, is
// of the same visit.
constexpr absl::Duration kOneVisit = absl::Hours(1);

constexpr Transition<ProblemParcel::State> kProblemTransitions[] = {
    {ProblemParcel::OPEN, "contact", ProblemParcel::CONTACTING, "the deadline stays"},
    {ProblemParcel::OPEN, "redeliver", ProblemParcel::REDELIVER, "", kDone},
    {ProblemParcel::OPEN, "readdress", ProblemParcel::NEW_ADDRESS, "", kDone},
    {ProblemParcel::OPEN, "return", ProblemParcel::RETURN, "", kDone},
    {ProblemParcel::OPEN, "give_up", ProblemParcel::RETURN, "the deadline has come", kDone},
    {ProblemParcel::OPEN, "move", ProblemParcel::CLOSED, "it got on, or came back"},
    {ProblemParcel::OPEN, "close", ProblemParcel::CLOSED},
    {ProblemParcel::CONTACTING, "contact", ProblemParcel::CONTACTING, "the deadline stays"},
    {ProblemParcel::CONTACTING, "redeliver", ProblemParcel::REDELIVER, "", kDone},
    {ProblemParcel::CONTACTING, "readdress", ProblemParcel::NEW_ADDRESS, "", kDone},
    {ProblemParcel::CONTACTING, "return", ProblemParcel::RETURN, "", kDone},
    {ProblemParcel::CONTACTING, "give_up", ProblemParcel::RETURN,
     "the deadline has come, or it was tried often enough", kDone},
    {ProblemParcel::CONTACTING, "move", ProblemParcel::CLOSED, "it got on, or came back"},
    {ProblemParcel::CONTACTING, "close", ProblemParcel::CLOSED},
    {ProblemParcel::REDELIVER, "redeliver", ProblemParcel::REDELIVER, "decided anew", kDone},
    {ProblemParcel::REDELIVER, "readdress", ProblemParcel::NEW_ADDRESS, "decided anew", kDone},
    {ProblemParcel::REDELIVER, "return", ProblemParcel::RETURN, "decided anew", kDone},
    {ProblemParcel::REDELIVER, "move", ProblemParcel::CLOSED, "it got on, or came back"},
    {ProblemParcel::REDELIVER, "close", ProblemParcel::CLOSED},
    {ProblemParcel::REDELIVER, "lapse", ProblemParcel::CLOSED, kLapses},
    {ProblemParcel::REDELIVER, "reopen", ProblemParcel::OPEN, kReopens, "problem_seconds"},
    {ProblemParcel::NEW_ADDRESS, "redeliver", ProblemParcel::REDELIVER, "decided anew", kDone},
    {ProblemParcel::NEW_ADDRESS, "readdress", ProblemParcel::NEW_ADDRESS, "decided anew", kDone},
    {ProblemParcel::NEW_ADDRESS, "return", ProblemParcel::RETURN, "decided anew", kDone},
    {ProblemParcel::NEW_ADDRESS, "move", ProblemParcel::CLOSED, "it got on, or came back"},
    {ProblemParcel::NEW_ADDRESS, "close", ProblemParcel::CLOSED},
    {ProblemParcel::NEW_ADDRESS, "lapse", ProblemParcel::CLOSED, kLapses},
    {ProblemParcel::NEW_ADDRESS, "reopen", ProblemParcel::OPEN, kReopens, "problem_seconds"},
    {ProblemParcel::RETURN, "redeliver", ProblemParcel::REDELIVER, "decided anew", kDone},
    {ProblemParcel::RETURN, "readdress", ProblemParcel::NEW_ADDRESS, "decided anew", kDone},
    {ProblemParcel::RETURN, "return", ProblemParcel::RETURN, "decided anew", kDone},
    {ProblemParcel::RETURN, "move", ProblemParcel::CLOSED, "it comes back, or was delivered"},
    {ProblemParcel::RETURN, "close", ProblemParcel::CLOSED},
    {ProblemParcel::RETURN, "lapse", ProblemParcel::CLOSED, kLapses},
    {ProblemParcel::RETURN, "reopen", ProblemParcel::OPEN, kReopens, "problem_seconds"},
};

constexpr EventCall kProblemCalls[] = {
    {"contact", "RecordProblemContact"},  {"redeliver", "DecideProblemParcel"},
    {"readdress", "DecideProblemParcel"}, {"return", "DecideProblemParcel"},
    {"close", "CloseProblemParcel"},
};

absl::Status StepProblem(absl::string_view event, absl::Time now, ProblemParcel& problem) {
  ASSIGN_OR_RETURN(const ProblemParcel::State next,
                   ProblemMachine().Next(problem.name(), problem.state(), event));
  problem.set_state(next);
  *problem.mutable_update_time() = ToProto(now);
  if (next != ProblemParcel::CLOSED) return absl::OkStatus();
  *problem.mutable_end_time() = problem.update_time();
  problem.clear_deadline_time();
  return absl::OkStatus();
}

// Nothing gets a parcel on that stands so; all others move, or are late and looked after as such.
bool StandsStill(TrackingStatus::Value status) {
  return status == TrackingStatus::AVAILABLE_FOR_PICKUP ||
         status == TrackingStatus::ATTEMPT_FAILED || status == TrackingStatus::REFUSED ||
         status == TrackingStatus::EXCEPTION;
}

void AwaitDecision(const v1::Policy& policy, absl::Time now, ProblemParcel& problem) {
  *problem.mutable_deadline_time() = ToProto(now + absl::Seconds(policy.problem_seconds()));
}

// It is decided, by a person or by itself; the carrier's news are awaited.
absl::Status Await(absl::string_view event, bool by_default, const v1::Policy& policy,
                   absl::Time now, ProblemParcel& problem) {
  RETURN_IF_ERROR(StepProblem(event, now, problem));
  problem.set_decided_by_default(by_default);
  *problem.mutable_deadline_time() = ToProto(now + absl::Seconds(policy.problem_done_seconds()));
  return absl::OkStatus();
}

}  // namespace

const StateMachine<ProblemParcel::State>& ProblemMachine() {
  static constexpr StateMachine<ProblemParcel::State> kMachine("Problem parcel",
                                                               kProblemTransitions, kProblemCalls);
  return kMachine;
}

ProblemParcel::Reason ReasonOf(TrackingStatus::Value status) {
  if (status == TrackingStatus::EXCEPTION) return ProblemParcel::EXCEPTION;
  if (status == TrackingStatus::REFUSED) return ProblemParcel::REFUSED;
  return ProblemParcel::REASON_UNSPECIFIED;
}

int CountFailedAttempts(absl::Span<const v1::TrackingEvent> events) {
  std::vector<absl::Time> reports;
  for (const v1::TrackingEvent& event : events) {
    const bool attempt = event.applied() && event.status() == TrackingStatus::ATTEMPT_FAILED &&
                         event.step() == v1::TrackingStep::TRACKING_STEP_UNSPECIFIED;
    if (attempt) reports.push_back(FromProto(event.event_time()));
  }
  std::sort(reports.begin(), reports.end());
  int visits = 0;
  absl::Time visit = absl::InfinitePast();
  for (const absl::Time report : reports) {
    if (report - visit < kOneVisit) continue;
    visit = report;
    ++visits;
  }
  return visits;
}

bool MayBeProblem(const v1::Shipment& shipment) {
  if (IsReturn(shipment) || shipment.underlying_status() == TrackingStatus::RETURNING) return false;
  switch (shipment.status()) {
    case TrackingStatus::DELIVERED:
    case TrackingStatus::INTERCEPTED:
    case TrackingStatus::RETURNING:
    case TrackingStatus::RETURNED:
    case TrackingStatus::CANCELLED:
      return false;
    default:
      return true;
  }
}

bool IsSolvedBy(ProblemParcel::State state, TrackingStatus::Value status) {
  switch (status) {
    case TrackingStatus::DELIVERED:
    case TrackingStatus::INTERCEPTED:
    case TrackingStatus::RETURNING:
    case TrackingStatus::RETURNED:
    case TrackingStatus::CANCELLED:
      return true;
    case TrackingStatus::PICKED_UP:
    case TrackingStatus::IN_TRANSIT:
    case TrackingStatus::OUT_FOR_DELIVERY:
      // On its way again; one that is to come back may be on its way back.
      return state != ProblemParcel::RETURN;
    default:
      return false;
  }
}

ProblemParcel MakeProblem(const v1::Shipment& shipment, ProblemParcel::Reason reason,
                          const v1::Policy& policy, absl::string_view name, absl::Time now) {
  ProblemParcel problem;
  problem.set_name(std::string(name));
  problem.set_shipment(shipment.name());
  problem.set_order(shipment.order());
  problem.set_buyer(shipment.buyer());
  problem.set_carrier_id(shipment.carrier_id());
  problem.set_reason(reason);
  problem.set_state(ProblemParcel::OPEN);
  AwaitDecision(policy, now, problem);
  *problem.mutable_create_time() = ToProto(now);
  *problem.mutable_update_time() = problem.create_time();
  return problem;
}

absl::Status RecordProblemContact(const type::v1::ContactReport& report,
                                  const type::v1::Actor& agent, const v1::Policy& policy,
                                  absl::Time now, ProblemParcel& problem) {
  constexpr type::v1::ContactPurpose::Value kPurpose = type::v1::ContactPurpose::PROBLEM_PARCEL;
  if (report.purpose() != kPurpose) {
    return InvalidFieldError("report.purpose", "must be PROBLEM_PARCEL");
  }
  const type::v1::ContactRule rule = ContactRuleOrDefault(policy.contact_rule());
  RETURN_IF_ERROR(StepProblem("contact", now, problem));
  RETURN_IF_ERROR(AddContact(report, agent, now, rule, *problem.mutable_contacts()).status());
  if (!Exhausted(problem.contacts(), kPurpose, rule)) return absl::OkStatus();
  return Await("give_up", true, policy, now, problem);
}

absl::Status CheckDecision(const v1::DecideProblemParcelRequest& request) {
  const bool elsewhere = request.decision() == v1::DecideProblemParcelRequest::NEW_ADDRESS;
  if (elsewhere == request.has_new_receiver()) return absl::OkStatus();
  return InvalidFieldError("new_receiver", elsewhere ? "must be set for a new address"
                                                     : "must not be set but for a new address");
}

absl::Status DecideProblem(v1::DecideProblemParcelRequest::Decision decision,
                           const v1::Policy& policy, absl::Time now, ProblemParcel& problem) {
  const char* const event = decision == v1::DecideProblemParcelRequest::REDELIVER     ? "redeliver"
                            : decision == v1::DecideProblemParcelRequest::NEW_ADDRESS ? "readdress"
                                                                                      : "return";
  return Await(event, false, policy, now, problem);
}

absl::Status AssignProblem(absl::string_view owner, absl::Time now, ProblemParcel& problem) {
  if (problem.state() == ProblemParcel::CLOSED) {
    return WrongStateError(problem.name(), ProblemParcel::State_Name(problem.state()),
                           "AssignProblemParcel", "");
  }
  problem.set_owner(std::string(owner));
  *problem.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status CloseProblem(absl::Time now, ProblemParcel& problem) {
  return StepProblem("close", now, problem);
}

absl::Status SolveProblem(absl::Time now, ProblemParcel& problem) {
  return StepProblem("move", now, problem);
}

absl::Status EndProblem(TrackingStatus::Value status, const v1::Policy& policy, absl::Time now,
                        ProblemParcel& problem) {
  const bool undecided =
      problem.state() == ProblemParcel::OPEN || problem.state() == ProblemParcel::CONTACTING;
  if (undecided) return Await("give_up", true, policy, now, problem);
  if (!StandsStill(status)) return StepProblem("lapse", now, problem);
  RETURN_IF_ERROR(StepProblem("reopen", now, problem));
  problem.set_decided_by_default(false);
  AwaitDecision(policy, now, problem);
  return absl::OkStatus();
}

absl::string_view ProblemEvent(ProblemParcel::State before, ProblemParcel::State after) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kProblemOpened,
                                            events::kProblemContacting,
                                            events::kProblemRedeliver,
                                            events::kProblemNewAddress,
                                            events::kProblemReturn,
                                            events::kProblemClosed};
  static_assert(std::size(kEvents) == ProblemParcel::State_ARRAYSIZE);
  return before == after ? events::kProblemUpdated : kEvents[after];
}

}  // namespace shopdesk::logistics::domain
