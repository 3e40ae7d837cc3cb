#include "services/feedback/store/case/review_case.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::ReviewCase;

const sql::Statement kCaseSnapshot = {
    "feedback.snapshot_case",
    "SELECT 'shops/' || shop || '/reviewCases/' || id, data FROM review_cases WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/reviewCases/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindCase = {"feedback.find_case",
                                      "SELECT data FROM review_cases WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindCaseForUpdate = {
    "feedback.find_case_for_update",
    "SELECT data FROM review_cases WHERE shop = $1 AND id = $2 FOR UPDATE"};
// A case has the id of its review.
constexpr sql::Statement kListCasesOfOrderForUpdate = {
    "feedback.list_cases_of_order_for_update",
    "SELECT data FROM review_cases WHERE shop = $1 AND id IN "
    "(SELECT r.id FROM reviews r WHERE r.shop = $1 AND r.order_id = $2) ORDER BY id FOR UPDATE"};
constexpr sql::Statement kInsertCase = {
    "feedback.insert_case",
    "INSERT INTO review_cases (shop, id, buyer, state, timing, changed, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCase = {
    "feedback.save_case",
    "UPDATE review_cases SET state = $3, timing = $4, changed = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND id = $2 AND version = $8"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListCases = {"feedback.list_cases",
                                       "SELECT data FROM review_cases WHERE shop = $1 " PAGE};
constexpr sql::Statement kListCasesByState = {
    "feedback.list_cases_by_state",
    "SELECT data FROM review_cases WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListCasesByBuyer = {
    "feedback.list_cases_by_buyer",
    "SELECT data FROM review_cases WHERE shop = $1 AND buyer = $5 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<ReviewCase> LoadCase(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id) {
  return sql::LoadMessage<ReviewCase>(txn, kFindCase, {shop, id}, domain::CaseName(shop, id));
}

absl::StatusOr<ReviewCase> LoadCaseForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id) {
  return sql::LoadMessage<ReviewCase>(txn, kFindCaseForUpdate, {shop, id},
                                      domain::CaseName(shop, id));
}

absl::StatusOr<absl::optional<ReviewCase>> FindCaseForUpdate(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view id) {
  return sql::FindMessage<ReviewCase>(txn, kFindCaseForUpdate, {shop, id});
}

absl::StatusOr<std::vector<ReviewCase>> ListCasesOfOrderForUpdate(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  absl::string_view order_id) {
  return sql::ListMessages<ReviewCase>(txn, kListCasesOfOrderForUpdate, {shop, order_id});
}

absl::Status InsertCase(sql::Transaction& txn, ReviewCase& review_case) {
  return sql::InsertVersioned(txn, kInsertCase, review_case, ShopOf(review_case.name()),
                              LastSegment(review_case.name()), review_case.buyer(),
                              int64_t{review_case.state()},
                              static_cast<int64_t>(domain::TimingOf(review_case)),
                              ToMillis(FromProto(review_case.create_time())));
}

absl::Status SaveCase(sql::Transaction& txn, ReviewCase& review_case) {
  return sql::SaveVersioned(txn, kSaveCase, review_case, ShopOf(review_case.name()),
                            LastSegment(review_case.name()), int64_t{review_case.state()},
                            static_cast<int64_t>(domain::TimingOf(review_case)),
                            review_case.has_review_change_time());
}

absl::StatusOr<std::vector<ReviewCase>> ListCases(sql::Transaction& txn, absl::string_view shop,
                                                  const CaseFilter& filter,
                                                  const CreationKey& after, int limit) {
  if (filter.state != 0) {
    return ListAfter<ReviewCase>(txn, kListCasesByState, shop, after, limit, filter.state);
  }
  if (!filter.buyer.empty()) {
    return ListAfter<ReviewCase>(txn, kListCasesByBuyer, shop, after, limit, filter.buyer);
  }
  return ListAfter<ReviewCase>(txn, kListCases, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
