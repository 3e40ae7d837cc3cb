#include "services/feedback/domain/complaint/complaint.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Complaint;
using v1::Remedy;

const char* EventOf(Complaint::Outcome outcome) {
  if (outcome == Complaint::WITHDRAWN) return "withdraw";
  return outcome == Complaint::SETTLED ? "settle" : "decide";
}

absl::Status Step(Complaint& complaint, const char* event, absl::Time now) {
  ASSIGN_OR_RETURN(const Complaint::State next,
                   kComplaintStates.Next(complaint.name(), complaint.state(), event));
  complaint.set_state(next);
  *complaint.mutable_update_time() = ToProto(now);
  return absl::OkStatus();
}

// The mediator decides, or the owner or a lead in his place; for the platform its program, too.
absl::Status CheckDecides(const Complaint& complaint, const type::v1::Actor& actor) {
  if (Leads(actor.role())) return absl::OkStatus();
  if (complaint.platform_decides()) {
    return actor.role() == Role::CONNECTOR ? absl::OkStatus()
                                           : NotMediatorError(complaint.name(), "the platform");
  }
  if (actor.role() == Role::CONNECTOR) return NotMediatorError(complaint.name(), "the shop's desk");
  if (complaint.mediator().empty() || complaint.mediator() == actor.id()) return absl::OkStatus();
  return NotMediatorError(complaint.name(), complaint.mediator());
}

// Of the complaint's order, and of its shop: whose a shipment is only logistics knows.
absl::Status CheckRemedyOf(const Complaint& complaint, const v1::CloseComplaintRequest& request) {
  const Remedy& remedy = request.remedy();
  Violations violations;
  if (!remedy.refund().empty() && ParentOf(remedy.refund()) != complaint.order()) {
    violations.Add("remedy.refund", "must be of the complaint's order");
  }
  if (!remedy.shipment().empty() && ShopOf(remedy.shipment()) != ShopOf(complaint.name())) {
    violations.Add("remedy.shipment", "must be of the complaint's shop");
  }
  return violations.ToStatus();
}

void SetClosed(Complaint& complaint, Complaint::Outcome outcome, const type::v1::Actor& actor,
               absl::Time now) {
  complaint.set_outcome(outcome);
  complaint.clear_decision_deadline_time();
  *complaint.mutable_closed_by() = actor;
  *complaint.mutable_close_time() = ToProto(now);
}

}  // namespace

absl::Status CheckComplaint(const v1::OpenComplaintRequest& request) {
  Violations violations;
  if (request.complainant() == Complaint::CARRIER) {
    violations.Add("complainant", "must be SHOP or BUYER");
  }
  if (request.complainant() == request.respondent()) {
    violations.Add("respondent", "must be another party than the complainant");
  }
  if ((request.respondent() == Complaint::CARRIER) == request.carrier_id().empty()) {
    violations.Add("carrier_id", "is given for a complaint about a carrier, and only then");
  }
  return violations.ToStatus();
}

absl::Status CheckComplaintOrder(const v1::OpenComplaintRequest& request,
                                 const orders::v1::Order& order) {
  if (order.buyer() != request.buyer()) return NotFoundError(order.name());
  if (request.line() == 0) return absl::OkStatus();
  const bool found = absl::c_any_of(order.lines(), [&](const orders::v1::OrderLine& line) {
    return line.line() == request.line();
  });
  return found ? absl::OkStatus()
               : NotFoundError(absl::StrCat(order.name(), "/lines/", request.line()));
}

bool IsSame(const Complaint& complaint, const v1::OpenComplaintRequest& request) {
  return complaint.order() == request.order() && complaint.buyer() == request.buyer() &&
         complaint.kind() == request.kind() && complaint.complainant() == request.complainant();
}

bool WentWith(const orders::v1::Order& order, absl::string_view carrier_id) {
  return absl::c_any_of(order.parcels(), [&](const orders::v1::Parcel& parcel) {
    return parcel.carrier_id() == carrier_id;
  });
}

