#include "services/feedback/verify/checks.h"

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/evidence/evidence.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/feedback/domain/case/compensation_effect.h"
#include "services/feedback/domain/case/review_case.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "services/feedback/domain/evidence/dossier.h"
#include "services/feedback/domain/follow_up/late_parcel.h"
#include "services/feedback/domain/review/ratings.h"
#include "services/feedback/handlers/case/review_case.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/conversation/consultation.h"
#include "services/feedback/handlers/conversation/repeated_question.h"
#include "services/feedback/handlers/evidence/appeal.h"
#include "services/feedback/handlers/evidence/dossier.h"
#include "services/feedback/handlers/follow_up/review_invitation.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/handlers/ticket/ticket.h"
#include "services/feedback/store/case/order_compensation.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/repeated_question.h"
#include "services/feedback/store/evidence/appeal.h"
#include "services/feedback/store/evidence/dossier.h"
#include "services/feedback/store/follow_up/late_parcel.h"
#include "services/feedback/store/follow_up/review_invitation.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/store/ticket/ticket.h"
#include "services/feedback/store/trade/trade.h"
#include "services/feedback/verify/review.h"

namespace shopdesk::feedback::verify {
namespace {

using shopdesk::verify::EachOf;
using shopdesk::verify::ExpectWork;
using shopdesk::verify::kPageRows;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;
using shopdesk::verify::Scope;

constexpr sql::Statement kCompareCommissionOrders = {
    "feedback.compare_commission_orders",
    "SELECT order_id, sales_minor, (SELECT CAST(COALESCE(SUM(sales_minor), 0) AS BIGINT)"
    " FROM commission_lines l WHERE l.shop = o.shop AND l.order_id = o.order_id)"
    " FROM commission_orders o WHERE shop = $1 AND order_id > $2 ORDER BY order_id LIMIT $3"};
constexpr sql::Statement kCompareCommissionStatements = {
    "feedback.compare_commission_statements",
    "SELECT name, total_minor, closed, (SELECT CAST(COALESCE(SUM(commission_minor), 0) AS BIGINT)"
    " FROM commission_lines l WHERE l.shop = s.shop AND l.agent = s.agent AND l.month = s.month)"
    " FROM commission_statements s WHERE shop = $1 AND name > $2 ORDER BY name LIMIT $3"};

// In one snapshot: a day's counts are those of all its reviews.
absl::Status LookAtRatings(Page& page) {
  domain::RatingCounts counted;
  RETURN_IF_ERROR(
      store::ForEachReview(page.txn(), page.shop(), [&](const store::DatedReview& dated) {
        page.CountRow();
        domain::CountRatings(dated.day, dated.review, 1, counted);
      }));
  ASSIGN_OR_RETURN(const domain::RatingCounts kept, store::ListRatings(page.txn(), page.shop()));
  const int64_t days = domain::DifferingDays(kept, counted);
  if (days > 0) {
    page.Find(absl::StrCat("shops/", page.shop(), "/ratings"),
              absl::StrCat("of ", days,
                           " days they aren't what the reviews say; RebuildRatings "
                           "counts them anew"));
  }
  return absl::OkStatus();
}

absl::Status LookAtConversation(Page& page, const v1::Conversation& conversation) {
  constexpr int64_t kAll = std::numeric_limits<int64_t>::min();
  ASSIGN_OR_RETURN(
      const std::vector<domain::Utterance> utterances,
      store::ListUtterancesSince(page.txn(), page.shop(), LastSegment(conversation.name()), kAll));
  if (conversation.message_count() != static_cast<int64_t>(utterances.size())) {
    page.Find(conversation.name(),
              absl::StrCat("it says that it has ", conversation.message_count(),
                           " messages, and has ", utterances.size()));
  }
  ASSIGN_OR_RETURN(const std::vector<domain::Turn> turns,
                   handlers::LoadTurns(page.txn(), conversation, kAll));
  const bool waits = !turns.empty() && domain::IsWaiting(turns.back());
  const bool says = conversation.has_unanswered_since() &&
                    (!waits || ToMillis(FromProto(conversation.unanswered_since())) ==
                                   turns.back().asked_ms.front());
  if (waits != says) {
    page.Find(conversation.name(), waits
                                       ? "its buyer waits, and it doesn't say so, or not since when"
                                       : "it says that its buyer waits, who doesn't");
  }
  return ExpectWork(page, handlers::kUnansweredConsultation, conversation.name(),
                    conversation.has_unanswered_since());
}

// Rows of (name or id, said, …) by their key: `problem` says what is wrong with one, "" nothing.
template <class ProblemFn>
absl::Status EachRow(Page& page, const sql::Statement& statement, absl::string_view prefix,
                     ProblemFn problem) {
  std::string last;
  int rows = 0;
  RETURN_IF_ERROR(
      page.txn().Query(statement, {page.shop(), page.after(), kPageRows}, [&](const sql::Row& row) {
        page.CountRow();
        ++rows;
        last = std::string(row.Text(0));
        const std::string found = problem(row);
        if (!found.empty()) page.Find(absl::StrCat(prefix, last), found);
        return absl::OkStatus();
      }));
  if (rows == kPageRows) page.GoOnAfter(last);
  return absl::OkStatus();
}

absl::Status LookAtCredits(Page& page) {
  return EachRow(page, kCompareCommissionOrders, absl::StrCat("shops/", page.shop(), "/orders/"),
                 [](const sql::Row& row) {
                   return row.Int(1) == row.Int(2)
                              ? ""
                              : absl::StrCat(row.Int(1), " are credited, and its lines of all ",
                                             "months come to ", row.Int(2));
                 });
}

absl::Status LookAtStatements(Page& page) {
  return EachRow(page, kCompareCommissionStatements, "", [](const sql::Row& row) {
    return row.Int(2) == 0 || row.Int(1) == row.Int(3)
               ? ""
               : absl::StrCat("it is closed with ", row.Int(1), ", and its lines come to ",
                              row.Int(3));
  });
}

absl::Status LookAtCase(Page& page, const v1::ReviewCase& review_case) {
  RETURN_IF_ERROR(
      ExpectWork(page, handlers::kBadReview, review_case.name(), domain::IsOpen(review_case)));
  ASSIGN_OR_RETURN(
      const absl::optional<domain::Compensated> compensated,
      store::FindCompensated(page.txn(), page.shop(), LastSegment(review_case.order())));
  const absl::Status reviewed =
      store::LoadReview(page.txn(), page.shop(), LastSegment(review_case.name())).status();
  if (absl::IsNotFound(reviewed)) {
    page.Find(review_case.name(), "its review isn't there");
  } else {
    RETURN_IF_ERROR(reviewed);
  }
  v1::ReviewCase as_known = review_case;
  if (domain::NoteCompensated(as_known, compensated, absl::UnixEpoch())) {
    page.Find(review_case.name(), "it doesn't say what its order's buyer was given");
  }
  if (!domain::IsOpen(review_case) ||
      domain::TimingOf(review_case) != domain::FirstContactTiming::kRunning) {
    return absl::OkStatus();
  }
  return RequireTimer(page, handlers::kFirstContactTimer, review_case.name(),
                      absl::InfiniteFuture());
}

// What is broken of a dossier's chain, as it is stored; "" nothing.
std::string BrokenLink(const v1::Dossier& dossier, const std::vector<store::DossierLink>& links) {
  if (links.size() != static_cast<size_t>(dossier.items_size()) + 1) {
    return absl::StrCat("it lists ", dossier.items_size(), " items, and its chain has ",
                        static_cast<int64_t>(links.size()) - 1);
  }
  if (links[0].hash != evidence::Begin(links[0].meta)) return "its header isn't what was hashed";
  for (int i = 1; i <= dossier.items_size(); ++i) {
    const store::DossierLink& link = links[i];
    const v1::DossierItem& item = dossier.items(i - 1);
    const bool intact = link.hash == evidence::Link(links[i - 1].hash, link.meta, link.box) &&
                        link.meta == domain::MetaOf(item) &&
                        absl::BytesToHexString(link.hash) == item.hash();
    if (!intact) return absl::StrCat("its item ", i, " isn't what was hashed");
  }
  return dossier.head() == absl::BytesToHexString(links.back().hash)
             ? ""
             : "its head isn't the hash of its last item";
}

absl::Status LookAtDossier(Page& page, const v1::Dossier& dossier) {
  ASSIGN_OR_RETURN(const std::vector<store::DossierLink> links,
                   store::ListDossierLinks(page.txn(), page.shop(), LastSegment(dossier.name())));
  const std::string broken = BrokenLink(dossier, links);
  if (!broken.empty()) page.Find(dossier.name(), broken);
  if (dossier.state() != v1::Dossier::COLLECTING) return absl::OkStatus();
  return RequireTimer(page, handlers::kDossierTimer, dossier.name(), absl::InfiniteFuture());
}

absl::Status LookAtAppeal(Page& page, const v1::Appeal& appeal) {
  RETURN_IF_ERROR(ExpectWork(page, handlers::kAppealWork, appeal.name(),
                             appeal.state() == v1::Appeal::SUBMITTED));
  if (appeal.state() == v1::Appeal::SUBMITTED) {
    return RequireTimer(page, handlers::kAppealTimer, appeal.name(), absl::InfiniteFuture());
  }
  ASSIGN_OR_RETURN(const v1::Review review,
                   store::LoadReview(page.txn(), page.shop(), LastSegment(appeal.review())));
  const bool removed = review.state() == v1::Review::REMOVED;
  if (removed != (appeal.state() == v1::Appeal::UPHELD)) {
    page.Find(appeal.name(), removed ? "it is rejected, and the review is removed"
                                     : "it is upheld, and the review isn't removed");
  }
  return absl::OkStatus();
}

// Of one complainant about one order there is one of a kind that isn't closed.
absl::Status LookForTwin(Page& page, const v1::Complaint& complaint) {
  if (complaint.state() == v1::Complaint::CLOSED) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      const std::vector<v1::Complaint> open,
      store::ListOpenComplaintsOfOrder(page.txn(), page.shop(), LastSegment(complaint.order())));
  for (const v1::Complaint& other : open) {
    const bool same = other.kind() == complaint.kind() && other.buyer() == complaint.buyer() &&
                      other.complainant() == complaint.complainant();
    // Told of the later of the two.
    if (!same || other.name() >= complaint.name()) continue;
    page.Find(complaint.name(), absl::StrCat("it is open beside ", other.name(), ", the same"));
  }
  return absl::OkStatus();
}

absl::Status LookAtComplaint(Page& page, const v1::Complaint& complaint) {
  RETURN_IF_ERROR(LookForTwin(page, complaint));
  RETURN_IF_ERROR(ExpectWork(page, handlers::kComplaintWork, complaint.name(),
                             complaint.state() != v1::Complaint::CLOSED));
  if (complaint.has_decision_deadline_time()) {
    return RequireTimer(page, handlers::kDecisionTimer, complaint.name(), absl::InfiniteFuture());
  }
  if (complaint.state() != v1::Complaint::OPEN || complaint.overdue()) return absl::OkStatus();
  return RequireTimer(page, handlers::kAnswerTimer, complaint.name(), absl::InfiniteFuture());
}

absl::Status LookAtTicket(Page& page, const v1::Ticket& ticket) {
  const bool shops =
      ticket.state() == v1::Ticket::OPEN || ticket.state() == v1::Ticket::WAITING_SHOP;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kTicketWork, ticket.name(), shops));
  RETURN_IF_ERROR(ExpectWork(page, handlers::kOverdueTicket, ticket.name(), ticket.overdue()));
  if (!ticket.has_deadline_time()) return absl::OkStatus();
  return RequireTimer(page, handlers::kTicketTimer, ticket.name(), absl::InfiniteFuture());
}

