#include "services/feedback/store/complaints.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {

const sql::Statement kComplaintSnapshot = {
    "feedback.complaint_snapshot",
    "SELECT 'shops/' || shop || '/complaints/' || id, data FROM complaints WHERE shop = $1 AND "
    "id > SUBSTR($2, LENGTH('shops/' || $1 || '/complaints/') + 1) ORDER BY id LIMIT $3",
    "SELECT 'shops/' || shop || '/complaints/' || id, data FROM complaints WHERE shop = $1 AND "
    "id > SUBSTR($2::text, LENGTH('shops/' || $1::text || '/complaints/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFind = {"feedback.find_complaint",
                                  "SELECT data FROM complaints WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindForUpdate = {
    "feedback.find_complaint_for_update",
    "SELECT data FROM complaints WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "feedback.insert_complaint",
    "INSERT INTO complaints (shop, id, order_id, buyer, state, outcome, overdue, create_ms, "
    "version, data) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, 1, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "feedback.update_complaint",
    "UPDATE complaints SET state = $3, outcome = $4, overdue = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND id = $2 AND version = $8"};
// $3: the state that is not open.
constexpr sql::Statement kHasOpen = {
    "feedback.has_open_complaint",
    "SELECT id FROM complaints WHERE shop = $1 AND buyer = $2 AND state <> $3 LIMIT 1"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kList = {"feedback.list_complaints",
                                  "SELECT data FROM complaints WHERE shop = $1 " PAGE};
constexpr sql::Statement kListByState = {
    "feedback.list_complaints_by_state",
    "SELECT data FROM complaints WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListByBuyer = {
    "feedback.list_complaints_by_buyer",
    "SELECT data FROM complaints WHERE shop = $1 AND buyer = $5 " PAGE};
constexpr sql::Statement kListByOrder = {
    "feedback.list_complaints_by_order",
    "SELECT data FROM complaints WHERE shop = $1 AND order_id = $5 " PAGE};
#undef PAGE

constexpr sql::Statement kCount = {
    "feedback.count_complaints",
    "SELECT state, outcome, overdue, COUNT(id) FROM complaints WHERE shop = $1 "
    "GROUP BY state, outcome, overdue"};

}  // namespace

absl::StatusOr<v1::Complaint> LoadComplaint(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::Complaint>(txn, kFind, {ShopOf(name), LastSegment(name)}, name);
}

absl::StatusOr<v1::Complaint> LoadComplaintForUpdate(sql::Transaction& txn,
                                                     absl::string_view name) {
  return sql::LoadMessage<v1::Complaint>(txn, kFindForUpdate, {ShopOf(name), LastSegment(name)},
                                         name);
}

absl::Status InsertComplaint(sql::Transaction& txn, v1::Complaint& complaint) {
  complaint.set_etag(MakeEtag(1));
  const std::string data = complaint.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t inserted,
      txn.Execute(kInsert, {ShopOf(complaint.name()), LastSegment(complaint.name()),
                            LastSegment(complaint.order()), complaint.buyer(),
                            static_cast<int64_t>(complaint.state()),
                            ToMillis(FromProto(complaint.create_time())), sql::Blob{data}}));
  return inserted == 1 ? absl::OkStatus() : AlreadyExistsError(complaint.name());
}

absl::Status SaveComplaint(sql::Transaction& txn, v1::Complaint& complaint) {
  const int64_t before = VersionOf(complaint.etag());
  complaint.set_etag(MakeEtag(before + 1));
  const std::string data = complaint.SerializeAsString();
  ASSIGN_OR_RETURN(
      const int64_t changed,
      txn.Execute(kUpdate, {ShopOf(complaint.name()), LastSegment(complaint.name()),
                            static_cast<int64_t>(complaint.state()),
                            static_cast<int64_t>(complaint.outcome()), complaint.overdue(),
                            before + 1, sql::Blob{data}, before}));
  return sql::CheckOneRow(changed, complaint.name());
}

absl::StatusOr<bool> HasOpenComplaint(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view buyer) {
  return txn.QueryOne(kHasOpen, {shop, buyer, static_cast<int64_t>(v1::Complaint::CLOSED)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::StatusOr<std::vector<v1::Complaint>> ListComplaints(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          const ComplaintFilter& filter,
                                                          const PageKey& after, int limit) {
  std::vector<v1::Complaint> complaints;
  const auto add = [&](const sql::Row& row) {
    return sql::ParseColumn(row, 0, complaints.emplace_back());
  };
  const auto by = [&](const sql::Statement& statement, const sql::Value& whose) {
    return txn.Query(statement, {shop, after.create_ms, after.id, limit, whose}, add);
  };
  if (filter.state != 0) {
    RETURN_IF_ERROR(by(kListByState, filter.state));
  } else if (!filter.buyer.empty()) {
    RETURN_IF_ERROR(by(kListByBuyer, filter.buyer));
  } else if (!filter.order.empty()) {
    RETURN_IF_ERROR(by(kListByOrder, filter.order));
  } else {
    RETURN_IF_ERROR(txn.Query(kList, {shop, after.create_ms, after.id, limit}, add));
  }
  return complaints;
}

absl::StatusOr<ComplaintFigures> CountComplaints(sql::Transaction& txn, absl::string_view shop) {
  ComplaintFigures figures;
  RETURN_IF_ERROR(txn.Query(kCount, {shop}, [&](const sql::Row& row) {
    figures.by_state[row.Int(0)] += row.Int(3);
    if (row.Int(1) != 0) figures.by_outcome[row.Int(1)] += row.Int(3);
    if (row.Int(2) != 0) figures.overdue += row.Int(3);
    return absl::OkStatus();
  }));
  return figures;
}

}  // namespace shopdesk::feedback::store
