#include "services/orders/service.h"

#include "services/orders/handlers/bank_accounts.h"
#include "services/orders/handlers/cod.h"
#include "services/orders/handlers/couriers.h"
#include "services/orders/handlers/duplicates.h"
#include "services/orders/handlers/follow_up.h"
#include "services/orders/handlers/order_errors.h"
#include "services/orders/handlers/orders.h"
#include "services/orders/handlers/payments.h"
#include "services/orders/handlers/payouts.h"
#include "services/orders/handlers/placing.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/prices.h"
#include "services/orders/handlers/receiver.h"
#include "services/orders/handlers/refunds.h"
#include "services/orders/handlers/remarks.h"
#include "services/orders/handlers/returns.h"
#include "services/orders/handlers/risk.h"
#include "services/orders/handlers/shipping.h"
#include "services/orders/handlers/transfers.h"

namespace shopdesk::orders {

Reactor* PolicyService::GetPolicy(Context* c, const v1::GetPolicyRequest* q, v1::Policy* r) {
  return host_.Read(c, q, r, handlers::GetPolicy);
}
Reactor* PolicyService::UpdatePolicy(Context* c, const v1::UpdatePolicyRequest* q, v1::Policy* r) {
  return host_.Write(c, q, r, handlers::UpdatePolicy);
}
Reactor* PolicyService::ListPolicyRevisions(Context* c, const v1::ListPolicyRevisionsRequest* q,
                                            v1::ListPolicyRevisionsResponse* r) {
  return host_.Query(c, q, r, handlers::ListPolicyRevisions);
}

Reactor* OrderErrorService::RecordOrderError(Context* c, const v1::RecordOrderErrorRequest* q,
                                             v1::OrderError* r) {
  return host_.Write(c, q, r, handlers::RecordOrderError);
}
Reactor* OrderErrorService::GetOrderError(Context* c, const v1::GetOrderErrorRequest* q,
                                          v1::OrderError* r) {
  return host_.Read(c, q, r, handlers::GetOrderError);
}
Reactor* OrderErrorService::ListOrderErrors(Context* c, const v1::ListOrderErrorsRequest* q,
                                            v1::ListOrderErrorsResponse* r) {
  return host_.Query(c, q, r, handlers::ListOrderErrors);
}
Reactor* OrderErrorService::ContestOrderError(Context* c, const v1::ContestOrderErrorRequest* q,
                                              v1::OrderError* r) {
  return host_.Write(c, q, r, handlers::ContestOrderError);
}
Reactor* OrderErrorService::DecideOrderError(Context* c, const v1::DecideOrderErrorRequest* q,
                                             v1::OrderError* r) {
  return host_.Write(c, q, r, handlers::DecideOrderError);
}
Reactor* OrderErrorService::GetOrderErrorRates(Context* c, const v1::GetOrderErrorRatesRequest* q,
                                               v1::OrderErrorRates* r) {
  return host_.Query(c, q, r, handlers::GetOrderErrorRates);
}

Reactor* FollowUpService::LogContact(Context* c, const v1::LogContactRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::LogContact);
}
Reactor* FollowUpService::RecordReminder(Context* c, const v1::RecordReminderRequest* q,
                                         v1::Order* r) {
  return host_.Write(c, q, r, handlers::RecordReminder);
}
Reactor* FollowUpService::ProposeShipDate(Context* c, const v1::ProposeShipDateRequest* q,
                                          v1::Order* r) {
  return host_.Write(c, q, r, handlers::ProposeShipDate);
}
Reactor* FollowUpService::AnswerShipDate(Context* c, const v1::AnswerShipDateRequest* q,
                                         v1::Order* r) {
  return host_.Write(c, q, r, handlers::AnswerShipDate);
}

