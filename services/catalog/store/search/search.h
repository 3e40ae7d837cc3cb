#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/product.pb.h"

// The search index: an inverted index in two tables. Shops and ids are given escaped.
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

// A document that has a token, in which field at best (domain::Field).
struct Hit {
  int field = 0;
  int64_t doc = 0;
};
// The best `limit` of a token after `after`, best field first, then by document.
absl::Status ReadPostings(sql::Transaction& txn, absl::string_view shop, absl::string_view token,
                          Hit after, int limit, absl::FunctionRef<void(Hit)> add);
// Those of `docs` that have a token.
absl::Status FilterPostings(sql::Transaction& txn, absl::string_view shop, absl::string_view token,
                            const std::vector<int64_t>& docs, absl::FunctionRef<void(Hit)> add);
// The tokens that begin with `prefix`, itself first, at most `limit`.
absl::StatusOr<std::vector<std::string>> ExpandPrefix(sql::Transaction& txn, absl::string_view shop,
                                                      const std::string& prefix, int limit);

struct Document {
  int64_t doc = 0;
  // Escaped ids.
  std::string product;
  std::string category;
  bool on_sale = false;
  int64_t min_price_minor = 0;
  // A serialized product: see domain::FacetsOf.
  std::string facets;
};
absl::Status ReadDocuments(sql::Transaction& txn, const std::vector<int64_t>& docs,
                           absl::FunctionRef<void(Document)> add);

struct DocumentFilter {
  // Escaped ids; empty: any.
  std::vector<std::string> categories;
  int64_t min_price_minor = 0;
  int64_t max_price_minor = INT64_MAX;
  bool on_sale_only = false;
};
// The documents of a shop after a product, in the order of products.
absl::StatusOr<std::vector<Document>> ListDocuments(sql::Transaction& txn, absl::string_view shop,
                                                    const DocumentFilter& filter,
                                                    absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