// Its asking buyers are counted out some day, and with the last of them it lapses.
absl::Status LookAtQuestion(Page& page, const v1::RepeatedQuestion& question) {
  if (LastSegment(question.name()) != domain::QuestionId(question.product(), question.key())) {
    page.Find(question.name(), "its id isn't that of its product and key");
  }
  const bool open = question.state() == v1::RepeatedQuestion::OPEN;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kRepeatedQuestionWork, question.name(), open));
  if (!open) return absl::OkStatus();
  return RequireTimer(page, handlers::kQuestionTimer, question.product(), absl::InfiniteFuture());
}

// Nobody is to be told of a parcel that has ended, or whose trades have.
absl::Status LookAtLateParcel(Page& page, const v1::LateParcel& parcel) {
  const bool to_tell = parcel.state() == v1::LateParcel::TO_TELL;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kLateParcelCall, parcel.name(), to_tell));
  if ((parcel.state() == v1::LateParcel::TOLD) && !parcel.has_tell_time()) {
    page.Find(parcel.name(), "its buyer was told, and it doesn't say when");
  }
  if (!to_tell) return absl::OkStatus();
  if (parcel.has_end_time()) page.Find(parcel.name(), "it has ended, and its buyer is to be told");
  for (const std::string& order : domain::OrdersIn(parcel)) {
    ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                     store::FindTrade(page.txn(), page.shop(), LastSegment(order)));
    if (!trade.has_value() || !trade->ended) return absl::OkStatus();
  }
  page.Find(parcel.name(), "its trades have ended, and its buyer is to be told");
  return absl::OkStatus();
}

