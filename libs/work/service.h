#pragma once

#include <functional>

#include "libs/rpc/host.h"
#include "libs/runtime/context.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::work {

// Serves WorkListService over this service's items, the items in its feed's snapshot, figures, and
// what is parked.
void Serve(rpc::Host& host);

// Opens an item for whatever is parked in this service, until it is released. Served with the rest.
void ShowParked(runtime::Runtime& runtime);

// How many items of each kind wait, and how many of them are overdue; counted at a scrape of the
// metrics, unless that was done less than `age` before.
std::function<void()> Sampler(runtime::Runtime& runtime, absl::Duration age);

absl::Status ListWorkItems(runtime::ReadContext& ctx, const v1::ListWorkItemsRequest& request,
                           v1::ListWorkItemsResponse* response);
absl::Status GetWorkItem(runtime::ReadContext& ctx, const v1::GetWorkItemRequest& request,
                         v1::WorkItem* response);
absl::Status ClaimWorkItem(runtime::WriteContext& ctx, const v1::ClaimWorkItemRequest& request,
                           v1::WorkItem* response);
absl::Status ReleaseWorkItem(runtime::WriteContext& ctx, const v1::ReleaseWorkItemRequest& request,
                             v1::WorkItem* response);
absl::Status SnoozeWorkItem(runtime::WriteContext& ctx, const v1::SnoozeWorkItemRequest& request,
                            v1::WorkItem* response);
absl::Status FinishWorkItem(runtime::WriteContext& ctx, const v1::FinishWorkItemRequest& request,
                            v1::WorkItem* response);

}  // namespace shopdesk::work
