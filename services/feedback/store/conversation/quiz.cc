#include "services/feedback/store/conversation/quiz.h"

#include "libs/base/status_macros.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kPutQuiz = {
    "feedback.put_quiz",
    "INSERT INTO quizzes (shop, id, agent, graded_ms, questions, right_answers) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop, id) DO UPDATE SET agent = excluded.agent, "
    "graded_ms = excluded.graded_ms, questions = excluded.questions, "
    "right_answers = excluded.right_answers"};
constexpr sql::Statement kSumQuizzesOfAgent = {
    "feedback.sum_quizzes_of_agent",
    "SELECT CAST(COALESCE(SUM(questions), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(right_answers), 0) AS BIGINT) FROM quizzes "
    "WHERE shop = $1 AND agent = $2 AND graded_ms >= $3 AND graded_ms < $4"};

}  // namespace

absl::Status PutQuiz(sql::Transaction& txn, absl::string_view shop, const Quiz& quiz) {
  return txn
      .Execute(kPutQuiz,
               {shop, quiz.id, quiz.agent, quiz.graded_ms, quiz.questions, quiz.right_answers})
      .status();
}

absl::StatusOr<QuizSum> SumQuizzes(sql::Transaction& txn, absl::string_view shop,
                                   absl::string_view agent, int64_t start_ms, int64_t end_ms) {
  QuizSum sum;
  RETURN_IF_ERROR(
      txn.Query(kSumQuizzesOfAgent, {shop, agent, start_ms, end_ms}, [&](const sql::Row& row) {
        sum = {.questions = row.Int(0), .right_answers = row.Int(1)};
        return absl::OkStatus();
      }));
  return sum;
}

}  // namespace shopdesk::feedback::store
