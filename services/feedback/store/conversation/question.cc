#include "services/feedback/store/conversation/question.h"

#include "libs/base/status_macros.h"
#include "services/feedback/store/shop/query.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kAddAsking = {
    "feedback.add_asking",
    "INSERT INTO asked_questions (shop, question, buyer, product, words, first_ms, last_ms, asked, "
    "conversation, message_id) VALUES ($1, $2, $3, $4, $5, $6, $6, 1, $7, $8) "
    "ON CONFLICT (shop, question, buyer) DO UPDATE SET asked = asked_questions.asked + 1, "
    "first_ms = CASE WHEN excluded.first_ms < asked_questions.first_ms THEN excluded.first_ms "
    "ELSE asked_questions.first_ms END, "
    "last_ms = CASE WHEN excluded.last_ms > asked_questions.last_ms THEN excluded.last_ms "
    "ELSE asked_questions.last_ms END, "
    "conversation = CASE WHEN excluded.last_ms > asked_questions.last_ms "
    "THEN excluded.conversation ELSE asked_questions.conversation END, "
    "message_id = CASE WHEN excluded.last_ms > asked_questions.last_ms "
    "THEN excluded.message_id ELSE asked_questions.message_id END"};
constexpr sql::Statement kForgetAskedBefore = {
    "feedback.forget_asked_before",
    "DELETE FROM asked_questions WHERE shop = $1 AND product = $2 AND last_ms < $3"};
// The time of the first row too many; rows of that moment stay.
constexpr sql::Statement kFindAskedBeyond = {
    "feedback.find_asked_beyond",
    "SELECT COALESCE(MIN(last_ms), 0) FROM (SELECT last_ms FROM asked_questions WHERE shop = $1 "
    "AND "
    "product = $2 ORDER BY last_ms DESC LIMIT $3) AS newest"};
constexpr sql::Statement kFindOldestAsked = {
    "feedback.find_oldest_asked",
    "SELECT last_ms FROM asked_questions WHERE shop = $1 AND product = $2 "
    "ORDER BY last_ms LIMIT 1"};
constexpr sql::Statement kListQuestionTallies = {
    "feedback.list_question_tallies",
    "SELECT question, MIN(words), COUNT(buyer), CAST(SUM(asked) AS BIGINT), MIN(first_ms), "
    "MAX(last_ms) FROM asked_questions WHERE shop = $1 AND product = $2 GROUP BY question "
    "HAVING COUNT(buyer) >= $3 ORDER BY question"};
constexpr sql::Statement kCountAskingBuyersSince = {
    "feedback.count_asking_buyers_since",
    "SELECT COUNT(buyer) FROM asked_questions WHERE shop = $1 AND question = $2 AND last_ms > $3"};
constexpr sql::Statement kFindLastAsked = {
    "feedback.find_last_asked",
    "SELECT conversation, message_id FROM asked_questions WHERE shop = $1 AND question = $2 "
    "ORDER BY last_ms DESC, buyer LIMIT 1 FOR UPDATE"};
constexpr sql::Statement kForgetAskedBy = {
    "feedback.forget_asked_by",
    "DELETE FROM asked_questions WHERE shop = $1 AND buyer = $2 AND first_ms <= $3"};

}  // namespace

absl::Status AddAsking(sql::Transaction& txn, absl::string_view shop, const Asking& asking) {
  const std::string question = domain::QuestionId(asking.product, asking.key);
  return txn
      .Execute(kAddAsking, {shop, question, asking.buyer, asking.product, asking.key,
                            asking.time_ms, asking.conversation, asking.message_id})
      .status();
}

absl::Status ForgetAskedBefore(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view product, int64_t before_ms) {
  return txn.Execute(kForgetAskedBefore, {shop, product, before_ms}).status();
}

absl::Status ForgetAskedBeyond(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view product, int64_t most) {
  // Nothing is older where there aren't so many.
  ASSIGN_OR_RETURN(const int64_t oldest_ms,
                   QueryNumber(txn, kFindAskedBeyond, {shop, product, most}));
  return ForgetAskedBefore(txn, shop, product, oldest_ms);
}

absl::StatusOr<absl::optional<int64_t>> FindOldestAsked(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view product) {
  absl::optional<int64_t> oldest;
  RETURN_IF_ERROR(txn.QueryOne(kFindOldestAsked, {shop, product},
                               [&](const sql::Row& row) {
                                 oldest = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return oldest;
}

absl::StatusOr<std::vector<domain::QuestionTally>> ListTallies(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view product,
                                                               int64_t buyers) {
  std::vector<domain::QuestionTally> tallies;
  RETURN_IF_ERROR(
      txn.Query(kListQuestionTallies, {shop, product, buyers}, [&](const sql::Row& row) {
        tallies.push_back({.id = std::string(row.Text(0)),
                           .key = std::string(row.Text(1)),
                           .buyers = row.Int(2),
                           .asked = row.Int(3),
                           .first_ms = row.Int(4),
                           .last_ms = row.Int(5)});
        return absl::OkStatus();
      }));
  return tallies;
}

absl::StatusOr<int64_t> CountBuyersSince(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view question, int64_t since_ms) {
  return QueryNumber(txn, kCountAskingBuyersSince, {shop, question, since_ms});
}

absl::StatusOr<absl::optional<AskedIn>> FindLastAsked(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view question) {
  absl::optional<AskedIn> asked;
  RETURN_IF_ERROR(txn.QueryOne(kFindLastAsked, {shop, question},
                               [&](const sql::Row& row) {
                                 asked = AskedIn{.conversation = std::string(row.Text(0)),
                                                 .message_id = std::string(row.Text(1))};
                                 return absl::OkStatus();
                               })
                      .status());
  return asked;
}

absl::Status ForgetAskedBy(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                           int64_t until_ms) {
  return txn.Execute(kForgetAskedBy, {shop, buyer, until_ms}).status();
}

}  // namespace shopdesk::feedback::store
