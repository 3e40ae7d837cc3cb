#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/type/v1/wording.pb.h"

// The errors of feedback that have a reason of their own.
namespace shopdesk::feedback::domain {

// Reasons (docs/errors.md says what to do about each).
inline constexpr char kNotFinished[] = "NOT_FINISHED";
inline constexpr char kFullyRefunded[] = "FULLY_REFUNDED";
inline constexpr char kWindowOver[] = "WINDOW_OVER";
inline constexpr char kRevealNotAllowed[] = "REVEAL_NOT_ALLOWED";
inline constexpr char kSamePerson[] = "SAME_PERSON";
inline constexpr char kTooManySolutions[] = "TOO_MANY_SOLUTIONS";
inline constexpr char kDossierFull[] = "DOSSIER_FULL";
inline constexpr char kTooManyStatements[] = "TOO_MANY_STATEMENTS";
inline constexpr char kNotMediator[] = "NOT_MEDIATOR";
inline constexpr char kOtherOrder[] = "OTHER_ORDER";
inline constexpr char kTooManyNotes[] = "TOO_MANY_NOTES";
inline constexpr char kRefundLinked[] = "REFUND_LINKED";
inline constexpr char kQuietHours[] = "QUIET_HOURS";
inline constexpr char kClosed[] = "CLOSED";
inline constexpr char kProhibitedWording[] = "PROHIBITED_WORDING";
inline constexpr char kFactMissing[] = "FACT_MISSING";
// Of all services.
inline constexpr char kDataLoss[] = "DATA_LOSS";

// FAILED_PRECONDITION (NOT_FINISHED): metadata resource, state, allowed.
absl::Status NotFinishedError(absl::string_view order_name, orders::v1::OrderState::Value state);
// FAILED_PRECONDITION (FULLY_REFUNDED): metadata resource.
absl::Status FullyRefundedError(absl::string_view line_name);
// FAILED_PRECONDITION (WINDOW_OVER): metadata resource, deadline.
absl::Status WindowOverError(absl::string_view resource_name, absl::Time deadline);
// PERMISSION_DENIED (REVEAL_NOT_ALLOWED): metadata resource, role, purpose.
absl::Status RevealNotAllowedError(absl::string_view resource_name, absl::string_view role,
                                   absl::string_view purpose);
// PERMISSION_DENIED (SAME_PERSON): metadata resource, by. `what` is what a second person has to do.
absl::Status SamePersonError(absl::string_view resource_name, absl::string_view what,
                             absl::string_view by);
// RESOURCE_EXHAUSTED (TOO_MANY_SOLUTIONS): metadata resource.
absl::Status TooManySolutionsError(absl::string_view case_name, int solutions);
// RESOURCE_EXHAUSTED (DOSSIER_FULL): metadata resource.
absl::Status DossierFullError(absl::string_view dossier_name, int items, int64_t bytes);
// RESOURCE_EXHAUSTED (TOO_MANY_STATEMENTS): metadata resource.
absl::Status TooManyStatementsError(absl::string_view complaint_name, int statements);
// PERMISSION_DENIED (NOT_MEDIATOR): metadata resource, mediator.
absl::Status NotMediatorError(absl::string_view complaint_name, absl::string_view mediator);
// FAILED_PRECONDITION (OTHER_ORDER): metadata resource, order. `order` is whose it had to be.
absl::Status OtherOrderError(absl::string_view resource_name, absl::string_view order);
// RESOURCE_EXHAUSTED (TOO_MANY_NOTES): metadata resource.
absl::Status TooManyNotesError(absl::string_view ticket_name, int notes);
// FAILED_PRECONDITION (REFUND_LINKED): metadata resource, refund.
absl::Status RefundLinkedError(absl::string_view ticket_name, absl::string_view refund);
// FAILED_PRECONDITION (QUIET_HOURS): metadata until.
absl::Status QuietHoursError(absl::Time until);
// FAILED_PRECONDITION (CLOSED): metadata resource. The agent doesn't serve any more.
absl::Status ClosedError(absl::string_view agent_name);
// INVALID_ARGUMENT (PROHIBITED_WORDING): metadata field, begin, end, text, term,
// category, replacement.
absl::Status ProhibitedWordingError(const type::v1::WordingHit& hit);
// FAILED_PRECONDITION (FACT_MISSING): metadata variable, resource (empty: what it is a fact of
// isn't named). `why` says what to do, or that nothing is known.
absl::Status FactMissingError(absl::string_view variable, absl::string_view resource_name,
                              absl::string_view why);
// INTERNAL (DATA_LOSS): no metadata. `what` names the resource that another service's event holds.
absl::Status UnreadableEventError(absl::string_view what);

}  // namespace shopdesk::feedback::domain
