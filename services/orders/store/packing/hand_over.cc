#include "services/orders/store/packing/hand_over.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::HandOverList;

const sql::Statement kHandOverListSnapshot = {
    "orders.snapshot_hand_over_list",
    "SELECT 'shops/' || shop || '/handOverLists/' || id, data FROM hand_over_lists"
    " WHERE shop = $1 AND id > substr(CAST($2 AS text), length('shops/' || $1 || "
    "'/handOverLists/') + 1)"
    " ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadHandOverList = {
    "orders.load_hand_over_list", "SELECT data FROM hand_over_lists WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadHandOverListForUpdate = {
    "orders.load_hand_over_list_for_update",
    "SELECT data FROM hand_over_lists WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertHandOverList = {
    "orders.insert_hand_over_list",
    "INSERT INTO hand_over_lists (shop, id, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveHandOverList = {
    "orders.save_hand_over_list",
    "UPDATE hand_over_lists SET state = $3, version = $4, data = $5"
    " WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListHandOverLists = {
    "orders.list_hand_over_lists",
    "SELECT data FROM hand_over_lists WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
    " ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListHandOverListsByState = {
    "orders.list_hand_over_lists_by_state",
    "SELECT data FROM hand_over_lists WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
    " AND state = $5 ORDER BY created_ms DESC, id DESC LIMIT $4"};

}  // namespace

absl::StatusOr<HandOverList> LoadHandOverList(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<HandOverList>(txn, kLoadHandOverList, {ShopOf(name), LastSegment(name)},
                                        name);
}

absl::StatusOr<HandOverList> LoadHandOverListForUpdate(sql::Transaction& txn,
                                                       absl::string_view name) {
  return sql::LoadMessage<HandOverList>(txn, kLoadHandOverListForUpdate,
                                        {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertHandOverList(sql::Transaction& txn, HandOverList& list) {
  return sql::InsertVersioned(txn, kInsertHandOverList, list, ShopOf(list.name()),
                              LastSegment(list.name()), static_cast<int>(list.state()),
                              ToMillis(FromProto(list.create_time())));
}

absl::Status SaveHandOverList(sql::Transaction& txn, HandOverList& list) {
  return sql::SaveVersioned(txn, kSaveHandOverList, list, ShopOf(list.name()),
                            LastSegment(list.name()), static_cast<int>(list.state()));
}

absl::StatusOr<std::vector<HandOverList>> ListHandOverLists(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            HandOverList::State state,
                                                            const CreationKey& before, int limit) {
  const auto& [created_ms, id] = before;
  if (state == HandOverList::STATE_UNSPECIFIED) {
    return sql::ListMessages<HandOverList>(txn, kListHandOverLists, {shop, created_ms, id, limit});
  }
  return sql::ListMessages<HandOverList>(txn, kListHandOverListsByState,
                                         {shop, created_ms, id, limit, static_cast<int>(state)});
}

}  // namespace shopdesk::orders::store
