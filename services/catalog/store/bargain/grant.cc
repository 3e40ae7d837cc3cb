#include "services/catalog/store/bargain/grant.h"

#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

using v1::Grant;

const sql::Statement kGrantSnapshot = {
    "catalog.snapshot_grant",
    "SELECT 'shops/' || shop || '/grants/' || id, data FROM grants WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/grants/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadGrant = {"catalog.load_grant",
                                       "SELECT data FROM grants WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadGrantForUpdate = {
    "catalog.load_grant_for_update",
    "SELECT data FROM grants WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kFindActiveGrant = {
    "catalog.find_active_grant",
    "SELECT data FROM grants WHERE state = 1 AND shop = $1 AND buyer = $2 AND sku = $3 FOR UPDATE"};
constexpr sql::Statement kInsertGrant = {
    "catalog.insert_grant",
    "INSERT INTO grants (shop, id, state, agent, product, buyer, sku, created_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveGrant = {"catalog.save_grant",
                                       "UPDATE grants SET state = $3, version = $4, data = $5 "
                                       "WHERE shop = $1 AND id = $2 AND version = $6"};

// Grants older than ($2, $3), at most $4, in the state $5 if it isn't 0.
#define LIST(more)                                                                          \
  "SELECT data FROM grants WHERE shop = $1 AND (created_ms, id) < ($2, $3) AND ($5 = 0 OR " \
  "state = $5)" more " ORDER BY created_ms DESC, id DESC LIMIT $4"
// Agent, product and buyer have an index each: the first in a query serves it, the rest is looked
// at row by row.
constexpr sql::Statement kListGrants = {"catalog.list_grants", LIST("")};
constexpr sql::Statement kListGrantsByAgent = {"catalog.list_grants_by_agent",
                                               LIST(" AND agent = $6")};
constexpr sql::Statement kListGrantsByProduct = {
    "catalog.list_grants_by_product", LIST(" AND product = $6 AND ($7 = '' OR agent = $7)")};
constexpr sql::Statement kListGrantsByBuyer = {
    "catalog.list_grants_by_buyer",
    LIST(" AND buyer = $6 AND ($7 = '' OR agent = $7) AND ($8 = '' OR product = $8)")};
#undef LIST

}  // namespace

absl::StatusOr<Grant> LoadGrant(sql::Transaction& txn, absl::string_view shop,
                                absl::string_view id) {
  return sql::LoadMessage<Grant>(txn, kLoadGrant, {shop, id}, domain::GrantName(shop, id));
}

absl::StatusOr<Grant> LoadGrantForUpdate(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view id) {
  return sql::LoadMessage<Grant>(txn, kLoadGrantForUpdate, {shop, id}, domain::GrantName(shop, id));
}

absl::StatusOr<absl::optional<Grant>> FindActiveGrantForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view buyer,
                                                               absl::string_view sku_id) {
  return sql::FindMessage<Grant>(txn, kFindActiveGrant, {shop, buyer, sku_id});
}

absl::Status SaveGrant(sql::Transaction& txn, Grant& grant) {
  const absl::string_view shop = ShopOf(grant.name());
  const absl::string_view id = LastSegment(grant.name());
  const int state = grant.state();
  if (grant.etag().empty()) {
    const absl::string_view agent =
        grant.actor().kind() == type::v1::Actor::AGENT ? grant.actor().id() : absl::string_view();
    return InsertAbsent(txn, kInsertGrant, grant, shop, id, state, agent,
                        LastSegment(grant.product()), grant.buyer(), grant.sku_id(),
                        CreatedMillis(grant));
  }
  const absl::Status saved = sql::SaveVersioned(txn, kSaveGrant, grant, shop, id, state);
  return absl::IsAlreadyExists(saved) ? sql::CheckOneRow(0, grant.name()) : saved;
}

absl::StatusOr<std::vector<Grant>> ListGrants(sql::Transaction& txn, absl::string_view shop,
                                              const GrantFilter& filter, const CreatedKey& before,
                                              int limit) {
  const auto& [ms, id] = before;
  const int state = filter.state;
  if (!filter.buyer.empty()) {
    return sql::ListMessages<Grant>(
        txn, kListGrantsByBuyer,
        {shop, ms, id, limit, state, filter.buyer, filter.agent, filter.product});
  }
  if (!filter.product.empty()) {
    return sql::ListMessages<Grant>(txn, kListGrantsByProduct,
                                    {shop, ms, id, limit, state, filter.product, filter.agent});
  }
  if (!filter.agent.empty()) {
    return sql::ListMessages<Grant>(txn, kListGrantsByAgent,
                                    {shop, ms, id, limit, state, filter.agent});
  }
  return sql::ListMessages<Grant>(txn, kListGrants, {shop, ms, id, limit, state});
}

}  // namespace shopdesk::catalog::store
