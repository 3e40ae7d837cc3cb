#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/complaint.pb.h"

// The RPCs of ComplaintService.
namespace shopdesk::feedback::handlers {

// The deadline of the answer, for the complaint.
inline constexpr char kAnswerTimer[] = "complaint_answer";
// The deadline of the decision.
inline constexpr char kDecisionTimer[] = "complaint_decision";

// A workflow: it looks the order up first.
absl::Status OpenComplaint(runtime::WorkflowContext& ctx, const v1::OpenComplaintRequest& request,
                           v1::Complaint* response, clients::Orders& orders);
absl::Status GetComplaint(runtime::ReadContext& ctx, const v1::GetComplaintRequest& request,
                          v1::Complaint* response);
absl::Status ListComplaints(runtime::ReadContext& ctx, const v1::ListComplaintsRequest& request,
                            v1::ListComplaintsResponse* response);
absl::Status RecordComplaintContact(runtime::WriteContext& ctx,
                                    const v1::RecordComplaintContactRequest& request,
                                    v1::Complaint* response);
// A workflow: catalog looks at the text first.
absl::Status AnswerComplaint(runtime::WorkflowContext& ctx,
                             const v1::AnswerComplaintRequest& request, v1::Complaint* response,
                             clients::Catalog& catalog);
absl::Status CloseComplaint(runtime::WriteContext& ctx, const v1::CloseComplaintRequest& request,
                            v1::Complaint* response);
// A workflow: catalog looks at what the shop says first.
absl::Status AddComplaintStatement(runtime::WorkflowContext& ctx,
                                   const v1::AddComplaintStatementRequest& request,
                                   v1::Complaint* response, clients::Catalog& catalog);
absl::Status AssignComplaintMediator(runtime::WriteContext& ctx,
                                     const v1::AssignComplaintMediatorRequest& request,
                                     v1::Complaint* response);
absl::Status RevealComplaint(runtime::WriteContext& ctx, const v1::RevealComplaintRequest& request,
                             v1::RevealComplaintResponse* response);

// Somebody is to see to a closed complaint.
absl::Status OpenRemedyWork(runtime::WriteContext& ctx, const v1::Complaint& complaint);

// What kAnswerTimer and kDecisionTimer do.
absl::Status MissAnswer(runtime::WriteContext& ctx, const timer::Due& due);
absl::Status ExpireComplaint(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
