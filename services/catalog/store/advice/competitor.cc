#include "services/catalog/store/advice/competitor.h"

#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::store {

const sql::Statement kCompetitorProductSnapshot = {
    "catalog.snapshot_competitor_product",
    "SELECT id, data FROM competitor_products WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};

using v1::CompetitorProduct;

namespace {

constexpr sql::Statement kLoadCompetitorProduct = {
    "catalog.load_competitor_product",
    "SELECT data FROM competitor_products WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadCompetitorProductForUpdate = {
    "catalog.load_competitor_product_for_update",
    "SELECT data FROM competitor_products WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kFindCompetitorProducts = {
    "catalog.find_competitor_products",
    "SELECT data FROM competitor_products WHERE shop = $1 AND id IN LIST($2)"};
constexpr sql::Statement kInsertCompetitorProduct = {
    "catalog.insert_competitor_product",
    "INSERT INTO competitor_products (shop, id, category, version, data) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCompetitorProduct = {
    "catalog.save_competitor_product",
    "UPDATE competitor_products SET category = $3, version = $4, data = $5 "
    "WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kDeleteCompetitorProduct = {
    "catalog.delete_competitor_product",
    "DELETE FROM competitor_products WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kListCompetitorProducts = {
    "catalog.list_competitor_products",
    "SELECT data FROM competitor_products WHERE shop = $1 AND id > $2 ORDER BY id LIMIT $3"};
constexpr sql::Statement kListCompetitorProductsOfCategory = {
    "catalog.list_competitor_products_of_category",
    "SELECT data FROM competitor_products WHERE shop = $1 AND id > $2 AND category = $4 "
    "ORDER BY id LIMIT $3"};

}  // namespace

absl::StatusOr<CompetitorProduct> LoadCompetitorProduct(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view id) {
  return sql::LoadMessage<CompetitorProduct>(txn, kLoadCompetitorProduct, {shop, id},
                                             domain::CompetitorProductName(shop, id));
}

absl::StatusOr<CompetitorProduct> LoadCompetitorProductForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id) {
  return sql::LoadMessage<CompetitorProduct>(txn, kLoadCompetitorProductForUpdate, {shop, id},
                                             domain::CompetitorProductName(shop, id));
}

absl::StatusOr<std::map<std::string, CompetitorProduct>> FindCompetitorProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids) {
  const std::string list = sql::List(ids);
  ASSIGN_OR_RETURN(
      std::vector<CompetitorProduct> found,
      sql::ListMessages<CompetitorProduct>(txn, kFindCompetitorProducts, {shop, list}));
  std::map<std::string, CompetitorProduct> products;
  for (CompetitorProduct& product : found) {
    const std::string id(LastSegment(product.name()));
    products[id] = std::move(product);
  }
  return products;
}

absl::Status InsertCompetitorProduct(sql::Transaction& txn, CompetitorProduct& product) {
  return sql::InsertVersioned(txn, kInsertCompetitorProduct, product, ShopOf(product.name()),
                              LastSegment(product.name()), LastSegment(product.category()));
}

absl::Status SaveCompetitorProduct(sql::Transaction& txn, CompetitorProduct& product) {
  return sql::SaveVersioned(txn, kSaveCompetitorProduct, product, ShopOf(product.name()),
                            LastSegment(product.name()), LastSegment(product.category()));
}

absl::Status DeleteCompetitorProduct(sql::Transaction& txn, absl::string_view shop,
                                     absl::string_view id) {
  return txn.Execute(kDeleteCompetitorProduct, {shop, id}).status();
}

absl::StatusOr<std::vector<CompetitorProduct>> ListCompetitorProducts(sql::Transaction& txn,
                                                                      absl::string_view shop,
                                                                      absl::string_view category,
                                                                      absl::string_view after,
                                                                      int limit) {
  if (category.empty()) {
    return sql::ListMessages<CompetitorProduct>(txn, kListCompetitorProducts, {shop, after, limit});
  }
  return sql::ListMessages<CompetitorProduct>(txn, kListCompetitorProductsOfCategory,
                                              {shop, after, limit, category});
}

}  // namespace shopdesk::catalog::store
