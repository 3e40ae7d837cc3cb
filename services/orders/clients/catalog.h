#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

namespace grpc {
class Channel;
}

// What orders needs of catalog. Calls block; errors are catalog's own, with their reasons.
// Thread-safe.
namespace shopdesk::orders::clients {

// Catalog's reasons (docs/errors.md) that orders looks at.
inline constexpr char kNotOnSale[] = "NOT_ON_SALE";
inline constexpr char kOutOfStock[] = "OUT_OF_STOCK";

class Catalog {
 public:
  virtual ~Catalog() = default;
  virtual absl::StatusOr<catalog::v1::Reservation> ReserveStock(
      const runtime::Context& ctx, const catalog::v1::ReserveStockRequest& request) = 0;
  virtual absl::Status ConfirmReservation(
      const runtime::Context& ctx, const catalog::v1::ConfirmReservationRequest& request) = 0;
  virtual absl::Status TransferReservation(
      const runtime::Context& ctx, const catalog::v1::TransferReservationRequest& request) = 0;
  virtual absl::Status CommitReservation(const runtime::Context& ctx,
                                         const catalog::v1::CommitReservationRequest& request) = 0;
  virtual absl::Status ReleaseReservation(
      const runtime::Context& ctx, const catalog::v1::ReleaseReservationRequest& request) = 0;
  virtual absl::Status AdjustStock(const runtime::Context& ctx,
                                   const catalog::v1::AdjustStockRequest& request) = 0;
  virtual absl::StatusOr<catalog::v1::CheckStockResponse> CheckStock(
      const runtime::Context& ctx, const catalog::v1::CheckStockRequest& request) = 0;
  virtual absl::StatusOr<catalog::v1::CheckPriceResponse> CheckPrice(
      const runtime::Context& ctx, const catalog::v1::CheckPriceRequest& request) = 0;
  virtual absl::StatusOr<catalog::v1::CheckGrantResponse> CheckGrant(
      const runtime::Context& ctx, const catalog::v1::CheckGrantRequest& request) = 0;
  virtual absl::StatusOr<catalog::v1::Grant> RedeemGrant(
      const runtime::Context& ctx, const catalog::v1::RedeemGrantRequest& request) = 0;
  virtual absl::Status ReturnGrant(const runtime::Context& ctx,
                                   const catalog::v1::ReturnGrantRequest& request) = 0;
  virtual absl::StatusOr<catalog::v1::Reservation> GetReservation(const runtime::Context& ctx,
                                                                  absl::string_view name) = 0;
  virtual absl::StatusOr<catalog::v1::BatchGetProductsResponse> BatchGetProducts(
      const runtime::Context& ctx, const catalog::v1::BatchGetProductsRequest& request) = 0;
  virtual absl::Status CountStock(const runtime::Context& ctx,
                                  const catalog::v1::CountStockRequest& request) = 0;
};

std::unique_ptr<Catalog> MakeCatalog(std::shared_ptr<grpc::Channel> channel);

}  // namespace shopdesk::orders::clients
