#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "services/catalog/domain/search/index.h"
#include "shopdesk/catalog/v1/product.pb.h"

// What products are found by, as rows that searches hold in memory (domain::SearchIndex). Shops and
// ids are given escaped.
namespace shopdesk::catalog::store {

// Makes the index say what the product is now, in the product's transaction.
absl::Status IndexProduct(sql::Transaction& txn, const v1::Product& product);

// The id of a SKU, of another product than `product` (empty: of any), that people take for this
// one: domain::LikenessOf says the same of both, which differ. Empty: none.
absl::StatusOr<std::string> FindSimilarSku(sql::Transaction& txn, absl::string_view shop,
                                           const std::string& sku_id, absl::string_view product);

// The error for a SKU that there isn't: NOT_FOUND, naming one that may be meant. `sku` is escaped.
absl::Status UnknownSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku);

// The products that are indexed as an earlier version of the program did, in the order of ids.
absl::StatusOr<std::vector<std::string>> ListStaleProducts(sql::Transaction& txn,
                                                           absl::string_view shop, int limit);

// Where a row of the index is in the order in which rows came to be what they are: by version, rows
// of version 0 by document.
struct IndexPosition {
  int64_t version = -1;
  int64_t doc = 0;
};
// The last version of a shop; 0 if no row has one.
absl::StatusOr<int64_t> ReadIndexVersion(sql::Transaction& txn, absl::string_view shop);
// The rows after a position, at most `limit`, in their order.
absl::Status ReadIndexAfter(
    sql::Transaction& txn, absl::string_view shop, const IndexPosition& after, int limit,
    absl::FunctionRef<absl::Status(const IndexPosition&, domain::IndexedProduct)> add);

}  // namespace shopdesk::catalog::store
