#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/bargain.pb.h"

// The RPCs of BargainService about bargains.
namespace shopdesk::catalog::handlers {

absl::Status NegotiatePrice(rpc::WriteContext& ctx, const v1::NegotiatePriceRequest& req,
                            v1::NegotiatePriceResponse* resp);
absl::Status RefuseBargain(rpc::WriteContext& ctx, const v1::RefuseBargainRequest& req,
                           v1::Bargain* resp);
absl::Status GetBargain(rpc::ReadContext& ctx, const v1::GetBargainRequest& req, v1::Bargain* resp);
absl::Status ListBargains(rpc::ReadContext& ctx, const v1::ListBargainsRequest& req,
                          v1::ListBargainsResponse* resp);

// A counter-offer's time is over; does nothing when the bargain has gone on.
absl::Status ExpireBargain(rpc::WriteContext& ctx, absl::string_view name);

}  // namespace shopdesk::catalog::handlers
