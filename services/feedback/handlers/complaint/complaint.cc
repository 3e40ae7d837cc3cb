#include "services/feedback/handlers/complaint/complaint.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/feedback/domain/complaint/complaint.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/shop/contact.h"
#include "services/feedback/handlers/shop/order.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/wording.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

absl::StatusOr<v1::Complaint> LoadComplaintForUpdate(runtime::WriteContext& ctx,
                                                     absl::string_view name) {
  return store::LoadComplaintForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

// The work of a complaint that is open, due with its next step.
absl::Status SetWork(runtime::WriteContext& ctx, const v1::Complaint& complaint, absl::Time due) {
  return work::Open(ctx, kComplaintWork,
                    {.resource = complaint.name(),
                     .buyer = complaint.buyer(),
                     .order = complaint.order(),
                     .agent = complaint.mediator(),
                     .due = due});
}

// When the next step of an open complaint is due.
absl::Time DueOf(const v1::Complaint& complaint) {
  return FromProto(complaint.has_decision_deadline_time() ? complaint.decision_deadline_time()
                                                          : complaint.answer_deadline_time());
}

absl::Status SaveClosed(runtime::WriteContext& ctx, v1::Complaint& complaint) {
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), complaint));
  RETURN_IF_ERROR(work::Close(ctx, kComplaintWork, complaint.name()));
  if (domain::NeedsHands(complaint)) RETURN_IF_ERROR(OpenRemedyWork(ctx, complaint));
  ctx.Cancel(kAnswerTimer, complaint.name());
  ctx.Cancel(kDecisionTimer, complaint.name());
  ctx.Emit(complaint, events::kComplaintClosed);
  return absl::OkStatus();
}

// ALREADY_EXISTS naming the complaint that is open about the same. The buyer is locked.
absl::Status CheckNoTwin(runtime::WriteContext& ctx, const v1::OpenComplaintRequest& request) {
  ASSIGN_OR_RETURN(const std::vector<v1::Complaint> open,
                   store::ListOpenComplaintsOfOrder(ctx.txn(), ShopOf(request.order()),
                                                    LastSegment(request.order())));
  for (const v1::Complaint& complaint : open) {
    if (domain::IsSame(complaint, request)) return AlreadyExistsError(complaint.name());
  }
  return absl::OkStatus();
}

absl::Status WriteComplaint(runtime::WriteContext& ctx, const v1::OpenComplaintRequest& request,
                            const orders::v1::Order& order, v1::Complaint* response) {
  const absl::string_view shop = ShopOf(order.name());
  RETURN_IF_ERROR(domain::CheckComplaintOrder(request, order));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  // An invitation to review that falls due at the same time sees it or comes first.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, request.buyer()));
  RETURN_IF_ERROR(CheckNoTwin(ctx, request));
  const absl::Time now = StoredNow(ctx);
  const absl::Time deadline = now + absl::Seconds(policy.complaint_answer_seconds());
  const std::string name = domain::ComplaintName(shop, ctx.DerivedId("complaint"));
  ASSIGN_OR_RETURN(const std::string text, runtime::SealText(ctx, name, "text", request.text()));
  *response = domain::MakeComplaint(request, name, text, deadline, ctx.actor(), now);
  const bool names_carrier = !request.carrier_id().empty();
  response->set_carrier_unverified(names_carrier && !domain::WentWith(order, request.carrier_id()));
  RETURN_IF_ERROR(store::InsertComplaint(ctx.txn(), *response));
  RETURN_IF_ERROR(SetWork(ctx, *response, deadline));
  ctx.Schedule(kAnswerTimer, response->name(), deadline);
  ctx.Emit(*response, events::kComplaintOpened);
  return DropInvitationsOf(ctx, shop, request.buyer());
}

