#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/feedback/domain/evidence/dossier.h"
#include "shopdesk/feedback/v1/appeal.pb.h"
#include "shopdesk/feedback/v1/dossier.pb.h"

// The rules of appeals. Errors are those of AppealService; texts are the masked forms.
namespace shopdesk::feedback::domain {

// Without its text. FAILED_PRECONDITION (WRONG_STATE) unless the dossier is confirmed.
absl::StatusOr<v1::Appeal> MakeAppeal(const v1::Dossier& dossier, absl::Time deadline,
                                      const DossierStep& step);
absl::Status DecideAppeal(v1::Appeal& appeal, v1::DecideAppealRequest::Outcome outcome,
                          absl::string_view decision, const DossierStep& step);
// The deadline: false if it was decided before.
bool ExpireAppeal(v1::Appeal& appeal, const DossierStep& step);

}  // namespace shopdesk::feedback::domain
