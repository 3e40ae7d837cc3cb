#include "services/feedback/followers/figures.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/case/compensation_effect.h"
#include "services/feedback/domain/commission/commission.h"
#include "services/feedback/domain/desk/figures.h"
#include "services/feedback/domain/follow_up/late_parcel.h"
#include "services/feedback/domain/review/credit.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/store/case/review_case.h"
#include "services/feedback/store/commission/commission.h"
#include "services/feedback/store/complaint/complaint.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/repeated_question.h"
#include "services/feedback/store/evidence/appeal.h"
#include "services/feedback/store/follow_up/late_parcel.h"
#include "services/feedback/store/follow_up/review_invitation.h"
#include "services/feedback/store/review/review.h"
#include "services/feedback/store/shop/list_key.h"
#include "services/feedback/store/ticket/ticket.h"
#include "shopdesk/feedback/v1/policy.pb.h"

namespace shopdesk::feedback::followers {
namespace {

constexpr char kReviews[] = "reviews";
constexpr char kConversations[] = "conversations";
constexpr char kCases[] = "reviewCases";
constexpr char kAppeals[] = "appeals";
constexpr char kComplaints[] = "complaints";
constexpr char kTickets[] = "tickets";
constexpr char kRepeatedQuestions[] = "repeatedQuestions";
constexpr char kInvitations[] = "reviewInvitations";
constexpr char kLateParcels[] = "lateParcels";
constexpr char kOrders[] = "orders";
// Of a buyer, whose id stands in the source's name as it is.
constexpr char kCreditPairs[] = "creditPairs";
// Agents have their statements of commission below them.
constexpr char kAgents[] = "agents";
constexpr char kStatements[] = "/commissionStatements/";

// Rows of an order that are read at once.
constexpr int kRows = 500;

std::string CreditPairOf(absl::string_view shop, absl::string_view buyer) {
  return absl::StrCat("shops/", shop, "/", kCreditPairs, "/", buyer);
}

std::vector<std::string> SourcesOf(const event::v1::Event& event) {
  const std::string& name = event.resource_name();
  const absl::string_view shop = ShopOf(name);
  const std::string source(TopResourceOf(name));
  const absl::string_view collection = CollectionOf(name);
  if (collection == kReviews) {
    const absl::string_view review = LastSegment(source);
    std::vector<std::string> sources = {
        source, domain::OrderName(shop, review.substr(0, review.rfind('.')))};
    v1::Review written;
    if (event.resource().UnpackTo(&written)) {
      sources.push_back(CreditPairOf(shop, written.buyer()));
    }
    return sources;
  }
  if (collection == kLateParcels) {
    v1::LateParcel parcel;
    if (!event.resource().UnpackTo(&parcel)) return {source};
    std::vector<std::string> sources = domain::OrdersIn(parcel);
    sources.push_back(source);
    return sources;
  }
  if (collection == kConversations || collection == kCases || collection == kAppeals ||
      collection == kComplaints || collection == kTickets || collection == kRepeatedQuestions ||
      collection == kInvitations) {
    return {source};
  }
  if (absl::StrContains(name, kStatements)) return {name};
  return {};
}

// All rows that `list(after)` gives page by page.
template <class Resource, class List>
absl::StatusOr<std::vector<Resource>> ListAll(List list) {
  std::vector<Resource> all;
  store::CreationKey after = store::NewestFirst();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(std::vector<Resource> page, list(after));
    more = page.size() == static_cast<size_t>(kRows);
    if (more) after = store::CreationKeyOf(page.back());
    for (Resource& resource : page) all.push_back(std::move(resource));
  }
  return all;
}

absl::Status CountScores(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  const absl::string_view shop = ShopOf(order);
  store::LateParcelFilter of_order;
  of_order.order = std::string(LastSegment(order));
  ASSIGN_OR_RETURN(const auto parcels,
                   ListAll<v1::LateParcel>([&](const store::CreationKey& after) {
                     return store::ListLateParcels(txn, shop, of_order, after, kRows);
                   }));
  if (parcels.empty()) return absl::OkStatus();
  store::ReviewFilter reviews_of_order;
  reviews_of_order.order = of_order.order;
  ASSIGN_OR_RETURN(const auto reviews, ListAll<v1::Review>([&](const store::CreationKey& after) {
                     return store::ListReviews(txn, shop, reviews_of_order, after, kRows);
                   }));
  domain::CountDeliveryScores(parcels, reviews, counts);
  return absl::OkStatus();
}

absl::Status CountPair(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  const absl::string_view shop = ShopOf(source);
  store::ReviewFilter filter;
  filter.buyer = std::string(source.substr(CreditPairOf(shop, "").size()));
  // Whoever wrote a review said who he is.
  if (filter.buyer.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto reviews, ListAll<v1::Review>([&](const store::CreationKey& after) {
                     return store::ListReviews(txn, shop, filter, after, kRows);
                   }));
  domain::CountCredit(reviews, counts);
  return absl::OkStatus();
}

absl::Status CountStatement(sql::Transaction& txn, absl::string_view name, Counts& counts) {
  ASSIGN_OR_RETURN(const domain::Month month, domain::ParseMonth(LastSegment(name)));
  ASSIGN_OR_RETURN(const absl::optional<v1::CommissionStatement> statement,
                   store::FindStatement(txn, {ShopOf(name), LastSegment(ParentOf(name)), month}));
  if (statement.has_value()) {
    domain::CountCommission(*statement, domain::FirstDayOf(month), counts);
  }
  return absl::OkStatus();
}

absl::Status Count(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  const absl::string_view shop = ShopOf(source);
  const absl::string_view id = LastSegment(source);
  const absl::string_view collection = CollectionOf(source);
  if (collection == kReviews) {
    ASSIGN_OR_RETURN(const v1::Review review, store::LoadReview(txn, shop, id));
    domain::CountReview(review, counts);
  } else if (collection == kConversations) {
    ASSIGN_OR_RETURN(const v1::Conversation conversation, store::LoadConversation(txn, shop, id));
    domain::CountConversation(conversation, counts);
  } else if (collection == kCases) {
    ASSIGN_OR_RETURN(const v1::ReviewCase review_case, store::LoadCase(txn, shop, id));
    domain::CountCase(review_case, counts);
    domain::CountCaseEffect(review_case, counts);
  } else if (collection == kAppeals) {
    ASSIGN_OR_RETURN(const v1::Appeal appeal, store::LoadAppeal(txn, shop, id));
    domain::CountAppeal(appeal, counts);
  } else if (collection == kComplaints) {
    ASSIGN_OR_RETURN(const v1::Complaint complaint, store::LoadComplaint(txn, shop, id));
    domain::CountComplaint(complaint, counts);
  } else if (collection == kTickets) {
    ASSIGN_OR_RETURN(const v1::Ticket ticket, store::LoadTicket(txn, shop, id));
    domain::CountTicket(ticket, counts);
  } else if (collection == kRepeatedQuestions) {
    ASSIGN_OR_RETURN(const v1::RepeatedQuestion question,
                     store::LoadRepeatedQuestion(txn, shop, id));
    domain::CountRepeatedQuestion(question, counts);
  } else if (collection == kInvitations) {
    ASSIGN_OR_RETURN(const v1::ReviewInvitation invitation, store::LoadInvitation(txn, shop, id));
    domain::CountInvitation(invitation, counts);
  } else if (collection == kLateParcels) {
    ASSIGN_OR_RETURN(const v1::LateParcel parcel, store::LoadLateParcel(txn, shop, id));
    domain::CountLateParcel(parcel, counts);
  } else if (collection == kCreditPairs) {
    return CountPair(txn, source, counts);
  } else if (collection == kOrders) {
    return CountScores(txn, source, counts);
  } else if (collection == kAgents) {
    return CountStatement(txn, source, counts);
  }
  return absl::OkStatus();
}

}  // namespace

figures::Definition FigureDefinition() {
  return {.sources_of = SourcesOf,
          .count = Count,
          .sources = {store::kReviewSnapshot, store::kConversationSnapshot, store::kCaseSnapshot,
                      store::kAppealSnapshot, store::kComplaintSnapshot, store::kTicketSnapshot,
                      store::kRepeatedQuestionSnapshot, store::kInvitationSnapshot,
                      store::kLateParcelSnapshot, store::kListOrdersWithLateParcels,
                      store::kListCreditPairs, store::kStatementSnapshot},
          .zone_of = figures::ZoneOfRevision<v1::PolicyRevision>};
}

}  // namespace shopdesk::feedback::followers
