#include "services/logistics/domain/intercept/intercept.h"

#include <iterator>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Intercept;

constexpr Transition<Intercept::State> kInterceptTransitions[] = {
    {Intercept::ASKED, "accept", Intercept::ACCEPTED},
    {Intercept::ASKED, "reject", Intercept::REJECTED},
    {Intercept::ASKED, "overtake", Intercept::TOO_LATE,
     "the parcel is out for delivery, or further"},
    {Intercept::ACCEPTED, "complete", Intercept::DONE,
     "recall: the parcel is intercepted; change of address: it goes to the new receiver"},
    {Intercept::ACCEPTED, "fail", Intercept::FAILED},
};

constexpr EventCall kInterceptCalls[] = {
    {"accept", "AnswerIntercept"},
    {"reject", "AnswerIntercept"},
    {"complete", "CompleteIntercept"},
    {"fail", "FailIntercept"},
};

bool ComesBack(v1::TrackingStatus::Value status) {
  return status == v1::TrackingStatus::INTERCEPTED || status == v1::TrackingStatus::RETURNING ||
         status == v1::TrackingStatus::RETURNED;
}

}  // namespace

const StateMachine<Intercept::State>& InterceptMachine() {
  static constexpr StateMachine<Intercept::State> kMachine("Intercept", kInterceptTransitions,
                                                           kInterceptCalls);
  return kMachine;
}

Timing TimingOf(v1::TrackingStatus::Value status) {
  switch (status) {
    case v1::TrackingStatus::PENDING:
    case v1::TrackingStatus::INFO_RECEIVED:
      return Timing::kBeforePickup;
    case v1::TrackingStatus::PICKED_UP:
    case v1::TrackingStatus::IN_TRANSIT:
    case v1::TrackingStatus::CUSTOMS:
    case v1::TrackingStatus::EXCEPTION:
    case v1::TrackingStatus::EXPIRED:
      return Timing::kOnTheWay;
    default:
      return Timing::kTooLate;
  }
}

absl::Status CheckIntercept(const v1::RequestInterceptRequest& request) {
  if (request.kind() == Intercept::ADDRESS_CHANGE && !request.has_new_receiver()) {
    return InvalidFieldError("new_receiver", "must be set for a change of address");
  }
  if (request.kind() == Intercept::RECALL && request.has_new_receiver()) {
    return InvalidFieldError("new_receiver", "must not be set for a recall");
  }
  return absl::OkStatus();
}

v1::Intercept MakeIntercept(const v1::RequestInterceptRequest& request,
                            const v1::Shipment& shipment, absl::string_view name,
                            const type::v1::Actor& actor, absl::Time now) {
  Intercept intercept;
  intercept.set_name(std::string(name));
  intercept.set_kind(request.kind());
  intercept.set_order(shipment.order());
  if (request.has_new_receiver()) *intercept.mutable_new_receiver() = request.new_receiver();
  intercept.set_payer(request.payer());
  intercept.set_reason(request.reason());
  *intercept.mutable_asked_by() = actor;
  *intercept.mutable_create_time() = ToProto(now);
  *intercept.mutable_update_time() = intercept.create_time();
  const Timing timing = TimingOf(shipment.status());
  intercept.set_state(timing == Timing::kBeforePickup ? Intercept::DONE
                      : timing == Timing::kOnTheWay   ? Intercept::ASKED
                                                      : Intercept::TOO_LATE);
  if (!IsOpen(intercept)) *intercept.mutable_end_time() = intercept.create_time();
  return intercept;
}

std::vector<absl::string_view> InterceptStepsOf(const Intercept& intercept,
                                                v1::TrackingStatus::Value status) {
  if (!IsOpen(intercept)) return {};
  const bool asked = intercept.state() == Intercept::ASKED;
  if (intercept.kind() == Intercept::RECALL && ComesBack(status)) {
    // The deed is the answer.
    if (asked) return {"accept", "complete"};
    return {"complete"};
  }
  const bool over = status == v1::TrackingStatus::DELIVERED ||
                    status == v1::TrackingStatus::CANCELLED || ComesBack(status);
  if (asked) {
    // The carrier has it in hand: as good as an answer.
    if (status == v1::TrackingStatus::INTERCEPTED) return {"accept"};
    // It went on as if nobody had asked.
    if (TimingOf(status) == Timing::kTooLate) return {"overtake"};
  } else if (over && status != v1::TrackingStatus::INTERCEPTED) {
    // It couldn't do what it accepted.
    return {"fail"};
  }
  return {};
}

absl::Status StepIntercept(Intercept& intercept, absl::string_view event, absl::Time now) {
  ASSIGN_OR_RETURN(const Intercept::State next,
                   InterceptMachine().Next(intercept.name(), intercept.state(), event));
  intercept.set_state(next);
  *intercept.mutable_update_time() = ToProto(now);
  if (!IsOpen(intercept)) *intercept.mutable_end_time() = intercept.update_time();
  return absl::OkStatus();
}

bool IsOpen(const Intercept& intercept) {
  return intercept.state() == Intercept::ASKED || intercept.state() == Intercept::ACCEPTED;
}

bool IsRecalled(const Intercept& intercept) {
  return intercept.kind() == Intercept::RECALL && intercept.state() == Intercept::DONE;
}

absl::string_view InterceptEvent(Intercept::State state) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"",
                                            events::kInterceptAsked,
                                            events::kInterceptAccepted,
                                            events::kInterceptDone,
                                            events::kInterceptFailed,
                                            events::kInterceptRejected,
                                            events::kInterceptTooLate};
  static_assert(std::size(kEvents) == Intercept::State_ARRAYSIZE);
  return Intercept::State_IsValid(state) ? kEvents[state] : "";
}

}  // namespace shopdesk::logistics::domain
