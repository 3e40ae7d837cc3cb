#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "services/feedback/clients/catalog.h"
#include "services/feedback/domain/conversation/repeated_question.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"

// The RPCs of RepeatedQuestionService, and how questions come to be.
namespace shopdesk::feedback::handlers {

// For the product, by its name: what was asked of it is counted, or will have been asked too long
// ago.
inline constexpr char kQuestionTimer[] = "question_count";

absl::Status GetRepeatedQuestion(runtime::ReadContext& ctx,
                                 const v1::GetRepeatedQuestionRequest& request,
                                 v1::RepeatedQuestion* response);
absl::Status ListRepeatedQuestions(runtime::ReadContext& ctx,
                                   const v1::ListRepeatedQuestionsRequest& request,
                                   v1::ListRepeatedQuestionsResponse* response);
absl::Status AnswerRepeatedQuestion(runtime::WorkflowContext& ctx,
                                    const v1::AnswerRepeatedQuestionRequest& request,
                                    v1::RepeatedQuestion* response, clients::Catalog& catalog);
absl::Status DismissRepeatedQuestion(runtime::WriteContext& ctx,
                                     const v1::DismissRepeatedQuestionRequest& request,
                                     v1::RepeatedQuestion* response);

// At the next full minute: what is asked of a product within one is counted together.
void ScheduleQuestionCount(runtime::WriteContext& ctx, absl::string_view product);
// What kQuestionTimer does.
absl::Status CountQuestions(runtime::WriteContext& ctx, const timer::Due& due);

// Whether card or articles answer it. Errors only while that isn't known.
absl::StatusOr<domain::Coverage> FindCoverage(const runtime::Context& ctx,
                                              const v1::RepeatedQuestion& question,
                                              clients::Catalog& catalog);
absl::Status SettleRepeatedQuestion(runtime::WriteContext& ctx, const std::string& name,
                                    domain::Coverage coverage);

}  // namespace shopdesk::feedback::handlers
