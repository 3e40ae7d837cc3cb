#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/orders/v1/remark.pb.h"

// RemarkService.
namespace shopdesk::orders::handlers {

absl::Status AddRemark(rpc::WriteContext& ctx, const v1::AddRemarkRequest& request,
                       v1::Remark* response);
absl::Status GetRemark(rpc::ReadContext& ctx, const v1::GetRemarkRequest& request,
                       v1::Remark* response);
absl::Status ListRemarks(rpc::ReadContext& ctx, const v1::ListRemarksRequest& request,
                         v1::ListRemarksResponse* response);
absl::Status AcknowledgeRemark(rpc::WriteContext& ctx, const v1::AcknowledgeRemarkRequest& request,
                               v1::Order* response);
absl::Status RevealRemark(rpc::WriteContext& ctx, const v1::RevealRemarkRequest& request,
                          v1::Remark* response);

// Numbers, seals, masks and stores a remark on an order that was loaded for change, and emits it.
// The order is left to be saved.
absl::Status WriteRemark(rpc::WriteContext& ctx, v1::Order& order, v1::Remark& remark);

}  // namespace shopdesk::orders::handlers
