#pragma once

#include "libs/base/role.h"
#include "libs/work/work.h"

// The work of orders (docs/work.md).
namespace shopdesk::orders::handlers {

inline constexpr work::Kind kVerifyReceiver = {"verify_receiver", Role::AGENT,
                                               "Ask the buyer whether the receiver is right"};
inline constexpr work::Kind kHeldOrder = {"held_order", Role::AGENT, "Settle what holds the order"};
inline constexpr work::Kind kRedRemark = {"red_remark", Role::PACKING,
                                          "Read the red remark before packing"};
inline constexpr work::Kind kBankTransferPartial = {
    "bank_transfer_partial", Role::FINANCE, "Ask the buyer for the rest of his bank transfer"};
inline constexpr work::Kind kUnknownTransfer = {"unknown_transfer", Role::FINANCE,
                                                "Find out which order a bank transfer pays"};
inline constexpr work::Kind kProposedTransfer = {
    "proposed_transfer", Role::FINANCE,
    "Confirm that a bank transfer is for the order it looks like"};
inline constexpr work::Kind kPayout = {"payout", Role::FINANCE, "Send money back to a buyer"};
inline constexpr work::Kind kCodContactWork = {
    "cod_contact", Role::AGENT,
    "Call the buyer: tell the surcharge, confirm cash on delivery, verify the receiver"};
inline constexpr work::Kind kShipByWork = {"ship_by", Role::PACKING,
                                           "Ship it, or propose a later date to the buyer"};
inline constexpr work::Kind kPaymentReminderWork = {"payment_reminder", Role::AGENT,
                                                    "Remind the buyer to pay"};
inline constexpr work::Kind kDuplicatePairWork = {
    "duplicate_pair", Role::AGENT, "Ask the buyer which of two like orders he wants"};
inline constexpr work::Kind kTroubledParcel = {
    "troubled_parcel", Role::AGENT,
    "A parcel is stuck, refused or back: have it brought again, or refund what was in it"};
inline constexpr work::Kind kTrackingContradicted = {
    "tracking_contradicted", Role::FINANCE,
    "Tracking takes back what a trade was settled by: settle money and goods by hand", true};
inline constexpr work::Kind kCodFreightMissing = {
    "cod_freight_missing", Role::FINANCE,
    "Freight and COD surcharge were not collected: their parcel came back when the others had "
    "arrived. Ask the buyer for them, or write them off",
    true};
inline constexpr work::Kind kCodFreightTwice = {
    "cod_freight_twice", Role::FINANCE,
    "Freight and COD surcharge may have been collected with two parcels: ask the carrier, and give "
    "back what is too much",
    true};
inline constexpr work::Kind kCarrierMoneyUnbooked = {
    "carrier_money_unbooked", Role::FINANCE,
    "A carrier paid in another currency than the order's: book it by hand", true};
inline constexpr work::Kind kStockNotBooked = {
    "stock_not_booked", Role::LEAD,
    "Catalog refused to book what became of an order's goods: count and correct the stock", true};
inline constexpr work::Kind kPromiseWork = {"promise", Role::AGENT,
                                            "Keep what was promised to the buyer"};
inline constexpr work::Kind kBrokenPromise = {
    "broken_promise", Role::COMPLAINT, "Make good a promise to the buyer that was not kept", true};
inline constexpr work::Kind kDraftedError = {
    "drafted_error", Role::LEAD, "Confirm or dismiss a mistake that was drafted for an agent"};
inline constexpr work::Kind kCompensationWork = {
    "compensation", Role::LEAD, "Approve or decline a compensation above the agent's budget"};
inline constexpr work::Kind kPriceProtectionWork = {
    "price_protection", Role::FINANCE,
    "Give back what a lower price owes the buyer: the refund was refused", true};
inline constexpr work::Kind kShortageWork = {
    "shortage", Role::AGENT,
    "Ask the buyer about what is missing: wait for it, take something else, or his money back"};
inline constexpr work::Kind kMergeOrders = {"merge_orders", Role::PACKING,
                                            "Decide whether a buyer's orders go in one parcel"};
inline constexpr work::Kind kPutBack = {"put_back", Role::PACKING,
                                        "Put back what was picked: it isn't packed any more", true};
// One kind, which says what the refund waits for.
inline constexpr work::Kind kRefundWork = {"refund", Role::COMPLAINT,
                                           "Agree to the refund that a buyer asks for, or refuse"};
inline constexpr work::Kind kRefundGoodsWork = {
    "refund", Role::COMPLAINT, "Look at the goods that a buyer sent back: take them in, or refuse"};
inline constexpr work::Kind kRefundSendAgainWork = {
    "refund", Role::COMPLAINT,
    "Send the goods again (exchange, repair, or what didn't come), or the money goes back"};
inline constexpr work::Kind kRefundReviewWork = {
    "refund", Role::COMPLAINT,
    "Show the platform evidence on the refund that it is to decide, or leave it to the rule"};
inline constexpr work::Kind kPaidGoodsWork = {
    "refund", Role::COMPLAINT,
    "Take in goods that a buyer sent back: their refund was paid at the first scan"};
inline constexpr work::Kind kUncountedReturn = {
    "uncounted_return", Role::PACKING,
    "Count goods that came back and that nobody looked at: they are in no stock", true};
inline constexpr work::Kind kSendGoodsBack = {
    "send_goods_back", Role::PACKING,
    "Send the buyer his goods, which a refund that has ended didn't take", true};
inline constexpr work::Kind kReturnClaim = {
    "return_claim", Role::FINANCE,
    "Claim back, from the buyer, the carrier or an insurer, what was paid at the first scan for "
    "goods that didn't come as they had to",
    true};
inline constexpr work::Kind kRefundUnpaid = {
    "refund_unpaid", Role::FINANCE,
    "A refund that was agreed could not be paid back whole: settle the rest with the buyer", true};

}  // namespace shopdesk::orders::handlers
