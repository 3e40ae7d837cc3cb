#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/remark.pb.h"

// RemarkService.
namespace shopdesk::orders::handlers {

absl::Status AddRemark(runtime::WriteContext& ctx, const v1::AddRemarkRequest& request,
                       v1::Remark* response);
absl::Status GetRemark(runtime::ReadContext& ctx, const v1::GetRemarkRequest& request,
                       v1::Remark* response);
absl::Status ListRemarks(runtime::ReadContext& ctx, const v1::ListRemarksRequest& request,
                         v1::ListRemarksResponse* response);
absl::Status AcknowledgeRemark(runtime::WriteContext& ctx,
                               const v1::AcknowledgeRemarkRequest& request, v1::Order* response);
absl::Status RevealRemark(runtime::WriteContext& ctx, const v1::RevealRemarkRequest& request,
                          v1::Remark* response);

// The slot of a remark in the vault.
inline constexpr char kRemarkSlot[] = "remark";

// Numbers, seals, masks and stores a remark on an order that was loaded for change, and emits it.
// The order is left to be saved.
absl::Status WriteRemark(runtime::WriteContext& ctx, v1::Order& order, v1::Remark& remark);

}  // namespace shopdesk::orders::handlers
