#include "services/feedback/handlers/complaint.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/complaint.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/domain/policy.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/handlers/contact.h"
#include "services/feedback/handlers/follow_up.h"
#include "services/feedback/handlers/order.h"
#include "services/feedback/handlers/pages.h"
#include "services/feedback/handlers/policy.h"
#include "services/feedback/handlers/work_kinds.h"
#include "services/feedback/store/complaints.h"
#include "services/feedback/store/trades.h"

namespace shopdesk::feedback::handlers {
namespace {

// The work of a complaint that is open, due with its next step.
absl::Status SetWork(rpc::WriteContext& ctx, const v1::Complaint& complaint, absl::Time due) {
  return work::Open(ctx.txn(), kComplaintWork,
                    {.resource = complaint.name(),
                     .buyer = complaint.buyer(),
                     .order = complaint.order(),
                     .due = due},
                    ctx.now());
}

absl::Status WriteComplaint(rpc::WriteContext& ctx, const v1::OpenComplaintRequest& req,
                            const orders::v1::Order& order, v1::Complaint* resp) {
  const absl::string_view shop = ShopOf(order.name());
  RETURN_IF_ERROR(domain::CheckComplaintOrder(req, order));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  // An invitation to review that falls due at the same time sees it or comes first.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, req.buyer()));
  const absl::Time now = StoredNow(ctx);
  const absl::Time deadline = now + absl::Seconds(policy.complaint_answer_seconds());
  const std::string name = domain::ComplaintName(shop, ctx.DerivedId("complaint"));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, name, "text", req.text()));
  *resp = domain::MakeComplaint(req, name, text, deadline, ctx.actor(), now);
  RETURN_IF_ERROR(store::InsertComplaint(ctx.txn(), *resp));
  RETURN_IF_ERROR(SetWork(ctx, *resp, deadline));
  ctx.Schedule(kAnswerTimer, resp->name(), deadline);
  ctx.Emit(*resp, "complaint.opened");
  return DropInvitationsOf(ctx, shop, req.buyer());
}

}  // namespace

absl::Status OpenComplaint(rpc::WorkflowContext& ctx, const v1::OpenComplaintRequest& req,
                           v1::Complaint* resp, clients::OrdersClient& orders) {
  RETURN_IF_ERROR(domain::CheckComplaint(req));
  ASSIGN_OR_RETURN(const orders::v1::Order order, LookUpOrder(ctx, req.order(), orders));
  return ctx.Finish(
      *resp, [&](rpc::WriteContext& write) { return WriteComplaint(write, req, order, resp); });
}

absl::Status RecordComplaintContact(rpc::WriteContext& ctx,
                                    const v1::RecordComplaintContactRequest& req,
                                    v1::Complaint* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  ASSIGN_OR_RETURN(*resp, store::LoadComplaintForUpdate(ctx.txn(), req.name()));
  ASSIGN_OR_RETURN(
      const type::v1::ContactReport report,
      TakeReport(ctx, req.name(), resp->contacts_size(), type::v1::COMPLAINT, req.contact()));
  RETURN_IF_ERROR(domain::AddComplaintContact(
      *resp, report, ContactRuleOrDefault(policy.contact_rule()), ctx.actor(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *resp));
  ctx.Emit(*resp, "complaint.contact_recorded");
  return absl::OkStatus();
}

absl::Status AnswerComplaint(rpc::WriteContext& ctx, const v1::AnswerComplaintRequest& req,
                             v1::Complaint* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  ASSIGN_OR_RETURN(*resp, store::LoadComplaintForUpdate(ctx.txn(), req.name()));
  RETURN_IF_ERROR(CheckEtag(req.etag(), *resp));
  ASSIGN_OR_RETURN(const std::string text, SealText(ctx, req.name(), "answer", req.text()));
  const absl::Time now = StoredNow(ctx);
  RETURN_IF_ERROR(domain::Answer(*resp, text, ctx.actor(), now));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *resp));
  RETURN_IF_ERROR(SetWork(ctx, *resp, now + absl::Seconds(policy.complaint_answer_seconds())));
  ctx.Cancel(kAnswerTimer, req.name());
  ctx.Emit(*resp, "complaint.answered");
  return absl::OkStatus();
}

absl::Status CloseComplaint(rpc::WriteContext& ctx, const v1::CloseComplaintRequest& req,
                            v1::Complaint* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadComplaintForUpdate(ctx.txn(), req.name()));
  RETURN_IF_ERROR(CheckEtag(req.etag(), *resp));
  ASSIGN_OR_RETURN(const std::string decision,
                   SealText(ctx, req.name(), "decision", req.decision()));
  RETURN_IF_ERROR(
      domain::CloseComplaint(*resp, req.outcome(), decision, ctx.actor(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), *resp));
  RETURN_IF_ERROR(work::Close(ctx.txn(), kComplaintWork, req.name()));
  ctx.Cancel(kAnswerTimer, req.name());
  ctx.Emit(*resp, "complaint.closed");
  return absl::OkStatus();
}

absl::Status RevealComplaint(rpc::WriteContext& ctx, const v1::RevealComplaintRequest& req,
                             v1::RevealComplaintResponse* resp) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  RETURN_IF_ERROR(domain::CheckReveal(policy, ctx.actor().role(), req.purpose(), req.name()));
  ASSIGN_OR_RETURN(*resp->mutable_complaint(), store::LoadComplaint(ctx.txn(), req.name()));
  v1::Complaint& complaint = *resp->mutable_complaint();
  const auto reveal = [&](const std::string& slot, std::string& text) {
    return RevealText(ctx, req.name(), slot, req.purpose(), text);
  };
  RETURN_IF_ERROR(reveal("text", *complaint.mutable_text()));
  RETURN_IF_ERROR(reveal("answer", *complaint.mutable_answer()));
  RETURN_IF_ERROR(reveal("decision", *complaint.mutable_decision()));
  for (int i = 0; i < complaint.contacts_size(); ++i) {
    RETURN_IF_ERROR(
        reveal(absl::StrCat("contact/", i), *complaint.mutable_contacts(i)->mutable_promise()));
  }
  return absl::OkStatus();
}

absl::Status GetComplaint(rpc::ReadContext& ctx, const v1::GetComplaintRequest& req,
                          v1::Complaint* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadComplaint(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListComplaints(rpc::ReadContext& ctx, const v1::ListComplaintsRequest& req,
                            v1::ListComplaintsResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  Violations violations;
  if ((req.state() != 0) + !req.buyer().empty() + !req.order().empty() > 1) {
    violations.Add("state", "only one of state, buyer, order may be given");
  }
  if (!req.order().empty() && ShopOf(req.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ComplaintFilter filter = {
      .state = req.state(), .buyer = req.buyer(), .order = std::string(LastSegment(req.order()))};
  return ListNewestFirst(req, *resp, *resp->mutable_complaints(),
                         [&](const store::PageKey& after, int limit) {
                           return store::ListComplaints(ctx.txn(), shop, filter, after, limit);
                         });
}

}  // namespace shopdesk::feedback::handlers
