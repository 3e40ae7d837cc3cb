#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/logistics/v1/enquiry.pb.h"

// shopdesk.logistics.v1.EnquiryService.
namespace shopdesk::logistics::handlers {

// When the carrier's answer is due.
inline constexpr char kEnquiryDue[] = "enquiry_due";

absl::Status OpenEnquiry(runtime::WriteContext& ctx, const v1::OpenEnquiryRequest& request,
                         v1::Enquiry* response);
absl::Status AnswerEnquiry(runtime::WriteContext& ctx, const v1::AnswerEnquiryRequest& request,
                           v1::Enquiry* response);
absl::Status GetEnquiry(runtime::ReadContext& ctx, const v1::GetEnquiryRequest& request,
                        v1::Enquiry* response);
absl::Status ListEnquiries(runtime::ReadContext& ctx, const v1::ListEnquiriesRequest& request,
                           v1::ListEnquiriesResponse* response);

// One that is OPEN still is UNANSWERED.
absl::Status OnEnquiryDue(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::logistics::handlers
