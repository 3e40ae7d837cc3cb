#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/base/role.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"
#include "shopdesk/orders/v1/compensation.pb.h"
#include "shopdesk/orders/v1/hand_over.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/packing.pb.h"
#include "shopdesk/orders/v1/payout.pb.h"
#include "shopdesk/orders/v1/promise.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"
#include "shopdesk/type/v1/actor.pb.h"
#include "shopdesk/type/v1/money.pb.h"

// The errors that only orders makes. Callers tell them apart by their reasons.
namespace shopdesk::orders::domain {

// docs/errors.md says what to do about each.
namespace reasons {
inline constexpr char kAboveBudget[] = "ABOVE_BUDGET";
inline constexpr char kAboveRoleLimit[] = "ABOVE_ROLE_LIMIT";
inline constexpr char kAlreadyExtended[] = "ALREADY_EXTENDED";
inline constexpr char kAmountExceeded[] = "AMOUNT_EXCEEDED";
inline constexpr char kAmountMismatch[] = "AMOUNT_MISMATCH";
inline constexpr char kBeingPacked[] = "BEING_PACKED";
inline constexpr char kBelowFloor[] = "BELOW_FLOOR";
inline constexpr char kBookedAlready[] = "BOOKED_ALREADY";
inline constexpr char kBuyerBlocked[] = "BUYER_BLOCKED";
inline constexpr char kCarriedOutElsewhere[] = "CARRIED_OUT_ELSEWHERE";
inline constexpr char kChangedHere[] = "CHANGED_HERE";
inline constexpr char kCodNotPossible[] = "COD_NOT_POSSIBLE";
inline constexpr char kCourierNotPossible[] = "COURIER_NOT_POSSIBLE";
inline constexpr char kCurrencyMismatch[] = "CURRENCY_MISMATCH";
inline constexpr char kDearerThanConfirmed[] = "DEARER_THAN_CONFIRMED";
inline constexpr char kEvidenceOver[] = "EVIDENCE_OVER";
inline constexpr char kFreightChanged[] = "FREIGHT_CHANGED";
inline constexpr char kHeldAlready[] = "HELD_ALREADY";
inline constexpr char kLiftNotAllowed[] = "LIFT_NOT_ALLOWED";
inline constexpr char kLinesLocked[] = "LINES_LOCKED";
inline constexpr char kListFull[] = "LIST_FULL";
inline constexpr char kMerged[] = "MERGED";
inline constexpr char kNotDelivered[] = "NOT_DELIVERED";
inline constexpr char kNotHeld[] = "NOT_HELD";
inline constexpr char kNotMergeable[] = "NOT_MERGEABLE";
inline constexpr char kNotPacked[] = "NOT_PACKED";
inline constexpr char kNotPrinted[] = "NOT_PRINTED";
inline constexpr char kNotRefusable[] = "NOT_REFUSABLE";
inline constexpr char kNotReserved[] = "NOT_RESERVED";
inline constexpr char kNotResponsible[] = "NOT_RESPONSIBLE";
inline constexpr char kNoAccountChosen[] = "NO_ACCOUNT_CHOSEN";
inline constexpr char kNoBankAccount[] = "NO_BANK_ACCOUNT";
inline constexpr char kNoDelivery[] = "NO_DELIVERY";
inline constexpr char kOnHold[] = "ON_HOLD";
inline constexpr char kOrderExists[] = "ORDER_EXISTS";
inline constexpr char kOutOfStock[] = "OUT_OF_STOCK";
inline constexpr char kOwnError[] = "OWN_ERROR";
inline constexpr char kPayeeMismatch[] = "PAYEE_MISMATCH";
inline constexpr char kPayeeMissing[] = "PAYEE_MISSING";
inline constexpr char kPhoneExpired[] = "PHONE_EXPIRED";
inline constexpr char kPriceDiffers[] = "PRICE_DIFFERS";
inline constexpr char kPrintOutdated[] = "PRINT_OUTDATED";
inline constexpr char kPromiseNotMet[] = "PROMISE_NOT_MET";
inline constexpr char kQuantityExceeded[] = "QUANTITY_EXCEEDED";
inline constexpr char kReasonRequired[] = "REASON_REQUIRED";
inline constexpr char kReceiverNotVerified[] = "RECEIVER_NOT_VERIFIED";
inline constexpr char kRedRemark[] = "RED_REMARK";
inline constexpr char kRefundOpen[] = "REFUND_OPEN";
inline constexpr char kRefusedBefore[] = "REFUSED_BEFORE";
inline constexpr char kSecondPersonRequired[] = "SECOND_PERSON_REQUIRED";
inline constexpr char kSeveralSenders[] = "SEVERAL_SENDERS";
inline constexpr char kSurchargeMismatch[] = "SURCHARGE_MISMATCH";
inline constexpr char kTooLate[] = "TOO_LATE";
inline constexpr char kTooManyChanges[] = "TOO_MANY_CHANGES";
inline constexpr char kTooManyClaims[] = "TOO_MANY_CLAIMS";
inline constexpr char kTooManyNotes[] = "TOO_MANY_NOTES";
inline constexpr char kTooManyRemarks[] = "TOO_MANY_REMARKS";
inline constexpr char kTooMuchEvidence[] = "TOO_MUCH_EVIDENCE";
inline constexpr char kTooYoung[] = "TOO_YOUNG";
inline constexpr char kTransactionReused[] = "TRANSACTION_REUSED";
inline constexpr char kWindowOver[] = "WINDOW_OVER";
inline constexpr char kWrongCarrier[] = "WRONG_CARRIER";
}  // namespace reasons

// Stock and prices.

// RESOURCE_EXHAUSTED (OUT_OF_STOCK: resource): its reservation is gone.
absl::Status OutOfStockError(const v1::Order& order);
// FAILED_PRECONDITION (ABOVE_ROLE_LIMIT: sku, lowest).
absl::Status AboveRoleLimitError(Role::Value role, absl::string_view sku_id,
                                 const type::v1::Money& lowest);
// FAILED_PRECONDITION (BELOW_FLOOR: sku, floor).
absl::Status BelowFloorError(absl::string_view sku_id, const type::v1::Money& floor);
// FAILED_PRECONDITION (DEARER_THAN_CONFIRMED: confirmed, now).
absl::Status DearerThanConfirmedError(const v1::Order& order, int64_t confirmed_minor);
// FAILED_PRECONDITION (PRICE_DIFFERS: from, to): the line can't become this SKU.
absl::Status PriceDiffersError(const v1::OrderLine& line, const catalog::v1::SkuSnapshot& snapshot);
// FAILED_PRECONDITION (TOO_MANY_CHANGES: resource).
absl::Status TooManyChangesError(const v1::Order& order, int most);

// Freight.

// FAILED_PRECONDITION (COD_NOT_POSSIBLE): no carrier collects money at the address.
absl::Status NoCodDeliveryError(const logistics::v1::QuoteResponse& quote);
// FAILED_PRECONDITION (COD_NOT_POSSIBLE: limit, total): the order is above the shop's limit.
absl::Status CodLimitExceededError(int64_t limit_minor, const type::v1::Money& total);
// FAILED_PRECONDITION (COD_NOT_POSSIBLE: refusals): the buyer refused too often.
absl::Status CodRefusedTooOftenError(int refusals);
// FAILED_PRECONDITION (NO_DELIVERY).
absl::Status NoDeliveryError(const logistics::v1::QuoteResponse& quote);
// FAILED_PRECONDITION (COURIER_NOT_POSSIBLE: courier, refusal, alternatives).
absl::Status CourierNotPossibleError(const v1::DeliveryChoice& wish,
                                     const logistics::v1::QuoteResponse& wished,
                                     const logistics::v1::QuoteResponse& others);
// FAILED_PRECONDITION (FREIGHT_CHANGED: paid, now).
absl::Status FreightChangedError(const v1::Order& order, int64_t paid_minor, int64_t now_minor);

// Payment.

// FAILED_PRECONDITION (AMOUNT_MISMATCH: due, paid).
absl::Status AmountMismatchError(const v1::Order& order, int64_t due_minor,
                                 const type::v1::Money& paid);
// FAILED_PRECONDITION (PAYEE_MISMATCH).
absl::Status PayeeMismatchError(const v1::Order& order);
// FAILED_PRECONDITION (SURCHARGE_MISMATCH: due, told).
absl::Status SurchargeMismatchError(const v1::Order& order, const type::v1::Money& told);
// ALREADY_EXISTS (TRANSACTION_REUSED: order).
absl::Status TransactionReusedError(absl::string_view transaction_id, absl::string_view order_name);
// FAILED_PRECONDITION (TOO_YOUNG: seconds_left).
absl::Status TooYoungError(const v1::Order& order, int64_t seconds_left);

// Bank transfers and payouts.

// FAILED_PRECONDITION (NO_BANK_ACCOUNT: resource).
absl::Status NoBankAccountError(absl::string_view shop_name);
// FAILED_PRECONDITION (NO_ACCOUNT_CHOSEN: resource).
absl::Status NoAccountChosenError(const v1::Order& order);
// FAILED_PRECONDITION (TOO_MANY_CLAIMS: resource).
absl::Status TooManyClaimsError(const v1::Order& order, int most);
// FAILED_PRECONDITION (CURRENCY_MISMATCH: resource, currency).
absl::Status CurrencyMismatchError(const v1::StatementLine& line, const v1::Order& order);
// FAILED_PRECONDITION (PAYEE_MISSING: resource): it can't be approved.
absl::Status PayeeMissingError(const v1::Payout& payout);
// FAILED_PRECONDITION (PAYEE_MISSING: resource): there is none to reveal.
absl::Status NoPayeeYetError(const v1::Payout& payout);
// FAILED_PRECONDITION (SECOND_PERSON_REQUIRED: resource, asked_by).
absl::Status SecondPersonRequiredError(const v1::Payout& payout);

// Receivers, holds and remarks.

// FAILED_PRECONDITION (BUYER_BLOCKED).
absl::Status BuyerBlockedError();
// FAILED_PRECONDITION (RECEIVER_NOT_VERIFIED: resource, state).
absl::Status ReceiverNotVerifiedError(const v1::Order& order);
// FAILED_PRECONDITION (PHONE_EXPIRED: resource).
absl::Status PhoneExpiredError(const v1::Order& order);
// FAILED_PRECONDITION (TOO_LATE: resource): no parcel can be redirected.
absl::Status TooLateError(const v1::Order& order);
// FAILED_PRECONDITION (ON_HOLD: resource, hold): the order has a hold.
absl::Status OnHoldError(const v1::Order& order);
// ALREADY_EXISTS (HELD_ALREADY: resource, hold).
absl::Status HeldAlreadyError(const v1::Order& order, v1::Hold::Kind kind);
// FAILED_PRECONDITION (NOT_HELD: resource, hold).
absl::Status NotHeldError(const v1::Order& order, v1::Hold::Kind kind);
// PERMISSION_DENIED (LIFT_NOT_ALLOWED: role, lift_roles).
absl::Status LiftNotAllowedError(const v1::Order& order, const v1::Hold& hold, Role::Value role);
// FAILED_PRECONDITION (RED_REMARK: resource, remark).
absl::Status RedRemarkError(const v1::Order& order);
// RESOURCE_EXHAUSTED (TOO_MANY_REMARKS: resource).
absl::Status TooManyRemarksError(const v1::Order& order, int64_t most);
// RESOURCE_EXHAUSTED (TOO_MANY_NOTES: resource).
absl::Status TooManyNotesError(absl::string_view card_name, int64_t most);

// Orders that are taken over.

// FAILED_PRECONDITION (ORDER_EXISTS: resource): it was placed here, or comes from elsewhere.
absl::Status OrderExistsError(const v1::Order& order);
// FAILED_PRECONDITION (CHANGED_HERE: resource): a later file doesn't correct it any more.
absl::Status ChangedHereError(const v1::Order& order);
// FAILED_PRECONDITION (BOOKED_ALREADY: resource, field, booked): the row would take it back.
absl::Status BookedAlreadyError(const v1::Order& order, absl::string_view field,
                                absl::string_view booked);
// FAILED_PRECONDITION (CARRIED_OUT_ELSEWHERE: resource, source).
absl::Status CarriedOutElsewhereError(const v1::Order& order);
// FAILED_PRECONDITION (CURRENCY_MISMATCH: resource, currency): the shop's is another.
absl::Status ShopCurrencyError(absl::string_view shop_name, absl::string_view currency_code);

// Agents.

// PERMISSION_DENIED (NOT_RESPONSIBLE: agent).
absl::Status NotResponsibleError(const v1::OrderError& error);
// PERMISSION_DENIED (OWN_ERROR: agent).
absl::Status OwnErrorError(const v1::OrderError& error);

// Promises and compensation.

// FAILED_PRECONDITION (PROMISE_NOT_MET: resource, promised, given).
absl::Status PromiseNotMetError(const v1::Promise& promise, const type::v1::Money& given);
// FAILED_PRECONDITION (PROMISE_NOT_MET: resource, promised, given 0): its money was not paid.
absl::Status NothingGivenError(const v1::Promise& promise, absl::string_view kept_by);

// FAILED_PRECONDITION (ABOVE_BUDGET: resource, budget, left).
absl::Status AboveBudgetError(const v1::Compensation& compensation, v1::Compensation::Budget budget,
                              int64_t left_minor);
// FAILED_PRECONDITION (SECOND_PERSON_REQUIRED: resource, asked_by).
absl::Status SecondPersonRequiredError(const v1::Compensation& compensation);

// Shipping and receipt.

// FAILED_PRECONDITION (LINES_LOCKED: resource, line): it can't be shipped.
absl::Status LinesLockedError(const v1::Order& order, int32_t line);
// FAILED_PRECONDITION (LINES_LOCKED: resource, line): its SKU can't be changed.
absl::Status SkuLineLockedError(const v1::Order& order, int32_t line);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED: line, most): more was to be shipped.
absl::Status ShipQuantityExceededError(const v1::Order& order, int32_t line, int64_t most);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED: line and most are 0).
absl::Status NothingToShipError(const v1::Order& order);
// FAILED_PRECONDITION (SEVERAL_SENDERS: resource, senders): the goods are sent from the addresses
// of these locations; empty: from none of the shop's.
absl::Status SeveralSendersError(const v1::Order& order, const std::set<std::string>& senders);
// FAILED_PRECONDITION (ALREADY_EXTENDED: resource).
absl::Status AlreadyExtendedError(const v1::Order& order);
// FAILED_PRECONDITION (REFUND_OPEN: resource).
absl::Status RefundOpenError(const v1::Order& order);

