#include "services/logistics/service.h"

#include "services/logistics/handlers/carrier/branch.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/carrier/service_level.h"
#include "services/logistics/handlers/claim/claim.h"
#include "services/logistics/handlers/claim/enquiry.h"
#include "services/logistics/handlers/desk/buyer.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/money/cod_money.h"
#include "services/logistics/handlers/money/freight_bill.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/handlers/notice/notice.h"
#include "services/logistics/handlers/problem/problem_parcel.h"
#include "services/logistics/handlers/rate/negotiated_rate.h"
#include "services/logistics/handlers/rate/quote.h"
#include "services/logistics/handlers/rate/rate_table.h"
#include "services/logistics/handlers/returning/return_insurance.h"
#include "services/logistics/handlers/returning/return_shipment.h"
#include "services/logistics/handlers/shipment/pickup.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/shipment/shipping_terms.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/tracking/tracking.h"

namespace shopdesk::logistics {

void AddServices(rpc::Host& host, const std::shared_ptr<store::RateBook>& rates) {
  rpc::Routes policies = host.Service("shopdesk.logistics.v1.PolicyService");
  policies.Read("GetPolicy", handlers::GetPolicy);
  policies.Write("UpdatePolicy", handlers::UpdatePolicy);
  policies.Query("ListPolicyRevisions", handlers::ListPolicyRevisions);

  rpc::Routes buyers = host.Service("shopdesk.logistics.v1.BuyerService");
  buyers.Write("EraseOrder", handlers::EraseOrder);
  buyers.Write("EraseBuyer", handlers::EraseBuyer);

  rpc::Routes branches = host.Service("shopdesk.logistics.v1.BranchService");
  branches.Read("GetBranch", handlers::GetBranch);
  branches.Query("ListBranches", handlers::ListBranches);
  branches.Query("FindBranches", handlers::FindBranches);
  branches.WriteStream("ImportBranches", handlers::ImportBranches);

  rpc::Routes carriers = host.Service("shopdesk.logistics.v1.CarrierService");
  carriers.Read("ListModes", handlers::ListModes);
  carriers.Read("GetCarrier", handlers::GetCarrier);
  carriers.Query("ListCarriers", handlers::ListCarriers);
  carriers.Write("CreateCarrier", handlers::CreateCarrier);
  carriers.Write("UpdateCarrier", handlers::UpdateCarrier);
  carriers.WriteStream("ImportCarriers", handlers::ImportCarriers);
  carriers.Read("GetRateTable", handlers::GetRateTable);
  carriers.Query("ListRateTables", handlers::ListRateTables);
  carriers.WriteStream("ImportRateTables", handlers::ImportRateTables);

  rpc::Routes negotiated = host.Service("shopdesk.logistics.v1.NegotiatedRateService");
  negotiated.Read("GetNegotiatedRate", handlers::GetNegotiatedRate);
  negotiated.Query("ListNegotiatedRates", handlers::ListNegotiatedRates);
  negotiated.WriteStream("ImportNegotiatedRates", handlers::ImportNegotiatedRates);

  rpc::Routes claims = host.Service("shopdesk.logistics.v1.ClaimService");
  claims.Write("CreateClaim", handlers::CreateClaim);
  claims.Read("GetClaim", handlers::GetClaim);
  claims.Query("ListClaims", handlers::ListClaims);
  claims.Write("AddClaimDocument", handlers::AddClaimDocument);
  claims.Write("SubmitClaim", handlers::SubmitClaim);
  claims.Write("RequestClaimDocuments", handlers::RequestClaimDocuments);
  claims.Write("DecideClaim", handlers::DecideClaim);
  claims.Write("AppealClaim", handlers::AppealClaim);
  claims.Write("RecordClaimPayment", handlers::RecordClaimPayment);
  claims.Write("WithdrawClaim", handlers::WithdrawClaim);

  rpc::Routes money = host.Service("shopdesk.logistics.v1.CodMoneyService");
  money.Read("GetCodCollection", handlers::GetCodCollection);
  money.Query("ListCodCollections", handlers::ListCodCollections);
  money.WriteStream("ImportCodLines", handlers::ImportCodLines);
  money.WriteRows("RecordCodLines", handlers::RecordCodLines);
  money.Read("GetCodLine", handlers::GetCodLine);
  money.Query("ListCodLines", handlers::ListCodLines);
  money.Write("SettleCodCollection", handlers::SettleCodCollection);

  rpc::Routes freight = host.Service("shopdesk.logistics.v1.FreightBillService");
  freight.Read("GetFreightBill", handlers::GetFreightBill);
  freight.Query("ListFreightBills", handlers::ListFreightBills);
  freight.Query("ListUnbilledShipments", handlers::ListUnbilledShipments);
  freight.WriteStream("ImportFreightLines", handlers::ImportFreightLines);
  freight.WriteRows("RecordFreightLines", handlers::RecordFreightLines);
  freight.Read("GetFreightLine", handlers::GetFreightLine);
  freight.Query("ListFreightLines", handlers::ListFreightLines);
  freight.Write("SettleFreightBill", handlers::SettleFreightBill);
  freight.Query("GetFreightFigures", handlers::GetFreightFigures);

  rpc::Routes enquiries = host.Service("shopdesk.logistics.v1.EnquiryService");
  enquiries.Write("OpenEnquiry", handlers::OpenEnquiry);
  enquiries.Write("AnswerEnquiry", handlers::AnswerEnquiry);
  enquiries.Read("GetEnquiry", handlers::GetEnquiry);
  enquiries.Query("ListEnquiries", handlers::ListEnquiries);

  rpc::Routes problems = host.Service("shopdesk.logistics.v1.ProblemParcelService");
  problems.Write("OpenProblemParcel", handlers::OpenProblemParcel);
  problems.Read("GetProblemParcel", handlers::GetProblemParcel);
  problems.Query("ListProblemParcels", handlers::ListProblemParcels);
  problems.Write("AssignProblemParcel", handlers::AssignProblemParcel);
  problems.Write("RecordProblemContact", handlers::RecordProblemContact);
  problems.Write("DecideProblemParcel", handlers::DecideProblemParcel, rates);
  problems.Write("CloseProblemParcel", handlers::CloseProblemParcel);

  rpc::Routes levels = host.Service("shopdesk.logistics.v1.ServiceLevelService");
  levels.Query("CompareCarriers", handlers::CompareCarriers);
  levels.Query("ListServiceLevels", handlers::ListServiceLevels);

  rpc::Routes quotes = host.Service("shopdesk.logistics.v1.QuoteService");
  quotes.Query("Quote", handlers::Quote, rates);

  rpc::Routes intercepts = host.Service("shopdesk.logistics.v1.InterceptService");
  intercepts.Write("RequestIntercept", handlers::RequestIntercept, rates);
  intercepts.Write("AnswerIntercept", handlers::AnswerIntercept);
  intercepts.Write("CompleteIntercept", handlers::CompleteIntercept);
  intercepts.Write("FailIntercept", handlers::FailIntercept);
  intercepts.Read("GetIntercept", handlers::GetIntercept);
  intercepts.Query("ListIntercepts", handlers::ListIntercepts);

  rpc::Routes notices = host.Service("shopdesk.logistics.v1.NoticeService");
  notices.Write("SendNotice", handlers::SendNotice);
  notices.Read("GetNotice", handlers::GetNotice);
  notices.Query("ListNotices", handlers::ListNotices);
  notices.Write("RetryNotice", handlers::RetryNotice);
  notices.Write("CancelNotice", handlers::CancelNotice);
  notices.Write("RevealNotice", handlers::RevealNotice);
  notices.Read("GetNoticePreference", handlers::GetNoticePreference);
  notices.Write("SetNoticePreference", handlers::SetNoticePreference);

  rpc::Routes announcements = host.Service("shopdesk.logistics.v1.AnnouncementService");
  announcements.Write("CreateAnnouncement", handlers::CreateAnnouncement);
  announcements.Write("StopAnnouncement", handlers::StopAnnouncement);
  announcements.Read("GetAnnouncement", handlers::GetAnnouncement);
  announcements.Query("ListAnnouncements", handlers::ListAnnouncements);
  announcements.Query("ListAnnouncementRecipients", handlers::ListAnnouncementRecipients);

  rpc::Routes shipments = host.Service("shopdesk.logistics.v1.ShipmentService");
  shipments.Write("CreateShipment", handlers::CreateShipment, rates);
  shipments.Read("GetShipment", handlers::GetShipment);
  shipments.Read("GetShipmentByWaybill", handlers::GetShipmentByWaybill);
  shipments.Query("ListShipments", handlers::ListShipments);
  shipments.Write("CancelShipment", handlers::CancelShipment);
  shipments.Write("ChangeCodAmount", handlers::ChangeCodAmount, rates);
  shipments.Write("RevealReceiver", handlers::RevealReceiver);
  shipments.Write("HandOverReceiver", handlers::HandOverReceiver);
  shipments.WriteStream("IngestTracking", handlers::IngestTracking);
  shipments.WriteRows("RecordTracking", handlers::RecordTracking);
  shipments.Query("ListTrackingEvents", handlers::ListTrackingEvents);
  shipments.Write("CorrectTracking", handlers::CorrectTracking);
  shipments.Query("GetShipmentFigures", handlers::GetShipmentFigures);

  rpc::Routes pickups = host.Service("shopdesk.logistics.v1.PickupService");
  pickups.Write("BookPickup", handlers::BookPickup);
  pickups.Write("ConfirmPickup", handlers::ConfirmPickup);
  pickups.Write("CompletePickup", handlers::CompletePickup);
  pickups.Write("CancelPickup", handlers::CancelPickup);
  pickups.Read("GetPickup", handlers::GetPickup);
  pickups.Query("ListPickups", handlers::ListPickups);

  rpc::Routes terms = host.Service("shopdesk.logistics.v1.ShippingTermsService");
  terms.Write("SetShippingTerms", handlers::SetShippingTerms);
  terms.Read("GetShippingTerms", handlers::GetShippingTerms);
  terms.Write("RevealCustomsForm", handlers::RevealCustomsForm);

  rpc::Routes returns = host.Service("shopdesk.logistics.v1.ReturnShipmentService");
  returns.Write("CreateReturnShipment", handlers::CreateReturnShipment, rates);
  returns.Write("CorrectWaybill", handlers::CorrectWaybill, rates);

  rpc::Routes insurances = host.Service("shopdesk.logistics.v1.ReturnInsuranceService");
  insurances.Write("CreateReturnInsurance", handlers::CreateReturnInsurance);
  insurances.Read("GetReturnInsurance", handlers::GetReturnInsurance);
  insurances.Query("ListReturnInsurances", handlers::ListReturnInsurances);
  insurances.Write("ClaimReturnInsurance", handlers::ClaimReturnInsurance);
  insurances.Write("SettleReturnInsurance", handlers::SettleReturnInsurance);
  insurances.Write("VoidReturnInsurance", handlers::VoidReturnInsurance);
}

}  // namespace shopdesk::logistics
