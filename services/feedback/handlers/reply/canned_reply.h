#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/clients/logistics.h"
#include "services/feedback/clients/orders.h"
#include "shopdesk/feedback/v1/canned_reply.pb.h"

// The RPCs of CannedReplyService.
namespace shopdesk::feedback::handlers {

// Workflows: catalog looks at the text first.
absl::Status CreateCannedReply(runtime::WorkflowContext& ctx,
                               const v1::CreateCannedReplyRequest& request,
                               v1::CannedReply* response, clients::Catalog& catalog);
absl::Status UpdateCannedReply(runtime::WorkflowContext& ctx,
                               const v1::UpdateCannedReplyRequest& request,
                               v1::CannedReply* response, clients::Catalog& catalog);
absl::Status GetCannedReply(runtime::ReadContext& ctx, const v1::GetCannedReplyRequest& request,
                            v1::CannedReply* response);
absl::Status ListCannedReplies(runtime::ReadContext& ctx,
                               const v1::ListCannedRepliesRequest& request,
                               v1::ListCannedRepliesResponse* response);
absl::Status DeleteCannedReply(runtime::WriteContext& ctx,
                               const v1::DeleteCannedReplyRequest& request,
                               v1::DeleteCannedReplyResponse* response);
// A workflow: asks those who have the facts, then counts the use.
absl::Status RenderReply(runtime::WorkflowContext& ctx, const v1::RenderReplyRequest& request,
                         v1::RenderReplyResponse* response, clients::Catalog& catalog,
                         clients::Orders& orders, clients::Logistics& logistics);
absl::Status ListCannedReplyUses(runtime::ReadContext& ctx,
                                 const v1::ListCannedReplyUsesRequest& request,
                                 v1::ListCannedReplyUsesResponse* response);

}  // namespace shopdesk::feedback::handlers
