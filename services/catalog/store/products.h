#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/product.pb.h"

// Products, their SKUs and snapshots. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

extern const sql::Statement kProductSnapshotPage;

// Reads straight into `product`. NOT_FOUND naming the product.
absl::Status LoadProduct(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                         v1::Product& product);
absl::StatusOr<v1::Product> LoadProductForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
absl::StatusOr<absl::optional<v1::Product>> FindProductForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id);
// NOT_FOUND naming the SKU.
absl::Status LoadProductBySku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku,
                              v1::Product& product);
// Those of `ids` that exist, by id.
absl::StatusOr<absl::flat_hash_map<std::string, v1::Product>> LoadProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids);

struct ProductFilter {
  // Escaped id; empty: any.
  std::string category;
  // STATE_UNSPECIFIED: any.
  v1::Product::State state = v1::Product::STATE_UNSPECIFIED;
};
// In the order of ids, after `after`.
absl::StatusOr<std::vector<v1::Product>> ListProducts(sql::Transaction& txn, absl::string_view shop,
                                                      const ProductFilter& filter,
                                                      absl::string_view after, int limit);
absl::StatusOr<bool> HasProducts(sql::Transaction& txn, absl::string_view shop,
                                 const ProductFilter& filter);

// Saves product and SKUs; `after.etag` is the next version's, after one that was loaded for update
// unless it is new. ALREADY_EXISTS naming the product, or the SKU of another one. SKUs that `after`
// lacks stay: see DeleteSku.
absl::Status SaveProduct(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                         bool is_new, const v1::Product& after);

// Keeps the product as it is, under its etag.
absl::Status InsertSnapshot(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                            const v1::ProductSnapshot& snapshot);
// NOT_FOUND naming the snapshot.
absl::Status LoadSnapshot(sql::Transaction& txn, absl::string_view shop, absl::string_view product,
                          absl::string_view snapshot, v1::ProductSnapshot& found);

struct ProductCounts {
  int64_t products = 0;
  int64_t skus = 0;
};
absl::StatusOr<ProductCounts> CountProducts(sql::Transaction& txn, absl::string_view shop);

}  // namespace shopdesk::catalog::store
