#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// Arithmetic on stock levels. Every function that changes a level returns the movement to book.
namespace shopdesk::catalog::domain {

// A row of the ledger; where, why and by whom is added when it is booked.
struct Movement {
  v1::StockBucket::Value bucket = v1::StockBucket::ON_HAND;
  int64_t delta = 0;
  int64_t before = 0;
  int64_t reserved_delta = 0;
  v1::MovementReason::Value reason = v1::MovementReason::MOVEMENT_REASON_UNSPECIFIED;
};

// What a batch asks of each bucket, in the order in which levels are locked: (sku, location) →
// bucket → delta.
using Adjustments =
    std::map<std::pair<std::string, std::string>, std::map<v1::StockBucket::Value, int64_t>>;
// Merges the lines; those without a location are for the policy's first. INVALID_ARGUMENT for a
// reason that isn't for adjustments, and for MOVED if a SKU's lines don't sum up to 0.
absl::StatusOr<Adjustments> MergeAdjustments(const v1::AdjustStockRequest& request,
                                             const v1::Policy& policy);

int64_t Available(const v1::StockLevel& level, const v1::Policy& policy);
// What can be promised of a SKU: the sum over its levels.
int64_t TotalAvailable(absl::Span<const v1::StockLevel> levels, const v1::Policy& policy);
bool IsLow(const v1::StockLevel& level, const v1::Policy& policy);
// Sets `available` and `low` after a change of level or policy.
void Refresh(v1::StockLevel& level, const v1::Policy& policy);

// `quantity` is at most what is available.
Movement Reserve(v1::StockLevel& level, int64_t quantity);
// What stock-taking found too little of to ship so much.
int64_t MissingToShip(const v1::StockLevel& level, int64_t quantity);
// Ships what is reserved, of which nothing is missing.
Movement Ship(v1::StockLevel& level, int64_t quantity);
// Gives back what is reserved.
Movement Release(v1::StockLevel& level, int64_t quantity);
// OUT_OF_STOCK (metadata sku, location, bucket, asked, available) if the bucket would become
// negative or on_hand fall below reserved; OUT_OF_RANGE.
absl::StatusOr<Movement> Adjust(v1::StockLevel& level, absl::string_view sku_id,
                                v1::StockBucket::Value bucket, int64_t delta,
                                v1::MovementReason::Value reason);
// Sets on_hand to what was counted, even below what is reserved.
Movement Count(v1::StockLevel& level, int64_t counted);

// How much more is reserved than is there, since stock-taking found less.
int64_t Oversold(const v1::StockLevel& level);

// Who goes without when more is reserved than is there: the reservations that came last.
class OversoldReservations {
 public:
  // `oversold` pieces have to be found.
  explicit OversoldReservations(int64_t oversold) : left_(oversold) {}
  // Takes in what the movement before the last one taken in changed for a reservation.
  void Add(const std::string& reservation, int64_t reserved_delta);
  // Whether earlier movements tell nothing more.
  bool Complete() const { return left_ <= 0; }
  // Names.
  const std::set<std::string>& names() const { return names_; }

 private:
  int64_t left_;
  // What movements that are taken in already gave back or shipped.
  std::map<std::string, int64_t> ended_;
  std::set<std::string> names_;
};

// Where what comes in for a bucket stands: of a SKU that was removed nothing is for sale.
v1::StockBucket::Value BucketFor(const v1::StockLevel& level, v1::StockBucket::Value bucket,
                                 v1::MovementReason::Value reason);

// Whether anything stands in any bucket.
bool IsEmpty(const v1::StockLevel& level);

}  // namespace shopdesk::catalog::domain
