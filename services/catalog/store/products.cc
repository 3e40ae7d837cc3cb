#include "services/catalog/store/products.h"

#include <map>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/product.h"

namespace shopdesk::catalog::store {

const sql::Statement kProductSnapshotPage = {
    "catalog.product_snapshot_page",
    "SELECT 'shops/' || shop || '/products/' || id, data FROM products WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/products/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"catalog.select_product",
                                    "SELECT data FROM products WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kSelectForUpdate = {
    "catalog.select_product_for_update",
    "SELECT data FROM products WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kSelectBySku = {
    "catalog.select_product_by_sku",
    "SELECT p.data FROM skus s JOIN products p ON p.shop = s.shop AND p.id = s.product "
    "WHERE s.shop = $1 AND s.sku = $2"};
constexpr sql::Statement kSelectMany = {
    "catalog.select_products", "SELECT id, data FROM products WHERE shop = $1 AND id IN LIST($2)"};
constexpr sql::Statement kList = {
    "catalog.list_products",
    "SELECT data FROM products WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListByCategory = {"catalog.list_products_by_category",
                                            "SELECT data FROM products WHERE shop = $1 "
                                            "AND category = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListByState = {"catalog.list_products_by_state",
                                         "SELECT data FROM products WHERE shop = $1 "
                                         "AND state = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListByCategoryAndState = {
    "catalog.list_products_by_category_and_state",
    "SELECT data FROM products WHERE shop = $1 AND category = $4 AND state = $5 AND id > $2 "
    "ORDER BY id LIMIT $3"};
constexpr sql::Statement kInsert = {
    "catalog.insert_product",
    "INSERT INTO products (shop, id, category, state, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "catalog.update_product",
    "UPDATE products SET category = $3, state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kPutSku = {
    "catalog.put_sku",
    "INSERT INTO skus (shop, sku, product, on_sale, data) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shop, sku) DO UPDATE SET on_sale = excluded.on_sale, data = excluded.data "
    "WHERE skus.product = excluded.product"};
constexpr sql::Statement kInsertSnapshot = {
    "catalog.insert_product_snapshot",
    "INSERT INTO product_snapshots (shop, product, snapshot, data) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kSelectSnapshot = {
    "catalog.select_product_snapshot",
    "SELECT data FROM product_snapshots WHERE shop = $1 AND product = $2 AND snapshot = $3"};
constexpr sql::Statement kCountProducts = {"catalog.count_products",
                                           "SELECT COUNT(id) FROM products WHERE shop = $1"};
constexpr sql::Statement kCountSkus = {"catalog.count_skus",
                                       "SELECT COUNT(sku) FROM skus WHERE shop = $1"};

absl::Status SaveRow(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                     bool is_new, const v1::Product& product) {
  const std::string data = product.SerializeAsString();
  const absl::string_view category = LastSegment(product.category());
  const int64_t version = VersionOf(product.etag());
  const int state = product.state();
  if (is_new) {
    ASSIGN_OR_RETURN(const int64_t inserted,
                     txn.Execute(kInsert, {shop, id, category, state, version, sql::Blob{data}}));
    return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(product.name());
  }
  ASSIGN_OR_RETURN(const int64_t changed, txn.Execute(kUpdate, {shop, id, category, state, version,
                                                                sql::Blob{data}, version - 1}));
  return sql::CheckOneRow(changed, product.name());
}

// In the order of SKUs, as everybody who locks several of them.
absl::Status SaveSkus(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                      const v1::Product& product) {
  std::map<std::string, const v1::Sku*> skus;
  for (const v1::Sku& sku : product.skus()) skus.emplace(EscapeId(sku.sku_id()), &sku);
  const bool on_sale = product.state() == v1::Product::ON_SALE;
  for (const auto& [sku_id, sku] : skus) {
    const std::string data = domain::MakeSkuSnapshot(product, *sku).SerializeAsString();
    ASSIGN_OR_RETURN(const int64_t changed,
                     txn.Execute(kPutSku, {shop, sku_id, id, on_sale, sql::Blob{data}}));
    if (changed != 1) return AlreadyExistsError(domain::SkuName(shop, sku_id));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Count(sql::Transaction& txn, const sql::Statement& statement,
                              absl::string_view shop) {
  int64_t count = 0;
  RETURN_IF_ERROR(txn.QueryOne(statement, {shop},
                               [&](const sql::Row& row) {
                                 count = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

}  // namespace

absl::Status LoadProduct(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                         v1::Product& product) {
  ASSIGN_OR_RETURN(const bool found, txn.QueryOne(kSelect, {shop, id}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, product);
  }));
  return found ? absl::OkStatus() : NotFoundError(domain::ProductName(shop, id));
}

absl::StatusOr<absl::optional<v1::Product>> FindProductForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id) {
  return sql::FindMessage<v1::Product>(txn, kSelectForUpdate, {shop, id});
}

absl::StatusOr<v1::Product> LoadProductForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id) {
  return sql::LoadMessage<v1::Product>(txn, kSelectForUpdate, {shop, id},
                                       domain::ProductName(shop, id));
}

absl::Status LoadProductBySku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku,
                              v1::Product& product) {
  ASSIGN_OR_RETURN(const bool found,
                   txn.QueryOne(kSelectBySku, {shop, sku}, [&](const sql::Row& row) {
                     return sql::ParseColumn(row, 0, product);
                   }));
  return found ? absl::OkStatus() : NotFoundError(domain::SkuName(shop, sku));
}

absl::StatusOr<absl::flat_hash_map<std::string, v1::Product>> LoadProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids) {
  absl::flat_hash_map<std::string, v1::Product> products;
  products.reserve(ids.size());
  const std::string list = sql::List(ids);
  RETURN_IF_ERROR(txn.Query(kSelectMany, {shop, list}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 1, products[std::string(row.Text(0))]);
  }));
  return products;
}

