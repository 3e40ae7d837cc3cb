#include "services/feedback/store/conversation/repeated_question.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::RepeatedQuestion;

const sql::Statement kRepeatedQuestionSnapshot = {
    "feedback.snapshot_repeated_question",
    "SELECT 'shops/' || shop || '/repeatedQuestions/' || id, data FROM repeated_questions "
    "WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/repeatedQuestions/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindRepeatedQuestion = {
    "feedback.find_repeated_question",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindRepeatedQuestionForUpdate = {
    "feedback.find_repeated_question_for_update",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kListUnaskedForUpdate = {
    "feedback.list_unasked_for_update",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND product = $2 AND state = $3 AND "
    "NOT EXISTS (SELECT 1 FROM asked_questions a WHERE a.shop = $1 AND "
    "a.question = repeated_questions.id) ORDER BY id FOR UPDATE"};
constexpr sql::Statement kInsertRepeatedQuestion = {
    "feedback.insert_repeated_question",
    "INSERT INTO repeated_questions (shop, id, product, conversation, state, create_ms, version, "
    "data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveRepeatedQuestion = {
    "feedback.save_repeated_question",
    "UPDATE repeated_questions SET conversation = $3, state = $4, version = $5, data = $6 "
    "WHERE shop = $1 AND id = $2 AND version = $7"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListRepeatedQuestions = {
    "feedback.list_repeated_questions",
    "SELECT data FROM repeated_questions WHERE shop = $1 " PAGE};
constexpr sql::Statement kListRepeatedQuestionsByState = {
    "feedback.list_repeated_questions_by_state",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListRepeatedQuestionsByProduct = {
    "feedback.list_repeated_questions_by_product",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND product = $5 " PAGE};
constexpr sql::Statement kListRepeatedQuestionsByProductAndState = {
    "feedback.list_repeated_questions_by_product_and_state",
    "SELECT data FROM repeated_questions WHERE shop = $1 AND product = $5 AND state = $6 " PAGE};
#undef PAGE

}  // namespace

absl::StatusOr<RepeatedQuestion> LoadRepeatedQuestion(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view id) {
  return sql::LoadMessage<RepeatedQuestion>(txn, kFindRepeatedQuestion, {shop, id},
                                            domain::RepeatedQuestionName(shop, id));
}

absl::StatusOr<RepeatedQuestion> LoadRepeatedQuestionForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view id) {
  return sql::LoadMessage<RepeatedQuestion>(txn, kFindRepeatedQuestionForUpdate, {shop, id},
                                            domain::RepeatedQuestionName(shop, id));
}

absl::StatusOr<absl::optional<RepeatedQuestion>> FindRepeatedQuestionForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view id) {
  return sql::FindMessage<RepeatedQuestion>(txn, kFindRepeatedQuestionForUpdate, {shop, id});
}

absl::StatusOr<std::vector<RepeatedQuestion>> ListUnaskedForUpdate(sql::Transaction& txn,
                                                                   absl::string_view shop,
                                                                   absl::string_view product) {
  return sql::ListMessages<RepeatedQuestion>(txn, kListUnaskedForUpdate,
                                             {shop, product, int64_t{RepeatedQuestion::OPEN}});
}

absl::Status InsertRepeatedQuestion(sql::Transaction& txn, RepeatedQuestion& question) {
  return sql::InsertVersioned(
      txn, kInsertRepeatedQuestion, question, ShopOf(question.name()), LastSegment(question.name()),
      question.product(), LastSegment(question.example_conversation()), int64_t{question.state()},
      ToMillis(FromProto(question.create_time())));
}

absl::Status SaveRepeatedQuestion(sql::Transaction& txn, RepeatedQuestion& question) {
  return sql::SaveVersioned(
      txn, kSaveRepeatedQuestion, question, ShopOf(question.name()), LastSegment(question.name()),
      LastSegment(question.example_conversation()), int64_t{question.state()});
}

absl::StatusOr<std::vector<RepeatedQuestion>> ListRepeatedQuestions(
    sql::Transaction& txn, absl::string_view shop, const std::string& product, int64_t state,
    const CreationKey& after, int limit) {
  if (!product.empty() && state != 0) {
    return ListAfter<RepeatedQuestion>(txn, kListRepeatedQuestionsByProductAndState, shop, after,
                                       limit, product, state);
  }
  if (!product.empty()) {
    return ListAfter<RepeatedQuestion>(txn, kListRepeatedQuestionsByProduct, shop, after, limit,
                                       product);
  }
  if (state != 0) {
    return ListAfter<RepeatedQuestion>(txn, kListRepeatedQuestionsByState, shop, after, limit,
                                       state);
  }
  return ListAfter<RepeatedQuestion>(txn, kListRepeatedQuestions, shop, after, limit);
}

}  // namespace shopdesk::feedback::store