Reactor* DuplicateService::GetDuplicatePair(Context* c, const v1::GetDuplicatePairRequest* q,
                                            v1::DuplicatePair* r) {
  return host_.Read(c, q, r, handlers::GetDuplicatePair);
}
Reactor* DuplicateService::ListDuplicatePairs(Context* c, const v1::ListDuplicatePairsRequest* q,
                                              v1::ListDuplicatePairsResponse* r) {
  return host_.Query(c, q, r, handlers::ListDuplicatePairs);
}
Reactor* DuplicateService::DecideDuplicate(Context* c, const v1::DecideDuplicateRequest* q,
                                           v1::DuplicatePair* r) {
  return host_.Write(c, q, r, handlers::DecideDuplicate);
}

Reactor* OrderService::PlaceOrder(Context* c, const v1::PlaceOrderRequest* q, v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::PlaceOrder, catalog_, logistics_);
}
Reactor* OrderService::GetOrder(Context* c, const v1::GetOrderRequest* q, v1::Order* r) {
  return host_.Read(c, q, r, handlers::GetOrder);
}
Reactor* OrderService::BatchGetOrders(Context* c, const v1::BatchGetOrdersRequest* q,
                                      v1::BatchGetOrdersResponse* r) {
  return host_.Query(c, q, r, handlers::BatchGetOrders);
}
Reactor* OrderService::ListOrders(Context* c, const v1::ListOrdersRequest* q,
                                  v1::ListOrdersResponse* r) {
  return host_.Query(c, q, r, handlers::ListOrders);
}
Reactor* OrderService::DescribeOrder(Context* c, const v1::DescribeOrderRequest* q,
                                     v1::DescribeOrderResponse* r) {
  return host_.Read(c, q, r, handlers::DescribeOrder);
}
Reactor* OrderService::CloseOrder(Context* c, const v1::CloseOrderRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::CloseOrder);
}
Reactor* OrderService::GetOrderFigures(Context* c, const v1::GetOrderFiguresRequest* q,
                                       v1::OrderFigures* r) {
  return host_.Query(c, q, r, handlers::GetOrderFigures);
}

Reactor* PaymentService::RecordPayment(Context* c, const v1::RecordPaymentRequest* q,
                                       v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::RecordPayment, catalog_);
}
Reactor* PaymentService::ConfirmCod(Context* c, const v1::ConfirmCodRequest* q, v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ConfirmCod, catalog_);
}
Reactor* PaymentService::DeclineCod(Context* c, const v1::DeclineCodRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::DeclineCod);
}
Reactor* PaymentService::ReleaseCodUnconfirmed(Context* c,
                                               const v1::ReleaseCodUnconfirmedRequest* q,
                                               v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ReleaseCodUnconfirmed, catalog_);
}
Reactor* PaymentService::RecordCodRemittance(Context* c, const v1::RecordCodRemittanceRequest* q,
                                             v1::Order* r) {
  return host_.Write(c, q, r, handlers::RecordCodRemittance);
}
Reactor* PaymentService::ListLedgerEntries(Context* c, const v1::ListLedgerEntriesRequest* q,
                                           v1::ListLedgerEntriesResponse* r) {
  return host_.Query(c, q, r, handlers::ListLedgerEntries);
}

Reactor* ReceiverService::AskReceiver(Context* c, const v1::AskReceiverRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::AskReceiver);
}
Reactor* ReceiverService::ConfirmReceiver(Context* c, const v1::ConfirmReceiverRequest* q,
                                          v1::Order* r) {
  return host_.Write(c, q, r, handlers::ConfirmReceiver);
}
Reactor* ReceiverService::ChangeReceiver(Context* c, const v1::ChangeReceiverRequest* q,
                                         v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ChangeReceiver, logistics_);
}
Reactor* ReceiverService::MarkReceiverUnreachable(Context* c,
                                                  const v1::MarkReceiverUnreachableRequest* q,
                                                  v1::Order* r) {
  return host_.Write(c, q, r, handlers::MarkReceiverUnreachable);
}
Reactor* ReceiverService::WaiveTopUp(Context* c, const v1::WaiveTopUpRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::WaiveTopUp);
}
Reactor* ReceiverService::RevealReceiver(Context* c, const v1::RevealReceiverRequest* q,
                                         v1::RevealReceiverResponse* r) {
  return host_.Write(c, q, r, handlers::RevealReceiver);
}
Reactor* ReceiverService::FindOrdersByPhone(Context* c, const v1::FindOrdersByPhoneRequest* q,
                                            v1::FindOrdersByPhoneResponse* r) {
  return host_.Query(c, q, r, handlers::FindOrdersByPhone);
}

