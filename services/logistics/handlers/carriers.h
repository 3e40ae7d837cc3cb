#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// shopdesk.logistics.v1.CarrierService: modes and carriers.
namespace shopdesk::logistics::handlers {

absl::Status ListModes(rpc::ReadContext& ctx, const v1::ListModesRequest& req,
                       v1::ListModesResponse* resp);
absl::Status GetCarrier(rpc::ReadContext& ctx, const v1::GetCarrierRequest& req, v1::Carrier* resp);
absl::Status ListCarriers(rpc::ReadContext& ctx, const v1::ListCarriersRequest& req,
                          v1::ListCarriersResponse* resp);
absl::Status CreateCarrier(rpc::WriteContext& ctx, const v1::CreateCarrierRequest& req,
                           v1::Carrier* resp);
absl::Status UpdateCarrier(rpc::WriteContext& ctx, const v1::UpdateCarrierRequest& req,
                           v1::Carrier* resp);
absl::Status ImportCarriers(rpc::WriteContext& ctx, const v1::ImportCarriersRequest& req,
                            v1::ImportCarriersResponse* resp);

}  // namespace shopdesk::logistics::handlers
