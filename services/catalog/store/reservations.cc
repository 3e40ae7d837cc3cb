#include "services/catalog/store/reservations.h"

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kReservationSnapshot = {
    "catalog.reservation_snapshot",
    "SELECT 'shops/' || shop || '/reservations/' || id, data FROM reservations WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/reservations/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"catalog.select_reservation",
                                    "SELECT data FROM reservations WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kSelectForUpdate = {
    "catalog.select_reservation_for_update",
    "SELECT data FROM reservations WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "catalog.insert_reservation",
    "INSERT INTO reservations (shop, id, state, updated_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "catalog.update_reservation",
    "UPDATE reservations SET state = $3, updated_ms = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kList = {
    "catalog.list_reservations",
    "SELECT data FROM reservations WHERE shop = $1 AND (state, updated_ms, id) > ($2, $3, $4) "
    "AND updated_ms < $5 ORDER BY state, updated_ms, id LIMIT $6"};
constexpr sql::Statement kListByState = {
    "catalog.list_reservations_by_state",
    "SELECT data FROM reservations WHERE shop = $1 AND state = $2 AND (updated_ms, id) > ($3, $4) "
    "AND updated_ms < $5 ORDER BY updated_ms, id LIMIT $6"};

int64_t UpdatedMillis(const v1::Reservation& reservation) {
  return ToMillis(FromProto(reservation.update_time()));
}

}  // namespace

absl::StatusOr<v1::Reservation> LoadReservation(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view id) {
  return sql::LoadMessage<v1::Reservation>(txn, kSelect, {shop, id},
                                           domain::ReservationName(shop, id));
}

absl::StatusOr<v1::Reservation> LoadReservationForUpdate(sql::Transaction& txn,
                                                         absl::string_view shop,
                                                         absl::string_view id) {
  return sql::LoadMessage<v1::Reservation>(txn, kSelectForUpdate, {shop, id},
                                           domain::ReservationName(shop, id));
}

absl::StatusOr<absl::optional<v1::Reservation>> FindReservation(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view id) {
  return sql::FindMessage<v1::Reservation>(txn, kSelect, {shop, id});
}

absl::Status InsertReservation(sql::Transaction& txn, v1::Reservation& reservation) {
  reservation.set_etag(MakeEtag(1));
  const std::string data = reservation.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(reservation.name()), LastSegment(reservation.name()),
                            reservation.state(), UpdatedMillis(reservation), 1, sql::Blob{data}}));
  return sql::CheckOneRow(inserted, reservation.name());
}

absl::Status SaveReservation(sql::Transaction& txn, v1::Reservation& reservation) {
  const int64_t before = VersionOf(reservation.etag());
  reservation.set_etag(MakeEtag(before + 1));
  const std::string data = reservation.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kUpdate,
                  {ShopOf(reservation.name()), LastSegment(reservation.name()), reservation.state(),
                   UpdatedMillis(reservation), before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, reservation.name());
}

absl::StatusOr<std::vector<v1::Reservation>> ListReservations(
    sql::Transaction& txn, absl::string_view shop, v1::Reservation::State state,
    int64_t updated_before_ms, const ReservationKey& after, int limit) {
  std::vector<v1::Reservation> reservations;
  const bool any = state == v1::Reservation::STATE_UNSPECIFIED;
  const int64_t from = any ? after.state : static_cast<int64_t>(state);
  RETURN_IF_ERROR(txn.Query(
      any ? kList : kListByState,
      {shop, from, after.updated_ms, after.id, updated_before_ms, limit},
      [&](const sql::Row& row) { return sql::ParseColumn(row, 0, reservations.emplace_back()); }));
  return reservations;
}

}  // namespace shopdesk::catalog::store
