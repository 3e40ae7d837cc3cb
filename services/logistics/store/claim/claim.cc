#include "services/logistics/store/claim/claim.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"

namespace shopdesk::logistics::store {

const sql::Statement kClaimSnapshot = {
    "logistics.snapshot_claim",
    "SELECT 'shops/' || shop || '/claims/' || claim, data FROM claims "
    "WHERE shop = $1 AND claim > substr($2, length('shops/' || $1 || '/claims/') + 1) "
    "ORDER BY claim LIMIT $3"};

namespace {

constexpr sql::Statement kSelectClaim = {"logistics.select_claim",
                                         "SELECT data FROM claims WHERE shop = $1 AND claim = $2"};
constexpr sql::Statement kSelectClaimForUpdate = {
    "logistics.select_claim_for_update",
    "SELECT data FROM claims WHERE shop = $1 AND claim = $2 FOR UPDATE"};
constexpr sql::Statement kInsertClaim = {
    "logistics.insert_claim",
    "INSERT INTO claims (shop, claim, order_id, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdateClaim = {"logistics.update_claim",
                                         "UPDATE claims SET state = $3, version = $4, data = $5 "
                                         "WHERE shop = $1 AND claim = $2 AND version = $6"};
constexpr sql::Statement kListClaims = {
    "logistics.list_claims",
    "SELECT data FROM claims WHERE shop = $1 AND (create_ms, claim) < ($2, $3) "
    "ORDER BY create_ms DESC, claim DESC LIMIT $4"};
constexpr sql::Statement kListClaimsByState = {
    "logistics.list_claims_by_state",
    "SELECT data FROM claims WHERE shop = $1 AND state = $5 "
    "AND (create_ms, claim) < ($2, $3) ORDER BY create_ms DESC, claim DESC LIMIT $4"};
// An order has few.
constexpr sql::Statement kListClaimsOfOrder = {
    "logistics.list_claims_of_order",
    "SELECT data FROM claims WHERE shop = $1 AND order_id = $5 AND ($6 = 0 OR state = $6) "
    "AND (create_ms, claim) < ($2, $3) ORDER BY create_ms DESC, claim DESC LIMIT $4"};

}  // namespace

absl::StatusOr<v1::Claim> LoadClaim(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Claim>(txn, kSelectClaim, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Claim> LoadClaimForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Claim>(txn, kSelectClaimForUpdate, {ShopOf(name), LastSegment(name)},
                                     name);
}

absl::Status InsertClaim(sql::Transaction& txn, v1::Claim& claim) {
  const std::string& name = claim.name();
  return sql::InsertVersioned(txn, kInsertClaim, claim, ShopOf(name), LastSegment(name),
                              LastSegment(claim.order()), static_cast<int>(claim.state()),
                              ToMillis(FromProto(claim.create_time())));
}

absl::Status SaveClaim(sql::Transaction& txn, v1::Claim& claim) {
  const std::string& name = claim.name();
  return sql::SaveVersioned(txn, kUpdateClaim, claim, ShopOf(name), LastSegment(name),
                            static_cast<int>(claim.state()));
}

absl::StatusOr<std::vector<v1::Claim>> ListClaims(sql::Transaction& txn, absl::string_view shop,
                                                  const ClaimFilter& filter,
                                                  const CreationKey& before, int limit) {
  const auto& [before_ms, before_id] = before;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<v1::Claim>(txn, kListClaimsOfOrder,
                                        {shop, before_ms, before_id, limit, filter.order, state});
  }
  if (state != v1::Claim::STATE_UNSPECIFIED) {
    return sql::ListMessages<v1::Claim>(txn, kListClaimsByState,
                                        {shop, before_ms, before_id, limit, state});
  }
  return sql::ListMessages<v1::Claim>(txn, kListClaims, {shop, before_ms, before_id, limit});
}

}  // namespace shopdesk::logistics::store
