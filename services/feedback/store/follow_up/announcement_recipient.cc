#include "services/feedback/store/follow_up/announcement_recipient.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kInsertAnnouncementRecipient = {
    "feedback.insert_announcement_recipient",
    "INSERT INTO announcement_recipients (shop, announcement, shipment, order_id, buyer, outcome, "
    "chosen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kInsertAnnouncementRecipientOrder = {
    "feedback.insert_announcement_recipient_order",
    "INSERT INTO announcement_recipient_orders (shop, announcement, shipment, order_id) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kFindFirstAnnouncementRecipient = {
    "feedback.find_first_announcement_recipient",
    "SELECT chosen_ms FROM announcement_recipients WHERE shop = $1 AND announcement = $2 "
    "ORDER BY chosen_ms LIMIT 1"};
// One row a buyer: TOLD is the least of the outcomes.
constexpr sql::Statement kListBuyersOfAnnouncement = {
    "feedback.list_buyers_of_announcement",
    "SELECT outcome, CASE WHEN EXISTS (SELECT 1 FROM consultations AS c "
    "WHERE c.shop = $1 AND c.buyer = r.buyer AND c.last_ms >= r.chosen_ms "
    "AND c.first_ms <= r.chosen_ms + $3) THEN 1 ELSE 0 END "
    "FROM (SELECT buyer, MIN(outcome) AS outcome, MIN(chosen_ms) AS chosen_ms "
    "FROM announcement_recipients WHERE shop = $1 AND announcement = $2 GROUP BY buyer) AS r"};
// One row an order, and its reviews.
constexpr sql::Statement kListReviewsOfAnnouncementRecipients = {
    "feedback.list_reviews_of_announcement_recipients",
    "SELECT r.outcome, v.data FROM (SELECT order_id, MIN(outcome) AS outcome, "
    "MIN(chosen_ms) AS chosen_ms FROM (SELECT order_id, outcome, chosen_ms "
    "FROM announcement_recipients WHERE shop = $1 AND announcement = $2 UNION ALL "
    "SELECT o.order_id, c.outcome, c.chosen_ms FROM announcement_recipient_orders AS o "
    "JOIN announcement_recipients AS c ON c.shop = o.shop AND c.announcement = o.announcement "
    "AND c.shipment = o.shipment WHERE o.shop = $1 AND o.announcement = $2) AS chosen "
    "GROUP BY order_id) AS r JOIN reviews AS v ON v.shop = $1 "
    "AND v.order_id = r.order_id AND v.create_ms >= r.chosen_ms"};

}  // namespace

absl::Status KeepRecipient(sql::Transaction& txn,
                           const logistics::v1::AnnouncementRecipient& recipient) {
  const absl::string_view shop = ShopOf(recipient.name());
  const absl::string_view announcement = LastSegment(ParentOf(recipient.name()));
  const absl::string_view shipment = LastSegment(recipient.name());
  RETURN_IF_ERROR(
      txn.Execute(kInsertAnnouncementRecipient,
                  {shop, announcement, shipment, LastSegment(recipient.order()), recipient.buyer(),
                   int64_t{recipient.outcome()}, ToMillis(FromProto(recipient.create_time()))})
          .status());
  for (const std::string& order : recipient.merged_orders()) {
    RETURN_IF_ERROR(txn.Execute(kInsertAnnouncementRecipientOrder,
                                {shop, announcement, shipment, LastSegment(order)})
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::optional<int64_t>> FirstChosen(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view announcement) {
  absl::optional<int64_t> first;
  RETURN_IF_ERROR(txn.QueryOne(kFindFirstAnnouncementRecipient, {shop, announcement},
                               [&](const sql::Row& row) {
                                 first = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return first;
}

absl::Status ListBuyersOfRecipients(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view announcement, int64_t contact_ms,
                                    std::function<void(Outcome, bool contacted)> add) {
  return txn.Query(kListBuyersOfAnnouncement, {shop, announcement, contact_ms},
                   [&](const sql::Row& row) {
                     add(static_cast<Outcome>(row.Int(0)), row.Int(1) != 0);
                     return absl::OkStatus();
                   });
}

absl::Status ListReviewsOfRecipients(sql::Transaction& txn, absl::string_view shop,
                                     absl::string_view announcement,
                                     std::function<void(Outcome, const v1::Review&)> add) {
  return txn.Query(kListReviewsOfAnnouncementRecipients, {shop, announcement},
                   [&](const sql::Row& row) -> absl::Status {
                     v1::Review review;
                     RETURN_IF_ERROR(sql::ParseColumn(row, 1, review));
                     add(static_cast<Outcome>(row.Int(0)), review);
                     return absl::OkStatus();
                   });
}

}  // namespace shopdesk::feedback::store
