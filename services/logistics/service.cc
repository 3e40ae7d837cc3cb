#include "services/logistics/service.h"

#include <utility>

#include "services/logistics/handlers/branches.h"
#include "services/logistics/handlers/carriers.h"
#include "services/logistics/handlers/intercepts.h"
#include "services/logistics/handlers/notices.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/handlers/rates.h"
#include "services/logistics/handlers/shipments.h"
#include "services/logistics/handlers/tracking.h"
#include "shopdesk/logistics/v1/branch.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/intercept.grpc.pb.h"
#include "shopdesk/logistics/v1/notice.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"

namespace shopdesk::logistics {
namespace {

using Unary = grpc::ServerUnaryReactor;
using Context = grpc::CallbackServerContext;
template <class Request, class Response>
using Bidi = grpc::ServerBidiReactor<Request, Response>;

// clang-format off
class PolicyService final : public v1::PolicyService::CallbackService {
 public:
  explicit PolicyService(rpc::Host& host) : host_(host) {}

  Unary* GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) override { return host_.Read(c, q, r, handlers::GetPolicy); }
  Unary* UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) override { return host_.Write(c, q, r, handlers::UpdatePolicy); }
  Unary* ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q, v1::ListPolicyRevisionsResponse* r) override { return host_.Query(c, q, r, handlers::ListPolicyRevisions); }

 private:
  rpc::Host& host_;
};

class BranchService final : public v1::BranchService::CallbackService {
 public:
  explicit BranchService(rpc::Host& host) : host_(host) {}

  Unary* GetBranch(Context* c, const v1::GetBranchRequest* q, v1::Branch* r) override { return host_.Read(c, q, r, handlers::GetBranch); }
  Unary* ListBranches(Context* c, const v1::ListBranchesRequest* q, v1::ListBranchesResponse* r) override { return host_.Query(c, q, r, handlers::ListBranches); }
  Unary* FindBranches(Context* c, const v1::FindBranchesRequest* q, v1::FindBranchesResponse* r) override { return host_.Query(c, q, r, handlers::FindBranches); }
  Bidi<v1::ImportBranchesRequest, v1::ImportBranchesResponse>* ImportBranches(Context* c) override { return host_.WriteStream<v1::ImportBranchesRequest, v1::ImportBranchesResponse>(c, handlers::ImportBranches); }

 private:
  rpc::Host& host_;
};

class CarrierService final : public v1::CarrierService::CallbackService {
 public:
  explicit CarrierService(rpc::Host& host) : host_(host) {}

  Unary* ListModes(Context* c, const v1::ListModesRequest* q, v1::ListModesResponse* r) override { return host_.Read(c, q, r, handlers::ListModes); }
  Unary* GetCarrier(Context* c, const v1::GetCarrierRequest* q, v1::Carrier* r) override { return host_.Read(c, q, r, handlers::GetCarrier); }
  Unary* ListCarriers(Context* c, const v1::ListCarriersRequest* q, v1::ListCarriersResponse* r) override { return host_.Query(c, q, r, handlers::ListCarriers); }
  Unary* CreateCarrier(Context* c, const v1::CreateCarrierRequest* q, v1::Carrier* r) override { return host_.Write(c, q, r, handlers::CreateCarrier); }
  Unary* UpdateCarrier(Context* c, const v1::UpdateCarrierRequest* q, v1::Carrier* r) override { return host_.Write(c, q, r, handlers::UpdateCarrier); }
  Bidi<v1::ImportCarriersRequest, v1::ImportCarriersResponse>* ImportCarriers(Context* c) override { return host_.WriteStream<v1::ImportCarriersRequest, v1::ImportCarriersResponse>(c, handlers::ImportCarriers); }
  Unary* GetRateTable(Context* c, const v1::GetRateTableRequest* q, v1::RateTable* r) override { return host_.Read(c, q, r, handlers::GetRateTable); }
  Unary* ListRateTables(Context* c, const v1::ListRateTablesRequest* q, v1::ListRateTablesResponse* r) override { return host_.Query(c, q, r, handlers::ListRateTables); }
  Bidi<v1::ImportRateTablesRequest, v1::ImportRateTablesResponse>* ImportRateTables(Context* c) override { return host_.WriteStream<v1::ImportRateTablesRequest, v1::ImportRateTablesResponse>(c, handlers::ImportRateTables); }

 private:
  rpc::Host& host_;
};

class QuoteService final : public v1::QuoteService::CallbackService {
 public:
  QuoteService(rpc::Host& host, std::shared_ptr<store::RateBook> rates) : host_(host), rates_(std::move(rates)) {}

  Unary* Quote(Context* c, const v1::QuoteRequest* q, v1::QuoteResponse* r) override { return host_.Query(c, q, r, handlers::Quote, *rates_); }

 private:
  rpc::Host& host_;
  const std::shared_ptr<store::RateBook> rates_;
};

class InterceptService final : public v1::InterceptService::CallbackService {
 public:
  InterceptService(rpc::Host& host, std::shared_ptr<store::RateBook> rates) : host_(host), rates_(std::move(rates)) {}