Reactor* PriceService::ChangePrice(Context* c, const v1::ChangePriceRequest* q, v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ChangePrice, catalog_);
}
Reactor* PriceService::ChangeSku(Context* c, const v1::ChangeSkuRequest* q, v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ChangeSku, catalog_);
}

Reactor* TransferService::CreateBankAccount(Context* c, const v1::CreateBankAccountRequest* q,
                                            v1::BankAccount* r) {
  return host_.Write(c, q, r, handlers::CreateBankAccount);
}
Reactor* TransferService::ListBankAccounts(Context* c, const v1::ListBankAccountsRequest* q,
                                           v1::ListBankAccountsResponse* r) {
  return host_.Query(c, q, r, handlers::ListBankAccounts);
}
Reactor* TransferService::UpdateBankAccount(Context* c, const v1::UpdateBankAccountRequest* q,
                                            v1::BankAccount* r) {
  return host_.Write(c, q, r, handlers::UpdateBankAccount);
}
Reactor* TransferService::ChooseBankAccount(Context* c, const v1::ChooseBankAccountRequest* q,
                                            v1::Order* r) {
  return host_.Write(c, q, r, handlers::ChooseBankAccount);
}
Reactor* TransferService::RevealBankAccount(Context* c, const v1::RevealBankAccountRequest* q,
                                            v1::BankAccount* r) {
  return host_.Write(c, q, r, handlers::RevealBankAccount);
}
Reactor* TransferService::ClaimTransfer(Context* c, const v1::ClaimTransferRequest* q,
                                        v1::Order* r) {
  return host_.Write(c, q, r, handlers::ClaimTransfer);
}
TransferService::ImportReactor* TransferService::ImportStatementLines(Context* c) {
  return host_.WriteStream<v1::ImportStatementLinesRequest, v1::ImportStatementLinesResponse>(
      c, handlers::ImportStatementLines);
}
Reactor* TransferService::RecordStatementLines(Context* c, const v1::RecordStatementLinesRequest* q,
                                               v1::RecordStatementLinesResponse* r) {
  return host_.Write(c, q, r, handlers::RecordStatementLines);
}
Reactor* TransferService::GetStatementLine(Context* c, const v1::GetStatementLineRequest* q,
                                           v1::StatementLine* r) {
  return host_.Read(c, q, r, handlers::GetStatementLine);
}
Reactor* TransferService::ListStatementLines(Context* c, const v1::ListStatementLinesRequest* q,
                                             v1::ListStatementLinesResponse* r) {
  return host_.Query(c, q, r, handlers::ListStatementLines);
}
Reactor* TransferService::MatchStatementLine(Context* c, const v1::MatchStatementLineRequest* q,
                                             v1::StatementLine* r) {
  return host_.Write(c, q, r, handlers::MatchStatementLine);
}
Reactor* TransferService::RevealStatementLine(Context* c, const v1::RevealStatementLineRequest* q,
                                              v1::StatementLine* r) {
  return host_.Write(c, q, r, handlers::RevealStatementLine);
}

