#include "services/feedback/store/cases.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kCaseSnapshot = {
    "feedback.case_snapshot",
    "SELECT 'shops/' || shop || '/reviewCases/' || id, data FROM review_cases WHERE shop = $1 AND "
    "id > SUBSTR($2, LENGTH('shops/' || $1 || '/reviewCases/') + 1) ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/reviewCases/' || id, data FROM review_cases WHERE shop = $1 AND "
    "id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/reviewCases/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFind = {"feedback.find_case",
                                  "SELECT data FROM review_cases WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindForUpdate = {
    "feedback.find_case_for_update",
    "SELECT data FROM review_cases WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "feedback.insert_case",
    "INSERT INTO review_cases (shop, id, buyer, state, timing, changed, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, 0, $6, 1, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "feedback.update_case",
    "UPDATE review_cases SET state = $3, timing = $4, changed = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND id = $2 AND version = $8"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kList = {"feedback.list_cases",
                                  "SELECT data FROM review_cases WHERE shop = $1 " PAGE};
constexpr sql::Statement kListByState = {
    "feedback.list_cases_by_state",
    "SELECT data FROM review_cases WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListByBuyer = {
    "feedback.list_cases_by_buyer",
    "SELECT data FROM review_cases WHERE shop = $1 AND buyer = $5 " PAGE};
#undef PAGE

constexpr sql::Statement kCount = {
    "feedback.count_cases",
    "SELECT state, timing, changed, COUNT(id) FROM review_cases WHERE shop = $1 "
    "GROUP BY state, timing, changed"};

}  // namespace

absl::StatusOr<v1::ReviewCase> LoadCase(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::ReviewCase>(txn, kFind, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::ReviewCase> LoadCaseForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::ReviewCase>(txn, kFindForUpdate, {ShopOf(name), LastSegment(name)},
                                          name);
}

absl::StatusOr<absl::optional<v1::ReviewCase>> FindCaseForUpdate(sql::Transaction& txn,
                                                                 absl::string_view name) {
  return sql::FindMessage<v1::ReviewCase>(txn, kFindForUpdate, {ShopOf(name), LastSegment(name)});
}

absl::Status InsertCase(sql::Transaction& txn, v1::ReviewCase& review_case) {
  review_case.set_etag(MakeEtag(1));
  const std::string data = review_case.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(review_case.name()), LastSegment(review_case.name()),
                            review_case.buyer(), static_cast<int64_t>(review_case.state()),
                            static_cast<int64_t>(domain::TimingOf(review_case)),
                            ToMillis(FromProto(review_case.create_time())), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(review_case.name());
}

absl::Status SaveCase(sql::Transaction& txn, v1::ReviewCase& review_case) {
  const int64_t before = VersionOf(review_case.etag());
  review_case.set_etag(MakeEtag(before + 1));
  const std::string data = review_case.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kUpdate,
                  {ShopOf(review_case.name()), LastSegment(review_case.name()),
                   static_cast<int64_t>(review_case.state()),
                   static_cast<int64_t>(domain::TimingOf(review_case)),
                   review_case.has_review_change_time(), before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, review_case.name());
}

absl::StatusOr<std::vector<v1::ReviewCase>> ListCases(sql::Transaction& txn, absl::string_view shop,
                                                      const CaseFilter& filter,
                                                      const PageKey& after, int limit) {
  std::vector<v1::ReviewCase> cases;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, cases.emplace_back());
  };
  if (filter.state != 0) {
    RETURN_IF_ERROR(
        txn.Query(kListByState, {shop, after.create_ms, after.id, limit, filter.state}, add));
  } else if (!filter.buyer.empty()) {
    RETURN_IF_ERROR(
        txn.Query(kListByBuyer, {shop, after.create_ms, after.id, limit, filter.buyer}, add));
  } else {
    RETURN_IF_ERROR(txn.Query(kList, {shop, after.create_ms, after.id, limit}, add));
  }
  return cases;
}

absl::StatusOr<CaseFigures> CountCases(sql::Transaction& txn, absl::string_view shop) {
  CaseFigures figures;
  RETURN_IF_ERROR(txn.Query(kCount, {shop}, [&](const sql::Row& row) {
    figures.by_state[row.Int(0)] += row.Int(3);
    figures.by_timing[static_cast<domain::FirstContactTiming>(row.Int(1))] += row.Int(3);
    if (row.Int(2) != 0) figures.reviews_changed += row.Int(3);
    return absl::OkStatus();
  }));
  return figures;
}

}  // namespace shopdesk::feedback::store
