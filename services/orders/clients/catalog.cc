#include "services/orders/clients/catalog.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/catalog/v1/bargain.grpc.pb.h"
#include "shopdesk/catalog/v1/stock.grpc.pb.h"

namespace shopdesk::orders::clients {
namespace {

using catalog::v1::BargainService;
using catalog::v1::StockService;

constexpr absl::Duration kTimeout = absl::Seconds(10);

class GrpcCatalog final : public Catalog {
 public:
  explicit GrpcCatalog(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(StockService::NewStub(channel)), bargains_(BargainService::NewStub(channel)) {}

  absl::StatusOr<catalog::v1::Reservation> ReserveStock(
      const rpc::Context& ctx, const catalog::v1::ReserveStockRequest& request) override {
    catalog::v1::Reservation response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->ReserveStock(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::Status ConfirmReservation(const rpc::Context& ctx,
                                  const catalog::v1::ConfirmReservationRequest& request) override {
    catalog::v1::Reservation response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->ConfirmReservation(&context, &request, &response, std::move(done));
    });
  }
  absl::Status TransferReservation(
      const rpc::Context& ctx, const catalog::v1::TransferReservationRequest& request) override {
    catalog::v1::Reservation response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->TransferReservation(&context, &request, &response, std::move(done));
    });
  }
  absl::Status CommitReservation(const rpc::Context& ctx,
                                 const catalog::v1::CommitReservationRequest& request) override {
    catalog::v1::Reservation response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->CommitReservation(&context, &request, &response, std::move(done));
    });
  }
  absl::Status ReleaseReservation(const rpc::Context& ctx,
                                  const catalog::v1::ReleaseReservationRequest& request) override {
    catalog::v1::Reservation response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->ReleaseReservation(&context, &request, &response, std::move(done));
    });
  }
  absl::Status AdjustStock(const rpc::Context& ctx,
                           const catalog::v1::AdjustStockRequest& request) override {
    catalog::v1::AdjustStockResponse response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      stub_->async()->AdjustStock(&context, &request, &response, std::move(done));
    });
  }
  absl::StatusOr<catalog::v1::CheckPriceResponse> CheckPrice(
      const rpc::Context& ctx, const catalog::v1::CheckPriceRequest& request) override {
    catalog::v1::CheckPriceResponse response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      bargains_->async()->CheckPrice(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::StatusOr<catalog::v1::Grant> RedeemGrant(
      const rpc::Context& ctx, const catalog::v1::RedeemGrantRequest& request) override {
    catalog::v1::Grant response;
    RETURN_IF_ERROR(rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      bargains_->async()->RedeemGrant(&context, &request, &response, std::move(done));
    }));
    return response;
  }
  absl::Status ReturnGrant(const rpc::Context& ctx,
                           const catalog::v1::ReturnGrantRequest& request) override {
    catalog::v1::Grant response;
    return rpc::Call(ctx, kTimeout, [&](grpc::ClientContext& context, rpc::CallDone done) {
      bargains_->async()->ReturnGrant(&context, &request, &response, std::move(done));
    });
  }

 private:
  const std::unique_ptr<StockService::Stub> stub_;
  const std::unique_ptr<BargainService::Stub> bargains_;
};

}  // namespace

std::unique_ptr<Catalog> MakeCatalog(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcCatalog>(channel);
}

}  // namespace shopdesk::orders::clients
