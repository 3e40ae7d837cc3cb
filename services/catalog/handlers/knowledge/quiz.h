#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/catalog/v1/quiz.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status StartQuiz(runtime::WriteContext& ctx, const v1::StartQuizRequest& request,
                       v1::Quiz* response);
absl::Status SubmitQuiz(runtime::WriteContext& ctx, const v1::SubmitQuizRequest& request,
                        v1::Quiz* response);
absl::Status GetQuiz(runtime::ReadContext& ctx, const v1::GetQuizRequest& request,
                     v1::Quiz* response);
absl::Status ListQuizzes(runtime::ReadContext& ctx, const v1::ListQuizzesRequest& request,
                         v1::ListQuizzesResponse* response);

// The timer kQuizExpiry.
absl::Status OnQuizExpiry(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::catalog::handlers
