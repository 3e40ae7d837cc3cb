#pragma once

#include "libs/rpc/host.h"
#include "services/orders/clients/catalog.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/courier.grpc.pb.h"
#include "shopdesk/orders/v1/duplicate.grpc.pb.h"
#include "shopdesk/orders/v1/follow_up.grpc.pb.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/orders/v1/order_error.grpc.pb.h"
#include "shopdesk/orders/v1/payment.grpc.pb.h"
#include "shopdesk/orders/v1/payout.grpc.pb.h"
#include "shopdesk/orders/v1/policy.grpc.pb.h"
#include "shopdesk/orders/v1/price.grpc.pb.h"
#include "shopdesk/orders/v1/receiver.grpc.pb.h"
#include "shopdesk/orders/v1/refund.grpc.pb.h"
#include "shopdesk/orders/v1/remark.grpc.pb.h"
#include "shopdesk/orders/v1/risk.grpc.pb.h"
#include "shopdesk/orders/v1/shipping.grpc.pb.h"
#include "shopdesk/orders/v1/transfer.grpc.pb.h"

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

class OrderErrorService final : public v1::OrderErrorService::CallbackService {
 public:
  explicit OrderErrorService(rpc::Host& host) : host_(host) {}

  Reactor* RecordOrderError(Context* c, const v1::RecordOrderErrorRequest* q,
                            v1::OrderError* r) override;
  Reactor* GetOrderError(Context* c, const v1::GetOrderErrorRequest* q, v1::OrderError* r) override;
  Reactor* ListOrderErrors(Context* c, const v1::ListOrderErrorsRequest* q,
                           v1::ListOrderErrorsResponse* r) override;
  Reactor* ContestOrderError(Context* c, const v1::ContestOrderErrorRequest* q,
                             v1::OrderError* r) override;
  Reactor* DecideOrderError(Context* c, const v1::DecideOrderErrorRequest* q,
                            v1::OrderError* r) override;
  Reactor* GetOrderErrorRates(Context* c, const v1::GetOrderErrorRatesRequest* q,
                              v1::OrderErrorRates* r) override;

 private:
  rpc::Host& host_;
};

class FollowUpService final : public v1::FollowUpService::CallbackService {
 public:
  explicit FollowUpService(rpc::Host& host) : host_(host) {}

  Reactor* LogContact(Context* c, const v1::LogContactRequest* q, v1::Order* r) override;
  Reactor* RecordReminder(Context* c, const v1::RecordReminderRequest* q, v1::Order* r) override;
  Reactor* ProposeShipDate(Context* c, const v1::ProposeShipDateRequest* q, v1::Order* r) override;
  Reactor* AnswerShipDate(Context* c, const v1::AnswerShipDateRequest* q, v1::Order* r) override;

 private:
  rpc::Host& host_;
};

class DuplicateService final : public v1::DuplicateService::CallbackService {
 public:
  explicit DuplicateService(rpc::Host& host) : host_(host) {}

  Reactor* GetDuplicatePair(Context* c, const v1::GetDuplicatePairRequest* q,
                            v1::DuplicatePair* r) override;
  Reactor* ListDuplicatePairs(Context* c, const v1::ListDuplicatePairsRequest* q,
                              v1::ListDuplicatePairsResponse* r) override;
  Reactor* DecideDuplicate(Context* c, const v1::DecideDuplicateRequest* q,
                           v1::DuplicatePair* r) override;

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
  Reactor* ReleaseCodUnconfirmed(Context* c, const v1::ReleaseCodUnconfirmedRequest* q,
                                 v1::Order* r) override;
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
  Reactor* WaiveTopUp(Context* c, const v1::WaiveTopUpRequest* q, v1::Order* r) override;
  Reactor* RevealReceiver(Context* c, const v1::RevealReceiverRequest* q,
                          v1::RevealReceiverResponse* r) override;
  Reactor* FindOrdersByPhone(Context* c, const v1::FindOrdersByPhoneRequest* q,
                             v1::FindOrdersByPhoneResponse* r) override;

 private:
  rpc::Host& host_;
  clients::Logistics& logistics_;
};

class PriceService final : public v1::PriceService::CallbackService {
 public:
  PriceService(rpc::Host& host, clients::Catalog& catalog) : host_(host), catalog_(catalog) {}

  Reactor* ChangePrice(Context* c, const v1::ChangePriceRequest* q, v1::Order* r) override;
  Reactor* ChangeSku(Context* c, const v1::ChangeSkuRequest* q, v1::Order* r) override;

 private:
  rpc::Host& host_;
  clients::Catalog& catalog_;
};

class TransferService final : public v1::TransferService::CallbackService {
 public:
  using ImportReactor =
      grpc::ServerBidiReactor<v1::ImportStatementLinesRequest, v1::ImportStatementLinesResponse>;
  explicit TransferService(rpc::Host& host) : host_(host) {}

