#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"

// shopdesk.logistics.v1.FreightBillService.
namespace shopdesk::logistics::handlers {

absl::Status GetFreightBill(runtime::ReadContext& ctx, const v1::GetFreightBillRequest& request,
                            v1::FreightBill* response);
absl::Status ListFreightBills(runtime::ReadContext& ctx, const v1::ListFreightBillsRequest& request,
                              v1::ListFreightBillsResponse* response);
absl::Status ListUnbilledShipments(runtime::ReadContext& ctx,
                                   const v1::ListUnbilledShipmentsRequest& request,
                                   v1::ListUnbilledShipmentsResponse* response);
absl::Status ImportFreightLines(runtime::WriteContext& ctx,
                                const v1::ImportFreightLinesRequest& request,
                                v1::ImportFreightLinesResponse* response);
absl::Status RecordFreightLines(runtime::WriteContext& ctx,
                                const v1::RecordFreightLinesRequest& request,
                                v1::RecordFreightLinesResponse* response);
absl::Status GetFreightLine(runtime::ReadContext& ctx, const v1::GetFreightLineRequest& request,
                            v1::FreightLine* response);
absl::Status ListFreightLines(runtime::ReadContext& ctx, const v1::ListFreightLinesRequest& request,
                              v1::ListFreightLinesResponse* response);
absl::Status SettleFreightBill(runtime::WriteContext& ctx,
                               const v1::SettleFreightBillRequest& request,
                               v1::FreightBill* response);
absl::Status GetFreightFigures(runtime::ReadContext& ctx,
                               const v1::GetFreightFiguresRequest& request,
                               v1::FreightFigures* response);

}  // namespace shopdesk::logistics::handlers
