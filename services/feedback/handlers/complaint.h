#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/complaint.pb.h"

// The RPCs of ComplaintService.
namespace shopdesk::feedback::handlers {

// The deadline of the answer, for the complaint.
inline constexpr char kAnswerTimer[] = "complaint_answer";

// A workflow: it looks the order up first.
absl::Status OpenComplaint(rpc::WorkflowContext& ctx, const v1::OpenComplaintRequest& req,
                           v1::Complaint* resp, clients::OrdersClient& orders);
absl::Status GetComplaint(rpc::ReadContext& ctx, const v1::GetComplaintRequest& req,
                          v1::Complaint* resp);
absl::Status ListComplaints(rpc::ReadContext& ctx, const v1::ListComplaintsRequest& req,
                            v1::ListComplaintsResponse* resp);
absl::Status RecordComplaintContact(rpc::WriteContext& ctx,
                                    const v1::RecordComplaintContactRequest& req,
                                    v1::Complaint* resp);
absl::Status AnswerComplaint(rpc::WriteContext& ctx, const v1::AnswerComplaintRequest& req,
                             v1::Complaint* resp);
absl::Status CloseComplaint(rpc::WriteContext& ctx, const v1::CloseComplaintRequest& req,
                            v1::Complaint* resp);
absl::Status RevealComplaint(rpc::WriteContext& ctx, const v1::RevealComplaintRequest& req,
                             v1::RevealComplaintResponse* resp);

}  // namespace shopdesk::feedback::handlers
