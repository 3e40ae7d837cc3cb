#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/logistics/v1/carrier.pb.h"

// shopdesk.logistics.v1.CarrierService: modes and carriers.
namespace shopdesk::logistics::handlers {

// The escaped id of the carrier that a list's parent names; empty for all of the shop's, "-".
// NOT_FOUND for the carrier or the shop.
absl::StatusOr<std::string> CarrierFilter(runtime::ReadContext& ctx, absl::string_view parent);

absl::Status ListModes(runtime::ReadContext& ctx, const v1::ListModesRequest& request,
                       v1::ListModesResponse* response);
absl::Status GetCarrier(runtime::ReadContext& ctx, const v1::GetCarrierRequest& request,
                        v1::Carrier* response);
absl::Status ListCarriers(runtime::ReadContext& ctx, const v1::ListCarriersRequest& request,
                          v1::ListCarriersResponse* response);
absl::Status CreateCarrier(runtime::WriteContext& ctx, const v1::CreateCarrierRequest& request,
                           v1::Carrier* response);
absl::Status UpdateCarrier(runtime::WriteContext& ctx, const v1::UpdateCarrierRequest& request,
                           v1::Carrier* response);
absl::Status ImportCarriers(runtime::WriteContext& ctx, const v1::ImportCarriersRequest& request,
                            v1::ImportCarriersResponse* response);

}  // namespace shopdesk::logistics::handlers
