#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// The RPCs of StockService about reservations.
namespace shopdesk::catalog::handlers {

absl::Status CheckStock(runtime::ReadContext& ctx, const v1::CheckStockRequest& request,
                        v1::CheckStockResponse* response);
absl::Status ReserveStock(runtime::WriteContext& ctx, const v1::ReserveStockRequest& request,
                          v1::Reservation* response);
absl::Status ConfirmReservation(runtime::WriteContext& ctx,
                                const v1::ConfirmReservationRequest& request,
                                v1::Reservation* response);
absl::Status TransferReservation(runtime::WriteContext& ctx,
                                 const v1::TransferReservationRequest& request,
                                 v1::Reservation* response);
absl::Status CommitReservation(runtime::WriteContext& ctx,
                               const v1::CommitReservationRequest& request,
                               v1::Reservation* response);
absl::Status ReleaseReservation(runtime::WriteContext& ctx,
                                const v1::ReleaseReservationRequest& request,
                                v1::Reservation* response);
absl::Status GetReservation(runtime::ReadContext& ctx, const v1::GetReservationRequest& request,
                            v1::Reservation* response);
absl::Status ListReservations(runtime::ReadContext& ctx, const v1::ListReservationsRequest& request,
                              v1::ListReservationsResponse* response);

// What ReserveStock and ConfirmReservation will read.
void AnnounceReserve(const v1::ReserveStockRequest& request, sql::Reads& reads);
void AnnounceConfirm(const v1::ConfirmReservationRequest& request, sql::Reads& reads);

// domain::kReservationExpiry: gives a tentative reservation back. Does nothing in any other state.
absl::Status OnReservationExpiry(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::handlers
