#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
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

// Tell that a write will find, or load, a reservation.
void AnnounceReservation(sql::Reads& reads, absl::string_view shop, absl::string_view id);
void AnnounceReservationForUpdate(sql::Reads& reads, absl::string_view shop, absl::string_view id);

// Sets the first etag. ABORTED if somebody else made it meanwhile.
absl::Status InsertReservation(sql::Transaction& txn, v1::Reservation& reservation);
// Saves the next version of one that was loaded for update: sets etag.
absl::Status SaveReservation(sql::Transaction& txn, v1::Reservation& reservation);

// The sort key of a list: state, time of the last change in milliseconds, escaped id.
using ReservationKey = PageKey<int64_t, int64_t, std::string>;
ReservationKey KeyOf(const v1::Reservation& reservation);
// By state, oldest change first, after `after`; changed before `updated_before_ms`. `state`
// STATE_UNSPECIFIED: any.
absl::StatusOr<std::vector<v1::Reservation>> ListReservations(
    sql::Transaction& txn, absl::string_view shop, v1::Reservation::State state,
    int64_t updated_before_ms, const ReservationKey& after, int limit);

}  // namespace shopdesk::catalog::store
