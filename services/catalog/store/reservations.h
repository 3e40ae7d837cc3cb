#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// Reservations. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

extern const sql::Statement kReservationSnapshot;

// NOT_FOUND naming the reservation.
absl::StatusOr<v1::Reservation> LoadReservation(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id);
absl::StatusOr<v1::Reservation> LoadReservationForUpdate(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view id);
absl::StatusOr<absl::optional<v1::Reservation>> FindReservation(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view id);

// Sets the first etag. ABORTED if somebody else made it meanwhile.
absl::Status InsertReservation(sql::Transaction& txn, v1::Reservation& reservation);
// Saves the next version of one that was loaded for update: sets etag.
absl::Status SaveReservation(sql::Transaction& txn, v1::Reservation& reservation);

// The sort key of a page: by state, oldest change first.
struct ReservationKey {
  int64_t state = 0;
  int64_t updated_ms = 0;
  std::string id;
};
// After `after`, changed before `updated_before_ms`. `state` STATE_UNSPECIFIED: any.
absl::StatusOr<std::vector<v1::Reservation>> ListReservations(
    sql::Transaction& txn, absl::string_view shop, v1::Reservation::State state,
    int64_t updated_before_ms, const ReservationKey& after, int limit);

}  // namespace shopdesk::catalog::store