absl::Status WriteAnswer(runtime::WriteContext& ctx, const v1::AnswerComplaintRequest& request,
                         v1::Complaint* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(*response, LoadComplaintForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  ASSIGN_OR_RETURN(const std::string text,
                   runtime::SealText(ctx, request.name(), "answer", request.text()));
  const absl::Time now = StoredNow(ctx);
  const absl::Time deadline = now + absl::Seconds(policy.complaint_decision_seconds());
  RETURN_IF_ERROR(domain::Answer(*response, text, deadline, ctx.actor(), now));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *response));
  RETURN_IF_ERROR(SetWork(ctx, *response, deadline));
  ctx.Cancel(kAnswerTimer, request.name());
  ctx.Schedule(kDecisionTimer, request.name(), deadline);
  ctx.Emit(*response, events::kComplaintAnswered);
  return absl::OkStatus();
}

absl::Status WriteStatement(runtime::WriteContext& ctx,
                            const v1::AddComplaintStatementRequest& request,
                            v1::Complaint* response) {
  ASSIGN_OR_RETURN(*response, LoadComplaintForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  const absl::Time now = StoredNow(ctx);
  v1::ComplaintStatement statement;
  statement.set_party(request.party());
  *statement.mutable_files() = request.files();
  *statement.mutable_actor() = ctx.actor();
  *statement.mutable_create_time() = ToProto(now);
  ASSIGN_OR_RETURN(
      *statement.mutable_text(),
      runtime::SealText(ctx, request.name(),
                        absl::StrCat("statement/", response->statements_size()), request.text()));
  RETURN_IF_ERROR(domain::AddStatement(*response, statement, now));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *response));
  ctx.Emit(*response, events::kComplaintStated);
  return absl::OkStatus();
}

}  // namespace

absl::Status OpenComplaint(runtime::WorkflowContext& ctx, const v1::OpenComplaintRequest& request,
                           v1::Complaint* response, clients::Orders& orders) {
  RETURN_IF_ERROR(domain::CheckComplaint(request));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, request.order(), orders));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteComplaint(write, request, order, response);
  });
}

absl::Status RecordComplaintContact(runtime::WriteContext& ctx,
                                    const v1::RecordComplaintContactRequest& request,
                                    v1::Complaint* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(*response, LoadComplaintForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const type::v1::ContactReport report,
                   TakeReport(ctx, request.name(), response->contacts_size(),
                              type::v1::ContactPurpose::COMPLAINT, request.contact()));
  RETURN_IF_ERROR(domain::AddComplaintContact(
      *response, report, ContactRuleOrDefault(policy.contact_rule()), ctx.actor(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *response));
  ctx.Emit(*response, events::kComplaintContactRecorded);
  return absl::OkStatus();
}

absl::Status AnswerComplaint(runtime::WorkflowContext& ctx,
                             const v1::AnswerComplaintRequest& request, v1::Complaint* response,
                             clients::Catalog& catalog) {
  RETURN_IF_ERROR(
      CheckPraise(ctx, std::string(ShopNameOf(request.name())), "text", request.text(), catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteAnswer(write, request, response);
  });
}

absl::Status CloseComplaint(runtime::WriteContext& ctx, const v1::CloseComplaintRequest& request,
                            v1::Complaint* response) {
  RETURN_IF_ERROR(domain::CheckClosing(request));
  ASSIGN_OR_RETURN(*response, LoadComplaintForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  ASSIGN_OR_RETURN(const std::string decision,
                   runtime::SealText(ctx, request.name(), "decision", request.decision()));
  RETURN_IF_ERROR(
      domain::CloseComplaint(*response, request, decision, ctx.actor(), StoredNow(ctx)));
  return SaveClosed(ctx, *response);
}

absl::Status AddComplaintStatement(runtime::WorkflowContext& ctx,
                                   const v1::AddComplaintStatementRequest& request,
                                   v1::Complaint* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(domain::CheckStatement(request, ctx.actor()));
  if (request.party() == v1::Complaint::SHOP && !request.text().empty()) {
    RETURN_IF_ERROR(
        CheckPraise(ctx, std::string(ShopNameOf(request.name())), "text", request.text(), catalog));
  }
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteStatement(write, request, response);
  });
}

