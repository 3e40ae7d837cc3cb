#pragma once

#include "absl/status/status.h"
#include "libs/runtime/runtime.h"
#include "libs/runtime/sink.h"
#include "shopdesk/work/v1/work.pb.h"

namespace shopdesk::work {

// WorkListService.WatchWorkItems: the list as it is, then what the feed says of it.
absl::Status WatchWorkItems(runtime::WorkflowContext& ctx, const v1::WatchWorkItemsRequest& request,
                            runtime::Sink<v1::WatchWorkItemsResponse> sink,
                            runtime::Runtime& runtime);

}  // namespace shopdesk::work