Complaint MakeComplaint(const v1::OpenComplaintRequest& request, absl::string_view name,
                        absl::string_view text, absl::Time answer_deadline,
                        const type::v1::Actor& actor, absl::Time now) {
  Complaint complaint;
  complaint.set_name(std::string(name));
  complaint.set_kind(request.kind());
  complaint.set_complainant(request.complainant());
  complaint.set_respondent(request.respondent());
  complaint.set_order(request.order());
  complaint.set_line(request.line());
  complaint.set_buyer(request.buyer());
  complaint.set_carrier_id(request.carrier_id());
  complaint.set_state(Complaint::OPEN);
  complaint.set_text(std::string(text));
  *complaint.mutable_evidence() = request.evidence();
  *complaint.mutable_opened_by() = actor;
  *complaint.mutable_create_time() = ToProto(now);
  *complaint.mutable_update_time() = ToProto(now);
  *complaint.mutable_answer_deadline_time() = ToProto(answer_deadline);
  return complaint;
}

absl::Status AddComplaintContact(Complaint& complaint, const type::v1::ContactReport& report,
                                 const type::v1::ContactRule& rule, const type::v1::Actor& actor,
                                 absl::Time now) {
  RETURN_IF_ERROR(Step(complaint, "contact", now));
  return AddContact(report, actor, now, rule, *complaint.mutable_contacts()).status();
}

absl::Status Answer(Complaint& complaint, absl::string_view text, absl::Time decision_deadline,
                    const type::v1::Actor& actor, absl::Time now) {
  RETURN_IF_ERROR(Step(complaint, "answer", now));
  complaint.set_answer(std::string(text));
  *complaint.mutable_answered_by() = actor;
  *complaint.mutable_answer_time() = ToProto(now);
  *complaint.mutable_decision_deadline_time() = ToProto(decision_deadline);
  if (now > FromProto(complaint.answer_deadline_time())) complaint.set_overdue(true);
  return absl::OkStatus();
}

bool MissAnswer(Complaint& complaint, absl::Time decision_deadline, absl::Time now) {
  if (complaint.state() != Complaint::OPEN || complaint.overdue()) return false;
  complaint.set_overdue(true);
  *complaint.mutable_decision_deadline_time() = ToProto(decision_deadline);
  *complaint.mutable_update_time() = ToProto(now);
  return true;
}

absl::Status CheckStatement(const v1::AddComplaintStatementRequest& request,
                            const type::v1::Actor& actor) {
  Violations violations;
  if (actor.kind() == type::v1::Actor::BUYER && request.party() != Complaint::BUYER) {
    violations.Add("party", "must be BUYER: a buyer speaks for himself");
  }
  if (IsBlank(request.text()) && request.files().empty()) {
    violations.Add("text", "is required without files");
  }
  return violations.ToStatus();
}

absl::Status CheckMediator(const v1::AssignComplaintMediatorRequest& request) {
  if (request.platform() != IsBlank(request.mediator())) {
    return InvalidFieldError("mediator", "is given unless the platform decides, and only then");
  }
  return absl::OkStatus();
}

