#include "services/feedback/handlers/evidence/appeal.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/evidence/appeal.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/domain/review/review.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/evidence/appeal.h"
#include "services/feedback/store/evidence/dossier.h"
#include "services/feedback/store/review/review.h"

namespace shopdesk::feedback::handlers {
namespace {

domain::DossierStep StepNow(const runtime::Context& ctx) {
  return {.actor = ctx.actor(), .now = StoredNow(ctx)};
}

absl::Status SaveDecided(runtime::WriteContext& ctx, v1::Appeal& appeal) {
  RETURN_IF_ERROR(store::SaveAppeal(ctx.txn(), appeal));
  RETURN_IF_ERROR(work::Close(ctx, kAppealWork, appeal.name()));
  ctx.Cancel(kAppealTimer, appeal.name());
  ctx.Emit(appeal,
           appeal.state() == v1::Appeal::UPHELD ? events::kAppealUpheld : events::kAppealRejected);
  return absl::OkStatus();
}

// Takes the review out of what counts, as if it had never been written. The policy is held, so
// that nobody counts the ratings anew meanwhile.
absl::Status RemoveReview(runtime::WriteContext& ctx, const std::string& name) {
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(store::DatedReview dated,
                   store::LoadReviewForUpdate(ctx.txn(), shop, LastSegment(name)));
  domain::RatingCounts counts;
  domain::CountRatings(dated.day, dated.review, -1, counts);
  RETURN_IF_ERROR(domain::Remove(dated.review, StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveReview(ctx.txn(), dated.review));
  RETURN_IF_ERROR(store::AddRatings(ctx.txn(), shop, counts));
  ctx.Emit(dated.review, events::kReviewRemoved);
  return absl::OkStatus();
}

}  // namespace

absl::Status SubmitAppeal(runtime::WriteContext& ctx, const v1::SubmitAppealRequest& request,
                          v1::Appeal* response) {
  const absl::string_view shop = ShopOf(request.dossier());
  const absl::string_view id = LastSegment(request.dossier());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const v1::Dossier dossier, store::LoadDossierForUpdate(ctx.txn(), shop, id));
  const domain::DossierStep step = StepNow(ctx);
  const absl::Time deadline = step.now + absl::Seconds(policy.appeal_seconds());
  ASSIGN_OR_RETURN(*response, domain::MakeAppeal(dossier, deadline, step));
  ASSIGN_OR_RETURN(*response->mutable_text(),
                   runtime::SealText(ctx, response->name(), "text", request.text()));
  RETURN_IF_ERROR(store::InsertAppeal(ctx.txn(), *response));
  RETURN_IF_ERROR(work::Open(ctx, kAppealWork,
                             {.resource = response->name(),
                              .buyer = response->buyer(),
                              .order = response->order(),
                              .due = deadline}));
  ctx.Schedule(kAppealTimer, response->name(), deadline);
  ctx.Emit(*response, events::kAppealSubmitted);
  return absl::OkStatus();
}

absl::Status DecideAppeal(runtime::WriteContext& ctx, const v1::DecideAppealRequest& request,
                          v1::Appeal* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop, policy::Lock::kShare).status());
  ASSIGN_OR_RETURN(*response,
                   store::LoadAppealForUpdate(ctx.txn(), shop, LastSegment(request.name())));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  ASSIGN_OR_RETURN(const std::string decision,
                   runtime::SealText(ctx, request.name(), "decision", request.decision()));
  RETURN_IF_ERROR(domain::DecideAppeal(*response, request.outcome(), decision, StepNow(ctx)));
  RETURN_IF_ERROR(SaveDecided(ctx, *response));
  return response->state() == v1::Appeal::UPHELD ? RemoveReview(ctx, response->review())
                                                 : absl::OkStatus();
}

absl::Status GetAppeal(runtime::ReadContext& ctx, const v1::GetAppealRequest& request,
                       v1::Appeal* response) {
  ASSIGN_OR_RETURN(
      *response, store::LoadAppeal(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListAppeals(runtime::ReadContext& ctx, const v1::ListAppealsRequest& request,
                         v1::ListAppealsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListAppeals(ctx.txn(), shop, request.state(), after, limit);
      },
      store::CreationKeyOf<v1::Appeal>, *response, *response->mutable_appeals());
}

absl::Status RevealAppeal(runtime::WriteContext& ctx, const v1::RevealAppealRequest& request,
                          v1::RevealAppealResponse* response) {
  ASSIGN_OR_RETURN(const RevealRules rules,
                   LoadRevealRules(ctx, request.name(), request.purpose()));
  v1::Appeal& appeal = *response->mutable_appeal();
  ASSIGN_OR_RETURN(
      appeal, store::LoadAppeal(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  const auto reveal = [&](const char* slot, std::string& text) {
    return runtime::RevealText(ctx, rules, request.name(), slot, request.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("text", *appeal.mutable_text()));
  return reveal("decision", *appeal.mutable_decision());
}

absl::Status ExpireAppeal(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Appeal appeal,
                   store::LoadAppealForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                              LastSegment(due.resource_name)));
  return domain::ExpireAppeal(appeal, StepNow(ctx)) ? SaveDecided(ctx, appeal) : absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
