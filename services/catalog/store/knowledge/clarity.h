#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "services/catalog/domain/knowledge/clarity.h"
#include "shopdesk/catalog/v1/clarity.pb.h"

// What is missing or unclear. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

// Keeps that the product has these findings, and no others.
absl::Status SaveFindings(sql::Transaction& txn, const v1::ProductClarity& clarity);

// The sort key of a list: findings, negative, and product.
using ClarityKey = PageKey<int64_t, std::string>;
// Products with a finding of the kind (KIND_UNSPECIFIED: any), after `after`, those with the most
// findings first.
absl::StatusOr<std::vector<ClarityKey>> ListUnclear(sql::Transaction& txn, absl::string_view shop,
                                                    v1::ProductClarity::Kind kind,
                                                    const ClarityKey& after, int limit);

// The queries of a shop that are kept, at most.
inline constexpr int kMostFailedSearches = 1000;

// Counts a query (domain::FailedQuery) that found nothing at these times, the earliest first, and
// forgets the rarest of too many.
absl::Status CountFailedSearch(sql::Transaction& txn, absl::string_view shop,
                               const std::string& query, absl::Span<const absl::Time> times);
// The sort key of a list: rank, negative, and query.
using FailedSearchKey = PageKey<int64_t, std::string>;
using FailedSearchRow = Scanned<FailedSearchKey, v1::FailedSearch>;
absl::StatusOr<std::vector<FailedSearchRow>> ListFailedSearches(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                const FailedSearchKey& after,
                                                                int limit);

}  // namespace shopdesk::catalog::store
