#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/shipment.pb.h"
#include "shopdesk/orders/v1/hand_over.pb.h"

// HandOverService.
namespace shopdesk::orders::handlers {

absl::Status OpenHandOverList(runtime::WriteContext& ctx,
                              const v1::OpenHandOverListRequest& request,
                              v1::HandOverList* response);
absl::Status AddToHandOverList(runtime::WriteContext& ctx,
                               const v1::AddToHandOverListRequest& request,
                               v1::HandOverList* response);
absl::Status RemoveFromHandOverList(runtime::WriteContext& ctx,
                                    const v1::RemoveFromHandOverListRequest& request,
                                    v1::HandOverList* response);
absl::Status CloseHandOverList(runtime::WriteContext& ctx,
                               const v1::CloseHandOverListRequest& request,
                               v1::HandOverList* response);
absl::Status GetHandOverList(runtime::ReadContext& ctx, const v1::GetHandOverListRequest& request,
                             v1::HandOverList* response);
absl::Status ListHandOverLists(runtime::ReadContext& ctx,
                               const v1::ListHandOverListsRequest& request,
                               v1::ListHandOverListsResponse* response);

// A shipment was cancelled before its carrier had the parcel: it stands on no list any more, and is
// to be unpacked.
absl::Status RecallPacked(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment);

}  // namespace shopdesk::orders::handlers
