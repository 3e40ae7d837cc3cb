#pragma once

#include "libs/base/role.h"
#include "libs/work/work.h"

// The kinds of work that logistics has for the desk (docs/work.md).
namespace shopdesk::logistics::handlers {

inline constexpr work::Kind kLateParcel = {
    "late_parcel", Role::AGENT, "Tell the buyer that the parcel is late, and ask the carrier"};
inline constexpr work::Kind kOpenIntercept = {
    "open_intercept", Role::PACKING,
    "Ask the carrier to recall or readdress the parcel, and follow it up"};
inline constexpr work::Kind kMissedPickup = {
    "missed_pickup", Role::PACKING,
    "The carrier didn't fetch all parcels in the window: have him come, or take them to him"};
inline constexpr work::Kind kReturnInsuranceClaim = {
    "return_insurance_claim", Role::FINANCE,
    "Have the insurer's answer about the return freight, and settle the claim"};
inline constexpr work::Kind kOpenClaim = {"open_claim", Role::COMPLAINT,
                                          "Go on with the claim against the carrier"};
inline constexpr work::Kind kClaimPayment = {
    "claim_payment", Role::FINANCE, "Have the carrier pay what he approved, and record it"};
inline constexpr work::Kind kOpenEnquiry = {"open_enquiry", Role::AGENT,
                                            "Have the carrier's answer about the parcel"};
inline constexpr work::Kind kProblemParcel = {
    "problem_parcel", Role::COMPLAINT,
    "Ask the buyer what is to become of the parcel, and tell the carrier"};
inline constexpr work::Kind kCodMoney = {
    "cod_money", Role::FINANCE,
    "Have the carrier hand over what he collected, or the difference, or settle it"};
inline constexpr work::Kind kUnknownCodLine = {
    "unknown_cod_line", Role::FINANCE,
    "Find out which parcel the carrier's statement means: none with that number collects money",
    /*by_hand=*/true};
inline constexpr work::Kind kFreightBillDiffers = {
    "freight_bill_differs", Role::FINANCE,
    "The carrier bills another freight than his rates say: have him correct it, or settle it"};
inline constexpr work::Kind kUnknownFreightLine = {
    "unknown_freight_line", Role::FINANCE,
    "Find out which parcel the carrier's bill means: for none with that number freight is owed",
    /*by_hand=*/true};
inline constexpr work::Kind kUndeliveredNotice = {
    "undelivered_notice", Role::AGENT, "Tell the buyer in another way, or send the notice again"};

inline constexpr work::Kind kCancelledParcel = {
    "cancelled_parcel", Role::PACKING,
    "The carrier has a parcel that was cancelled: find out who gave it away, and have it back",
    /*by_hand=*/true};

}  // namespace shopdesk::logistics::handlers