  Unary* RequestIntercept(Context* c, const v1::RequestInterceptRequest* q, v1::Intercept* r) override { return host_.Write(c, q, r, handlers::RequestIntercept, *rates_); }
  Unary* AnswerIntercept(Context* c, const v1::AnswerInterceptRequest* q, v1::Intercept* r) override { return host_.Write(c, q, r, handlers::AnswerIntercept); }
  Unary* CompleteIntercept(Context* c, const v1::CompleteInterceptRequest* q, v1::Intercept* r) override { return host_.Write(c, q, r, handlers::CompleteIntercept); }
  Unary* FailIntercept(Context* c, const v1::FailInterceptRequest* q, v1::Intercept* r) override { return host_.Write(c, q, r, handlers::FailIntercept); }
  Unary* GetIntercept(Context* c, const v1::GetInterceptRequest* q, v1::Intercept* r) override { return host_.Read(c, q, r, handlers::GetIntercept); }
  Unary* ListIntercepts(Context* c, const v1::ListInterceptsRequest* q, v1::ListInterceptsResponse* r) override { return host_.Query(c, q, r, handlers::ListIntercepts); }

 private:
  rpc::Host& host_;
  const std::shared_ptr<store::RateBook> rates_;
};

class NoticeService final : public v1::NoticeService::CallbackService {
 public:
  explicit NoticeService(rpc::Host& host) : host_(host) {}

  Unary* SendNotice(Context* c, const v1::SendNoticeRequest* q, v1::Notice* r) override { return host_.Write(c, q, r, handlers::SendNotice); }
  Unary* GetNotice(Context* c, const v1::GetNoticeRequest* q, v1::Notice* r) override { return host_.Read(c, q, r, handlers::GetNotice); }
  Unary* ListNotices(Context* c, const v1::ListNoticesRequest* q, v1::ListNoticesResponse* r) override { return host_.Query(c, q, r, handlers::ListNotices); }
  Unary* RetryNotice(Context* c, const v1::RetryNoticeRequest* q, v1::Notice* r) override { return host_.Write(c, q, r, handlers::RetryNotice); }
  Unary* CancelNotice(Context* c, const v1::CancelNoticeRequest* q, v1::Notice* r) override { return host_.Write(c, q, r, handlers::CancelNotice); }
  Unary* RevealNotice(Context* c, const v1::RevealNoticeRequest* q, v1::RevealNoticeResponse* r) override { return host_.Write(c, q, r, handlers::RevealNotice); }
  Unary* GetNoticePreference(Context* c, const v1::GetNoticePreferenceRequest* q, v1::NoticePreference* r) override { return host_.Read(c, q, r, handlers::GetNoticePreference); }
  Unary* SetNoticePreference(Context* c, const v1::SetNoticePreferenceRequest* q, v1::NoticePreference* r) override { return host_.Write(c, q, r, handlers::SetNoticePreference); }

 private:
  rpc::Host& host_;
};

class ShipmentService final : public v1::ShipmentService::CallbackService {
 public:
  ShipmentService(rpc::Host& host, std::shared_ptr<store::RateBook> rates) : host_(host), rates_(std::move(rates)) {}

  Unary* CreateShipment(Context* c, const v1::CreateShipmentRequest* q, v1::Shipment* r) override { return host_.Write(c, q, r, handlers::CreateShipment, *rates_); }
  Unary* GetShipment(Context* c, const v1::GetShipmentRequest* q, v1::Shipment* r) override { return host_.Read(c, q, r, handlers::GetShipment); }
  Unary* GetShipmentByWaybill(Context* c, const v1::GetShipmentByWaybillRequest* q, v1::Shipment* r) override { return host_.Read(c, q, r, handlers::GetShipmentByWaybill); }
  Unary* ListShipments(Context* c, const v1::ListShipmentsRequest* q, v1::ListShipmentsResponse* r) override { return host_.Query(c, q, r, handlers::ListShipments); }
  Unary* CancelShipment(Context* c, const v1::CancelShipmentRequest* q, v1::Shipment* r) override { return host_.Write(c, q, r, handlers::CancelShipment); }
  Unary* RevealReceiver(Context* c, const v1::RevealReceiverRequest* q, v1::RevealReceiverResponse* r) override { return host_.Write(c, q, r, handlers::RevealReceiver); }
  Bidi<v1::IngestTrackingRequest, v1::IngestTrackingResponse>* IngestTracking(Context* c) override { return host_.WriteStream<v1::IngestTrackingRequest, v1::IngestTrackingResponse>(c, handlers::IngestTracking); }
  Unary* RecordTracking(Context* c, const v1::RecordTrackingRequest* q, v1::RecordTrackingResponse* r) override { return host_.Write(c, q, r, handlers::RecordTracking); }
  Unary* ListTrackingEvents(Context* c, const v1::ListTrackingEventsRequest* q, v1::ListTrackingEventsResponse* r) override { return host_.Query(c, q, r, handlers::ListTrackingEvents); }
  Unary* CorrectTracking(Context* c, const v1::CorrectTrackingRequest* q, v1::Shipment* r) override { return host_.Write(c, q, r, handlers::CorrectTracking); }
  Unary* GetShipmentFigures(Context* c, const v1::GetShipmentFiguresRequest* q, v1::ShipmentFigures* r) override { return host_.Query(c, q, r, handlers::GetShipmentFigures); }

 private:
  rpc::Host& host_;
  const std::shared_ptr<store::RateBook> rates_;
};
// clang-format on

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Host& host) {
  auto rates = std::make_shared<store::RateBook>();
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<PolicyService>(host));
  services.push_back(std::make_unique<BranchService>(host));
  services.push_back(std::make_unique<CarrierService>(host));
  services.push_back(std::make_unique<InterceptService>(host, rates));
  services.push_back(std::make_unique<NoticeService>(host));
  services.push_back(std::make_unique<QuoteService>(host, rates));
  services.push_back(std::make_unique<ShipmentService>(host, rates));
  return services;
}

}  // namespace shopdesk::logistics
