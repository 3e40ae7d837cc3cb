#include "services/orders/store/duplicates.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::DuplicatePair;

// Both bounds exclude.
constexpr sql::Statement kFindLike = {
    "duplicate_signs_find",
    "SELECT order_id, buyer, phone, created_ms FROM duplicate_signs"
    " WHERE shop = $1 AND address = $2 AND created_ms > $3 AND created_ms < $4"
    " AND (buyer = $5 OR phone = $6) AND order_id <> $7"
    " ORDER BY created_ms DESC, order_id DESC LIMIT $8"};
constexpr sql::Statement kInsertSign = {
    "duplicate_signs_insert",
    "INSERT INTO duplicate_signs (shop, address, created_ms, order_id, buyer, phone)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kPurge = {
    "duplicate_signs_purge", "DELETE FROM duplicate_signs WHERE shop = $1 AND created_ms < $2"};

constexpr sql::Statement kLoad = {"duplicate_pairs_load",
                                  "SELECT data FROM duplicate_pairs WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadForUpdate = {
    "duplicate_pairs_load_for_update",
    "SELECT data FROM duplicate_pairs WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "duplicate_pairs_insert",
    "INSERT INTO duplicate_pairs (shop, id, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, 1, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {"duplicate_pairs_update",
                                    "UPDATE duplicate_pairs SET state = $3, version = $5, data = $6"
                                    " WHERE shop = $1 AND id = $2 AND version = $4"};

#define SHOPDESK_LIST(filter)                                                                \
  "SELECT data FROM duplicate_pairs WHERE shop = $1 AND (created_ms, id) < ($2, $3) " filter \
  "ORDER BY created_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kList = {"duplicate_pairs_list", SHOPDESK_LIST("")};
constexpr sql::Statement kListByState = {"duplicate_pairs_list_by_state",
                                         SHOPDESK_LIST("AND state = $5 ")};
#undef SHOPDESK_LIST

}  // namespace

const sql::Statement kDuplicateSnapshot = {
    "duplicate_pairs_snapshot",
    "SELECT 'shops/' || shop || '/duplicatePairs/' || id, data FROM duplicate_pairs"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/duplicatePairs/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<std::vector<DuplicateSign>> FindLike(sql::Transaction& txn,
                                                    const DuplicateSign& sign,
                                                    absl::Duration window, int limit) {
  const absl::string_view shop = ShopOf(sign.order);
  std::vector<DuplicateSign> found;
  RETURN_IF_ERROR(txn.Query(kFindLike,
                            {shop, sql::Blob{sign.address}, ToMillis(sign.create_time - window),
                             ToMillis(sign.create_time + window), sign.buyer, sql::Blob{sign.phone},
                             LastSegment(sign.order), limit},
                            [&](const sql::Row& row) {
                              found.push_back(
                                  {absl::StrCat("shops/", shop, "/orders/", row.Text(0)),
                                   std::string(row.Text(1)), sign.address,
                                   std::string(row.Bytes(2)), FromMillis(row.Int(3))});
                              return absl::OkStatus();
                            }));
  return found;
}

absl::Status InsertSign(sql::Transaction& txn, const DuplicateSign& sign, absl::Duration window) {
  const absl::string_view shop = ShopOf(sign.order);
  RETURN_IF_ERROR(
      txn.Execute(kInsertSign, {shop, sql::Blob{sign.address}, ToMillis(sign.create_time),
                                LastSegment(sign.order), sign.buyer, sql::Blob{sign.phone}})
          .status());
  return txn.Execute(kPurge, {shop, ToMillis(sign.create_time - window)}).status();
}

absl::StatusOr<DuplicatePair> LoadPair(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<DuplicatePair>(txn, kLoad, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<DuplicatePair> LoadPairForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<DuplicatePair>(txn, kLoadForUpdate, {ShopOf(name), LastSegment(name)},
                                         name);
}

absl::StatusOr<bool> InsertPair(sql::Transaction& txn, DuplicatePair& pair) {
  pair.set_etag(MakeEtag(1));
  const std::string data = pair.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert,
                  {ShopOf(pair.name()), LastSegment(pair.name()), static_cast<int>(pair.state()),
                   ToMillis(FromProto(pair.create_time())), sql::Blob{data}}));
  return inserted > 0;
}

absl::Status SavePair(sql::Transaction& txn, DuplicatePair& pair) {
  const int64_t version = VersionOf(pair.etag());
  pair.set_etag(MakeEtag(version + 1));
  const std::string data = pair.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t updated,
                   txn.Execute(kUpdate, {ShopOf(pair.name()), LastSegment(pair.name()),
                                         static_cast<int>(pair.state()), version, version + 1,
                                         sql::Blob{data}}));
  return sql::CheckOneRow(updated, pair.name());
}

absl::StatusOr<std::vector<DuplicatePair>> ListPairs(sql::Transaction& txn,
                                                     const PairQuery& query) {
  std::vector<DuplicatePair> pairs;
  const auto append = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, pairs.emplace_back());
  };
  const int state = query.state;
  if (query.state == DuplicatePair::STATE_UNSPECIFIED) {
    RETURN_IF_ERROR(
        txn.Query(kList, {query.shop, query.before_ms, query.before_id, query.limit}, append));
  } else {
    RETURN_IF_ERROR(txn.Query(
        kListByState, {query.shop, query.before_ms, query.before_id, query.limit, state}, append));
  }
  return pairs;
}

}  // namespace shopdesk::orders::store
