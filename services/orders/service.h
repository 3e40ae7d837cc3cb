#pragma once

#include "libs/rpc/host.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/payment.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/receiver.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"
#include "shopdesk/orders/v1/shipping.grpc.pb.h"

// The routing tables: one line an RPC.
namespace shopdesk::orders {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

class PolicyService final : public v1::PolicyService::CallbackService {
 public:
  explicit PolicyService(rpc::Host& host) : host_(host) {}

  Reactor* GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) override;
  Reactor* UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) override;
  Reactor* ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                               v1::ListPolicyRevisionsResponse* r) override;

 private:
  rpc::Host& host_;
};

class OrderService final : public v1::OrderService::CallbackService {
 public:
  OrderService(rpc::Host& host, clients::Catalog& catalog, clients::Logistics& logistics)
      : host_(host), catalog_(catalog), logistics_(logistics) {}

  Reactor* PlaceOrder(Context* c, const v1::PlaceOrderRequest* q, v1::Order* r) override;
  Reactor* GetOrder(Context* c, const v1::GetOrderRequest* q, v1::Order* r) override;
  Reactor* BatchGetOrders(Context* c, const v1::BatchGetOrdersRequest* q,
                          v1::BatchGetOrdersResponse* r) override;
  Reactor* ListOrders(Context* c, const v1::ListOrdersRequest* q,
                      v1::ListOrdersResponse* r) override;
  Reactor* DescribeOrder(Context* c, const v1::DescribeOrderRequest* q,
                         v1::DescribeOrderResponse* r) override;
  Reactor* CloseOrder(Context* c, const v1::CloseOrderRequest* q, v1::Order* r) override;
  Reactor* GetOrderFigures(Context* c, const v1::GetOrderFiguresRequest* q,
                           v1::OrderFigures* r) override;

 private:
  rpc::Host& host_;
  clients::Catalog& catalog_;
  clients::Logistics& logistics_;
};

class PaymentService final : public v1::PaymentService::CallbackService {
 public:
  PaymentService(rpc::Host& host, clients::Catalog& catalog) : host_(host), catalog_(catalog) {}

  Reactor* RecordPayment(Context* c, const v1::RecordPaymentRequest* q, v1::Order* r) override;
  Reactor* ConfirmCod(Context* c, const v1::ConfirmCodRequest* q, v1::Order* r) override;
  Reactor* DeclineCod(Context* c, const v1::DeclineCodRequest* q, v1::Order* r) override;
  Reactor* RecordCodRemittance(Context* c, const v1::RecordCodRemittanceRequest* q,
                               v1::Order* r) override;
  Reactor* ListLedgerEntries(Context* c, const v1::ListLedgerEntriesRequest* q,
                             v1::ListLedgerEntriesResponse* r) override;

 private:
  rpc::Host& host_;
  clients::Catalog& catalog_;
};

class ReceiverService final : public v1::ReceiverService::CallbackService {
 public:
  ReceiverService(rpc::Host& host, clients::Logistics& logistics)
      : host_(host), logistics_(logistics) {}

  Reactor* AskReceiver(Context* c, const v1::AskReceiverRequest* q, v1::Order* r) override;
  Reactor* ConfirmReceiver(Context* c, const v1::ConfirmReceiverRequest* q, v1::Order* r) override;
  Reactor* ChangeReceiver(Context* c, const v1::ChangeReceiverRequest* q, v1::Order* r) override;
  Reactor* MarkReceiverUnreachable(Context* c, const v1::MarkReceiverUnreachableRequest* q,
                                   v1::Order* r) override;
  Reactor* RevealReceiver(Context* c, const v1::RevealReceiverRequest* q,
                          v1::RevealReceiverResponse* r) override;
  Reactor* FindOrdersByPhone(Context* c, const v1::FindOrdersByPhoneRequest* q,
                             v1::FindOrdersByPhoneResponse* r) override;

 private:
  rpc::Host& host_;
  clients::Logistics& logistics_;
};

class ShippingService final : public v1::ShippingService::CallbackService {
 public:
  ShippingService(rpc::Host& host, clients::Logistics& logistics)
      : host_(host), logistics_(logistics) {}

  Reactor* ShipOrder(Context* c, const v1::ShipOrderRequest* q, v1::Order* r) override;
  Reactor* ConfirmReceipt(Context* c, const v1::ConfirmReceiptRequest* q, v1::Order* r) override;
  Reactor* ExtendReceipt(Context* c, const v1::ExtendReceiptRequest* q, v1::Order* r) override;

 private:
  rpc::Host& host_;
  clients::Logistics& logistics_;
};

class RefundService final : public v1::RefundService::CallbackService {
 public:
  explicit RefundService(rpc::Host& host) : host_(host) {}

  Reactor* OpenRefund(Context* c, const v1::OpenRefundRequest* q, v1::Refund* r) override;
  Reactor* GetRefund(Context* c, const v1::GetRefundRequest* q, v1::Refund* r) override;
  Reactor* ListRefunds(Context* c, const v1::ListRefundsRequest* q,
                       v1::ListRefundsResponse* r) override;
  Reactor* AgreeRefund(Context* c, const v1::AgreeRefundRequest* q, v1::Refund* r) override;
  Reactor* RefuseRefund(Context* c, const v1::RefuseRefundRequest* q, v1::Refund* r) override;
  Reactor* ReviseRefund(Context* c, const v1::ReviseRefundRequest* q, v1::Refund* r) override;
  Reactor* WithdrawRefund(Context* c, const v1::WithdrawRefundRequest* q, v1::Refund* r) override;
  Reactor* EscalateRefund(Context* c, const v1::EscalateRefundRequest* q, v1::Refund* r) override;
  Reactor* DecideRefund(Context* c, const v1::DecideRefundRequest* q, v1::Refund* r) override;
  Reactor* SendBackGoods(Context* c, const v1::SendBackGoodsRequest* q, v1::Refund* r) override;
  Reactor* ConfirmReturnedGoods(Context* c, const v1::ConfirmReturnedGoodsRequest* q,
                                v1::Refund* r) override;
  Reactor* RefuseReturnedGoods(Context* c, const v1::RefuseReturnedGoodsRequest* q,
                               v1::Refund* r) override;
  Reactor* AcceptReturn(Context* c, const v1::AcceptReturnRequest* q, v1::Return* r) override;
  Reactor* GetReturn(Context* c, const v1::GetReturnRequest* q, v1::Return* r) override;
  Reactor* ListReturns(Context* c, const v1::ListReturnsRequest* q,
                       v1::ListReturnsResponse* r) override;

 private:
  rpc::Host& host_;
};

}  // namespace shopdesk::orders