// Packing.

// FAILED_PRECONDITION (BEING_PACKED: resource, packing_job).
absl::Status BeingPackedError(const v1::Order& order);
// FAILED_PRECONDITION (NOT_PRINTED: resource).
absl::Status NotPrintedError(const v1::PackingJob& job);
// FAILED_PRECONDITION (NOT_PACKED: resource, state): it can't be shipped, or handed over.
absl::Status NotPackedError(const v1::PackingJob& job);
// FAILED_PRECONDITION (PRINT_OUTDATED: resource, packing_job, what): "red_remark" or "receiver".
absl::Status PrintOutdatedError(const v1::PackingJob& job, const v1::Order& order,
                                absl::string_view what);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED: line, most): fewer pieces are still to be scanned.
absl::Status ShortQuantityExceededError(const v1::PackingJob& job, int32_t line, int64_t most);
// FAILED_PRECONDITION (WRONG_CARRIER: resource, carrier).
absl::Status WrongCarrierError(const v1::HandOverList& list, absl::string_view parcel,
                               absl::string_view carrier_id);
// RESOURCE_EXHAUSTED (LIST_FULL: resource).
absl::Status ListFullError(const v1::HandOverList& list, int most);
// FAILED_PRECONDITION (MERGED: resource, merged_parcel): it goes with the others only.
absl::Status MergedError(const v1::Order& order);
// FAILED_PRECONDITION (NOT_MERGEABLE: resource, why).
absl::Status NotMergeableError(const v1::Order& order, absl::string_view why);

