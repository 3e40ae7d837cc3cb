#include "services/catalog/store/knowledge/clarity.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::catalog::store {
namespace {

constexpr sql::Statement kReadFindings = {
    "catalog.read_findings",
    "SELECT kind, findings FROM product_clarity WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kDropFindings = {
    "catalog.drop_findings", "DELETE FROM product_clarity WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kInsertFindings = {
    "catalog.insert_findings",
    "INSERT INTO product_clarity (shop, kind, findings, product) "
    "SELECT $1, value, $2, $3 FROM json_each($4)",
    "INSERT INTO product_clarity (shop, kind, findings, product) "
    "SELECT $1::text, value, $2::bigint, $3::text FROM "
    "unnest(translate($4, '[]', '{}')::bigint[]) AS t (value)"};
constexpr sql::Statement kListUnclear = {
    "catalog.list_unclear",
    "SELECT findings, product FROM product_clarity WHERE shop = $1 AND kind = $2 "
    "AND (findings, product) > ($3, $4) ORDER BY findings, product LIMIT $5"};
constexpr sql::Statement kLoadFailedSearchForUpdate = {
    "catalog.load_failed_search_for_update",
    "SELECT rank, count FROM failed_searches WHERE shop = $1 AND query = $2 FOR UPDATE"};
constexpr sql::Statement kPutFailedSearch = {
    "catalog.put_failed_search",
    "INSERT INTO failed_searches (shop, query, rank, count, last_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (shop, query) DO UPDATE SET rank = excluded.rank, count = excluded.count, "
    "last_ms = excluded.last_ms"};
constexpr sql::Statement kPruneFailedSearches = {
    "catalog.prune_failed_searches",
    "DELETE FROM failed_searches WHERE shop = $1 AND rank > (SELECT max(rank) FROM (SELECT rank "
    "FROM "
    "failed_searches WHERE shop = $1 ORDER BY rank, query LIMIT $2) AS kept)"};
constexpr sql::Statement kListFailedSearches = {
    "catalog.list_failed_searches",
    "SELECT rank, query, count, last_ms FROM failed_searches WHERE shop = $1 "
    "AND (rank, query) > ($2, $3) ORDER BY rank, query LIMIT $4"};

}  // namespace

absl::Status SaveFindings(sql::Transaction& txn, const v1::ProductClarity& clarity) {
  const absl::string_view shop = ShopOf(clarity.product());
  const absl::string_view id = LastSegment(clarity.product());
  const int64_t findings = -clarity.findings_size();
  std::set<std::pair<int64_t, int64_t>> wanted;
  for (const auto& finding : clarity.findings()) wanted.emplace(finding.kind(), findings);
  if (!wanted.empty()) wanted.emplace(0, findings);
  std::set<std::pair<int64_t, int64_t>> present;
  RETURN_IF_ERROR(txn.Query(kReadFindings, {shop, id}, [&](const sql::Row& row) {
    present.emplace(row.Int(0), row.Int(1));
    return absl::OkStatus();
  }));
  if (present == wanted) return absl::OkStatus();
  if (!present.empty()) RETURN_IF_ERROR(txn.Execute(kDropFindings, {shop, id}).status());
  if (wanted.empty()) return absl::OkStatus();
  const std::string kinds = absl::StrCat(
      "[",
      absl::StrJoin(wanted, ",",
                    [](std::string* out, const auto& row) { absl::StrAppend(out, row.first); }),
      "]");
  return txn.Execute(kInsertFindings, {shop, findings, id, kinds}).status();
}

absl::StatusOr<std::vector<ClarityKey>> ListUnclear(sql::Transaction& txn, absl::string_view shop,
                                                    v1::ProductClarity::Kind kind,
                                                    const ClarityKey& after, int limit) {
  std::vector<ClarityKey> products;
  const auto& [findings, product] = after;
  RETURN_IF_ERROR(txn.Query(kListUnclear, {shop, static_cast<int>(kind), findings, product, limit},
                            [&](const sql::Row& row) {
                              products.emplace_back(row.Int(0), std::string(row.Text(1)));
                              return absl::OkStatus();
                            }));
  return products;
}

absl::Status CountFailedSearch(sql::Transaction& txn, absl::string_view shop,
                               const std::string& query, absl::Span<const absl::Time> times) {
  domain::Frequency frequency;
  ASSIGN_OR_RETURN(const bool known, txn.QueryOne(kLoadFailedSearchForUpdate, {shop, query},
                                                  [&](const sql::Row& row) {
                                                    frequency.rank = -row.Int(0);
                                                    frequency.count = row.Int(1);
                                                    return absl::OkStatus();
                                                  }));
  for (const absl::Time time : times) frequency = domain::CountOnce(frequency, time);
  RETURN_IF_ERROR(txn.Execute(kPutFailedSearch, {shop, query, -frequency.rank, frequency.count,
                                                 ToMillis(frequency.last)})
                      .status());
  if (known) return absl::OkStatus();
  return txn.Execute(kPruneFailedSearches, {shop, kMostFailedSearches}).status();
}

absl::StatusOr<std::vector<FailedSearchRow>> ListFailedSearches(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const FailedSearchKey& after,
                                                                int limit) {
  std::vector<FailedSearchRow> rows;
  const auto& [rank, query] = after;
  RETURN_IF_ERROR(
      txn.Query(kListFailedSearches, {shop, rank, query, limit}, [&](const sql::Row& row) {
        FailedSearchRow& added = rows.emplace_back();
        added.key = FailedSearchKey(row.Int(0), std::string(row.Text(1)));
        v1::FailedSearch& search = added.row.emplace();
        search.set_query(std::string(row.Text(1)));
        search.set_count(row.Int(2));
        *search.mutable_last_time() = ToProto(FromMillis(row.Int(3)));
        return absl::OkStatus();
      }));
  return rows;
}

}  // namespace shopdesk::catalog::store
