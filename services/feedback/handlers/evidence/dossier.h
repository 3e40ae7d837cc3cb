#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/timer/timers.h"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"

// The RPCs of DossierService, and what cases do to their dossiers.
namespace shopdesk::feedback::handlers {

// The deadline of a dossier that nobody confirms.
inline constexpr char kDossierTimer[] = "dossier_lapse";

absl::Status OpenDossier(runtime::WriteContext& ctx, const v1::OpenDossierRequest& request,
                         v1::Dossier* response);
absl::Status AddDossierItem(runtime::WriteContext& ctx, const v1::AddDossierItemRequest& request,
                            v1::Dossier* response);
absl::Status GetDossier(runtime::ReadContext& ctx, const v1::GetDossierRequest& request,
                        v1::Dossier* response);
absl::Status ListDossiers(runtime::ReadContext& ctx, const v1::ListDossiersRequest& request,
                          v1::ListDossiersResponse* response);
absl::Status ExportDossier(runtime::WriteContext& ctx, const v1::ExportDossierRequest& request,
                           v1::ExportDossierResponse* response);
absl::Status RevealDossierItem(runtime::WriteContext& ctx,
                               const v1::RevealDossierItemRequest& request,
                               v1::RevealDossierItemResponse* response);

// The case was closed: its dossier, if it has one, is confirmed or lapses.
absl::Status EndDossierOf(runtime::WriteContext& ctx, const v1::ReviewCase& review_case);
// What kDossierTimer does.
absl::Status LapseDossier(runtime::WriteContext& ctx, const timer::Due& due);

}  // namespace shopdesk::feedback::handlers
