#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/state_machine.h"
#include "shopdesk/logistics/v1/enquiry.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

// What carriers were asked about parcels. Free texts are given masked.
namespace shopdesk::logistics::domain {

// The one table of an enquiry's state. Events: "answer", "overdue".
const StateMachine<v1::Enquiry::State>& EnquiryMachine();

// OPEN; its texts in clear.
v1::Enquiry MakeEnquiry(const v1::OpenEnquiryRequest& request, const v1::Shipment& shipment,
                        const v1::Policy& policy, absl::string_view name, absl::Time now);
// WRONG_STATE.
absl::Status AnswerEnquiry(absl::string_view answer, absl::string_view carrier_ticket,
                           absl::Time now, v1::Enquiry& enquiry);
// The answer was due.
absl::Status MissAnswer(absl::Time now, v1::Enquiry& enquiry);

// The feed's event of an enquiry that has got this state.
absl::string_view EnquiryEvent(v1::Enquiry::State state);

}  // namespace shopdesk::logistics::domain
