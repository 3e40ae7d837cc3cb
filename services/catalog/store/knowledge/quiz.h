#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/catalog/store/product/created_key.h"
#include "shopdesk/catalog/v1/quiz.pb.h"

// Quizzes. Shops and ids are given escaped, agents as they are.
namespace shopdesk::catalog::store {

extern const sql::Statement kQuizSnapshot;

// NOT_FOUND naming the quiz.
absl::StatusOr<v1::Quiz> LoadQuiz(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view id);
absl::StatusOr<v1::Quiz> LoadQuizForUpdate(sql::Transaction& txn, absl::string_view shop,
                                           absl::string_view id);
// The questions of a quiz with their right choices. NOT_FOUND naming the quiz.
absl::StatusOr<v1::Quiz> LoadSolution(sql::Transaction& txn, absl::string_view shop,
                                      absl::string_view id);
// The agent's open one.
absl::StatusOr<absl::optional<v1::Quiz>> FindOpenQuizForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view agent);
// Stores a new quiz: sets etag. ABORTED if another one of the agent was opened meanwhile.
absl::Status InsertQuiz(sql::Transaction& txn, const v1::Quiz& solution, v1::Quiz& quiz);
// Saves the version after the one in its etag: sets etag.
absl::Status SaveQuiz(sql::Transaction& txn, v1::Quiz& quiz);

// Empty or 0: any.
struct QuizFilter {
  v1::Quiz::State state = v1::Quiz::STATE_UNSPECIFIED;
  std::string agent;
};
// Newest first, before `before`.
absl::StatusOr<std::vector<v1::Quiz>> ListQuizzes(sql::Transaction& txn, absl::string_view shop,
                                                  const QuizFilter& filter,
                                                  const CreatedKey& before, int limit);

}  // namespace shopdesk::catalog::store
