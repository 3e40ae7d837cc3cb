#pragma once

#include "absl/status/status.h"
#include "libs/rpc/context.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// The RPCs of StockService about reservations.
namespace shopdesk::catalog::handlers {

absl::Status ReserveStock(rpc::WriteContext& ctx, const v1::ReserveStockRequest& req,
                          v1::Reservation* resp);
absl::Status ConfirmReservation(rpc::WriteContext& ctx, const v1::ConfirmReservationRequest& req,
                                v1::Reservation* resp);
absl::Status TransferReservation(rpc::WriteContext& ctx, const v1::TransferReservationRequest& req,
                                 v1::Reservation* resp);
absl::Status CommitReservation(rpc::WriteContext& ctx, const v1::CommitReservationRequest& req,
                               v1::Reservation* resp);
absl::Status ReleaseReservation(rpc::WriteContext& ctx, const v1::ReleaseReservationRequest& req,
                                v1::Reservation* resp);
absl::Status GetReservation(rpc::ReadContext& ctx, const v1::GetReservationRequest& req,
                            v1::Reservation* resp);
absl::Status ListReservations(rpc::ReadContext& ctx, const v1::ListReservationsRequest& req,
                              v1::ListReservationsResponse* resp);

// The row that a reservation waits for: reservations of one SKU are batched by it.
std::string ReserveAffinity(const v1::ReserveStockRequest& req);

// A tentative reservation's time has come; does nothing in any other state.
absl::Status ExpireReservation(rpc::WriteContext& ctx, absl::string_view name);

}  // namespace shopdesk::catalog::handlers
