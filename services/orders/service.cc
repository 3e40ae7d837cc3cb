#include "services/orders/service.h"

#include "services/orders/handlers/care/compensation.h"
#include "services/orders/handlers/care/compensation_effect.h"
#include "services/orders/handlers/care/promise.h"
#include "services/orders/handlers/desk/buyer_card.h"
#include "services/orders/handlers/desk/erasure.h"
#include "services/orders/handlers/desk/figures.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/desk/refund_advice.h"
#include "services/orders/handlers/packing/hand_over.h"
#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/packing/merged_shipping.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/packing/packing_sheet.h"
#include "services/orders/handlers/packing/scan.h"
#include "services/orders/handlers/packing/shortage.h"
#include "services/orders/handlers/payment/cod.h"
#include "services/orders/handlers/payment/payment.h"
#include "services/orders/handlers/placing/basket.h"
#include "services/orders/handlers/placing/duplicate.h"
#include "services/orders/handlers/placing/order_import.h"
#include "services/orders/handlers/placing/placing.h"
#include "services/orders/handlers/pricing/courier.h"
#include "services/orders/handlers/pricing/price.h"
#include "services/orders/handlers/pricing/price_protection.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_waybill.h"
#include "services/orders/handlers/refund/return.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/shipping/replacement.h"
#include "services/orders/handlers/shipping/shipping.h"
#include "services/orders/handlers/trade/follow_up.h"
#include "services/orders/handlers/trade/order.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/handlers/transfer/bank_account.h"
#include "services/orders/handlers/transfer/payout.h"
#include "services/orders/handlers/transfer/transfer.h"