Reactor* PayoutService::GetPayout(Context* c, const v1::GetPayoutRequest* q, v1::Payout* r) {
  return host_.Read(c, q, r, handlers::GetPayout);
}
Reactor* PayoutService::ListPayouts(Context* c, const v1::ListPayoutsRequest* q,
                                    v1::ListPayoutsResponse* r) {
  return host_.Query(c, q, r, handlers::ListPayouts);
}
Reactor* PayoutService::AskPayout(Context* c, const v1::AskPayoutRequest* q, v1::Payout* r) {
  return host_.Write(c, q, r, handlers::AskPayout);
}
Reactor* PayoutService::ApprovePayout(Context* c, const v1::ApprovePayoutRequest* q,
                                      v1::Payout* r) {
  return host_.Write(c, q, r, handlers::ApprovePayout);
}
Reactor* PayoutService::SendPayout(Context* c, const v1::SendPayoutRequest* q, v1::Payout* r) {
  return host_.Write(c, q, r, handlers::SendPayout);
}
Reactor* PayoutService::ConfirmPayout(Context* c, const v1::ConfirmPayoutRequest* q,
                                      v1::Payout* r) {
  return host_.Write(c, q, r, handlers::ConfirmPayout);
}
Reactor* PayoutService::BouncePayout(Context* c, const v1::BouncePayoutRequest* q, v1::Payout* r) {
  return host_.Write(c, q, r, handlers::BouncePayout);
}
Reactor* PayoutService::RevealPayee(Context* c, const v1::RevealPayeeRequest* q, v1::Payee* r) {
  return host_.Write(c, q, r, handlers::RevealPayee);
}

Reactor* ShippingService::ShipOrder(Context* c, const v1::ShipOrderRequest* q, v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ShipOrder, logistics_);
}
Reactor* ShippingService::ConfirmReceipt(Context* c, const v1::ConfirmReceiptRequest* q,
                                         v1::Order* r) {
  return host_.Write(c, q, r, handlers::ConfirmReceipt);
}
Reactor* ShippingService::ExtendReceipt(Context* c, const v1::ExtendReceiptRequest* q,
                                        v1::Order* r) {
  return host_.Write(c, q, r, handlers::ExtendReceipt);
}

Reactor* RefundService::OpenRefund(Context* c, const v1::OpenRefundRequest* q, v1::Refund* r) {
  return host_.Write(c, q, r, handlers::OpenRefund);
}
Reactor* RefundService::GetRefund(Context* c, const v1::GetRefundRequest* q, v1::Refund* r) {
  return host_.Read(c, q, r, handlers::GetRefund);
}
Reactor* RefundService::ListRefunds(Context* c, const v1::ListRefundsRequest* q,
                                    v1::ListRefundsResponse* r) {
  return host_.Query(c, q, r, handlers::ListRefunds);
}
Reactor* RefundService::AgreeRefund(Context* c, const v1::AgreeRefundRequest* q, v1::Refund* r) {
  return host_.Write(c, q, r, handlers::AgreeRefund);
}
Reactor* RefundService::RefuseRefund(Context* c, const v1::RefuseRefundRequest* q, v1::Refund* r) {
  return host_.Write(c, q, r, handlers::RefuseRefund);
}
Reactor* RefundService::ReviseRefund(Context* c, const v1::ReviseRefundRequest* q, v1::Refund* r) {
  return host_.Write(c, q, r, handlers::ReviseRefund);
}
Reactor* RefundService::WithdrawRefund(Context* c, const v1::WithdrawRefundRequest* q,
                                       v1::Refund* r) {
  return host_.Write(c, q, r, handlers::WithdrawRefund);
}
Reactor* RefundService::EscalateRefund(Context* c, const v1::EscalateRefundRequest* q,
                                       v1::Refund* r) {
  return host_.Write(c, q, r, handlers::EscalateRefund);
}
Reactor* RefundService::DecideRefund(Context* c, const v1::DecideRefundRequest* q, v1::Refund* r) {
  return host_.Write(c, q, r, handlers::DecideRefund);
}
Reactor* RefundService::SendBackGoods(Context* c, const v1::SendBackGoodsRequest* q,
                                      v1::Refund* r) {
  return host_.Write(c, q, r, handlers::SendBackGoods);
}
Reactor* RefundService::ConfirmReturnedGoods(Context* c, const v1::ConfirmReturnedGoodsRequest* q,
                                             v1::Refund* r) {
  return host_.Write(c, q, r, handlers::ConfirmReturnedGoods);
}
Reactor* RefundService::RefuseReturnedGoods(Context* c, const v1::RefuseReturnedGoodsRequest* q,
                                            v1::Refund* r) {
  return host_.Write(c, q, r, handlers::RefuseReturnedGoods);
}
Reactor* RefundService::AcceptReturn(Context* c, const v1::AcceptReturnRequest* q, v1::Return* r) {
  return host_.Write(c, q, r, handlers::AcceptReturn);
}
Reactor* RefundService::GetReturn(Context* c, const v1::GetReturnRequest* q, v1::Return* r) {
  return host_.Read(c, q, r, handlers::GetReturn);
}
Reactor* RefundService::ListReturns(Context* c, const v1::ListReturnsRequest* q,
                                    v1::ListReturnsResponse* r) {
  return host_.Query(c, q, r, handlers::ListReturns);
}

