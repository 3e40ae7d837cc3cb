#include "services/feedback/store/complaint/complaint.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {

using v1::Complaint;

const sql::Statement kComplaintSnapshot = {
    "feedback.snapshot_complaint",
    "SELECT 'shops/' || shop || '/complaints/' || id, data FROM complaints WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/complaints/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindComplaint = {
    "feedback.find_complaint", "SELECT data FROM complaints WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindComplaintForUpdate = {
    "feedback.find_complaint_for_update",
    "SELECT data FROM complaints WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertComplaint = {
    "feedback.insert_complaint",
    "INSERT INTO complaints (shop, id, order_id, buyer, state, outcome, overdue, create_ms, "
    "version, data) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveComplaint = {
    "feedback.save_complaint",
    "UPDATE complaints SET state = $3, outcome = $4, overdue = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND id = $2 AND version = $8"};
// $3: the state that is not open.
constexpr sql::Statement kHasOpenComplaint = {
    "feedback.has_open_complaint",
    "SELECT id FROM complaints WHERE shop = $1 AND buyer = $2 AND state <> $3 LIMIT 1"};

// $3: the state that is not open.
constexpr sql::Statement kListOpenComplaintsOfOrder = {
    "feedback.list_open_complaints_of_order",
    "SELECT data FROM complaints WHERE shop = $1 AND order_id = $2 AND state <> $3 ORDER BY id"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListComplaints = {"feedback.list_complaints",
                                            "SELECT data FROM complaints WHERE shop = $1 " PAGE};
constexpr sql::Statement kListComplaintsByState = {
    "feedback.list_complaints_by_state",
    "SELECT data FROM complaints WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListComplaintsByBuyer = {
    "feedback.list_complaints_by_buyer",
    "SELECT data FROM complaints WHERE shop = $1 AND buyer = $5 " PAGE};
constexpr sql::Statement kListComplaintsByOrder = {
    "feedback.list_complaints_by_order",
    "SELECT data FROM complaints WHERE shop = $1 AND order_id = $5 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<Complaint> LoadComplaint(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id) {
  return sql::LoadMessage<Complaint>(txn, kFindComplaint, {shop, id},
                                     domain::ComplaintName(shop, id));
}

absl::StatusOr<Complaint> LoadComplaintForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id) {
  return sql::LoadMessage<Complaint>(txn, kFindComplaintForUpdate, {shop, id},
                                     domain::ComplaintName(shop, id));
}

absl::Status InsertComplaint(sql::Transaction& txn, Complaint& complaint) {
  return sql::InsertVersioned(txn, kInsertComplaint, complaint, ShopOf(complaint.name()),
                              LastSegment(complaint.name()), LastSegment(complaint.order()),
                              complaint.buyer(), int64_t{complaint.state()},
                              ToMillis(FromProto(complaint.create_time())));
}

absl::Status SaveComplaint(sql::Transaction& txn, Complaint& complaint) {
  return sql::SaveVersioned(txn, kSaveComplaint, complaint, ShopOf(complaint.name()),
                            LastSegment(complaint.name()), int64_t{complaint.state()},
                            int64_t{complaint.outcome()}, complaint.overdue());
}

absl::StatusOr<bool> HasOpenComplaint(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view buyer) {
  return HasRow(txn, kHasOpenComplaint, {shop, buyer, int64_t{Complaint::CLOSED}});
}

absl::StatusOr<std::vector<Complaint>> ListOpenComplaintsOfOrder(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view order_id) {
  return sql::ListMessages<Complaint>(txn, kListOpenComplaintsOfOrder,
                                      {shop, order_id, int64_t{Complaint::CLOSED}});
}

absl::StatusOr<std::vector<Complaint>> ListComplaints(sql::Transaction& txn, absl::string_view shop,
                                                      const ComplaintFilter& filter,
                                                      const CreationKey& after, int limit) {
  if (filter.state != 0) {
    return ListAfter<Complaint>(txn, kListComplaintsByState, shop, after, limit, filter.state);
  }
  if (!filter.buyer.empty()) {
    return ListAfter<Complaint>(txn, kListComplaintsByBuyer, shop, after, limit, filter.buyer);
  }
  if (!filter.order.empty()) {
    return ListAfter<Complaint>(txn, kListComplaintsByOrder, shop, after, limit, filter.order);
  }
  return ListAfter<Complaint>(txn, kListComplaints, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
