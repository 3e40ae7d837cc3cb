#include "services/feedback/domain/shop/errors.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/utf8.h"

namespace shopdesk::feedback::domain {
namespace {

std::string TextOf(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

}  // namespace

absl::Status NotFinishedError(absl::string_view order_name, orders::v1::OrderState::Value state) {
  const std::string& name = orders::v1::OrderState::Value_Name(state);
  return Error(
      absl::StatusCode::kFailedPrecondition, kNotFinished,
      absl::StrCat(order_name, " is ", name, "; it must be TRADE_FINISHED"),
      {{"resource", std::string(order_name)}, {"state", name}, {"allowed", "TRADE_FINISHED"}});
}

absl::Status FullyRefundedError(absl::string_view line_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kFullyRefunded,
               absl::StrCat("nothing of ", line_name, " was kept by the buyer"),
               {{"resource", std::string(line_name)}});
}

absl::Status WindowOverError(absl::string_view resource_name, absl::Time deadline) {
  const std::string ended = TextOf(deadline);
  return Error(absl::StatusCode::kFailedPrecondition, kWindowOver,
               absl::StrCat("the time for it ended at ", ended),
               {{"resource", std::string(resource_name)}, {"deadline", ended}});
}

absl::Status RevealNotAllowedError(absl::string_view resource_name, absl::string_view role,
                                   absl::string_view purpose) {
  return Error(absl::StatusCode::kPermissionDenied, kRevealNotAllowed,
               absl::StrCat("the role \"", role, "\" may not read originals of ", resource_name,
                            " for \"", purpose, "\"; reveal_rules of the policy say who may"),
               {{"resource", std::string(resource_name)},
                {"role", std::string(role)},
                {"purpose", std::string(purpose)}});
}

absl::Status SamePersonError(absl::string_view resource_name, absl::string_view what,
                             absl::string_view by) {
  return Error(absl::StatusCode::kPermissionDenied, kSamePerson,
               absl::StrCat("a second person has to ", what),
               {{"resource", std::string(resource_name)}, {"by", std::string(by)}});
}

absl::Status TooManySolutionsError(absl::string_view case_name, int solutions) {
  return Error(
      absl::StatusCode::kResourceExhausted, kTooManySolutions,
      absl::StrCat(case_name, " has ", solutions, " solutions already; close it as one of them"),
      {{"resource", std::string(case_name)}});
}

absl::Status DossierFullError(absl::string_view dossier_name, int items, int64_t bytes) {
  return Error(absl::StatusCode::kResourceExhausted, kDossierFull,
               absl::StrCat(dossier_name, " holds ", items, " items or ", bytes,
                            " sealed bytes at most; say in a note where the rest is"),
               {{"resource", std::string(dossier_name)}});
}

absl::Status TooManyStatementsError(absl::string_view complaint_name, int statements) {
  return Error(absl::StatusCode::kResourceExhausted, kTooManyStatements,
               absl::StrCat(complaint_name, " has ", statements,
                            " statements of the party already; decide by them"),
               {{"resource", std::string(complaint_name)}});
}

absl::Status NotMediatorError(absl::string_view complaint_name, absl::string_view mediator) {
  return Error(absl::StatusCode::kPermissionDenied, kNotMediator,
               absl::StrCat(mediator, " decides about ", complaint_name,
                            "; have somebody else assigned as its mediator"),
               {{"resource", std::string(complaint_name)}, {"mediator", std::string(mediator)}});
}

absl::Status OtherOrderError(absl::string_view resource_name, absl::string_view order) {
  return Error(absl::StatusCode::kFailedPrecondition, kOtherOrder,
               absl::StrCat(resource_name, " isn't of ", order, "; name one that is"),
               {{"resource", std::string(resource_name)}, {"order", std::string(order)}});
}

absl::Status TooManyNotesError(absl::string_view ticket_name, int notes) {
  return Error(
      absl::StatusCode::kResourceExhausted, kTooManyNotes,
      absl::StrCat(ticket_name, " has ", notes, " notes already; resolve it, or open another"),
      {{"resource", std::string(ticket_name)}});
}

absl::Status RefundLinkedError(absl::string_view ticket_name, absl::string_view refund) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kRefundLinked,
      absl::StrCat(ticket_name, " has ", refund, "; go on with it, or open another ticket"),
      {{"resource", std::string(ticket_name)}, {"refund", std::string(refund)}});
}

absl::Status QuietHoursError(absl::Time until) {
  const std::string text = TextOf(until);
  return Error(absl::StatusCode::kFailedPrecondition, kQuietHours,
               absl::StrCat("no unasked message reaches a buyer before ", text), {{"until", text}});
}

absl::Status ClosedError(absl::string_view agent_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kClosed,
               absl::StrCat(agent_name, " was closed before; name who served instead, or open it"),
               {{"resource", std::string(agent_name)}});
}

absl::Status ProhibitedWordingError(const type::v1::WordingHit& hit) {
  // Errors travel in headers, which are short.
  constexpr size_t kMostBytes = 200;
  const std::string begin = absl::StrCat(hit.begin());
  const std::string end = absl::StrCat(hit.end());
  const std::string text = CleanText(hit.text(), kMostBytes);
  const std::string& category = type::v1::WordingCategory::Value_Name(hit.category());
  return Error(
      absl::StatusCode::kInvalidArgument, kProhibitedWording,
      absl::StrCat(hit.field(), ": \"", text, "\" (characters ", begin, " to ", end,
                   ") is prohibited (", category, "); leave it out",
                   hit.replacement().empty() ? "" : absl::StrCat(", or say: ", hit.replacement())),
      {{"field", hit.field()},
       {"begin", begin},
       {"end", end},
       {"text", text},
       {"term", hit.term()},
       {"category", category},
       {"replacement", hit.replacement()}});
}

absl::Status FactMissingError(absl::string_view variable, absl::string_view resource_name,
                              absl::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, kFactMissing,
               absl::StrCat("{", variable, "} can't be filled in: ", why),
               {{"variable", std::string(variable)}, {"resource", std::string(resource_name)}});
}

absl::Status UnreadableEventError(absl::string_view what) {
  return Error(absl::StatusCode::kInternal, kDataLoss,
               absl::StrCat("the ", what, " in the event can't be read"));
}

}  // namespace shopdesk::feedback::domain