Reactor* RemarkService::AddRemark(Context* c, const v1::AddRemarkRequest* q, v1::Remark* r) {
  return host_.Write(c, q, r, handlers::AddRemark);
}
Reactor* RemarkService::GetRemark(Context* c, const v1::GetRemarkRequest* q, v1::Remark* r) {
  return host_.Read(c, q, r, handlers::GetRemark);
}
Reactor* RemarkService::ListRemarks(Context* c, const v1::ListRemarksRequest* q,
                                    v1::ListRemarksResponse* r) {
  return host_.Query(c, q, r, handlers::ListRemarks);
}
Reactor* RemarkService::AcknowledgeRemark(Context* c, const v1::AcknowledgeRemarkRequest* q,
                                          v1::Order* r) {
  return host_.Write(c, q, r, handlers::AcknowledgeRemark);
}
Reactor* RemarkService::RevealRemark(Context* c, const v1::RevealRemarkRequest* q, v1::Remark* r) {
  return host_.Write(c, q, r, handlers::RevealRemark);
}

Reactor* RiskService::PlaceHold(Context* c, const v1::PlaceHoldRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::PlaceHold);
}
Reactor* RiskService::LiftHold(Context* c, const v1::LiftHoldRequest* q, v1::Order* r) {
  return host_.Write(c, q, r, handlers::LiftHold);
}
Reactor* RiskService::CreateBlockEntry(Context* c, const v1::CreateBlockEntryRequest* q,
                                       v1::BlockEntry* r) {
  return host_.Write(c, q, r, handlers::CreateBlockEntry);
}
Reactor* RiskService::GetBlockEntry(Context* c, const v1::GetBlockEntryRequest* q,
                                    v1::BlockEntry* r) {
  return host_.Read(c, q, r, handlers::GetBlockEntry);
}
Reactor* RiskService::ListBlockEntries(Context* c, const v1::ListBlockEntriesRequest* q,
                                       v1::ListBlockEntriesResponse* r) {
  return host_.Query(c, q, r, handlers::ListBlockEntries);
}
Reactor* RiskService::DeleteBlockEntry(Context* c, const v1::DeleteBlockEntryRequest* q,
                                       v1::BlockEntry* r) {
  return host_.Write(c, q, r, handlers::DeleteBlockEntry);
}

Reactor* CourierService::ListCourierOptions(Context* c, const v1::ListCourierOptionsRequest* q,
                                            v1::ListCourierOptionsResponse* r) {
  return host_.Workflow(c, q, r, handlers::ListCourierOptions, logistics_);
}
Reactor* CourierService::ChooseCourier(Context* c, const v1::ChooseCourierRequest* q,
                                       v1::Order* r) {
  return host_.Workflow(c, q, r, handlers::ChooseCourier, logistics_);
}

}  // namespace shopdesk::orders
