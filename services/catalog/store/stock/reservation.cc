#include "services/catalog/store/stock/reservation.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kReservationSnapshot = {
    "catalog.snapshot_reservation",
    "SELECT 'shops/' || shop || '/reservations/' || id, data FROM reservations WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/reservations/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadReservation = {
    "catalog.load_reservation", "SELECT data FROM reservations WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadReservationForUpdate = {
    "catalog.load_reservation_for_update",
    "SELECT data FROM reservations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Change kInsertReservation = {
    {"catalog.insert_reservation",
     "INSERT INTO reservations (shop, id, state, updated_ms, version, data) "
     "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"},
    sql::Effect::kInsert,
    2};
constexpr sql::Change kSaveReservation = {
    {"catalog.save_reservation",
     "UPDATE reservations SET state = $3, updated_ms = $4, version = $5, data = $6 "
     "WHERE shop = $1 AND id = $2 AND version = $7"},
    sql::Effect::kSave,
    2};
constexpr sql::Statement kListReservations = {
    "catalog.list_reservations",
    "SELECT data FROM reservations WHERE shop = $1 AND (state, updated_ms, id) > ($2, $3, $4) "
    "AND updated_ms < $5 ORDER BY state, updated_ms, id LIMIT $6"};
constexpr sql::Statement kListReservationsByState = {
    "catalog.list_reservations_by_state",
    "SELECT data FROM reservations WHERE shop = $1 AND state = $2 AND (updated_ms, id) > ($3, $4) "
    "AND updated_ms < $5 ORDER BY updated_ms, id LIMIT $6"};

}  // namespace

absl::StatusOr<v1::Reservation> LoadReservation(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id) {
  return sql::LoadMessage<v1::Reservation>(txn, kLoadReservation, {shop, id},
                                           domain::ReservationName(shop, id));
}

absl::StatusOr<v1::Reservation> LoadReservationForUpdate(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view id) {
  return sql::LoadMessage<v1::Reservation>(txn, kLoadReservationForUpdate, {shop, id},
                                           domain::ReservationName(shop, id));
}

absl::StatusOr<absl::optional<v1::Reservation>> FindReservation(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view id) {
  return sql::FindMessage<v1::Reservation>(txn, kLoadReservation, {shop, id});
}

void AnnounceReservation(sql::Reads& reads, absl::string_view shop, absl::string_view id) {
  reads.Add(kLoadReservation, {shop, id});
}

void AnnounceReservationForUpdate(sql::Reads& reads, absl::string_view shop, absl::string_view id) {
  reads.Add(kLoadReservationForUpdate, {shop, id});
}

absl::Status InsertReservation(sql::Transaction& txn, v1::Reservation& reservation) {
  const auto [state, updated_ms, id] = KeyOf(reservation);
  return sql::DeferInsert(txn, kInsertReservation, reservation, ShopOf(reservation.name()), id,
                          state, updated_ms);
}

absl::Status SaveReservation(sql::Transaction& txn, v1::Reservation& reservation) {
  const auto [state, updated_ms, id] = KeyOf(reservation);
  return sql::DeferSave(txn, kSaveReservation, reservation, ShopOf(reservation.name()), id, state,
                        updated_ms);
}

ReservationKey KeyOf(const v1::Reservation& reservation) {
  return {reservation.state(), ToMillis(FromProto(reservation.update_time())),
          std::string(LastSegment(reservation.name()))};
}

absl::StatusOr<std::vector<v1::Reservation>> ListReservations(
    sql::Transaction& txn, absl::string_view shop, v1::Reservation::State state,
    int64_t updated_before_ms, const ReservationKey& after, int limit) {
  const auto& [after_state, after_ms, after_id] = after;
  const bool any = state == v1::Reservation::STATE_UNSPECIFIED;
  const int64_t from_state = any ? after_state : static_cast<int64_t>(state);
  return sql::ListMessages<v1::Reservation>(
      txn, any ? kListReservations : kListReservationsByState,
      {shop, from_state, after_ms, after_id, updated_before_ms, limit});
}

}  // namespace shopdesk::catalog::store
