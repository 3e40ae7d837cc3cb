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

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kProductSnapshotFeedSnapshot;

extern const sql::Statement kProductFeedSnapshot;

// NOT_FOUND naming the product.
absl::StatusOr<v1::Product> LoadProduct(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id);
absl::StatusOr<v1::Product> LoadProductForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
absl::StatusOr<absl::optional<v1::Product>> FindProductForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id);
// NOT_FOUND naming the SKU.
absl::StatusOr<v1::Product> LoadProductBySku(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view sku);
// Those of `ids` that exist, by id.
absl::StatusOr<absl::flat_hash_map<std::string, v1::Product>> LoadProducts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& ids);

// The products that have these SKUs, by SKU; both escaped.
absl::StatusOr<absl::flat_hash_map<std::string, std::string>> FindProductsOfSkus(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& skus);

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
// The last id of the shop's products, or of a category's; empty without any.
absl::StatusOr<std::string> LastProductId(sql::Transaction& txn, absl::string_view shop,
                                          absl::string_view category);
absl::StatusOr<bool> HasProducts(sql::Transaction& txn, absl::string_view shop,
                                 const ProductFilter& filter);

// Each stores the product with its SKUs, and sets its etag: of a new one, and of the version after
// one that was loaded for update. ALREADY_EXISTS naming the product, or the SKU of another one.
// SKUs that the product no longer has stay: see DeleteSku.
absl::Status InsertProduct(sql::Transaction& txn, v1::Product& product);
absl::Status SaveProduct(sql::Transaction& txn, v1::Product& product);

// Keeps a version of a product, by the snapshot's name.
absl::Status InsertProductSnapshot(sql::Transaction& txn, const v1::ProductSnapshot& snapshot);
// NOT_FOUND naming the snapshot.
absl::StatusOr<v1::ProductSnapshot> LoadProductSnapshot(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view product,
                                                        absl::string_view snapshot);

}  // namespace shopdesk::catalog::store
