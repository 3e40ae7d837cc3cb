#include "services/catalog/store/product/product.h"

#include <map>

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/search/search.h"

namespace shopdesk::catalog::store {

const sql::Statement kProductSnapshotFeedSnapshot = {
    "catalog.snapshot_product_snapshot",
    "SELECT product, snapshot, data FROM product_snapshots WHERE shop = $1 "
    "AND (product, snapshot) > ($2, $3) ORDER BY product, snapshot LIMIT $4"};

const sql::Statement kProductFeedSnapshot = {
    "catalog.snapshot_product",
    "SELECT 'shops/' || shop || '/products/' || id, data FROM products WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/products/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadProduct = {"catalog.load_product",
                                         "SELECT data FROM products WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadProductForUpdate = {
    "catalog.load_product_for_update",
    "SELECT data FROM products WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kLoadProductBySku = {
    "catalog.load_product_by_sku",
    "SELECT p.data FROM skus s JOIN products p ON p.shop = s.shop AND p.id = s.product "
    "WHERE s.shop = $1 AND s.sku = $2"};
constexpr sql::Statement kLoadProducts = {
    "catalog.load_products", "SELECT id, data FROM products WHERE shop = $1 AND id IN LIST($2)"};
constexpr sql::Statement kFindProductsOfSkus = {
    "catalog.find_products_of_skus",
    "SELECT sku, product FROM skus WHERE shop = $1 AND sku IN LIST($2)"};
constexpr sql::Statement kListProducts = {
    "catalog.list_products",
    "SELECT data FROM products WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListProductsByCategory = {
    "catalog.list_products_by_category",
    "SELECT data FROM products WHERE shop = $1 "
    "AND category = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListProductsByState = {"catalog.list_products_by_state",
                                                 "SELECT data FROM products WHERE shop = $1 "
                                                 "AND state = $4 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListProductsByCategoryAndState = {
    "catalog.list_products_by_category_and_state",
    "SELECT data FROM products WHERE shop = $1 AND category = $4 AND state = $5 AND id > $2 "
    "ORDER BY id LIMIT $3"};
constexpr sql::Statement kLastProductId = {"catalog.last_product_id",
                                           "SELECT max(id) FROM products WHERE shop = $1"};
constexpr sql::Statement kLastProductIdOfCategory = {
    "catalog.last_product_id_of_category",
    "SELECT max(id) FROM products WHERE shop = $1 AND category = $2"};
constexpr sql::Statement kInsertProduct = {
    "catalog.insert_product",
    "INSERT INTO products (shop, id, category, state, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveProduct = {
    "catalog.save_product",
    "UPDATE products SET category = $3, state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kPutSku = {
    "catalog.put_sku",
    "INSERT INTO skus (shop, sku, product, on_sale, data) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shop, sku) DO UPDATE SET on_sale = excluded.on_sale, data = excluded.data "
    "WHERE skus.product = excluded.product"};
constexpr sql::Statement kInsertProductSnapshot = {
    "catalog.insert_product_snapshot",
    "INSERT INTO product_snapshots (shop, product, snapshot, data) VALUES ($1, $2, $3, $4)"};
constexpr sql::Statement kLoadProductSnapshot = {
    "catalog.load_product_snapshot",
    "SELECT data FROM product_snapshots WHERE shop = $1 AND product = $2 AND snapshot = $3"};
// In the order of SKUs, as everybody who locks several of them.
absl::Status SaveSkus(sql::Transaction& txn, const v1::Product& product) {
  const absl::string_view shop = ShopOf(product.name());
  const absl::string_view id = LastSegment(product.name());
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

}  // namespace

absl::StatusOr<v1::Product> LoadProduct(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id) {
  return sql::LoadMessage<v1::Product>(txn, kLoadProduct, {shop, id},
                                       domain::ProductName(shop, id));
}

absl::StatusOr<absl::optional<v1::Product>> FindProductForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id) {
  return sql::FindMessage<v1::Product>(txn, kLoadProductForUpdate, {shop, id});
}

absl::StatusOr<v1::Product> LoadProductForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id) {
  return sql::LoadMessage<v1::Product>(txn, kLoadProductForUpdate, {shop, id},
                                       domain::ProductName(shop, id));
}