  Reactor* CreateBankAccount(Context* c, const v1::CreateBankAccountRequest* q,
                             v1::BankAccount* r) override;
  Reactor* ListBankAccounts(Context* c, const v1::ListBankAccountsRequest* q,
                            v1::ListBankAccountsResponse* r) override;
  Reactor* UpdateBankAccount(Context* c, const v1::UpdateBankAccountRequest* q,
                             v1::BankAccount* r) override;
  Reactor* ChooseBankAccount(Context* c, const v1::ChooseBankAccountRequest* q,
                             v1::Order* r) override;
  Reactor* RevealBankAccount(Context* c, const v1::RevealBankAccountRequest* q,
                             v1::BankAccount* r) override;
  Reactor* ClaimTransfer(Context* c, const v1::ClaimTransferRequest* q, v1::Order* r) override;
  ImportReactor* ImportStatementLines(Context* c) override;
  Reactor* RecordStatementLines(Context* c, const v1::RecordStatementLinesRequest* q,
                                v1::RecordStatementLinesResponse* r) override;
  Reactor* GetStatementLine(Context* c, const v1::GetStatementLineRequest* q,
                            v1::StatementLine* r) override;
  Reactor* ListStatementLines(Context* c, const v1::ListStatementLinesRequest* q,
                              v1::ListStatementLinesResponse* r) override;
  Reactor* MatchStatementLine(Context* c, const v1::MatchStatementLineRequest* q,
                              v1::StatementLine* r) override;
  Reactor* RevealStatementLine(Context* c, const v1::RevealStatementLineRequest* q,
                               v1::StatementLine* r) override;

 private:
  rpc::Host& host_;
};

class PayoutService final : public v1::PayoutService::CallbackService {
 public:
  explicit PayoutService(rpc::Host& host) : host_(host) {}

  Reactor* GetPayout(Context* c, const v1::GetPayoutRequest* q, v1::Payout* r) override;
  Reactor* ListPayouts(Context* c, const v1::ListPayoutsRequest* q,
                       v1::ListPayoutsResponse* r) override;
  Reactor* AskPayout(Context* c, const v1::AskPayoutRequest* q, v1::Payout* r) override;
  Reactor* ApprovePayout(Context* c, const v1::ApprovePayoutRequest* q, v1::Payout* r) override;
  Reactor* SendPayout(Context* c, const v1::SendPayoutRequest* q, v1::Payout* r) override;
  Reactor* ConfirmPayout(Context* c, const v1::ConfirmPayoutRequest* q, v1::Payout* r) override;
  Reactor* BouncePayout(Context* c, const v1::BouncePayoutRequest* q, v1::Payout* r) override;
  Reactor* RevealPayee(Context* c, const v1::RevealPayeeRequest* q, v1::Payee* r) override;

 private:
  rpc::Host& host_;
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

class RemarkService final : public v1::RemarkService::CallbackService {
 public:
  explicit RemarkService(rpc::Host& host) : host_(host) {}

  Reactor* AddRemark(Context* c, const v1::AddRemarkRequest* q, v1::Remark* r) override;
  Reactor* GetRemark(Context* c, const v1::GetRemarkRequest* q, v1::Remark* r) override;
  Reactor* ListRemarks(Context* c, const v1::ListRemarksRequest* q,
                       v1::ListRemarksResponse* r) override;
  Reactor* AcknowledgeRemark(Context* c, const v1::AcknowledgeRemarkRequest* q,
                             v1::Order* r) override;
  Reactor* RevealRemark(Context* c, const v1::RevealRemarkRequest* q, v1::Remark* r) override;

 private:
  rpc::Host& host_;
};

class RiskService final : public v1::RiskService::CallbackService {
 public:
  explicit RiskService(rpc::Host& host) : host_(host) {}

  Reactor* PlaceHold(Context* c, const v1::PlaceHoldRequest* q, v1::Order* r) override;
  Reactor* LiftHold(Context* c, const v1::LiftHoldRequest* q, v1::Order* r) override;
  Reactor* CreateBlockEntry(Context* c, const v1::CreateBlockEntryRequest* q,
                            v1::BlockEntry* r) override;
  Reactor* GetBlockEntry(Context* c, const v1::GetBlockEntryRequest* q, v1::BlockEntry* r) override;
  Reactor* ListBlockEntries(Context* c, const v1::ListBlockEntriesRequest* q,
                            v1::ListBlockEntriesResponse* r) override;
  Reactor* DeleteBlockEntry(Context* c, const v1::DeleteBlockEntryRequest* q,
                            v1::BlockEntry* r) override;

 private:
  rpc::Host& host_;
};

class CourierService final : public v1::CourierService::CallbackService {
 public:
  CourierService(rpc::Host& host, clients::Logistics& logistics)
      : host_(host), logistics_(logistics) {}

  Reactor* ListCourierOptions(Context* c, const v1::ListCourierOptionsRequest* q,
                              v1::ListCourierOptionsResponse* r) override;
  Reactor* ChooseCourier(Context* c, const v1::ChooseCourierRequest* q, v1::Order* r) override;

 private:
  rpc::Host& host_;
  clients::Logistics& logistics_;
};

}  // namespace shopdesk::orders
