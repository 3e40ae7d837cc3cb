#include "services/feedback/domain/case/review_case.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/domain/shop/states.h"

namespace shopdesk::feedback::domain {
namespace {

using Case = v1::ReviewCase;

// The highest score, of five, with which a buyer is not content.
constexpr int kLowScore = 2;

bool IsLow(int32_t score) { return score > 0 && score <= kLowScore; }

// Moves the case on, or refuses: every step goes through here.
absl::Status Step(Case& review_case, const char* event, const CaseStep& step) {
  ASSIGN_OR_RETURN(const Case::State next,
                   kCaseStates.Next(review_case.name(), review_case.state(), event));
  if (next != review_case.state()) {
    Case::StateChange& change = *review_case.add_history();
    change.set_state(next);
    change.set_event(event);
    *change.mutable_actor() = step.actor;
    *change.mutable_time() = ToProto(step.now);
  }
  review_case.set_state(next);
  *review_case.mutable_update_time() = ToProto(step.now);
  if (IsOpen(review_case)) {
    *review_case.mutable_due_time() = ToProto(step.next_due);
  } else {
    review_case.clear_due_time();
    *review_case.mutable_close_time() = ToProto(step.now);
  }
  return absl::OkStatus();
}

void NoteFirstContact(Case& review_case, absl::Time now) {
  if (review_case.has_first_contact_time()) return;
  *review_case.mutable_first_contact_time() = ToProto(now);
  if (now > FromProto(review_case.contact_deadline_time())) review_case.set_contact_late(true);
}

}  // namespace

bool OpensCase(const v1::Review& review) {
  return review.grade() != v1::Grade::GOOD || IsLow(review.scores().description()) ||
         IsLow(review.scores().service()) || IsLow(review.scores().delivery());
}

Case MakeCase(const v1::Review& review, absl::Time contact_deadline, const type::v1::Actor& actor,
              absl::Time now) {
  Case review_case;
  review_case.set_name(CaseName(ShopOf(review.name()), LastSegment(review.name())));
  review_case.set_review(review.name());
  review_case.set_order(review.order());
  review_case.set_product(review.product());
  review_case.set_buyer(review.buyer());
  review_case.set_grade(review.grade());
  *review_case.mutable_scores() = review.scores();
  review_case.set_state(Case::NEW);
  *review_case.mutable_create_time() = ToProto(now);
  *review_case.mutable_update_time() = ToProto(now);
  *review_case.mutable_contact_deadline_time() = ToProto(contact_deadline);
  *review_case.mutable_due_time() = ToProto(contact_deadline);
  Case::StateChange& change = *review_case.add_history();
  change.set_state(Case::NEW);
  change.set_event("open");
  *change.mutable_actor() = actor;
  *change.mutable_time() = ToProto(now);
  return review_case;
}

bool IsOpen(const Case& review_case) {
  return review_case.state() != Case::RESOLVED && review_case.state() != Case::UNRESOLVED &&
         review_case.state() != Case::MALICIOUS;
}

FirstContactTiming TimingOf(const Case& review_case) {
  if (review_case.contact_late()) return FirstContactTiming::kLate;
  return review_case.has_first_contact_time() ? FirstContactTiming::kInTime
                                              : FirstContactTiming::kRunning;
}

absl::Status AddCaseContact(Case& review_case, const type::v1::ContactReport& report,
                            const type::v1::ContactRule& rule, const CaseStep& step) {
  // Whether attempts are taken at all, before one is added.
  RETURN_IF_ERROR(kCaseStates.Next(review_case.name(), review_case.state(), "contact").status());
  ASSIGN_OR_RETURN(const type::v1::ContactAttempt attempt,
                   AddContact(report, step.actor, step.now, rule, *review_case.mutable_contacts()));
  NoteFirstContact(review_case, step.now);
  review_case.set_agent(step.actor.id());
  CaseStep after = step;
  if (attempt.has_next_attempt_time()) after.next_due = FromProto(attempt.next_attempt_time());
  const bool reached = attempt.outcome() == type::v1::ContactOutcome::REACHED;
  if (reached || review_case.state() != Case::NEW) return Step(review_case, "contact", after);
  if (Exhausted(review_case.contacts(), type::v1::ContactPurpose::BAD_REVIEW, rule)) {
    return Step(review_case, "unreachable", after);
  }
  *review_case.mutable_update_time() = ToProto(step.now);
  *review_case.mutable_due_time() = ToProto(after.next_due);
  return absl::OkStatus();
}

bool MissFirstContact(Case& review_case, absl::Time now) {
  if (!IsOpen(review_case) || TimingOf(review_case) != FirstContactTiming::kRunning) return false;
  review_case.set_contact_late(true);
  *review_case.mutable_update_time() = ToProto(now);
  return true;
}

absl::Status FindCause(Case& review_case, v1::CaseCause::Value cause, absl::string_view note,
                       const CaseStep& step) {
  RETURN_IF_ERROR(Step(review_case, "find_cause", step));
  review_case.set_cause(cause);
  review_case.set_cause_note(std::string(note));
  return absl::OkStatus();
}

absl::Status OfferSolution(Case& review_case, absl::string_view text, const CaseStep& step) {
  RETURN_IF_ERROR(Step(review_case, "offer", step));
  if (review_case.solutions_size() >= kMostSolutions) {
    return TooManySolutionsError(review_case.name(), kMostSolutions);
  }
  Case::Solution& solution = *review_case.add_solutions();
  solution.set_text(std::string(text));
  *solution.mutable_actor() = step.actor;
  *solution.mutable_offer_time() = ToProto(step.now);
  return absl::OkStatus();
}

absl::Status CloseCase(Case& review_case, v1::CloseReviewCaseRequest::Outcome outcome,
                       absl::string_view note, const CaseStep& step) {
  const bool resolved = outcome == v1::CloseReviewCaseRequest::RESOLVED;
  RETURN_IF_ERROR(Step(review_case, resolved ? "resolve" : "give_up", step));
  review_case.set_close_note(std::string(note));
  return absl::OkStatus();
}

absl::Status MarkMalicious(Case& review_case, absl::string_view note, const CaseStep& step) {
  if (!review_case.has_malicious_by()) {
    RETURN_IF_ERROR(
        kCaseStates.Next(review_case.name(), review_case.state(), "confirm_malicious").status());
    *review_case.mutable_malicious_by() = step.actor;
    review_case.set_malicious_note(std::string(note));
    *review_case.mutable_update_time() = ToProto(step.now);
    return absl::OkStatus();
  }
  if (!IsSecondPerson(step.actor, review_case.malicious_by())) {
    return SamePersonError(review_case.name(),
                           absl::StrCat("say that ", review_case.review(), " is malicious"),
                           step.actor.id());
  }
  RETURN_IF_ERROR(Step(review_case, "confirm_malicious", step));
  review_case.set_close_note(std::string(note));
  return absl::OkStatus();
}

void NoteReviewChange(Case& review_case, const v1::Review& review, absl::Time now) {
  review_case.set_changed_grade(review.grade());
  *review_case.mutable_review_change_time() = review.change_time();
  *review_case.mutable_update_time() = ToProto(now);
}

}  // namespace shopdesk::feedback::domain
