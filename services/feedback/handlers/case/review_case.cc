#include "services/feedback/handlers/case/review_case.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/case/compensation_effect.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/handlers/shop/contact.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/wording.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/case/order_compensation.h"
#include "services/feedback/store/case/review_case.h"

namespace shopdesk::feedback::handlers {
namespace {

// What a step needs: the case, locked, and when the next step would be due.
struct OpenStep {
  v1::ReviewCase review_case;
  v1::Policy policy;
  domain::CaseStep step;
};

template <class Request>
absl::StatusOr<OpenStep> Begin(runtime::WriteContext& ctx, const Request& request) {
  OpenStep open;
  ASSIGN_OR_RETURN(open.policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(open.policy.calendar()));
  ASSIGN_OR_RETURN(open.review_case, store::LoadCaseForUpdate(ctx.txn(), ShopOf(request.name()),
                                                              LastSegment(request.name())));
  const absl::Time now = StoredNow(ctx);
  open.step = {
      .actor = ctx.actor(),
      .now = now,
      .next_due = calendar.AddServiceTime(now, absl::Seconds(open.policy.case_step_seconds()))};
  return open;
}

absl::Status Finish(runtime::WriteContext& ctx, OpenStep& open, absl::string_view event,
                    v1::ReviewCase* response) {
  RETURN_IF_ERROR(SaveCaseChange(ctx, open.review_case, event));
  *response = std::move(open.review_case);
  return absl::OkStatus();
}

absl::Status SetWork(runtime::WriteContext& ctx, const v1::ReviewCase& review_case) {
  if (!domain::IsOpen(review_case)) return work::Close(ctx, kBadReview, review_case.name());
  return work::Open(ctx, kBadReview,
                    {.resource = review_case.name(),
                     .buyer = review_case.buyer(),
                     .order = review_case.order(),
                     .agent = review_case.agent(),
                     .due = FromProto(review_case.due_time())});
}

absl::Status WriteSolution(runtime::WriteContext& ctx, const v1::OfferCaseSolutionRequest& request,
                           v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(OpenStep open, Begin(ctx, request));
  RETURN_IF_ERROR(CheckEtag(request.etag(), open.review_case));
  const std::string slot = absl::StrCat("solution/", open.review_case.solutions_size());
  ASSIGN_OR_RETURN(const std::string text,
                   runtime::SealText(ctx, request.name(), slot, request.text()));
  RETURN_IF_ERROR(domain::OfferSolution(open.review_case, text, open.step));
  return Finish(ctx, open, events::kReviewCaseSolutionOffered, response);
}

}  // namespace

absl::Status SaveCaseChange(runtime::WriteContext& ctx, v1::ReviewCase& review_case,
                            absl::string_view event) {
  RETURN_IF_ERROR(store::SaveCase(ctx.txn(), review_case));
  RETURN_IF_ERROR(SetWork(ctx, review_case));
  const bool runs = domain::TimingOf(review_case) == domain::FirstContactTiming::kRunning;
  if (!runs || !domain::IsOpen(review_case)) ctx.Cancel(kFirstContactTimer, review_case.name());
  ctx.Emit(review_case, event);
  return domain::IsOpen(review_case) ? absl::OkStatus() : EndDossierOf(ctx, review_case);
}

absl::Status OpenCaseOf(runtime::WriteContext& ctx, const v1::Policy& policy,
                        const v1::Review& review) {
  if (!domain::OpensCase(review)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy.calendar()));
  const absl::Time now = StoredNow(ctx);
  const absl::Time deadline =
      calendar.AddServiceTime(now, absl::Seconds(policy.case_contact_seconds()));
  v1::ReviewCase review_case = domain::MakeCase(review, deadline, ctx.actor(), now);
  ASSIGN_OR_RETURN(
      const absl::optional<domain::Compensated> compensated,
      store::FindCompensated(ctx.txn(), ShopOf(review.name()), LastSegment(review.order())));
  domain::NoteCompensated(review_case, compensated, now);
  RETURN_IF_ERROR(store::InsertCase(ctx.txn(), review_case));
  RETURN_IF_ERROR(SetWork(ctx, review_case));
  ctx.Schedule(kFirstContactTimer, review_case.name(), deadline);
  ctx.Emit(review_case, events::kReviewCaseOpened);
  return absl::OkStatus();
}

absl::Status NoteChangedReview(runtime::WriteContext& ctx, const v1::Review& review) {
  // The case has the review's id.
  ASSIGN_OR_RETURN(
      absl::optional<v1::ReviewCase> review_case,
      store::FindCaseForUpdate(ctx.txn(), ShopOf(review.name()), LastSegment(review.name())));
  if (!review_case.has_value()) return absl::OkStatus();
  domain::NoteReviewChange(*review_case, review, StoredNow(ctx));
  return SaveCaseChange(ctx, *review_case, events::kReviewCaseReviewChanged);
}

