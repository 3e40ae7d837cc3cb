#include "services/orders/clients/catalog.h"

#include <string>

#include "libs/rpc/client.h"
#include "shopdesk/catalog/v1/bargain.grpc.pb.h"
#include "shopdesk/catalog/v1/product.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"

namespace shopdesk::orders::clients {
namespace {

using catalog::v1::BargainService;
using catalog::v1::ProductService;
using catalog::v1::StockService;

class GrpcCatalog final : public Catalog {
 public:
  explicit GrpcCatalog(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(StockService::NewStub(channel)),
        bargains_(BargainService::NewStub(channel)),
        products_(ProductService::NewStub(channel)) {}

  absl::StatusOr<catalog::v1::Reservation> ReserveStock(
      const runtime::Context& ctx, const catalog::v1::ReserveStockRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::ReserveStock, request);
  }
  absl::Status ConfirmReservation(const runtime::Context& ctx,
                                  const catalog::v1::ConfirmReservationRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::ConfirmReservation, request)
        .status();
  }
  absl::Status TransferReservation(
      const runtime::Context& ctx,
      const catalog::v1::TransferReservationRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::TransferReservation,
                       request)
        .status();
  }
  absl::Status CommitReservation(const runtime::Context& ctx,
                                 const catalog::v1::CommitReservationRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::CommitReservation, request)
        .status();
  }
  absl::Status ReleaseReservation(const runtime::Context& ctx,
                                  const catalog::v1::ReleaseReservationRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::ReleaseReservation, request)
        .status();
  }
  absl::Status AdjustStock(const runtime::Context& ctx,
                           const catalog::v1::AdjustStockRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::AdjustStock, request)
        .status();
  }
  absl::StatusOr<catalog::v1::CheckStockResponse> CheckStock(
      const runtime::Context& ctx, const catalog::v1::CheckStockRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::CheckStock, request);
  }
  absl::StatusOr<catalog::v1::CheckPriceResponse> CheckPrice(
      const runtime::Context& ctx, const catalog::v1::CheckPriceRequest& request) override {
    return rpc::Invoke(ctx, bargains_->async(), &BargainService::Stub::async::CheckPrice, request);
  }
  absl::StatusOr<catalog::v1::CheckGrantResponse> CheckGrant(
      const runtime::Context& ctx, const catalog::v1::CheckGrantRequest& request) override {
    return rpc::Invoke(ctx, bargains_->async(), &BargainService::Stub::async::CheckGrant, request);
  }
  absl::StatusOr<catalog::v1::Grant> RedeemGrant(
      const runtime::Context& ctx, const catalog::v1::RedeemGrantRequest& request) override {
    return rpc::Invoke(ctx, bargains_->async(), &BargainService::Stub::async::RedeemGrant, request);
  }
  absl::Status ReturnGrant(const runtime::Context& ctx,
                           const catalog::v1::ReturnGrantRequest& request) override {
    return rpc::Invoke(ctx, bargains_->async(), &BargainService::Stub::async::ReturnGrant, request)
        .status();
  }
  absl::StatusOr<catalog::v1::Reservation> GetReservation(const runtime::Context& ctx,
                                                          absl::string_view name) override {
    catalog::v1::GetReservationRequest request;
    request.set_name(std::string(name));
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::GetReservation, request);
  }
  absl::StatusOr<catalog::v1::BatchGetProductsResponse> BatchGetProducts(
      const runtime::Context& ctx, const catalog::v1::BatchGetProductsRequest& request) override {
    return rpc::Invoke(ctx, products_->async(), &ProductService::Stub::async::BatchGetProducts,
                       request);
  }
  absl::Status CountStock(const runtime::Context& ctx,
                          const catalog::v1::CountStockRequest& request) override {
    return rpc::Invoke(ctx, stub_->async(), &StockService::Stub::async::CountStock, request)
        .status();
  }

 private:
  const std::unique_ptr<StockService::Stub> stub_;
  const std::unique_ptr<BargainService::Stub> bargains_;
  const std::unique_ptr<ProductService::Stub> products_;
};

}  // namespace

std::unique_ptr<Catalog> MakeCatalog(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcCatalog>(channel);
}

}  // namespace shopdesk::orders::clients