absl::Status AssignComplaintMediator(runtime::WriteContext& ctx,
                                     const v1::AssignComplaintMediatorRequest& request,
                                     v1::Complaint* response) {
  RETURN_IF_ERROR(domain::CheckMediator(request));
  ASSIGN_OR_RETURN(*response, LoadComplaintForUpdate(ctx, request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::AssignMediator(*response, request.mediator(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *response));
  RETURN_IF_ERROR(SetWork(ctx, *response, DueOf(*response)));
  ctx.Emit(*response, events::kComplaintMediatorAssigned);
  return absl::OkStatus();
}

absl::Status OpenRemedyWork(runtime::WriteContext& ctx, const v1::Complaint& complaint) {
  return work::Open(ctx, kRemedyWork,
                    {.resource = complaint.name(),
                     .buyer = complaint.buyer(),
                     .order = complaint.order(),
                     .agent = complaint.mediator(),
                     .due = StoredNow(ctx)});
}

absl::Status MissAnswer(runtime::WriteContext& ctx, const timer::Due& due) {
  const std::string& name = due.resource_name;
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(name)));
  ASSIGN_OR_RETURN(v1::Complaint complaint, LoadComplaintForUpdate(ctx, name));
  const absl::Time now = StoredNow(ctx);
  const absl::Time deadline = now + absl::Seconds(policy.complaint_decision_seconds());
  if (!domain::MissAnswer(complaint, deadline, now)) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), complaint));
  ctx.Schedule(kDecisionTimer, name, deadline);
  ctx.Emit(complaint, events::kComplaintOverdue);
  return absl::OkStatus();
}

absl::Status ExpireComplaint(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Complaint complaint, LoadComplaintForUpdate(ctx, due.resource_name));
  const bool expires = domain::ExpireComplaint(complaint, ctx.actor(), StoredNow(ctx));
  return expires ? SaveClosed(ctx, complaint) : absl::OkStatus();
}

absl::Status RevealComplaint(runtime::WriteContext& ctx, const v1::RevealComplaintRequest& request,
                             v1::RevealComplaintResponse* response) {
  ASSIGN_OR_RETURN(const RevealRules rules,
                   LoadRevealRules(ctx, request.name(), request.purpose()));
  v1::Complaint& complaint = *response->mutable_complaint();
  ASSIGN_OR_RETURN(complaint, store::LoadComplaint(ctx.txn(), ShopOf(request.name()),
                                                   LastSegment(request.name())));
  const auto reveal = [&](const std::string& slot, std::string& text) {
    return runtime::RevealText(ctx, rules, request.name(), slot, request.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("text", *complaint.mutable_text()));
  RETURN_IF_ERROR(reveal("answer", *complaint.mutable_answer()));
  RETURN_IF_ERROR(reveal("decision", *complaint.mutable_decision()));
  for (int i = 0; i < complaint.statements_size(); ++i) {
    RETURN_IF_ERROR(
        reveal(absl::StrCat("statement/", i), *complaint.mutable_statements(i)->mutable_text()));
  }
  for (int i = 0; i < complaint.contacts_size(); ++i) {
    RETURN_IF_ERROR(
        reveal(absl::StrCat("contact/", i), *complaint.mutable_contacts(i)->mutable_promise()));
  }
  return absl::OkStatus();
}

absl::Status GetComplaint(runtime::ReadContext& ctx, const v1::GetComplaintRequest& request,
                          v1::Complaint* response) {
  ASSIGN_OR_RETURN(*response, store::LoadComplaint(ctx.txn(), ShopOf(request.name()),
                                                   LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListComplaints(runtime::ReadContext& ctx, const v1::ListComplaintsRequest& request,
                            v1::ListComplaintsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if ((request.state() != 0) + !request.buyer().empty() + !request.order().empty() > 1) {
    violations.Add("state", "only one of state, buyer, order may be given");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ComplaintFilter filter = {.state = request.state(),
                                         .buyer = request.buyer(),
                                         .order = std::string(LastSegment(request.order()))};
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListComplaints(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<v1::Complaint>, *response, *response->mutable_complaints());
}

}  // namespace shopdesk::feedback::handlers
