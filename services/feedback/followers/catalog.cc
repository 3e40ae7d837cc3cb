#include "services/feedback/followers/catalog.h"

#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/store/conversation/quiz.h"
#include "shopdesk/catalog/v1/quiz.pb.h"

namespace shopdesk::feedback::followers {

absl::StatusOr<Effect> OnCatalogEvent(runtime::WorkflowContext&, const event::v1::Event& event) {
  if (!event.resource().Is<catalog::v1::Quiz>()) return Effect();
  catalog::v1::Quiz quiz;
  if (!event.resource().UnpackTo(&quiz)) return domain::UnreadableEventError("quiz");
  if (quiz.state() == catalog::v1::Quiz::OPEN) return Effect();
  return Effect([quiz = std::move(quiz)](runtime::WriteContext& ctx) {
    const std::string agent = EscapeId(quiz.agent());
    // What expired was answered wrong: nobody gets better by leaving what is hard.
    const bool graded = quiz.state() == catalog::v1::Quiz::GRADED;
    return store::PutQuiz(
        ctx.txn(), ShopOf(quiz.name()),
        {.id = LastSegment(quiz.name()),
         .agent = agent,
         .graded_ms = ToMillis(FromProto(graded ? quiz.grade_time() : quiz.expire_time())),
         .questions = quiz.questions_size(),
         .right_answers = quiz.right_count()});
  });
}

}  // namespace shopdesk::feedback::followers
