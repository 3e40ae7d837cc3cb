#pragma once

namespace shopdesk::orders::domain {

// What orders came to, for the shop's rates. Stored numbers: never change one.
enum class Outcome {
  kShippedInTime = 1,
  kShippedLate = 2,
  // Unpaid when its reminder was due; and paid within a day of it.
  kReminded = 3,
  kRemindedPaid = 4,
  kNotReminded = 5,
  kNotRemindedPaid = 6,
  kCodContacted = 7,
  kCodContactMissed = 8,
  kConfirmedDelivered = 9,
  kConfirmedRefused = 10,
  kUnconfirmedDelivered = 11,
  kUnconfirmedRefused = 12,
};

}  // namespace shopdesk::orders::domain
