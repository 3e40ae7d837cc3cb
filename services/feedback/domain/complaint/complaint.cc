#include "services/feedback/domain/complaint/complaint.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using v1::Complaint;

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

absl::Status Answer(Complaint& complaint, absl::string_view text, const type::v1::Actor& actor,
                    absl::Time now) {
  RETURN_IF_ERROR(Step(complaint, "answer", now));
  complaint.set_answer(std::string(text));
  *complaint.mutable_answered_by() = actor;
  *complaint.mutable_answer_time() = ToProto(now);
  if (now > FromProto(complaint.answer_deadline_time())) complaint.set_overdue(true);
  return absl::OkStatus();
}

bool MissAnswer(Complaint& complaint, absl::Time now) {
  if (complaint.state() != Complaint::OPEN || complaint.overdue()) return false;
  complaint.set_overdue(true);
  *complaint.mutable_update_time() = ToProto(now);
  return true;
}

absl::Status CloseComplaint(Complaint& complaint, Complaint::Outcome outcome,
                            absl::string_view decision, const type::v1::Actor& actor,
                            absl::Time now) {
  const char* event = EventOf(outcome);
  if (absl::string_view(event) == "decide" && IsBlank(decision)) {
    return InvalidFieldError("decision", "is required for a decision");
  }
  RETURN_IF_ERROR(Step(complaint, event, now));
  complaint.set_outcome(outcome);
  complaint.set_decision(std::string(decision));
  *complaint.mutable_closed_by() = actor;
  *complaint.mutable_close_time() = ToProto(now);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::domain
