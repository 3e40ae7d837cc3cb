#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/sql/database.h"

// The quizzes of agents that are over, as catalog tells them. Shops, quizzes and agents are escaped
// ids.
namespace shopdesk::feedback::store {

struct Quiz {
  absl::string_view id;
  absl::string_view agent;
  // When it was graded, or expired unanswered.
  int64_t graded_ms = 0;
  int64_t questions = 0;
  int64_t right_answers = 0;
};
// Inserts or replaces.
absl::Status PutQuiz(sql::Transaction& txn, absl::string_view shop, const Quiz& quiz);

struct QuizSum {
  int64_t questions = 0;
  int64_t right_answers = 0;
};
// Of an agent's quizzes that were over in [start_ms, end_ms).
absl::StatusOr<QuizSum> SumQuizzes(sql::Transaction& txn, absl::string_view shop,
                                   absl::string_view agent, int64_t start_ms, int64_t end_ms);

}  // namespace shopdesk::feedback::store