absl::StatusOr<v1::Product> LoadProductBySku(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view sku) {
  ASSIGN_OR_RETURN(absl::optional<v1::Product> product,
                   sql::FindMessage<v1::Product>(txn, kLoadProductBySku, {shop, sku}));
  if (!product.has_value()) return UnknownSku(txn, shop, sku);
  return *std::move(product);
}

absl::StatusOr<absl::flat_hash_map<std::string, v1::Product>> LoadProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids) {
  absl::flat_hash_map<std::string, v1::Product> products;
  products.reserve(ids.size());
  const std::string list = sql::List(ids);
  RETURN_IF_ERROR(txn.Query(kLoadProducts, {shop, list}, [&](const sql::Row& row) {
    return sql::ParseColumn(row, 1, products[std::string(row.Text(0))]);
  }));
  return products;
}

absl::StatusOr<absl::flat_hash_map<std::string, std::string>> FindProductsOfSkus(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& skus) {
  absl::flat_hash_map<std::string, std::string> products;
  const std::string list = sql::List(skus);
  RETURN_IF_ERROR(txn.Query(kFindProductsOfSkus, {shop, list}, [&](const sql::Row& row) {
    products[std::string(row.Text(0))] = std::string(row.Text(1));
    return absl::OkStatus();
  }));
  return products;
}

absl::StatusOr<std::vector<v1::Product>> ListProducts(sql::Transaction& txn, absl::string_view shop,
                                                      const ProductFilter& filter,
                                                      absl::string_view after, int limit) {
  const auto& [category, state_enum] = filter;
  const int state = state_enum;
  const bool by_state = state != v1::Product::STATE_UNSPECIFIED;
  if (category.empty() && !by_state) {
    return sql::ListMessages<v1::Product>(txn, kListProducts, {shop, after, limit});
  }
  if (category.empty()) {
    return sql::ListMessages<v1::Product>(txn, kListProductsByState, {shop, after, limit, state});
  }
  if (!by_state) {
    return sql::ListMessages<v1::Product>(txn, kListProductsByCategory,
                                          {shop, after, limit, category});
  }
  return sql::ListMessages<v1::Product>(txn, kListProductsByCategoryAndState,
                                        {shop, after, limit, category, state});
}

absl::StatusOr<std::string> LastProductId(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view category) {
  std::string last;
  const auto read = [&](const sql::Row& row) {
    if (!row.IsNull(0)) last = std::string(row.Text(0));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(category.empty() ? txn.Query(kLastProductId, {shop}, read)
                                   : txn.Query(kLastProductIdOfCategory, {shop, category}, read));
  return last;
}

absl::StatusOr<bool> HasProducts(sql::Transaction& txn, absl::string_view shop,
                                 const ProductFilter& filter) {
  ASSIGN_OR_RETURN(const std::vector<v1::Product> first, ListProducts(txn, shop, filter, "", 1));
  return !first.empty();
}

absl::Status InsertProduct(sql::Transaction& txn, v1::Product& product) {
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertProduct, product, ShopOf(product.name()),
                                       LastSegment(product.name()), LastSegment(product.category()),
                                       static_cast<int>(product.state())));
  return SaveSkus(txn, product);
}

absl::Status SaveProduct(sql::Transaction& txn, v1::Product& product) {
  RETURN_IF_ERROR(sql::SaveVersioned(txn, kSaveProduct, product, ShopOf(product.name()),
                                     LastSegment(product.name()), LastSegment(product.category()),
                                     static_cast<int>(product.state())));
  return SaveSkus(txn, product);
}

absl::Status InsertProductSnapshot(sql::Transaction& txn, const v1::ProductSnapshot& snapshot) {
  const std::string data = snapshot.SerializeAsString();
  return txn
      .Execute(kInsertProductSnapshot,
               {ShopOf(snapshot.name()), LastSegment(ParentOf(snapshot.name())),
                LastSegment(snapshot.name()), sql::Blob{data}})
      .status();
}

absl::StatusOr<v1::ProductSnapshot> LoadProductSnapshot(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view product,
                                                        absl::string_view snapshot) {
  return sql::LoadMessage<v1::ProductSnapshot>(
      txn, kLoadProductSnapshot, {shop, product, snapshot},
      domain::SnapshotName(domain::ProductName(shop, product), snapshot));
}

}  // namespace shopdesk::catalog::store
