#include "services/catalog/store/search/search.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/search/search.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::store {
namespace {

constexpr sql::Statement kLoadSearchTokens = {
    "catalog.load_search_tokens",
    "SELECT doc, tokens FROM search_documents WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kPutSearchDocument = {
    "catalog.put_search_document",
    "INSERT INTO search_documents (shop, product, category, on_sale, min_price, facets, tokens, "
    "stale) VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (shop, product) DO UPDATE SET "
    "category = excluded.category, on_sale = excluded.on_sale, min_price = excluded.min_price, "
    "facets = excluded.facets, tokens = excluded.tokens, stale = 0 RETURNING doc"};
constexpr sql::Statement kListStaleSearchDocuments = {
    "catalog.list_stale_search_documents",
    "SELECT product FROM search_documents WHERE stale = 1 AND shop = $1 ORDER BY product LIMIT $2"};
// Field 0 is kSku.
constexpr sql::Statement kFindProductBySkuToken = {
    "catalog.find_product_by_sku_token",
    "SELECT p.data FROM search_postings t JOIN search_documents d ON d.doc = t.doc "
    "JOIN products p ON p.shop = d.shop AND p.id = d.product "
    "WHERE t.shop = $1 AND t.token = $2 AND t.field = 0 AND d.product <> $3 "
    "ORDER BY t.doc LIMIT 1"};
constexpr sql::Statement kInsertSearchPostings = {
    "catalog.insert_search_postings",
    "INSERT INTO search_postings (shop, token, field, doc) "
    "SELECT $1, value, $2, $3 FROM json_each($4)",
    "INSERT INTO search_postings (shop, token, field, doc) "
    "SELECT $1::text, value, $2::bigint, $3::bigint FROM "
    "jsonb_array_elements_text($4::jsonb) AS t (value)"};
constexpr sql::Statement kDeleteSearchPostings = {
    "catalog.delete_search_postings",
    "DELETE FROM search_postings WHERE shop = $1 AND field = $2 AND doc = $3 AND token IN "
    "LIST($4)"};
constexpr sql::Statement kReadSearchVersion = {
    "catalog.read_search_version", "SELECT version FROM search_versions WHERE shop = $1"};
constexpr sql::Statement kReadSearchDocuments = {
    "catalog.read_search_documents",
    "SELECT version, doc, product, category, on_sale, min_price, facets, tokens "
    "FROM search_documents WHERE shop = $1 AND (version, doc) > ($2, $3) "
    "ORDER BY version, doc LIMIT $4"};

// "<field><token>", as it is kept with the document.
using Entries = std::set<std::string>;

Entries EntriesOf(const v1::Product& product) {
  Entries entries;
  for (const domain::Posting& posting : domain::PostingsOf(product)) {
    entries.insert(absl::StrCat(static_cast<int>(posting.field), posting.token));
  }
  return entries;
}

// Runs the statement once for each field that `entries` have, less those that `others` have too.
absl::Status ForFields(sql::Transaction& txn, const sql::Statement& statement,
                       absl::string_view shop, int64_t doc, const Entries& entries,
                       const Entries& others) {
  std::map<int, std::vector<std::string>> by_field;
  for (const std::string& entry : entries) {
    if (others.count(entry) == 0) by_field[entry[0] - '0'].push_back(entry.substr(1));
  }
  for (const auto& [field, tokens] : by_field) {
    const std::string list = sql::List(tokens);
    RETURN_IF_ERROR(txn.Execute(statement, {shop, field, doc, list}).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status IndexProduct(sql::Transaction& txn, const v1::Product& product) {
  const absl::string_view shop = ShopOf(product.name());
  const absl::string_view id = LastSegment(product.name());
  Entries before;
  RETURN_IF_ERROR(txn.QueryOne(kLoadSearchTokens, {shop, id},
                               [&](const sql::Row& row) {
                                 const absl::string_view stored = row.Text(1);
                                 for (const absl::string_view entry :
                                      absl::StrSplit(stored, '\n', absl::SkipEmpty())) {
                                   before.insert(std::string(entry));
                                 }
                                 return absl::OkStatus();
                               })
                      .status());
  const Entries after = EntriesOf(product);
  const std::string facets = domain::FacetsOf(product).SerializeAsString();
  const std::string tokens = absl::StrJoin(after, "\n");
  const bool on_sale = product.state() == v1::Product::ON_SALE;
  int64_t doc = 0;
  RETURN_IF_ERROR(txn.Query(kPutSearchDocument,
                            {shop, id, LastSegment(product.category()), on_sale,
                             domain::MinPriceMinor(product), sql::Blob{facets}, tokens},
                            [&](const sql::Row& row) {
                              doc = row.Int(0);
                              return absl::OkStatus();
                            }));
  RETURN_IF_ERROR(ForFields(txn, kDeleteSearchPostings, shop, doc, before, after));
  return ForFields(txn, kInsertSearchPostings, shop, doc, after, before);
}

absl::StatusOr<std::string> FindSimilarSku(sql::Transaction& txn, absl::string_view shop,
                                           const std::string& sku_id, absl::string_view product) {
  v1::Product found;
  const std::string token = domain::CodeToken(sku_id);
  RETURN_IF_ERROR(txn.QueryOne(kFindProductBySkuToken, {shop, token, product},
                               [&](const sql::Row& row) { return sql::ParseColumn(row, 0, found); })
                      .status());
  for (const v1::Sku& sku : found.skus()) {
    if (sku.sku_id() != sku_id && domain::CodeToken(sku.sku_id()) == token) return sku.sku_id();
  }
  return "";
}

absl::Status UnknownSku(sql::Transaction& txn, absl::string_view shop, absl::string_view sku) {
  ASSIGN_OR_RETURN(const std::string sku_id, UnescapeId(sku));
  ASSIGN_OR_RETURN(const std::string similar, FindSimilarSku(txn, shop, sku_id, ""));
  return domain::UnknownSkuError(domain::SkuName(shop, sku), similar);
}

absl::StatusOr<std::vector<std::string>> ListStaleProducts(sql::Transaction& txn,
                                                           absl::string_view shop, int limit) {
  std::vector<std::string> products;
  RETURN_IF_ERROR(txn.Query(kListStaleSearchDocuments, {shop, limit}, [&](const sql::Row& row) {
    products.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return products;
}

absl::StatusOr<int64_t> ReadIndexVersion(sql::Transaction& txn, absl::string_view shop) {
  int64_t version = 0;
  RETURN_IF_ERROR(txn.QueryOne(kReadSearchVersion, {shop},
                               [&](const sql::Row& row) {
                                 version = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return version;
}

absl::Status ReadIndexAfter(
    sql::Transaction& txn, absl::string_view shop, const IndexPosition& after, int limit,
    absl::FunctionRef<absl::Status(const IndexPosition&, domain::IndexedProduct)> add) {
  return txn.Query(kReadSearchDocuments, {shop, after.version, after.doc, limit},
                   [&](const sql::Row& row) {
                     return add({row.Int(0), row.Int(1)}, {.product = std::string(row.Text(2)),
                                                           .category = std::string(row.Text(3)),
                                                           .on_sale = row.Int(4) != 0,
                                                           .min_price_minor = row.Int(5),
                                                           .facets = std::string(row.Bytes(6)),
                                                           .tokens = std::string(row.Text(7))});
                   });
}

}  // namespace shopdesk::catalog::store