absl::StatusOr<std::vector<v1::Product>> ListProducts(sql::Transaction& txn, absl::string_view shop,
                                                      const ProductFilter& filter,
                                                      absl::string_view after, int limit) {
  std::vector<v1::Product> products;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, products.emplace_back());
  };
  const int state = filter.state;
  const bool by_state = filter.state != v1::Product::STATE_UNSPECIFIED;
  absl::Status status;
  if (filter.category.empty() && !by_state) {
    status = txn.Query(kList, {shop, after, limit}, add);
  } else if (filter.category.empty()) {
    status = txn.Query(kListByState, {shop, after, limit, state}, add);
  } else if (!by_state) {
    status = txn.Query(kListByCategory, {shop, after, limit, filter.category}, add);
  } else {
    status = txn.Query(kListByCategoryAndState, {shop, after, limit, filter.category, state}, add);
  }
  RETURN_IF_ERROR(status);
  return products;
}

absl::StatusOr<bool> HasProducts(sql::Transaction& txn, absl::string_view shop,
                                 const ProductFilter& filter) {
  ASSIGN_OR_RETURN(const std::vector<v1::Product> first, ListProducts(txn, shop, filter, "", 1));
  return !first.empty();
}

absl::Status SaveProduct(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                         bool is_new, const v1::Product& after) {
  RETURN_IF_ERROR(SaveRow(txn, shop, id, is_new, after));
  return SaveSkus(txn, shop, id, after);
}

absl::Status InsertSnapshot(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::ProductSnapshot& snapshot) {
  const std::string data = snapshot.SerializeAsString();
  return txn.Execute(kInsertSnapshot, {shop, id, LastSegment(snapshot.name()), sql::Blob{data}})
      .status();
}

absl::Status LoadSnapshot(sql::Transaction& txn, absl::string_view shop, absl::string_view product,
                          absl::string_view snapshot, v1::ProductSnapshot& found) {
  ASSIGN_OR_RETURN(const bool exists, txn.QueryOne(kSelectSnapshot, {shop, product, snapshot},
                                                   [&](const sql::Row& row) {
                                                     return sql::ParseColumn(row, 0, found);
                                                   }));
  if (exists) return absl::OkStatus();
  return NotFoundError(domain::SnapshotName(domain::ProductName(shop, product), snapshot));
}

absl::StatusOr<ProductCounts> CountProducts(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(const int64_t products, Count(txn, kCountProducts, shop));
  ASSIGN_OR_RETURN(const int64_t skus, Count(txn, kCountSkus, shop));
  return ProductCounts{products, skus};
}

}  // namespace shopdesk::catalog::store
