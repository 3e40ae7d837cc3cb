#pragma once

#include "libs/rpc/context.h"
#include "libs/rpc/server.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::work {

// Serves WorkListService over this service's items, the items in its feed's snapshot, and figures.
void Serve(rpc::Server& server);

// How many items of each kind wait, and how many of them are overdue, at each scrape of the
// metrics.
void PublishFigures(rpc::Runtime& runtime);

absl::Status ListWorkItems(rpc::ReadContext& ctx, const v1::ListWorkItemsRequest& req,
                           v1::ListWorkItemsResponse* resp);
absl::Status GetWorkItem(rpc::ReadContext& ctx, const v1::GetWorkItemRequest& req,
                         v1::WorkItem* resp);
absl::Status ClaimWorkItem(rpc::WriteContext& ctx, const v1::ClaimWorkItemRequest& req,
                           v1::WorkItem* resp);
absl::Status ReleaseWorkItem(rpc::WriteContext& ctx, const v1::ReleaseWorkItemRequest& req,
                             v1::WorkItem* resp);
absl::Status SnoozeWorkItem(rpc::WriteContext& ctx, const v1::SnoozeWorkItemRequest& req,
                            v1::WorkItem* resp);
absl::Status FinishWorkItem(rpc::WriteContext& ctx, const v1::FinishWorkItemRequest& req,
                            v1::WorkItem* resp);

}  // namespace shopdesk::work
