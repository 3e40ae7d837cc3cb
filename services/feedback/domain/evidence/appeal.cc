#include "services/feedback/domain/evidence/appeal.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Appeal;

absl::Status StepAppeal(Appeal& appeal, const char* event, const DossierStep& step) {
  ASSIGN_OR_RETURN(const Appeal::State next,
                   kAppealStates.Next(appeal.name(), appeal.state(), event));
  appeal.set_state(next);
  *appeal.mutable_decided_by() = step.actor;
  *appeal.mutable_decide_time() = ToProto(step.now);
  *appeal.mutable_update_time() = ToProto(step.now);
  return absl::OkStatus();
}

// The platform's program, or another person than who appealed.
bool MayDecide(const Appeal& appeal, const type::v1::Actor& actor) {
  return actor.kind() == type::v1::Actor::SERVICE || IsSecondPerson(actor, appeal.submitted_by());
}

}  // namespace

absl::StatusOr<Appeal> MakeAppeal(const v1::Dossier& dossier, absl::Time deadline,
                                  const DossierStep& step) {
  RETURN_IF_ERROR(kDossierStates.Next(dossier.name(), dossier.state(), "appeal").status());
  Appeal appeal;
  appeal.set_name(AppealName(ShopOf(dossier.name()), LastSegment(dossier.name())));
  appeal.set_dossier(dossier.name());
  appeal.set_review(dossier.review());
  appeal.set_order(dossier.order());
  appeal.set_buyer(dossier.buyer());
  appeal.set_head(dossier.head());
  appeal.set_state(Appeal::SUBMITTED);
  *appeal.mutable_submitted_by() = step.actor;
  *appeal.mutable_create_time() = ToProto(step.now);
  *appeal.mutable_update_time() = ToProto(step.now);
  *appeal.mutable_deadline_time() = ToProto(deadline);
  return appeal;
}

absl::Status DecideAppeal(Appeal& appeal, v1::DecideAppealRequest::Outcome outcome,
                          absl::string_view decision, const DossierStep& step) {
  const bool upheld = outcome == v1::DecideAppealRequest::UPHELD;
  const char* event = upheld ? "uphold" : "reject";
  RETURN_IF_ERROR(kAppealStates.Next(appeal.name(), appeal.state(), event).status());
  if (!MayDecide(appeal, step.actor)) {
    return SamePersonError(appeal.name(), "decide about the appeal", step.actor.id());
  }
  RETURN_IF_ERROR(StepAppeal(appeal, event, step));
  appeal.set_decision(std::string(decision));
  return absl::OkStatus();
}

bool ExpireAppeal(Appeal& appeal, const DossierStep& step) {
  return StepAppeal(appeal, "expire", step).ok();
}

}  // namespace shopdesk::feedback::domain
