#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"

// Size charts. Shops, ids and subjects (domain::SubjectOfSizeChart) are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kSizeChartSnapshot;

// NOT_FOUND naming the chart.
absl::StatusOr<v1::SizeChart> LoadSizeChart(sql::Transaction& txn, absl::string_view shop,
                                            absl::string_view subject);
absl::StatusOr<absl::optional<v1::SizeChart>> FindSizeChartForUpdate(sql::Transaction& txn,
                                                                     absl::string_view shop,
                                                                     absl::string_view subject);
// Those that there are, by subject.
absl::StatusOr<std::map<std::string, v1::SizeChart>> FindSizeCharts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects);
// Saves the version after the one in the chart's etag (none: a new one): sets etag. ABORTED if
// somebody else made it meanwhile.
absl::Status SaveSizeChart(sql::Transaction& txn, v1::SizeChart& chart);
absl::Status DeleteSizeChart(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject);
// Of a category and of brands in it, locked.
absl::StatusOr<std::vector<v1::SizeChart>> ListChartsOfCategory(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view category);
// In the order of subjects, after `after`.
absl::StatusOr<std::vector<v1::SizeChart>> ListSizeCharts(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view after, int limit);

}  // namespace shopdesk::catalog::store