absl::Status CheckClosing(const v1::CloseComplaintRequest& request) {
  if (!request.has_remedy()) return absl::OkStatus();
  const Remedy& remedy = request.remedy();
  Violations violations;
  if (request.outcome() != Complaint::UPHELD && request.outcome() != Complaint::PARTLY_UPHELD) {
    violations.Add("remedy", "is taken with UPHELD and PARTLY_UPHELD only");
  }
  const auto needs = [&](const char* field, bool set, bool wanted) {
    if (wanted && !set) violations.Add(field, "is required for this kind");
    if (!wanted && set) violations.Add(field, "isn't taken for this kind");
  };
  const bool parcel = remedy.kind() == Remedy::INTERCEPT || remedy.kind() == Remedy::CARRIER_CLAIM;
  needs("remedy.shipment", !remedy.shipment().empty(), parcel);
  needs("remedy.refund", !remedy.refund().empty(), remedy.kind() == Remedy::REFUND_DECISION);
  const bool of_line = remedy.kind() == Remedy::REFUND;
  needs("remedy.line", remedy.line() != 0, of_line);
  if (remedy.kind() != Remedy::REFUND_DECISION) {
    needs("remedy.amount_minor", remedy.amount_minor() != 0,
          of_line || remedy.kind() == Remedy::CARRIER_CLAIM);
  }
  return violations.ToStatus();
}

absl::Status AddStatement(Complaint& complaint, const v1::ComplaintStatement& statement,
                          absl::Time now) {
  RETURN_IF_ERROR(Step(complaint, "state", now));
  const auto said = absl::c_count_if(
      complaint.statements(),
      [&](const v1::ComplaintStatement& one) { return one.party() == statement.party(); });
  if (said >= kMostStatements) {
    return TooManyStatementsError(complaint.name(), kMostStatements);
  }
  *complaint.add_statements() = statement;
  return absl::OkStatus();
}

absl::Status AssignMediator(Complaint& complaint, absl::string_view agent, absl::Time now) {
  RETURN_IF_ERROR(Step(complaint, "assign", now));
  complaint.set_mediator(std::string(agent));
  complaint.set_platform_decides(agent.empty());
  return absl::OkStatus();
}

absl::Status CloseComplaint(Complaint& complaint, const v1::CloseComplaintRequest& request,
                            absl::string_view decision, const type::v1::Actor& actor,
                            absl::Time now) {
  const char* event = EventOf(request.outcome());
  const bool decides = absl::string_view(event) == "decide";
  if (decides && IsBlank(decision)) {
    return InvalidFieldError("decision", "is required for a decision");
  }
  RETURN_IF_ERROR(kComplaintStates.Next(complaint.name(), complaint.state(), event).status());
  if (decides) RETURN_IF_ERROR(CheckDecides(complaint, actor));
  RETURN_IF_ERROR(CheckRemedyOf(complaint, request));
  RETURN_IF_ERROR(Step(complaint, event, now));
  SetClosed(complaint, request.outcome(), actor, now);
  complaint.set_decision(std::string(decision));
  if (request.has_remedy()) {
    *complaint.mutable_remedy() = request.remedy();
    complaint.mutable_remedy()->set_state(Remedy::PENDING);
  }
  return absl::OkStatus();
}

bool ExpireComplaint(Complaint& complaint, const type::v1::Actor& actor, absl::Time now) {
  // Nobody wins by his own silence: the shop's desk answers for the shop, and decides.
  const bool silent = !complaint.has_answer_time() || complaint.respondent() == Complaint::SHOP;
  if (!Step(complaint, "expire", now).ok()) return false;
  SetClosed(complaint, silent ? Complaint::UPHELD : Complaint::REJECTED, actor, now);
  complaint.set_decided_by_default(true);
  return true;
}

bool SettleRemedy(Complaint& complaint, absl::string_view result, absl::string_view refusal,
                  absl::Time now) {
  Remedy& remedy = *complaint.mutable_remedy();
  if (remedy.state() != Remedy::PENDING) return false;
  remedy.set_state(refusal.empty() ? Remedy::DONE : Remedy::REFUSED);
  remedy.set_result(std::string(result));
  remedy.set_refusal(std::string(refusal));
  *complaint.mutable_update_time() = ToProto(now);
  return true;
}

bool NeedsHands(const Complaint& complaint) {
  if (complaint.decided_by_default()) return complaint.outcome() == Complaint::UPHELD;
  return complaint.remedy().state() == Remedy::REFUSED;
}

}  // namespace shopdesk::feedback::domain
