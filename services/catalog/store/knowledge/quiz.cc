#include "services/catalog/store/knowledge/quiz.h"

#include <string>

#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

using v1::Quiz;

const sql::Statement kQuizSnapshot = {
    "catalog.snapshot_quiz",
    "SELECT 'shops/' || shop || '/quizzes/' || id, data FROM quizzes WHERE shop = $1 "
    "AND id > substr($2, length('shops/' || $1 || '/quizzes/') + 1) ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadQuiz = {"catalog.load_quiz",
                                      "SELECT data FROM quizzes WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadQuizForUpdate = {
    "catalog.load_quiz_for_update",
    "SELECT data FROM quizzes WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kLoadSolution = {
    "catalog.load_solution", "SELECT solution FROM quizzes WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindOpenQuiz = {
    "catalog.find_open_quiz",
    "SELECT data FROM quizzes WHERE state = 1 AND shop = $1 AND agent = $2 FOR UPDATE"};
constexpr sql::Statement kInsertQuiz = {
    "catalog.insert_quiz",
    "INSERT INTO quizzes (shop, id, state, agent, created_ms, solution, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveQuiz = {"catalog.save_quiz",
                                      "UPDATE quizzes SET state = $3, version = $4, data = $5 "
                                      "WHERE shop = $1 AND id = $2 AND version = $6"};

// Quizzes older than ($2, $3), at most $4, in the state $5 if it isn't 0. An agent's have an index;
// states are looked at row by row.
#define LIST(more)                                                                           \
  "SELECT data FROM quizzes WHERE shop = $1 AND (created_ms, id) < ($2, $3) AND ($5 = 0 OR " \
  "state = $5)" more " ORDER BY created_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListQuizzes = {"catalog.list_quizzes", LIST("")};
constexpr sql::Statement kListQuizzesByAgent = {"catalog.list_quizzes_by_agent",
                                                LIST(" AND agent = $6")};
#undef LIST

}  // namespace

absl::StatusOr<Quiz> LoadQuiz(sql::Transaction& txn, absl::string_view shop, absl::string_view id) {
  return sql::LoadMessage<Quiz>(txn, kLoadQuiz, {shop, id}, domain::QuizName(shop, id));
}

absl::StatusOr<Quiz> LoadQuizForUpdate(sql::Transaction& txn, absl::string_view shop,
                                       absl::string_view id) {
  return sql::LoadMessage<Quiz>(txn, kLoadQuizForUpdate, {shop, id}, domain::QuizName(shop, id));
}

absl::StatusOr<Quiz> LoadSolution(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id) {
  return sql::LoadMessage<Quiz>(txn, kLoadSolution, {shop, id}, domain::QuizName(shop, id));
}

absl::StatusOr<absl::optional<Quiz>> FindOpenQuizForUpdate(sql::Transaction& txn,
                                                           absl::string_view shop,
                                                           absl::string_view agent) {
  return sql::FindMessage<Quiz>(txn, kFindOpenQuiz, {shop, agent});
}

absl::Status InsertQuiz(sql::Transaction& txn, const Quiz& solution, Quiz& quiz) {
  const int state = quiz.state();
  const std::string solved = solution.SerializeAsString();
  return InsertAbsent(txn, kInsertQuiz, quiz, ShopOf(quiz.name()), LastSegment(quiz.name()), state,
                      quiz.agent(), CreatedMillis(quiz), sql::Blob{solved});
}

absl::Status SaveQuiz(sql::Transaction& txn, Quiz& quiz) {
  const int state = quiz.state();
  return sql::SaveVersioned(txn, kSaveQuiz, quiz, ShopOf(quiz.name()), LastSegment(quiz.name()),
                            state);
}

absl::StatusOr<std::vector<Quiz>> ListQuizzes(sql::Transaction& txn, absl::string_view shop,
                                              const QuizFilter& filter, const CreatedKey& before,
                                              int limit) {
  const auto& [ms, id] = before;
  const int state = filter.state;
  if (!filter.agent.empty()) {
    return sql::ListMessages<Quiz>(txn, kListQuizzesByAgent,
                                   {shop, ms, id, limit, state, filter.agent});
  }
  return sql::ListMessages<Quiz>(txn, kListQuizzes, {shop, ms, id, limit, state});
}

}  // namespace shopdesk::catalog::store