absl::Status RecordCaseContact(runtime::WriteContext& ctx,
                               const v1::RecordCaseContactRequest& request,
                               v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(OpenStep open, Begin(ctx, request));
  ASSIGN_OR_RETURN(const type::v1::ContactReport report,
                   TakeReport(ctx, request.name(), open.review_case.contacts_size(),
                              type::v1::ContactPurpose::BAD_REVIEW, request.contact()));
  RETURN_IF_ERROR(domain::AddCaseContact(
      open.review_case, report, ContactRuleOrDefault(open.policy.contact_rule()), open.step));
  const bool is_open = domain::IsOpen(open.review_case);
  return Finish(ctx, open, is_open ? events::kReviewCaseContactRecorded : events::kReviewCaseClosed,
                response);
}

absl::Status FindCaseCause(runtime::WriteContext& ctx, const v1::FindCaseCauseRequest& request,
                           v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(OpenStep open, Begin(ctx, request));
  RETURN_IF_ERROR(CheckEtag(request.etag(), open.review_case));
  ASSIGN_OR_RETURN(const std::string note,
                   runtime::SealText(ctx, request.name(), "cause_note", request.note()));
  RETURN_IF_ERROR(domain::FindCause(open.review_case, request.cause(), note, open.step));
  return Finish(ctx, open, events::kReviewCaseCauseFound, response);
}

absl::Status OfferCaseSolution(runtime::WorkflowContext& ctx,
                               const v1::OfferCaseSolutionRequest& request,
                               v1::ReviewCase* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(
      CheckPraise(ctx, std::string(ShopNameOf(request.name())), "text", request.text(), catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteSolution(write, request, response);
  });
}

absl::Status CloseReviewCase(runtime::WriteContext& ctx, const v1::CloseReviewCaseRequest& request,
                             v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(OpenStep open, Begin(ctx, request));
  RETURN_IF_ERROR(CheckEtag(request.etag(), open.review_case));
  ASSIGN_OR_RETURN(const std::string note,
                   runtime::SealText(ctx, request.name(), "close_note", request.note()));
  RETURN_IF_ERROR(domain::CloseCase(open.review_case, request.outcome(), note, open.step));
  return Finish(ctx, open, events::kReviewCaseClosed, response);
}

absl::Status MarkCaseMalicious(runtime::WriteContext& ctx,
                               const v1::MarkCaseMaliciousRequest& request,
                               v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(OpenStep open, Begin(ctx, request));
  RETURN_IF_ERROR(CheckEtag(request.etag(), open.review_case));
  const bool first = !open.review_case.has_malicious_by();
  ASSIGN_OR_RETURN(const std::string note,
                   runtime::SealText(ctx, request.name(), first ? "malicious_note" : "close_note",
                                     request.note()));
  RETURN_IF_ERROR(domain::MarkMalicious(open.review_case, note, open.step));
  return Finish(ctx, open, first ? events::kReviewCaseCalledMalicious : events::kReviewCaseClosed,
                response);
}

absl::Status RevealReviewCase(runtime::WriteContext& ctx,
                              const v1::RevealReviewCaseRequest& request,
                              v1::RevealReviewCaseResponse* response) {
  ASSIGN_OR_RETURN(const RevealRules rules,
                   LoadRevealRules(ctx, request.name(), request.purpose()));
  v1::ReviewCase& review_case = *response->mutable_review_case();
  ASSIGN_OR_RETURN(review_case,
                   store::LoadCase(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  const auto reveal = [&](const std::string& slot, std::string& text) {
    return runtime::RevealText(ctx, rules, request.name(), slot, request.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("cause_note", *review_case.mutable_cause_note()));
  RETURN_IF_ERROR(reveal("close_note", *review_case.mutable_close_note()));
  RETURN_IF_ERROR(reveal("malicious_note", *review_case.mutable_malicious_note()));
  for (int i = 0; i < review_case.solutions_size(); ++i) {
    RETURN_IF_ERROR(
        reveal(absl::StrCat("solution/", i), *review_case.mutable_solutions(i)->mutable_text()));
  }
  for (int i = 0; i < review_case.contacts_size(); ++i) {
    RETURN_IF_ERROR(
        reveal(absl::StrCat("contact/", i), *review_case.mutable_contacts(i)->mutable_promise()));
  }
  return absl::OkStatus();
}

absl::Status GetReviewCase(runtime::ReadContext& ctx, const v1::GetReviewCaseRequest& request,
                           v1::ReviewCase* response) {
  ASSIGN_OR_RETURN(*response,
                   store::LoadCase(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListReviewCases(runtime::ReadContext& ctx, const v1::ListReviewCasesRequest& request,
                             v1::ListReviewCasesResponse* response) {
  if (request.state() != 0 && !request.buyer().empty()) {
    return InvalidFieldError("buyer", "only one of state and buyer may be given");
  }
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::CaseFilter filter = {.state = request.state(), .buyer = request.buyer()};
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListCases(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<v1::ReviewCase>, *response, *response->mutable_review_cases());
}

}  // namespace shopdesk::feedback::handlers