absl::Status LookAtInvitation(Page& page, const v1::ReviewInvitation& invitation) {
  const bool due = invitation.state() == v1::ReviewInvitation::DUE;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kInvitationDue, invitation.name(), due));
  if (!due) return absl::OkStatus();
  return RequireTimer(page, handlers::kInvitationTimer, invitation.name(), absl::InfiniteFuture());
}

}  // namespace

std::vector<shopdesk::verify::Check> Checks() {
  return {
      {"feedback.ratings", "The ratings are the sums over the reviews.", Scope::kShops,
       LookAtRatings},
      {"feedback.reviews",
       "The scores of a review count exactly while its trade is among the first of its buyer's "
       "month, and one that was bad has its case.",
       Scope::kShops,
       EachOf<v1::Review>({v1::Review::descriptor(), store::kReviewSnapshot}, LookAtReview)},
      {"feedback.conversations",
       "A conversation has its messages, says whether its buyer waits, and is on the list if so.",
       Scope::kShops,
       EachOf<v1::Conversation>({v1::Conversation::descriptor(), store::kConversationSnapshot},
                                LookAtConversation)},
      {"feedback.commission_orders", "What an order is credited with is what its lines come to.",
       Scope::kShops, LookAtCredits},
      {"feedback.commission_statements", "A closed statement is the sum of its lines.",
       Scope::kShops, LookAtStatements},
      {"feedback.cases",
       "A case whose first contact is awaited has its timer, an open one is on the list, and each "
       "says what its order's buyer was given.",
       Scope::kShops,
       EachOf<v1::ReviewCase>({v1::ReviewCase::descriptor(), store::kCaseSnapshot}, LookAtCase)},
      {"feedback.dossiers",
       "A dossier's items are what was hashed, one after the other; one that collects has its "
       "timer.",
       Scope::kShops,
       EachOf<v1::Dossier>({v1::Dossier::descriptor(), store::kDossierSnapshot}, LookAtDossier)},
      {"feedback.appeals",
       "The review of an upheld appeal is removed, no other one; one that waits has its timer and "
       "is on the list.",
       Scope::kShops,
       EachOf<v1::Appeal>({v1::Appeal::descriptor(), store::kAppealSnapshot}, LookAtAppeal)},
      {"feedback.complaints",
       "A complaint that waits for its answer or decision has its timer, is on the list, and is "
       "the "
       "one open of its kind, order and complainant.",
       Scope::kShops,
       EachOf<v1::Complaint>({v1::Complaint::descriptor(), store::kComplaintSnapshot},
                             LookAtComplaint)},
      {"feedback.tickets",
       "A ticket with a deadline has its timer; one that waits for the shop is on the list.",
       Scope::kShops,
       EachOf<v1::Ticket>({v1::Ticket::descriptor(), store::kTicketSnapshot}, LookAtTicket)},
      {"feedback.repeated_questions",
       "A repeated question has the id of its product and key; one that is open has its timer and "
       "is on the list.",
       Scope::kShops,
       EachOf<v1::RepeatedQuestion>(
           {v1::RepeatedQuestion::descriptor(), store::kRepeatedQuestionSnapshot}, LookAtQuestion)},
      {"feedback.invitations", "An invitation that waits has its timer and is on the list.",
       Scope::kShops,
       EachOf<v1::ReviewInvitation>(
           {v1::ReviewInvitation::descriptor(), store::kInvitationSnapshot}, LookAtInvitation)},
      {"feedback.late_parcels",
       "A late parcel is on the list while its buyer is to be told, and nobody is to be told of "
       "one "
       "that has ended, or whose trades have.",
       Scope::kShops,
       EachOf<v1::LateParcel>({v1::LateParcel::descriptor(), store::kLateParcelSnapshot},
                              LookAtLateParcel)}};
}

}  // namespace shopdesk::feedback::verify
