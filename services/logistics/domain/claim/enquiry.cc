#include "services/logistics/domain/claim/enquiry.h"

#include <iterator>
#include <string>

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Enquiry;

constexpr Transition<Enquiry::State> kEnquiryTransitions[] = {
    {Enquiry::OPEN, "answer", Enquiry::ANSWERED},
    {Enquiry::OPEN, "overdue", Enquiry::UNANSWERED, "the answer was due"},
    {Enquiry::UNANSWERED, "answer", Enquiry::ANSWERED, "after all"},
};

constexpr EventCall kEnquiryCalls[] = {{"answer", "AnswerEnquiry"}};

absl::Status StepEnquiry(absl::string_view event, absl::Time now, Enquiry& enquiry) {
  ASSIGN_OR_RETURN(const Enquiry::State next,
                   EnquiryMachine().Next(enquiry.name(), enquiry.state(), event));
  enquiry.set_state(next);
  *enquiry.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

}  // namespace

const StateMachine<Enquiry::State>& EnquiryMachine() {
  static constexpr StateMachine<Enquiry::State> kMachine("Enquiry", kEnquiryTransitions,
                                                         kEnquiryCalls);
  return kMachine;
}

Enquiry MakeEnquiry(const v1::OpenEnquiryRequest& request, const v1::Shipment& shipment,
                    const v1::Policy& policy, absl::string_view name, absl::Time now) {
  Enquiry enquiry;
  enquiry.set_name(std::string(name));
  enquiry.set_order(shipment.order());
  enquiry.set_state(Enquiry::OPEN);
  enquiry.set_question(request.question());
  enquiry.set_carrier_ticket(request.carrier_ticket());
  *enquiry.mutable_answer_due_time() =
      ToProto(now + absl::Seconds(policy.enquiry_answer_seconds()));
  *enquiry.mutable_create_time() = ToProto(now);
  *enquiry.mutable_update_time() = enquiry.create_time();
  return enquiry;
}

absl::Status AnswerEnquiry(absl::string_view answer, absl::string_view carrier_ticket,
                           absl::Time now, Enquiry& enquiry) {
  RETURN_IF_ERROR(StepEnquiry("answer", now, enquiry));
  enquiry.set_answer(std::string(answer));
  if (!carrier_ticket.empty()) enquiry.set_carrier_ticket(std::string(carrier_ticket));
  *enquiry.mutable_answer_time() = ToProto(now);
  return absl::OkStatus();
}

absl::Status MissAnswer(absl::Time now, Enquiry& enquiry) {
  return StepEnquiry("overdue", now, enquiry);
}

absl::string_view EnquiryEvent(Enquiry::State state) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {"", events::kEnquiryOpened, events::kEnquiryAnswered,
                                            events::kEnquiryUnanswered};
  static_assert(std::size(kEvents) == Enquiry::State_ARRAYSIZE);
  return Enquiry::State_IsValid(state) ? kEvents[state] : "";
}

}  // namespace shopdesk::logistics::domain
