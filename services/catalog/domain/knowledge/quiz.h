#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/catalog/domain/product/category.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/quiz.pb.h"
#include "shopdesk/type/v1/actor.pb.h"

// Questions made of what products say, and how they were answered.
namespace shopdesk::catalog::domain {

// What is known of a category, for questions about its products.
struct QuizCategory {
  Definitions definitions;
  // It, or one above it, is one of Policy.quiz_full_mark_categories.
  bool full_mark = false;
};

// `path`: the category, its parent, … up to the top.
bool IsFullMark(absl::Span<const v1::Category> path, const v1::Policy& policy);

// An id between two, escaped as they are: where a sample of what is between them begins. It may be
// nobody's.
std::string IdBetween(absl::string_view first, absl::string_view last, uint64_t random);

// PERMISSION_DENIED (NOT_ASKED) where the actor is neither the agent nor may ask others;
// INVALID_ARGUMENT for a seed of one who may not: he would know what is asked.
absl::Status CheckMayAsk(const type::v1::Actor& actor, absl::string_view agent, bool has_seed);
// PERMISSION_DENIED (NOT_ASKED) unless the actor is the quiz's agent.
absl::Status CheckIsAsked(const type::v1::Actor& actor, const v1::Quiz& quiz);

// What questions are made of.
struct QuizFacts {
  // Each once.
  std::vector<v1::Product> products;
  // By the category's name, as products have it; "" for those that have none.
  std::map<std::string, QuizCategory> categories;
};

// Up to `count` questions with their right choices, drawn by `seed`: the same for the same facts.
// Exactly one choice of each is true of what the facts say, and none reads like the right one. As
// long as others can be asked, no product is asked about twice. `language`: zh, en, es or pt.
std::vector<v1::QuizQuestion> DrawQuestions(const QuizFacts& facts, uint64_t seed, int count,
                                            absl::string_view language);

// Without what is told only once it is graded.
v1::QuizQuestion Unsolved(const v1::QuizQuestion& question);

// Sets the answers and the grade. `solved`: the questions with their right choices.
// INVALID_ARGUMENT for an answer to a question or with a choice that there isn't, or a second one;
// FAILED_PRECONDITION (WRONG_STATE) unless it is open.
absl::Status GradeQuiz(v1::Quiz& quiz, const v1::Quiz& solved, const v1::SubmitQuizRequest& given);

// WRONG_STATE unless OPEN.
absl::Status ExpireQuiz(v1::Quiz& quiz);

}  // namespace shopdesk::catalog::domain
