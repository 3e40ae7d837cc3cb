#include "services/catalog/store/advice/size_chart.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kSizeChartSnapshot = {
    "catalog.snapshot_size_chart",
    "SELECT subject, data FROM size_charts WHERE shop = $1 AND subject > $2 ORDER BY subject "
    "LIMIT $3"};

using v1::SizeChart;

namespace {

constexpr sql::Statement kLoadSizeChart = {
    "catalog.load_size_chart", "SELECT data FROM size_charts WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kFindSizeChartForUpdate = {
    "catalog.find_size_chart_for_update",
    "SELECT data FROM size_charts WHERE shop = $1 AND subject = $2 FOR UPDATE"};
constexpr sql::Statement kFindSizeCharts = {
    "catalog.find_size_charts",
    "SELECT data FROM size_charts WHERE shop = $1 AND subject IN LIST($2)"};
constexpr sql::Statement kInsertSizeChart = {
    "catalog.insert_size_chart",
    "INSERT INTO size_charts (shop, subject, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveSizeChart = {"catalog.save_size_chart",
                                           "UPDATE size_charts SET version = $3, data = $4 "
                                           "WHERE shop = $1 AND subject = $2 AND version = $5"};
constexpr sql::Statement kDeleteSizeChart = {
    "catalog.delete_size_chart", "DELETE FROM size_charts WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kListSizeCharts = {
    "catalog.list_size_charts",
    "SELECT data FROM size_charts WHERE shop = $1 AND subject > $2 ORDER BY subject LIMIT $3"};
constexpr sql::Statement kListChartsOfCategory = {
    "catalog.list_charts_of_category",
    "SELECT data FROM size_charts WHERE shop = $1 AND (subject = $2 OR (subject > $3 AND "
    "subject < $4)) ORDER BY subject FOR UPDATE"};

}  // namespace

absl::StatusOr<SizeChart> LoadSizeChart(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view subject) {
  return sql::LoadMessage<SizeChart>(txn, kLoadSizeChart, {shop, subject},
                                     domain::SizeChartName(shop, subject));
}

absl::StatusOr<absl::optional<SizeChart>> FindSizeChartForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view subject) {
  return sql::FindMessage<SizeChart>(txn, kFindSizeChartForUpdate, {shop, subject});
}

absl::StatusOr<std::map<std::string, SizeChart>> FindSizeCharts(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects) {
  const std::string list = sql::List(subjects);
  ASSIGN_OR_RETURN(std::vector<SizeChart> found,
                   sql::ListMessages<SizeChart>(txn, kFindSizeCharts, {shop, list}));
  std::map<std::string, SizeChart> charts;
  for (SizeChart& chart : found) {
    const std::string subject(domain::SubjectOfSizeChart(chart.name()));
    charts.emplace(subject, std::move(chart));
  }
  return charts;
}

absl::Status SaveSizeChart(sql::Transaction& txn, SizeChart& chart) {
  const absl::string_view shop = ShopOf(chart.name());
  const absl::string_view subject = domain::SubjectOfSizeChart(chart.name());
  return SaveOrInsert(txn, kSaveSizeChart, kInsertSizeChart, chart, shop, subject);
}

absl::Status DeleteSizeChart(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject) {
  return txn.Execute(kDeleteSizeChart, {shop, subject}).status();
}

absl::StatusOr<std::vector<SizeChart>> ListChartsOfCategory(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view category) {
  const std::string own = absl::StrCat("categories/", category);
  const std::string brands = absl::StrCat(own, "/brands/");
  // The character after the slash ends what begins with it.
  const std::string end = absl::StrCat(own, "/brands0");
  return sql::ListMessages<SizeChart>(txn, kListChartsOfCategory, {shop, own, brands, end});
}

absl::StatusOr<std::vector<SizeChart>> ListSizeCharts(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return sql::ListMessages<SizeChart>(txn, kListSizeCharts, {shop, after, limit});
}

}  // namespace shopdesk::catalog::store
