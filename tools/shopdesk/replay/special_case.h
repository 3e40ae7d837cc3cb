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
  kBadReview
};

// By the last two digits of the order's number.
SpecialCase SpecialCaseOf(absl::string_view number);

}  // namespace shopdesk::cli
