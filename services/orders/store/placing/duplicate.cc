#include "services/orders/store/placing/duplicate.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::DuplicatePair;

// Both bounds exclude.
constexpr sql::Statement kFindDuplicateSign = {
    "orders.find_duplicate_sign",
    "SELECT order_id, buyer, phone, created_ms FROM duplicate_signs"
    " WHERE shop = $1 AND address = $2 AND created_ms > $3 AND created_ms < $4"
    " AND (buyer = $5 OR phone = $6) AND order_id <> $7"
    " ORDER BY created_ms DESC, order_id DESC LIMIT $8"};
constexpr sql::Statement kSaveDuplicateSign = {
    "orders.save_duplicate_sign",
    "INSERT INTO duplicate_signs (shop, address, created_ms, order_id, buyer, phone)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop, order_id)"
    " DO UPDATE SET address = $2, buyer = $5, phone = $6"};
constexpr sql::Statement kFindDuplicateSignOfOrder = {
    "orders.find_duplicate_sign_of_order",
    "SELECT address, buyer, phone FROM duplicate_signs WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kPurgeDuplicateSign = {
    "orders.purge_duplicate_sign",
    "DELETE FROM duplicate_signs WHERE shop = $1 AND created_ms < $2"};

constexpr sql::Statement kLoadDuplicatePair = {
    "orders.load_duplicate_pair", "SELECT data FROM duplicate_pairs WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadDuplicatePairForUpdate = {
    "orders.load_duplicate_pair_for_update",
    "SELECT data FROM duplicate_pairs WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertDuplicatePair = {
    "orders.insert_duplicate_pair",
    "INSERT INTO duplicate_pairs (shop, id, first_order, second_order, state, created_ms, version,"
    " data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateDuplicatePair = {
    "orders.update_duplicate_pair",
    "UPDATE duplicate_pairs SET state = $3, version = $4, data = $5"
    " WHERE shop = $1 AND id = $2 AND version = $6"};

#define SHOPDESK_LIST(filter)                                                                \
  "SELECT data FROM duplicate_pairs WHERE shop = $1 AND (created_ms, id) < ($2, $3) " filter \
  "ORDER BY created_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListDuplicatePairs = {"orders.list_duplicate_pairs", SHOPDESK_LIST("")};
constexpr sql::Statement kListDuplicatePairsByState = {"orders.list_duplicate_pairs_by_state",
                                                       SHOPDESK_LIST("AND state = $5 ")};
#undef SHOPDESK_LIST

}  // namespace

const sql::Statement kDuplicateSnapshot = {
    "orders.snapshot_duplicate_pair",
    "SELECT 'shops/' || shop || '/duplicatePairs/' || id, data FROM duplicate_pairs"
    " WHERE shop = $1 AND id > substr($2, length('shops/' || $1 || '/duplicatePairs/') + 1)"
    " ORDER BY id LIMIT $3"};

absl::StatusOr<std::vector<DuplicateSign>> FindLike(sql::Transaction& txn,
                                                    const DuplicateSign& sign,
                                                    absl::Duration window, int limit) {
  const absl::string_view shop = ShopOf(sign.order);
  std::vector<DuplicateSign> found;
  RETURN_IF_ERROR(txn.Query(kFindDuplicateSign,
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

absl::StatusOr<bool> IsUnlike(sql::Transaction& txn, const DuplicateSign& sign,
                              absl::string_view other) {
  bool unlike = false;
  RETURN_IF_ERROR(txn.Query(kFindDuplicateSignOfOrder, {ShopOf(other), LastSegment(other)},
                            [&](const sql::Row& row) {
                              unlike = row.Bytes(0) != sign.address ||
                                       (row.Text(1) != sign.buyer && row.Bytes(2) != sign.phone);
                              return absl::OkStatus();
                            }));
  return unlike;
}

absl::Status SaveSign(sql::Transaction& txn, const DuplicateSign& sign, absl::Duration window) {
  const absl::string_view shop = ShopOf(sign.order);
  RETURN_IF_ERROR(
      txn.Execute(kSaveDuplicateSign, {shop, sql::Blob{sign.address}, ToMillis(sign.create_time),
                                       LastSegment(sign.order), sign.buyer, sql::Blob{sign.phone}})
          .status());
  // Once for all signs of a page.
  if (!txn.First(absl::StrCat("purge_duplicate_signs/", shop))) return absl::OkStatus();
  return txn.Execute(kPurgeDuplicateSign, {shop, ToMillis(sign.create_time - window)}).status();
}

absl::StatusOr<DuplicatePair> LoadPair(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<DuplicatePair>(txn, kLoadDuplicatePair, {ShopOf(name), LastSegment(name)},
                                         name);
}

absl::StatusOr<DuplicatePair> LoadPairForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<DuplicatePair>(txn, kLoadDuplicatePairForUpdate,
                                         {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<bool> InsertPair(sql::Transaction& txn, DuplicatePair& pair) {
  const absl::Status inserted = sql::InsertVersioned(
      txn, kInsertDuplicatePair, pair, ShopOf(pair.name()), LastSegment(pair.name()),
      LastSegment(pair.first_order()), LastSegment(pair.second_order()),
      static_cast<int>(pair.state()), ToMillis(FromProto(pair.create_time())));
  if (absl::IsAlreadyExists(inserted)) return false;
  RETURN_IF_ERROR(inserted);
  return true;
}

absl::Status SavePair(sql::Transaction& txn, DuplicatePair& pair) {
  return sql::SaveVersioned(txn, kUpdateDuplicatePair, pair, ShopOf(pair.name()),
                            LastSegment(pair.name()), static_cast<int>(pair.state()));
}

absl::StatusOr<std::vector<DuplicatePair>> ListPairs(sql::Transaction& txn, const PairQuery& query,
                                                     const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  if (query.state == DuplicatePair::STATE_UNSPECIFIED) {
    return sql::ListMessages<DuplicatePair>(txn, kListDuplicatePairs,
                                            {query.shop, before_ms, before_id, limit});
  }
  return sql::ListMessages<DuplicatePair>(
      txn, kListDuplicatePairsByState,
      {query.shop, before_ms, before_id, limit, static_cast<int>(query.state)});
}

}  // namespace shopdesk::orders::store