namespace shopdesk::orders {

void AddServices(rpc::Host& host, const Clients& clients) {
  rpc::Routes policies = host.Service("shopdesk.orders.v1.PolicyService");
  policies.Read("GetPolicy", handlers::GetPolicy);
  policies.Write("UpdatePolicy", handlers::UpdatePolicy);
  policies.Query("ListPolicyRevisions", handlers::ListPolicyRevisions);

  rpc::Routes order_errors = host.Service("shopdesk.orders.v1.OrderErrorService");
  order_errors.Write("RecordOrderError", handlers::RecordOrderError);
  order_errors.Read("GetOrderError", handlers::GetOrderError);
  order_errors.Query("ListOrderErrors", handlers::ListOrderErrors);
  order_errors.Write("ContestOrderError", handlers::ContestOrderError);
  order_errors.Write("DecideOrderError", handlers::DecideOrderError);
  order_errors.Query("GetOrderErrorRates", handlers::GetOrderErrorRates);

  rpc::Routes promises = host.Service("shopdesk.orders.v1.PromiseService");
  promises.Write("MakePromise", handlers::MakePromise);
  promises.Read("GetPromise", handlers::GetPromise);
  promises.Query("ListPromises", handlers::ListPromises);
  promises.Write("KeepPromise", handlers::KeepPromise);
  promises.Write("WithdrawPromise", handlers::WithdrawPromise);
  promises.Query("GetPromiseFigures", handlers::GetPromiseFigures);

  rpc::Routes compensations = host.Service("shopdesk.orders.v1.CompensationService");
  compensations.Write("GiveCompensation", handlers::GiveCompensation);
  compensations.Read("GetCompensation", handlers::GetCompensation);
  compensations.Query("ListCompensations", handlers::ListCompensations);
  compensations.Write("ApproveCompensation", handlers::ApproveCompensation);
  compensations.Write("DeclineCompensation", handlers::DeclineCompensation);
  compensations.Query("GetCompensationFigures", handlers::GetCompensationFigures);
  compensations.Query("GetCompensationEffect", handlers::GetCompensationEffect);

  rpc::Routes follow_ups = host.Service("shopdesk.orders.v1.FollowUpService");
  follow_ups.Write("LogContact", handlers::LogContact);
  follow_ups.Write("RecordReminder", handlers::RecordReminder);
  follow_ups.Write("ProposeShipDate", handlers::ProposeShipDate);
  follow_ups.Write("AnswerShipDate", handlers::AnswerShipDate);

  rpc::Routes duplicates = host.Service("shopdesk.orders.v1.DuplicateService");
  duplicates.Read("GetDuplicatePair", handlers::GetDuplicatePair);
  duplicates.Query("ListDuplicatePairs", handlers::ListDuplicatePairs);
  duplicates.Write("DecideDuplicate", handlers::DecideDuplicate);

  rpc::Routes orders = host.Service("shopdesk.orders.v1.OrderService");
  orders.Workflow("PlaceOrder", handlers::PlaceOrder, clients.catalog, clients.logistics);
  orders.Read("GetOrder", handlers::GetOrder);
  orders.Query("BatchGetOrders", handlers::BatchGetOrders);
  orders.Query("ListOrders", handlers::ListOrders);
  orders.Read("DescribeOrder", handlers::DescribeOrder);
  orders.Write("CloseOrder", handlers::CloseOrder);
  orders.Query("GetOrderFigures", handlers::GetOrderFigures);

  rpc::Routes imports = host.Service("shopdesk.orders.v1.OrderImportService");
  imports.WriteStream("ImportOrders", handlers::ImportOrders);

  rpc::Routes baskets = host.Service("shopdesk.orders.v1.BasketService");
  baskets.Workflow("CheckBasket", handlers::CheckBasket, clients.catalog, clients.logistics);

  rpc::Routes buyers = host.Service("shopdesk.orders.v1.BuyerService");
  buyers.Write("EraseBuyer", handlers::EraseBuyer);

  rpc::Routes cards = host.Service("shopdesk.orders.v1.BuyerCardService");
  cards.Query("GetBuyerCard", handlers::GetBuyerCard);
  cards.Write("AddBuyerNote", handlers::AddBuyerNote);
  cards.Query("ListBuyerNotes", handlers::ListBuyerNotes);
  cards.Write("RevealBuyerNote", handlers::RevealBuyerNote);
  cards.Write("DeleteBuyerNote", handlers::DeleteBuyerNote);

  rpc::Routes payments = host.Service("shopdesk.orders.v1.PaymentService");
  payments.Workflow("RecordPayment", handlers::RecordPayment, clients.catalog);
  payments.Workflow("ConfirmCod", handlers::ConfirmCod, clients.catalog);
  payments.Workflow("DeclineCod", handlers::DeclineCod, clients.logistics);
  payments.Workflow("ReleaseCodUnconfirmed", handlers::ReleaseCodUnconfirmed, clients.catalog);
  payments.Write("RecordCodRemittance", handlers::RecordCodRemittance);
  payments.Query("ListLedgerEntries", handlers::ListLedgerEntries);

  rpc::Routes receivers = host.Service("shopdesk.orders.v1.ReceiverService");
  receivers.Write("AskReceiver", handlers::AskReceiver);
  receivers.Write("ConfirmReceiver", handlers::ConfirmReceiver);
  receivers.Workflow("ChangeReceiver", handlers::ChangeReceiver, clients.logistics);
  receivers.Write("MarkReceiverUnreachable", handlers::MarkReceiverUnreachable);
  receivers.Write("WaiveTopUp", handlers::WaiveTopUp);
  receivers.Write("RevealReceiver", handlers::RevealReceiver);
  receivers.Query("FindOrdersByPhone", handlers::FindOrdersByPhone);

  rpc::Routes protections = host.Service("shopdesk.orders.v1.PriceProtectionService");
  protections.Workflow("CheckPriceDrop", handlers::CheckPriceDrop, clients.catalog);
  protections.Workflow("SettlePriceDrop", handlers::SettlePriceDrop, clients.catalog);
  protections.Read("GetPriceDrop", handlers::GetPriceDrop);
  protections.Query("ListPriceDrops", handlers::ListPriceDrops);

  rpc::Routes prices = host.Service("shopdesk.orders.v1.PriceService");
  prices.Workflow("ChangePrice", handlers::ChangePrice, clients.catalog);
  prices.Workflow("ChangeSku", handlers::ChangeSku, clients.catalog);

  rpc::Routes transfers = host.Service("shopdesk.orders.v1.TransferService");
  transfers.Write("CreateBankAccount", handlers::CreateBankAccount);
  transfers.Query("ListBankAccounts", handlers::ListBankAccounts);
  transfers.Write("UpdateBankAccount", handlers::UpdateBankAccount);
  transfers.Write("ChooseBankAccount", handlers::ChooseBankAccount);
  transfers.Write("RevealBankAccount", handlers::RevealBankAccount);
  transfers.Write("ClaimTransfer", handlers::ClaimTransfer);
  transfers.WriteStream("ImportStatementLines", handlers::ImportStatementLines);
  transfers.Write("RecordStatementLines", handlers::RecordStatementLines);
  transfers.Read("GetStatementLine", handlers::GetStatementLine);
  transfers.Query("ListStatementLines", handlers::ListStatementLines);
  transfers.Write("MatchStatementLine", handlers::MatchStatementLine);
  transfers.Write("RevealStatementLine", handlers::RevealStatementLine);

  rpc::Routes payouts = host.Service("shopdesk.orders.v1.PayoutService");
  payouts.Read("GetPayout", handlers::GetPayout);
  payouts.Query("ListPayouts", handlers::ListPayouts);
  payouts.Write("AskPayout", handlers::AskPayout);
  payouts.Write("ApprovePayout", handlers::ApprovePayout);
  payouts.Write("SendPayout", handlers::SendPayout);
  payouts.Write("ConfirmPayout", handlers::ConfirmPayout);
  payouts.Write("BouncePayout", handlers::BouncePayout);
  payouts.Write("RevealPayee", handlers::RevealPayee);

  rpc::Routes shipping = host.Service("shopdesk.orders.v1.ShippingService");
  shipping.Workflow("ShipOrder", handlers::ShipOrder, clients.logistics);
  shipping.Write("ConfirmReceipt", handlers::ConfirmReceipt);
  shipping.Write("ExtendReceipt", handlers::ExtendReceipt);

  rpc::Routes packing = host.Service("shopdesk.orders.v1.PackingService");
  packing.Workflow("StartPacking", handlers::StartPacking, clients.catalog);
  packing.Read("GetPackingJob", handlers::GetPackingJob);
  packing.Query("ListPackingJobs", handlers::ListPackingJobs);
  packing.Write("PrintPackingJob", handlers::PrintPackingJob);
  packing.Write("RevealPackingSheet", handlers::RevealPackingSheet);
  packing.Write("MarkPicked", handlers::MarkPicked);
  packing.Write("ScanItem", handlers::ScanItem);
  packing.Write("FinishPacking", handlers::FinishPacking);
  packing.Write("CancelPacking", handlers::CancelPacking);

  rpc::Routes hand_overs = host.Service("shopdesk.orders.v1.HandOverService");
  hand_overs.Write("OpenHandOverList", handlers::OpenHandOverList);
  hand_overs.Write("AddToHandOverList", handlers::AddToHandOverList);
  hand_overs.Write("RemoveFromHandOverList", handlers::RemoveFromHandOverList);
  hand_overs.Write("CloseHandOverList", handlers::CloseHandOverList);
  hand_overs.Read("GetHandOverList", handlers::GetHandOverList);
  hand_overs.Query("ListHandOverLists", handlers::ListHandOverLists);

  rpc::Routes merged = host.Service("shopdesk.orders.v1.MergedParcelService");
  merged.Write("OfferMergedParcel", handlers::OfferMergedParcel);
  merged.Read("GetMergedParcel", handlers::GetMergedParcel);
  merged.Query("ListMergedParcels", handlers::ListMergedParcels);
  merged.Workflow("AcceptMergedParcel", handlers::AcceptMergedParcel, clients.logistics);
  merged.Write("DeclineMergedParcel", handlers::DeclineMergedParcel);
  merged.Workflow("ShipMergedParcel", handlers::ShipMergedParcel, clients.logistics);

  rpc::Routes shortages = host.Service("shopdesk.orders.v1.ShortageService");
  shortages.Write("ReportShortage", handlers::ReportShortage);
  shortages.Read("GetShortage", handlers::GetShortage);
  shortages.Query("ListShortages", handlers::ListShortages);
  shortages.Workflow("AnswerShortage", handlers::AnswerShortage, clients.catalog);

  rpc::Routes refunds = host.Service("shopdesk.orders.v1.RefundService");
  refunds.Write("OpenRefund", handlers::OpenRefund);
  refunds.Read("GetRefund", handlers::GetRefund);
  refunds.Query("ListRefunds", handlers::ListRefunds);
  refunds.Write("AgreeRefund", handlers::AgreeRefund);
  refunds.Write("RefuseRefund", handlers::RefuseRefund);
  refunds.Write("ReviseRefund", handlers::ReviseRefund);
  refunds.Write("WithdrawRefund", handlers::WithdrawRefund);
  refunds.Write("EscalateRefund", handlers::EscalateRefund);
  refunds.Write("SubmitRefundEvidence", handlers::SubmitRefundEvidence);
  refunds.Write("DecideRefund", handlers::DecideRefund);
  refunds.Write("SendBackGoods", handlers::SendBackGoods);
  refunds.Write("CorrectReturnWaybill", handlers::CorrectReturnWaybill);
  refunds.Write("ConfirmReturnedGoods", handlers::ConfirmReturnedGoods);
  refunds.Write("AcceptRefundOffer", handlers::AcceptRefundOffer);
  refunds.Write("RefuseRefundOffer", handlers::RefuseRefundOffer);
  refunds.Write("SettleReturnClaim", handlers::SettleReturnClaim);
  refunds.Write("RefuseReturnedGoods", handlers::RefuseReturnedGoods);
  refunds.Write("ReturnGoodsToBuyer", handlers::ReturnGoodsToBuyer);
  refunds.Workflow("SendAgain", handlers::SendAgain, clients.logistics);
  refunds.Write("ConfirmSentAgain", handlers::ConfirmSentAgain);
  refunds.Write("AcceptReturn", handlers::AcceptReturn);
  refunds.Read("GetReturn", handlers::GetReturn);
  refunds.Query("ListReturns", handlers::ListReturns);

  rpc::Routes return_addresses = host.Service("shopdesk.orders.v1.ReturnAddressService");
  return_addresses.Write("SetReturnAddress", handlers::SetReturnAddress);
  return_addresses.Read("GetReturnAddress", handlers::GetReturnAddress);
  return_addresses.Query("ListReturnAddresses", handlers::ListReturnAddresses);
  return_addresses.Write("DeleteReturnAddress", handlers::DeleteReturnAddress);
  return_addresses.Write("RevealReturnAddress", handlers::RevealReturnAddress);

  rpc::Routes advice = host.Service("shopdesk.orders.v1.RefundAdviceService");
  advice.Write("AdviseRefund", handlers::AdviseRefund);
  advice.Read("GetRefundAdvice", handlers::GetRefundAdvice);
  advice.Query("GetRefundAdviceFigures", handlers::GetRefundAdviceFigures);

  rpc::Routes remarks = host.Service("shopdesk.orders.v1.RemarkService");
  remarks.Write("AddRemark", handlers::AddRemark);
  remarks.Read("GetRemark", handlers::GetRemark);
  remarks.Query("ListRemarks", handlers::ListRemarks);
  remarks.Write("AcknowledgeRemark", handlers::AcknowledgeRemark);
  remarks.Write("RevealRemark", handlers::RevealRemark);

  rpc::Routes risks = host.Service("shopdesk.orders.v1.RiskService");
  risks.Write("PlaceHold", handlers::PlaceHold);
  risks.Write("LiftHold", handlers::LiftHold);
  risks.Write("CreateBlockEntry", handlers::CreateBlockEntry);
  risks.Read("GetBlockEntry", handlers::GetBlockEntry);
  risks.Query("ListBlockEntries", handlers::ListBlockEntries);
  risks.Write("DeleteBlockEntry", handlers::DeleteBlockEntry);

  rpc::Routes couriers = host.Service("shopdesk.orders.v1.CourierService");
  couriers.Workflow("ListCourierOptions", handlers::ListCourierOptions, clients.logistics);
  couriers.Workflow("ChooseCourier", handlers::ChooseCourier, clients.logistics);
}

}  // namespace shopdesk::orders
