#pragma once

#include "libs/base/role.h"
#include "libs/work/work.h"

// What catalog puts on work lists (docs/work.md).
namespace shopdesk::catalog::handlers {

inline constexpr work::Kind kOpenBargain = {"open_bargain", Role::GUIDE,
                                            "A counter-offer waits for the buyer's answer"};
inline constexpr work::Kind kLowStock = {"low_stock", Role::PROMOTION, "Little or nothing is left"};
inline constexpr work::Kind kOversoldReservation = {
    "oversold_reservation", Role::PACKING,
    "Fewer were counted than are reserved: count again, or tell the buyer"};
inline constexpr work::Kind kRemovedSkuReturned = {
    "removed_sku_returned", Role::PACKING,
    "Goods of a SKU that was removed came back: offer it again, or write them off", true};
inline constexpr work::Kind kSimilarSku = {
    "similar_sku", Role::PROMOTION,
    "Another SKU differs only in case, width, blanks or dashes: check that it is another", true};
inline constexpr work::Kind kProhibitedWording = {
    "prohibited_wording", Role::PROMOTION,
    "A planned sale is held: a text of the card says what is prohibited"};
inline constexpr work::Kind kBriefingHeld = {
    "briefing_held", Role::PROMOTION,
    "A planned sale is held: its briefing isn't published, or not read by all who must"};
inline constexpr work::Kind kPublishRefused = {
    "publish_refused", Role::PROMOTION,
    "A planned sale was given up: the product lacks facts that its category asks for", true};
inline constexpr work::Kind kListedTooHigh = {"listed_too_high", Role::PROMOTION,
                                              "The page promises more than there is: set it right"};

}  // namespace shopdesk::catalog::handlers
