#include "services/catalog/store/bargain/bargain.h"

#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

using v1::Bargain;

const sql::Statement kBargainSnapshot = {
    "catalog.snapshot_bargain",
    "SELECT 'shops/' || shop || '/bargains/' || id, data FROM bargains WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/bargains/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadBargain = {"catalog.load_bargain",
                                         "SELECT data FROM bargains WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadBargainForUpdate = {
    "catalog.load_bargain_for_update",
    "SELECT data FROM bargains WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kFindOpenBargain = {
    "catalog.find_open_bargain",
    "SELECT data FROM bargains WHERE state = 1 AND shop = $1 AND buyer = $2 AND sku = $3 "
    "FOR UPDATE"};
constexpr sql::Statement kInsertBargain = {
    "catalog.insert_bargain",
    "INSERT INTO bargains (shop, id, state, buyer, sku, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveBargain = {"catalog.save_bargain",
                                         "UPDATE bargains SET state = $3, version = $4, data = $5 "
                                         "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListBargains = {
    "catalog.list_bargains",
    "SELECT data FROM bargains WHERE shop = $1 AND (created_ms, id) < ($2, $3) "
    "ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListBargainsByState = {
    "catalog.list_bargains_by_state",
    "SELECT data FROM bargains WHERE shop = $1 AND (created_ms, id) < ($2, $3) AND state = $5 "
    "ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListBargainsByBuyer = {
    "catalog.list_bargains_by_buyer",
    "SELECT data FROM bargains WHERE shop = $1 AND (created_ms, id) < ($2, $3) AND buyer = $6 "
    "AND ($5 = 0 OR state = $5) ORDER BY created_ms DESC, id DESC LIMIT $4"};

}  // namespace

absl::StatusOr<Bargain> LoadBargain(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id) {
  return sql::LoadMessage<Bargain>(txn, kLoadBargain, {shop, id}, domain::BargainName(shop, id));
}

absl::StatusOr<Bargain> LoadBargainForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id) {
  return sql::LoadMessage<Bargain>(txn, kLoadBargainForUpdate, {shop, id},
                                   domain::BargainName(shop, id));
}

absl::StatusOr<absl::optional<Bargain>> FindOpenBargainForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view buyer,
                                                                 absl::string_view sku_id) {
  return sql::FindMessage<Bargain>(txn, kFindOpenBargain, {shop, buyer, sku_id});
}

absl::Status SaveBargain(sql::Transaction& txn, Bargain& bargain) {
  const absl::string_view shop = ShopOf(bargain.name());
  const absl::string_view id = LastSegment(bargain.name());
  const int state = bargain.state();
  if (!bargain.etag().empty())
    return sql::SaveVersioned(txn, kSaveBargain, bargain, shop, id, state);
  return InsertAbsent(txn, kInsertBargain, bargain, shop, id, state, bargain.buyer(),
                      bargain.sku_id(), CreatedMillis(bargain));
}

absl::StatusOr<std::vector<Bargain>> ListBargains(sql::Transaction& txn, absl::string_view shop,
                                                  const BargainFilter& filter,
                                                  const CreatedKey& before, int limit) {
  const auto& [ms, id] = before;
  const int state = filter.state;
  if (!filter.buyer.empty()) {
    return sql::ListMessages<Bargain>(txn, kListBargainsByBuyer,
                                      {shop, ms, id, limit, state, filter.buyer});
  }
  if (state != Bargain::STATE_UNSPECIFIED) {
    return sql::ListMessages<Bargain>(txn, kListBargainsByState, {shop, ms, id, limit, state});
  }
  return sql::ListMessages<Bargain>(txn, kListBargains, {shop, ms, id, limit});
}

}  // namespace shopdesk::catalog::store
