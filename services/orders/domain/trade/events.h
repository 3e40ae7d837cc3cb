#pragma once

// What the feed of orders carries (docs/events.md).
namespace shopdesk::orders::events {

inline constexpr char kOrderPlaced[] = "order.placed";
inline constexpr char kOrderUpdated[] = "order.updated";
inline constexpr char kOrderClosed[] = "order.closed";
inline constexpr char kOrderHeld[] = "order.held";
inline constexpr char kOrderHoldLifted[] = "order.hold_lifted";
inline constexpr char kOrderPaid[] = "order.paid";
inline constexpr char kOrderPriceChanged[] = "order.price_changed";
inline constexpr char kOrderSkuChanged[] = "order.sku_changed";
inline constexpr char kOrderBankAccountChosen[] = "order.bank_account_chosen";
inline constexpr char kOrderTransferClaimed[] = "order.transfer_claimed";
inline constexpr char kOrderPartlyPaid[] = "order.partly_paid";
inline constexpr char kOrderStrayTransfer[] = "order.stray_transfer";

inline constexpr char kLedgerEntryBooked[] = "ledger_entry.booked";

inline constexpr char kBankAccountCreated[] = "bank_account.created";
inline constexpr char kBankAccountUpdated[] = "bank_account.updated";

inline constexpr char kStatementLineMatched[] = "statement_line.matched";
inline constexpr char kStatementLineUnknown[] = "statement_line.unknown";
inline constexpr char kStatementLineRepeated[] = "statement_line.repeated";

inline constexpr char kPayoutAsked[] = "payout.asked";
inline constexpr char kPayoutApproved[] = "payout.approved";
inline constexpr char kPayoutSent[] = "payout.sent";
inline constexpr char kPayoutConfirmed[] = "payout.confirmed";
inline constexpr char kPayoutBounced[] = "payout.bounced";

inline constexpr char kOrderRefundLeftOpen[] = "order.refund_left_open";
inline constexpr char kOrderStrayPayment[] = "order.stray_payment";
inline constexpr char kOrderReservationConfirmed[] = "order.reservation_confirmed";
inline constexpr char kOrderReservationLost[] = "order.reservation_lost";
inline constexpr char kOrderReservationChanged[] = "order.reservation_changed";
inline constexpr char kOrderCodConfirmed[] = "order.cod_confirmed";
inline constexpr char kOrderCodReleased[] = "order.cod_released";
inline constexpr char kOrderCodContactMissed[] = "order.cod_contact_missed";
inline constexpr char kOrderContactLogged[] = "order.contact_logged";
inline constexpr char kOrderPaymentReminderDue[] = "order.payment_reminder_due";
inline constexpr char kOrderPaymentReminded[] = "order.payment_reminded";
inline constexpr char kOrderShipByWarning[] = "order.ship_by_warning";
inline constexpr char kOrderShipDateProposed[] = "order.ship_date_proposed";
inline constexpr char kOrderShipDateAnswered[] = "order.ship_date_answered";
inline constexpr char kOrderPairDecided[] = "order.pair_decided";

inline constexpr char kOrderErased[] = "order.erased";
inline constexpr char kRefundErased[] = "refund.erased";
inline constexpr char kRemarkErased[] = "remark.erased";
inline constexpr char kOrderErrorErased[] = "order_error.erased";
inline constexpr char kPayoutErased[] = "payout.erased";
inline constexpr char kStatementLineErased[] = "statement_line.erased";
inline constexpr char kDuplicatePairErased[] = "duplicate_pair.erased";

inline constexpr char kDuplicatePairFound[] = "duplicate_pair.found";
inline constexpr char kDuplicatePairDecided[] = "duplicate_pair.decided";
inline constexpr char kDuplicatePairLapsed[] = "duplicate_pair.lapsed";

inline constexpr char kOrderErrorRecorded[] = "order_error.recorded";
inline constexpr char kOrderErrorDrafted[] = "order_error.drafted";
inline constexpr char kOrderErrorStood[] = "order_error.stood";
inline constexpr char kOrderErrorContested[] = "order_error.contested";
inline constexpr char kOrderErrorDecided[] = "order_error.decided";

inline constexpr char kPromiseMade[] = "promise.made";
inline constexpr char kPromiseKept[] = "promise.kept";
inline constexpr char kPromiseBroken[] = "promise.broken";
inline constexpr char kPromiseWithdrawn[] = "promise.withdrawn";
inline constexpr char kPromiseErased[] = "promise.erased";

inline constexpr char kCompensationAsked[] = "compensation.asked";
inline constexpr char kCompensationGiven[] = "compensation.given";
inline constexpr char kCompensationDeclined[] = "compensation.declined";
inline constexpr char kCompensationErased[] = "compensation.erased";

inline constexpr char kPriceDropBegun[] = "price_drop.begun";
inline constexpr char kPriceDropMoved[] = "price_drop.moved";
inline constexpr char kPriceDropSettled[] = "price_drop.settled";

inline constexpr char kRefundAdviceGiven[] = "refund_advice.given";
inline constexpr char kRefundAdviceActed[] = "refund_advice.acted";

inline constexpr char kOrderCodRefused[] = "order.cod_refused";
inline constexpr char kOrderCodRemitted[] = "order.cod_remitted";
inline constexpr char kOrderCarrierMoney[] = "order.carrier_money";
inline constexpr char kOrderReceiverAsked[] = "order.receiver_asked";
inline constexpr char kOrderReceiverConfirmed[] = "order.receiver_confirmed";
inline constexpr char kOrderReceiverChanged[] = "order.receiver_changed";
inline constexpr char kOrderRedirected[] = "order.redirected";
inline constexpr char kOrderTopUpPaid[] = "order.top_up_paid";
inline constexpr char kOrderTopUpWaived[] = "order.top_up_waived";
inline constexpr char kOrderCourierChosen[] = "order.courier_chosen";

inline constexpr char kRemarkAdded[] = "remark.added";

inline constexpr char kOrderRemarkAcknowledged[] = "order.remark_acknowledged";

inline constexpr char kBlockEntryCreated[] = "block_entry.created";
inline constexpr char kBlockEntryDeleted[] = "block_entry.deleted";

inline constexpr char kOrderReceiverUnreachable[] = "order.receiver_unreachable";
inline constexpr char kOrderShipped[] = "order.shipped";
inline constexpr char kOrderParcelDeclined[] = "order.parcel_declined";
inline constexpr char kOrderShippingStuck[] = "order.shipping_stuck";
inline constexpr char kOrderDelivered[] = "order.delivered";
inline constexpr char kOrderSigned[] = "order.signed";
inline constexpr char kOrderParcelTroubled[] = "order.parcel_troubled";
inline constexpr char kOrderParcelRecovered[] = "order.parcel_recovered";
inline constexpr char kOrderParcelReturned[] = "order.parcel_returned";
inline constexpr char kOrderParcelUnreturned[] = "order.parcel_unreturned";
inline constexpr char kOrderTrackingContradicted[] = "order.tracking_contradicted";
inline constexpr char kOrderReceiptExtended[] = "order.receipt_extended";
inline constexpr char kOrderFinished[] = "order.finished";

inline constexpr char kRefundOpened[] = "refund.opened";
inline constexpr char kRefundAgreed[] = "refund.agreed";
inline constexpr char kRefundRefused[] = "refund.refused";
inline constexpr char kRefundRevised[] = "refund.revised";
inline constexpr char kRefundEscalated[] = "refund.escalated";
inline constexpr char kRefundEvidenceSubmitted[] = "refund.evidence_submitted";
inline constexpr char kRefundSentBack[] = "refund.sent_back";
inline constexpr char kRefundTracked[] = "refund.tracked";
inline constexpr char kRefundUntracked[] = "refund.untracked";
inline constexpr char kRefundWaybillCorrected[] = "refund.waybill_corrected";
inline constexpr char kRefundReturnMoved[] = "refund.return_moved";
inline constexpr char kRefundGoodsIn[] = "refund.goods_in";
inline constexpr char kRefundGoodsOwed[] = "refund.goods_owed";
inline constexpr char kRefundGoodsReturned[] = "refund.goods_returned";
inline constexpr char kRefundClaimSettled[] = "refund.claim_settled";
inline constexpr char kRefundInsured[] = "refund.insured";
inline constexpr char kRefundPriceDropped[] = "refund.price_dropped";
inline constexpr char kRefundGoodsRefused[] = "refund.goods_refused";
inline constexpr char kRefundOffered[] = "refund.offered";
inline constexpr char kRefundSendAgainDue[] = "refund.send_again_due";
inline constexpr char kRefundReserved[] = "refund.reserved";
inline constexpr char kRefundSendingAgain[] = "refund.sending_again";
inline constexpr char kRefundSendAgainStuck[] = "refund.send_again_stuck";
inline constexpr char kRefundSendAgainDeclined[] = "refund.send_again_declined";
inline constexpr char kRefundSentAgain[] = "refund.sent_again";
inline constexpr char kRefundReplacementMoved[] = "refund.replacement_moved";
inline constexpr char kRefundReplacementReturned[] = "refund.replacement_returned";
inline constexpr char kRefundReplacementUnreturned[] = "refund.replacement_unreturned";
inline constexpr char kRefundReplaced[] = "refund.replaced";
inline constexpr char kRefundSucceeded[] = "refund.succeeded";
inline constexpr char kRefundClosed[] = "refund.closed";

inline constexpr char kBuyerCardChanged[] = "buyer_card.changed";
inline constexpr char kBuyerNoteAdded[] = "buyer_note.added";
inline constexpr char kBuyerNoteDeleted[] = "buyer_note.deleted";

inline constexpr char kOrderImported[] = "order.imported";

inline constexpr char kReturnAccepted[] = "return.accepted";
inline constexpr char kReturnAddressUpdated[] = "return_address.updated";
inline constexpr char kReturnAddressDeleted[] = "return_address.deleted";

inline constexpr char kOrderRefundAsked[] = "order.refund_asked";
inline constexpr char kOrderRefundClosed[] = "order.refund_closed";
inline constexpr char kOrderRefunded[] = "order.refunded";

inline constexpr char kPackingJobStarted[] = "packing_job.started";
inline constexpr char kPackingJobPrinted[] = "packing_job.printed";
inline constexpr char kPackingJobPicked[] = "packing_job.picked";
inline constexpr char kPackingJobScanned[] = "packing_job.scanned";
inline constexpr char kPackingJobMissed[] = "packing_job.missed";
inline constexpr char kPackingJobPacked[] = "packing_job.packed";
inline constexpr char kPackingJobShortened[] = "packing_job.shortened";
inline constexpr char kPackingJobShipping[] = "packing_job.shipping";
inline constexpr char kPackingJobShipped[] = "packing_job.shipped";
inline constexpr char kPackingJobDeclined[] = "packing_job.declined";
inline constexpr char kPackingJobListed[] = "packing_job.listed";
inline constexpr char kPackingJobUnlisted[] = "packing_job.unlisted";
inline constexpr char kPackingJobHandedOver[] = "packing_job.handed_over";
inline constexpr char kPackingJobCancelled[] = "packing_job.cancelled";
inline constexpr char kOrderShort[] = "order.short";
inline constexpr char kShortageReported[] = "shortage.reported";
inline constexpr char kShortageCounted[] = "shortage.counted";
inline constexpr char kShortageAnswered[] = "shortage.answered";
inline constexpr char kShortageLapsed[] = "shortage.lapsed";
inline constexpr char kMergedParcelOffered[] = "merged_parcel.offered";
inline constexpr char kMergedParcelChanged[] = "merged_parcel.changed";
inline constexpr char kMergedParcelAccepted[] = "merged_parcel.accepted";
inline constexpr char kMergedParcelDeclined[] = "merged_parcel.declined";
inline constexpr char kMergedParcelDissolved[] = "merged_parcel.dissolved";
inline constexpr char kMergedParcelShipping[] = "merged_parcel.shipping";
inline constexpr char kMergedParcelRefused[] = "merged_parcel.refused";
inline constexpr char kMergedParcelShipped[] = "merged_parcel.shipped";
inline constexpr char kHandOverListOpened[] = "hand_over_list.opened";
inline constexpr char kHandOverListChanged[] = "hand_over_list.changed";
inline constexpr char kHandOverListClosed[] = "hand_over_list.closed";

}  // namespace shopdesk::orders::events
