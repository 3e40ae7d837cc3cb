#include "services/feedback/domain/conversation/repeated_question.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::RepeatedQuestion;

absl::Status StepQuestion(RepeatedQuestion& question, const char* event, absl::Time now) {
  ASSIGN_OR_RETURN(const RepeatedQuestion::State next,
                   kQuestionStates.Next(question.name(), question.state(), event));
  question.set_state(next);
  *question.mutable_update_time() = ToProto(now);
  const bool ended = next != RepeatedQuestion::CHECKING && next != RepeatedQuestion::OPEN;
  if (ended) *question.mutable_end_time() = ToProto(now);
  if (!ended) question.clear_end_time();
  return absl::OkStatus();
}

void SetTally(RepeatedQuestion& question, const QuestionTally& tally) {
  question.set_buyer_count(tally.buyers);
  question.set_ask_count(tally.asked);
  *question.mutable_first_ask_time() = ToProto(FromMillis(tally.first_ms));
  *question.mutable_last_ask_time() = ToProto(FromMillis(tally.last_ms));
}

}  // namespace

std::string QuestionId(absl::string_view product, absl::string_view key) {
  return DerivedId({"repeated_question", product, key});
}

RepeatedQuestion MakeRepeatedQuestion(absl::string_view product, const QuestionTally& tally,
                                      absl::Time now) {
  RepeatedQuestion question;
  question.set_name(RepeatedQuestionName(ShopOf(product), tally.id));
  question.set_product(std::string(product));
  question.set_key(tally.key);
  question.set_state(RepeatedQuestion::CHECKING);
  SetTally(question, tally);
  *question.mutable_create_time() = ToProto(now);
  *question.mutable_update_time() = ToProto(now);
  return question;
}

bool CountQuestion(RepeatedQuestion& question, const QuestionTally& tally, absl::Time now) {
  const bool known = question.buyer_count() == tally.buyers &&
                     question.ask_count() == tally.asked &&
                     FromProto(question.last_ask_time()) == FromMillis(tally.last_ms);
  if (known) return false;
  SetTally(question, tally);
  *question.mutable_update_time() = ToProto(now);
  return true;
}

bool MayRepeat(const RepeatedQuestion& question) {
  return kQuestionStates.Next(question.name(), question.state(), "repeat").ok();
}

void RepeatQuestion(RepeatedQuestion& question, absl::Time now) {
  const bool answered = question.state() == RepeatedQuestion::ANSWERED;
  if (!StepQuestion(question, "repeat", now).ok()) return;
  if (answered) question.set_reopen_count(question.reopen_count() + 1);
}

bool SettleQuestion(RepeatedQuestion& question, Coverage coverage, absl::Time now) {
  const char* event = coverage == Coverage::kCovered ? "cover"
                      : coverage == Coverage::kNone  ? "lack"
                                                     : "lose";
  return StepQuestion(question, event, now).ok();
}

absl::Status CheckQuestionAnswer(const v1::AnswerRepeatedQuestionRequest& request) {
  if (request.article().empty() == request.attribute().empty()) {
    return InvalidFieldError("article", "one of this and attribute is required");
  }
  if (!request.article().empty() && ShopOf(request.article()) != ShopOf(request.name())) {
    return InvalidFieldError("article", "must be of the question's shop");
  }
  return absl::OkStatus();
}

absl::Status AnswerQuestion(RepeatedQuestion& question,
                            const v1::AnswerRepeatedQuestionRequest& request,
                            const type::v1::Actor& actor, absl::Time now) {
  RETURN_IF_ERROR(StepQuestion(question, "answer", now));
  question.set_article(request.article());
  question.set_attribute(request.attribute());
  *question.mutable_actor() = actor;
  return absl::OkStatus();
}

absl::Status DismissQuestion(RepeatedQuestion& question, const type::v1::Actor& actor,
                             absl::Time now) {
  RETURN_IF_ERROR(StepQuestion(question, "dismiss", now));
  *question.mutable_actor() = actor;
  return absl::OkStatus();
}

bool LapseQuestion(RepeatedQuestion& question, absl::Time now) {
  return StepQuestion(question, "lapse", now).ok();
}

}  // namespace shopdesk::feedback::domain
