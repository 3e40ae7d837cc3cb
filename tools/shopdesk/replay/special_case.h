#pragma once

#include "absl/strings/string_view.h"

namespace shopdesk::cli {

// What is special about some orders of the replay. The shares are fixed, so that anyone can tell
// from a file what the desk does (docs/replay.md).
enum class SpecialCase {
  kNone,
  // Paid by bank transfer, at once or in two parts.
  kTransfer,
  kTransferInParts,
  // For somebody else.
  kGift,
  // The buyer doesn't say whether the receiver is right.
  kSilent,
  // A part of it is ordered again by mistake.
  kTwice,
  // Paid only after the reminder.
  kReminded,
  // The parcel is late, and the buyer is told first.
  kLate,
  // A bad review, whose case is resolved.
  kBadReview,
  // Packed by scanning, and handed over on a list.
  kPacked,
  // Insured for what its goods cost.
  kInsured,
  // Of a buyer who returns nothing:
  // An agent promised something, and kept it.
  kPromiseKept,
  // He didn't, and made it good.
  kPromiseBroken,
  // A piece came damaged, for which the carrier pays.
  kClaimed,
  // A piece is exchanged for one that isn't faulty.
  kExchanged,
  // The parcel is lost, and sent again.
  kLost,
  // What was bought becomes cheaper soon after.
  kPriceDropped
};

// By the last two digits of the order's number.
SpecialCase SpecialCaseOf(absl::string_view number);

}  // namespace shopdesk::cli
