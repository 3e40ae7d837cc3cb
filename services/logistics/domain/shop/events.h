#pragma once

// What the feed of logistics carries (docs/events.md).
namespace shopdesk::logistics::events {

inline constexpr char kCarrierCreated[] = "carrier.created";
inline constexpr char kCarrierUpdated[] = "carrier.updated";

inline constexpr char kBranchCreated[] = "branch.created";
inline constexpr char kBranchUpdated[] = "branch.updated";

inline constexpr char kRateTableCreated[] = "rate_table.created";
inline constexpr char kRateTableUpdated[] = "rate_table.updated";

inline constexpr char kNegotiatedRateCreated[] = "negotiated_rate.created";
inline constexpr char kNegotiatedRateUpdated[] = "negotiated_rate.updated";

inline constexpr char kShipmentCreated[] = "shipment.created";
inline constexpr char kShipmentUpdated[] = "shipment.updated";

inline constexpr char kTrackingEventRecorded[] = "tracking_event.recorded";
inline constexpr char kTrackingEventUpdated[] = "tracking_event.updated";

// The status that a shipment has got; domain::StatusEvent chooses.
inline constexpr char kShipmentPending[] = "shipment.pending";
inline constexpr char kShipmentInfoReceived[] = "shipment.info_received";
inline constexpr char kShipmentPickedUp[] = "shipment.picked_up";
inline constexpr char kShipmentInTransit[] = "shipment.in_transit";
inline constexpr char kShipmentCustoms[] = "shipment.customs";
inline constexpr char kShipmentOutForDelivery[] = "shipment.out_for_delivery";
inline constexpr char kShipmentAvailableForPickup[] = "shipment.available_for_pickup";
inline constexpr char kShipmentAttemptFailed[] = "shipment.attempt_failed";
inline constexpr char kShipmentDelivered[] = "shipment.delivered";
inline constexpr char kShipmentRefused[] = "shipment.refused";
inline constexpr char kShipmentException[] = "shipment.exception";
inline constexpr char kShipmentIntercepted[] = "shipment.intercepted";
inline constexpr char kShipmentReturning[] = "shipment.returning";
inline constexpr char kShipmentReturned[] = "shipment.returned";
inline constexpr char kShipmentCancelled[] = "shipment.cancelled";
inline constexpr char kShipmentExpired[] = "shipment.expired";

inline constexpr char kShipmentLate[] = "shipment.late";
inline constexpr char kShipmentLateOver[] = "shipment.late_over";
inline constexpr char kShipmentReaddressed[] = "shipment.readdressed";
inline constexpr char kShipmentCodChanged[] = "shipment.cod_changed";
inline constexpr char kShippingTermsSet[] = "shipping_terms.set";
inline constexpr char kShipmentReturnCreated[] = "shipment.return_created";
inline constexpr char kShipmentWaybillCorrected[] = "shipment.waybill_corrected";

// The state that a booking has got; domain::PickupEvent chooses.
inline constexpr char kPickupBooked[] = "pickup.booked";
inline constexpr char kPickupConfirmed[] = "pickup.confirmed";
inline constexpr char kPickupDone[] = "pickup.done";
inline constexpr char kPickupMissed[] = "pickup.missed";
inline constexpr char kPickupCancelled[] = "pickup.cancelled";

// The state that an intercept has got; domain::InterceptEvent chooses.
inline constexpr char kInterceptAsked[] = "intercept.asked";
inline constexpr char kInterceptAccepted[] = "intercept.accepted";
inline constexpr char kInterceptDone[] = "intercept.done";
inline constexpr char kInterceptFailed[] = "intercept.failed";
inline constexpr char kInterceptRejected[] = "intercept.rejected";
inline constexpr char kInterceptTooLate[] = "intercept.too_late";

// The state that an insurance of return freight has got; domain::ReturnInsuranceEvent chooses.
inline constexpr char kReturnInsuranceCreated[] = "return_insurance.created";
inline constexpr char kReturnInsuranceClaimed[] = "return_insurance.claimed";
inline constexpr char kReturnInsurancePaid[] = "return_insurance.paid";
inline constexpr char kReturnInsuranceRejected[] = "return_insurance.rejected";
inline constexpr char kReturnInsuranceExpired[] = "return_insurance.expired";
inline constexpr char kReturnInsuranceVoided[] = "return_insurance.voided";

// The state that a claim, an enquiry has got; domain::ClaimEvent, domain::EnquiryEvent choose.
inline constexpr char kClaimCreated[] = "claim.created";
inline constexpr char kClaimSubmitted[] = "claim.submitted";
inline constexpr char kClaimDocumentsMissing[] = "claim.documents_missing";
inline constexpr char kClaimApproved[] = "claim.approved";
inline constexpr char kClaimPartly[] = "claim.partly";
inline constexpr char kClaimRejected[] = "claim.rejected";
inline constexpr char kClaimPaid[] = "claim.paid";
inline constexpr char kClaimAppealed[] = "claim.appealed";
inline constexpr char kClaimWithdrawn[] = "claim.withdrawn";
inline constexpr char kClaimPaymentOverdue[] = "claim.payment_overdue";
inline constexpr char kClaimUpdated[] = "claim.updated";
inline constexpr char kEnquiryOpened[] = "enquiry.opened";
inline constexpr char kEnquiryAnswered[] = "enquiry.answered";
inline constexpr char kEnquiryUnanswered[] = "enquiry.unanswered";

// The state that a problem has got; domain::ProblemEvent chooses.
inline constexpr char kProblemOpened[] = "problem_parcel.opened";
inline constexpr char kProblemContacting[] = "problem_parcel.contacting";
inline constexpr char kProblemRedeliver[] = "problem_parcel.redeliver";
inline constexpr char kProblemNewAddress[] = "problem_parcel.new_address";
inline constexpr char kProblemReturn[] = "problem_parcel.return";
inline constexpr char kProblemClosed[] = "problem_parcel.closed";
inline constexpr char kProblemUpdated[] = "problem_parcel.updated";

// The state that money which a carrier collected has got; domain::CodEvent chooses.
inline constexpr char kCodCollected[] = "cod_collection.collected";
inline constexpr char kCodRemitted[] = "cod_collection.remitted";
inline constexpr char kCodDiffers[] = "cod_collection.differs";
inline constexpr char kCodSettled[] = "cod_collection.settled";
inline constexpr char kCodUndone[] = "cod_collection.undone";
inline constexpr char kCodOverdue[] = "cod_collection.overdue";
inline constexpr char kCodLineRecorded[] = "cod_line.recorded";

// The state that what a carrier bills for a shipment has got; domain::FreightEvent chooses.
inline constexpr char kFreightBillMatched[] = "freight_bill.matched";
inline constexpr char kFreightBillDiffers[] = "freight_bill.differs";
inline constexpr char kFreightBillSettled[] = "freight_bill.settled";
inline constexpr char kFreightLineRecorded[] = "freight_line.recorded";

inline constexpr char kNoticeQueued[] = "notice.queued";
inline constexpr char kNoticeUpdated[] = "notice.updated";
inline constexpr char kNoticeSent[] = "notice.sent";
inline constexpr char kNoticeReady[] = "notice.ready";
inline constexpr char kNoticeSuppressed[] = "notice.suppressed";
inline constexpr char kNoticeDead[] = "notice.dead";
inline constexpr char kNoticeUnknown[] = "notice.unknown";
inline constexpr char kNoticeRetried[] = "notice.retried";
inline constexpr char kNoticeCancelled[] = "notice.cancelled";

// domain::AnnouncementEvent chooses between those of states.
inline constexpr char kAnnouncementCreated[] = "announcement.created";
inline constexpr char kAnnouncementUpdated[] = "announcement.updated";
inline constexpr char kAnnouncementStopped[] = "announcement.stopped";
inline constexpr char kAnnouncementDone[] = "announcement.done";
inline constexpr char kAnnouncementRecipientChosen[] = "announcement_recipient.chosen";

inline constexpr char kNoticePreferenceUpdated[] = "notice_preference.updated";

// What is personal in it was erased.
inline constexpr char kShipmentErased[] = "shipment.erased";
inline constexpr char kInterceptErased[] = "intercept.erased";
inline constexpr char kTrackingEventErased[] = "tracking_event.erased";
inline constexpr char kReturnInsuranceErased[] = "return_insurance.erased";
inline constexpr char kClaimErased[] = "claim.erased";
inline constexpr char kEnquiryErased[] = "enquiry.erased";
inline constexpr char kProblemErased[] = "problem_parcel.erased";
inline constexpr char kCodCollectionErased[] = "cod_collection.erased";
inline constexpr char kFreightBillErased[] = "freight_bill.erased";
inline constexpr char kNoticeErased[] = "notice.erased";

}  // namespace shopdesk::logistics::events
