#include "services/catalog/store/stock/listed_stock.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kListedStockSnapshot = {
    "catalog.snapshot_listed_stock",
    "SELECT 'shops/' || shop || '/skus/' || sku || '/listedStock', data FROM listed_stock "
    "WHERE shop = $1 AND sku > "
    "replace(substr($2, length('shops/' || $1 || '/skus/') + 1), '/listedStock', '') "
    "ORDER BY sku LIMIT $3"};

namespace {

// Sums over the levels of p's SKU; $2 is the policy's safety stock. As domain::Available.
#define OF_SKU "FROM stock_levels l WHERE l.shop = p.shop AND l.sku = p.sku"
#define ON_HAND "CAST(COALESCE((SELECT SUM(l.on_hand) " OF_SKU "), 0) AS bigint)"
#define FREE "l.on_hand - l.reserved - COALESCE(l.safety_stock, $2)"
#define AVAILABLE                                                                      \
  "CAST(COALESCE((SELECT SUM(CASE WHEN " FREE " > 0 THEN " FREE " ELSE 0 END) " OF_SKU \
  "), 0) AS bigint)"

constexpr sql::Statement kLoadListedStock = {
    "catalog.load_listed_stock", "SELECT p.data, " ON_HAND ", " AVAILABLE
                                 " FROM listed_stock p WHERE p.shop = $1 AND p.sku = $3"};
constexpr sql::Statement kFindListedStockForUpdate = {
    "catalog.find_listed_stock_for_update",
    "SELECT data FROM listed_stock WHERE shop = $1 AND sku = $2 FOR UPDATE"};
constexpr sql::Statement kInsertListedStock = {
    "catalog.insert_listed_stock",
    "INSERT INTO listed_stock (shop, sku, listed, too_high, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveListedStock = {
    "catalog.save_listed_stock",
    "UPDATE listed_stock SET listed = $3, too_high = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND sku = $2 AND version = $7"};
constexpr sql::Statement kCopyListedStock = {
    "catalog.copy_listed_stock",
    "UPDATE stock_levels SET listed = $3 WHERE shop = $1 AND sku = $2"};

#define DIFFERING(condition)                                                       \
  "SELECT data, on_hand, available FROM (SELECT p.sku, p.data, p.listed, " ON_HAND \
  " AS on_hand, " AVAILABLE                                                        \
  " AS available FROM listed_stock p WHERE p.shop = $1 AND p.sku > $3" condition   \
  ") d WHERE listed - available >= $4 OR available - listed >= $5 ORDER BY sku LIMIT $6"
constexpr sql::Statement kListDifferingStock = {"catalog.list_differing_stock", DIFFERING("")};
constexpr sql::Statement kListTooHighStock = {"catalog.list_too_high_stock",
                                              DIFFERING(" AND p.too_high = 1")};
constexpr sql::Statement kListStaleTooHigh = {
    "catalog.list_stale_too_high",
    "SELECT p.sku FROM listed_stock p WHERE p.shop = $1 AND p.too_high <> "
    "CASE WHEN p.listed > " AVAILABLE " THEN 1 ELSE 0 END ORDER BY p.sku LIMIT $3"};

#undef DIFFERING
#undef AVAILABLE
#undef FREE
#undef ON_HAND
#undef OF_SKU

absl::Status ReadPresent(const sql::Row& row, v1::ListedStock& page) {
  RETURN_IF_ERROR(sql::ParseColumn(row, 0, page));
  page.set_on_hand(row.Int(1));
  page.set_available(row.Int(2));
  page.set_too_high(page.listed() > page.available());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListedStock> LoadListedStock(sql::Transaction& txn, absl::string_view shop,
                                                absl::string_view sku, const v1::Policy& policy) {
  v1::ListedStock page;
  ASSIGN_OR_RETURN(const bool found,
                   txn.QueryOne(kLoadListedStock, {shop, policy.safety_stock(), sku},
                                [&](const sql::Row& row) { return ReadPresent(row, page); }));
  if (!found) return NotFoundError(domain::ListedStockName(shop, sku));
  return page;
}

absl::StatusOr<absl::optional<v1::ListedStock>> FindListedStockForUpdate(sql::Transaction& txn,
                                                                         absl::string_view shop,
                                                                         absl::string_view sku) {
  return sql::FindMessage<v1::ListedStock>(txn, kFindListedStockForUpdate, {shop, sku});
}

absl::Status SaveListedStock(sql::Transaction& txn, v1::ListedStock& page) {
  const absl::string_view shop = ShopOf(page.name());
  const absl::string_view sku = domain::SkuOfListedStock(page.name());
  return SaveOrInsert(txn, kSaveListedStock, kInsertListedStock, page, shop, sku, page.listed(),
                      page.too_high());
}

absl::Status CopyListed(sql::Transaction& txn, const v1::ListedStock& page) {
  return txn
      .Execute(kCopyListedStock,
               {ShopOf(page.name()), domain::SkuOfListedStock(page.name()), page.listed()})
      .status();
}

absl::StatusOr<std::vector<v1::ListedStock>> ListDiscrepancies(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               const v1::Policy& policy,
                                                               const DiscrepancyFilter& filter,
                                                               absl::string_view sku, int limit) {
  std::vector<v1::ListedStock> pages;
  const bool high_only = filter.too_low == INT64_MAX;
  RETURN_IF_ERROR(
      txn.Query(high_only ? kListTooHighStock : kListDifferingStock,
                {shop, policy.safety_stock(), sku, filter.too_high, filter.too_low, limit},
                [&](const sql::Row& row) { return ReadPresent(row, pages.emplace_back()); }));
  return pages;
}

absl::StatusOr<std::vector<std::string>> ListStaleTooHigh(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const v1::Policy& policy, int limit) {
  std::vector<std::string> skus;
  RETURN_IF_ERROR(
      txn.Query(kListStaleTooHigh, {shop, policy.safety_stock(), limit}, [&](const sql::Row& row) {
        skus.emplace_back(row.Text(0));
        return absl::OkStatus();
      }));
  return skus;
}

}  // namespace shopdesk::catalog::store
