#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"
#include "shopdesk/type/v1/actor.pb.h"

// The rules of questions that several buyers ask. Errors are those of RepeatedQuestionService.
namespace shopdesk::feedback::domain {

// How often a question was asked of a product, by whom doesn't matter.
struct QuestionTally {
  // The last part of its resource's name.
  std::string id;
  std::string key;
  int64_t buyers = 0;
  int64_t asked = 0;
  int64_t first_ms = 0;
  int64_t last_ms = 0;
};

// The id of a question of a product; `product` is its name.
std::string QuestionId(absl::string_view product, absl::string_view key);

// A new one, CHECKING, without its example.
v1::RepeatedQuestion MakeRepeatedQuestion(absl::string_view product, const QuestionTally& tally,
                                          absl::Time now);
// Takes over how often it was asked; false: nothing is new.
bool CountQuestion(v1::RepeatedQuestion& question, const QuestionTally& tally, absl::Time now);
// Whether enough new buyers who ask make it open, or be looked at, again.
bool MayRepeat(const v1::RepeatedQuestion& question);
void RepeatQuestion(v1::RepeatedQuestion& question, absl::Time now);

// What catalog says of a question. False, and nothing changes, unless it is CHECKING.
enum class Coverage { kNone, kCovered, kNoProduct };
bool SettleQuestion(v1::RepeatedQuestion& question, Coverage coverage, absl::Time now);

// INVALID_ARGUMENT unless one of article and attribute is given, the article of the shop.
absl::Status CheckQuestionAnswer(const v1::AnswerRepeatedQuestionRequest& request);
absl::Status AnswerQuestion(v1::RepeatedQuestion& question,
                            const v1::AnswerRepeatedQuestionRequest& request,
                            const type::v1::Actor& actor, absl::Time now);
absl::Status DismissQuestion(v1::RepeatedQuestion& question, const type::v1::Actor& actor,
                             absl::Time now);
// Nobody asks it any more. False unless it is OPEN.
bool LapseQuestion(v1::RepeatedQuestion& question, absl::Time now);

}  // namespace shopdesk::feedback::domain
