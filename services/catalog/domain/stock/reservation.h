#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

namespace shopdesk::catalog::domain {

using ReservationLines = google::protobuf::RepeatedPtrField<v1::ReservationLine>;

// What is asked of one SKU, at a place or anywhere.
struct WantedLine {
  std::string sku_id;
  // Empty: where the policy's priority finds it.
  std::string location;
  int64_t quantity = 0;
};

// The lines with those of one SKU and location merged; sorted by SKU, named locations before
// unnamed ones.
std::vector<WantedLine> MergeLines(const ReservationLines& lines);

// Where a line is taken from: the index of its level, whose `reserved` already holds what earlier
// lines took. `levels` are all of the SKU's, with names.
// RESOURCE_EXHAUSTED (OUT_OF_STOCK) with the most that one allowed location has.
absl::StatusOr<int> ChooseLevel(const WantedLine& line, absl::Span<const v1::StockLevel> levels,
                                const v1::Policy& policy);
// The most that one location has where the line may be taken from.
int64_t MostAvailable(const WantedLine& line, absl::Span<const v1::StockLevel> levels,
                      const v1::Policy& policy);

// Whether a reservation is what these lines would have made.
bool IsForLines(const v1::Reservation& reservation, absl::Span<const WantedLine> wanted);

// A quantity of a line of a reservation.
struct LinePart {
  int line = 0;
  int64_t quantity = 0;
};

int64_t Remaining(const v1::ReservationLine& line);
// Spreads what is asked over the reservation's lines; no lines ask for all that remains.
// FAILED_PRECONDITION (QUANTITY_EXCEEDED), metadata sku, asked, remaining.
absl::StatusOr<std::vector<LinePart>> SelectParts(const v1::Reservation& reservation,
                                                  const ReservationLines& lines);

// FAILED_PRECONDITION (WRONG_STATE) unless something can be shipped from it.
absl::Status CheckCanCommit(const v1::Reservation& reservation);

// Each of these sets the state and leaves times and etag to the caller.
// FAILED_PRECONDITION (WRONG_STATE). Returns whether anything changed.
absl::StatusOr<bool> Confirm(v1::Reservation& reservation, const std::string& order);
// Ties it to `order` instead of `from`; a tentative one is confirmed.
absl::StatusOr<bool> Transfer(v1::Reservation& reservation, const std::string& from,
                              const std::string& order);
absl::Status Commit(v1::Reservation& reservation, absl::Span<const LinePart> parts);
absl::StatusOr<bool> Release(v1::Reservation& reservation, absl::Span<const LinePart> parts);
absl::Status Expire(v1::Reservation& reservation);

}  // namespace shopdesk::catalog::domain
