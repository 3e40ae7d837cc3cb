#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// Names of feedback's resources. All ids are given escaped, as they stand in the name.
namespace shopdesk::feedback::domain {

inline std::string AgentName(absl::string_view shop, absl::string_view agent) {
  return absl::StrCat("shops/", shop, "/agents/", agent);
}
inline std::string ConversationName(absl::string_view shop, absl::string_view conversation) {
  return absl::StrCat("shops/", shop, "/conversations/", conversation);
}
// The line is a number, so that the last dot divides the id.
inline std::string ReviewId(absl::string_view order, int32_t line) {
  return absl::StrCat(order, ".", line);
}
inline std::string ReviewName(absl::string_view shop, absl::string_view review) {
  return absl::StrCat("shops/", shop, "/reviews/", review);
}
inline std::string BuyerReviewName(absl::string_view shop, absl::string_view order) {
  return absl::StrCat("shops/", shop, "/buyerReviews/", order);
}
// The id is the review's.
inline std::string CaseName(absl::string_view shop, absl::string_view review) {
  return absl::StrCat("shops/", shop, "/reviewCases/", review);
}
// The id is the review's.
inline std::string DossierName(absl::string_view shop, absl::string_view review) {
  return absl::StrCat("shops/", shop, "/dossiers/", review);
}
// The id is the review's.
inline std::string AppealName(absl::string_view shop, absl::string_view review) {
  return absl::StrCat("shops/", shop, "/appeals/", review);
}
inline std::string ComplaintName(absl::string_view shop, absl::string_view complaint) {
  return absl::StrCat("shops/", shop, "/complaints/", complaint);
}
inline std::string TicketName(absl::string_view shop, absl::string_view ticket) {
  return absl::StrCat("shops/", shop, "/tickets/", ticket);
}
inline std::string RepeatedQuestionName(absl::string_view shop, absl::string_view question) {
  return absl::StrCat("shops/", shop, "/repeatedQuestions/", question);
}
// Catalog's.
inline std::string ProductName(absl::string_view shop, absl::string_view product) {
  return absl::StrCat("shops/", shop, "/products/", product);
}
inline std::string InvitationName(absl::string_view shop, absl::string_view order) {
  return absl::StrCat("shops/", shop, "/reviewInvitations/", order);
}
inline std::string LateParcelName(absl::string_view shop, absl::string_view shipment) {
  return absl::StrCat("shops/", shop, "/lateParcels/", shipment);
}
// `month` is "YYYY-MM".
inline std::string StatementName(absl::string_view shop, absl::string_view agent,
                                 absl::string_view month) {
  return absl::StrCat("shops/", shop, "/agents/", agent, "/commissionStatements/", month);
}
inline std::string CannedReplyName(absl::string_view shop, absl::string_view reply) {
  return absl::StrCat("shops/", shop, "/cannedReplies/", reply);
}
inline std::string ReplyUseName(absl::string_view reply_name, absl::string_view agent) {
  return absl::StrCat(reply_name, "/uses/", agent);
}
// The reply's id in the name of its use.
inline absl::string_view ReplyOfUse(absl::string_view name) {
  name = name.substr(0, name.rfind("/uses/"));
  return name.substr(name.rfind('/') + 1);
}
inline std::string OrderName(absl::string_view shop, absl::string_view order) {
  return absl::StrCat("shops/", shop, "/orders/", order);
}

}  // namespace shopdesk::feedback::domain
