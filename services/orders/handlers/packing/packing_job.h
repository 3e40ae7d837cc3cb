#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/handlers/trade/order_change.h"
#include "shopdesk/orders/v1/packing.pb.h"

// PackingService, but for what goes on paper and into the box (packing_sheet.h, scan.h).
namespace shopdesk::orders::handlers {

absl::Status StartPacking(runtime::WorkflowContext& ctx, const v1::StartPackingRequest& request,
                          v1::PackingJob* response, clients::Catalog& catalog);
absl::Status GetPackingJob(runtime::ReadContext& ctx, const v1::GetPackingJobRequest& request,
                           v1::PackingJob* response);
absl::Status ListPackingJobs(runtime::ReadContext& ctx, const v1::ListPackingJobsRequest& request,
                             v1::ListPackingJobsResponse* response);
absl::Status MarkPicked(runtime::WriteContext& ctx, const v1::MarkPickedRequest& request,
                        v1::PackingJob* response);
absl::Status CancelPacking(runtime::WriteContext& ctx, const v1::CancelPackingRequest& request,
                           v1::PackingJob* response);

// Stores a job that was loaded for update, and tells of it.
absl::Status SavePackingJob(runtime::WriteContext& ctx, v1::PackingJob& job, const char* event);
// Loads orders for change, in the order of their names, as everywhere. NOT_FOUND.
absl::StatusOr<std::vector<OrderChange>> LoadOrdersForChange(runtime::WriteContext& ctx,
                                                             std::vector<std::string> names);
// The names of the orders whose goods are in it.
std::vector<std::string> OrdersOf(const v1::PackingJob& job);
// They as they stand, without their locks: what changes meanwhile is newer.
absl::StatusOr<std::vector<v1::Order>> LoadPackedOrders(runtime::WriteContext& ctx,
                                                        const v1::PackingJob& job);
// Nothing of it is packed: its orders, which were loaded for change and are left to be saved, can
// be packed anew, and what was picked is to be put back. WRONG_STATE.
absl::Status EndPacking(runtime::WriteContext& ctx, std::vector<OrderChange>& orders,
                        v1::PackingJob& job, v1::PackingJob::CancelReason reason);
// An order changed: what is packed of it is cancelled, if that isn't to be shipped any more.
absl::Status StopPacking(runtime::WriteContext& ctx, absl::string_view order_name);

}  // namespace shopdesk::orders::handlers