// Refunds and returns.

// FAILED_PRECONDITION (QUANTITY_EXCEEDED: line, most): fewer pieces are where they were to be.
absl::Status QuantityExceededError(const v1::Order& order, int32_t line, int64_t most);
// FAILED_PRECONDITION (AMOUNT_EXCEEDED: line, most): line 0 is freight, or all.
absl::Status AmountExceededError(const v1::Order& order, int32_t line, int64_t most_minor);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED: resource, line, asked, most).
absl::Status RefundQuantityExceededError(const v1::Order& order, int32_t line, int64_t asked,
                                         int64_t most);
// FAILED_PRECONDITION (AMOUNT_EXCEEDED: resource, line, asked, most).
absl::Status RefundAmountExceededError(const v1::Order& order, int32_t line, int64_t asked_minor,
                                       int64_t most_minor);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED: resource, line any, asked 1, most 0).
absl::Status NothingToRefundError(const v1::Order& order);
// FAILED_PRECONDITION (AMOUNT_EXCEEDED: resource, line freight, most).
absl::Status FreightExceededError(const v1::Order& order, int64_t most_minor);
// FAILED_PRECONDITION (AMOUNT_EXCEEDED: resource, most): the refund asks less.
absl::Status GrantExceededError(const v1::Refund& refund);
// FAILED_PRECONDITION (NOT_REFUSABLE: resource).
absl::Status NotRefusableError(const v1::Refund& refund);
// FAILED_PRECONDITION (EVIDENCE_OVER: resource, ended).
absl::Status EvidenceOverError(const v1::Refund& refund, absl::Time ended);
// FAILED_PRECONDITION (TOO_MUCH_EVIDENCE: resource).
absl::Status TooMuchEvidenceError(const v1::Refund& refund, int most);
// FAILED_PRECONDITION (REASON_REQUIRED: resource, line, category).
absl::Status ReasonRequiredError(const v1::Order& order, int32_t line, absl::string_view category);
// FAILED_PRECONDITION (TOO_LATE: resource): the parcel was scanned.
absl::Status ScannedError(const v1::Refund& refund);
// FAILED_PRECONDITION (NOT_RESERVED: resource): what is to be sent again isn't reserved yet.
absl::Status NotReservedError(const v1::Refund& refund);
// FAILED_PRECONDITION (TOO_LATE: resource): its goods are in, or being sent.
absl::Status TooLateToWithdrawError(const v1::Refund& refund);
// FAILED_PRECONDITION (REFUSED_BEFORE: resource, line).
absl::Status RefusedBeforeError(const v1::Refund& refused, int32_t line);
// FAILED_PRECONDITION (WINDOW_OVER: resource, line, ended).
absl::Status WindowOverError(const v1::Order& order, int32_t line, absl::Time ended);
// FAILED_PRECONDITION (NOT_DELIVERED: orders).
absl::Status NotDeliveredError(absl::Span<const std::string> order_names);

}  // namespace shopdesk::orders::domain
