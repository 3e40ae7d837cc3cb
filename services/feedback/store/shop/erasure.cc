#include "services/feedback/store/shop/erasure.h"

#include "libs/privacy/erase.h"
#include "services/feedback/domain/shop/events.h"
#include "shopdesk/feedback/v1/appeal.pb.h"
#include "shopdesk/feedback/v1/complaint.pb.h"
#include "shopdesk/feedback/v1/dossier.pb.h"
#include "shopdesk/feedback/v1/follow_up.pb.h"
#include "shopdesk/feedback/v1/repeated_question.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"
#include "shopdesk/feedback/v1/review_case.pb.h"
#include "shopdesk/feedback/v1/ticket.pb.h"

namespace shopdesk::feedback::store {
namespace {

const privacy::ErasedTable kOfOrder[] = {
    {{"feedback.find_reviews_to_erase",
      "SELECT id, 'shops/' || shop || '/reviews/' || id, data FROM reviews "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_review",
      "UPDATE reviews SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Review>,
     events::kReviewErased},
    // A case has the id of its review.
    {{"feedback.find_cases_to_erase",
      "SELECT id, 'shops/' || shop || '/reviewCases/' || id, data FROM review_cases "
      "WHERE shop = $1 AND id IN "
      "(SELECT r.id FROM reviews r WHERE r.shop = $1 AND r.order_id = $2) ORDER BY id FOR UPDATE"},
     {"feedback.erase_case",
      "UPDATE review_cases SET data = $4 WHERE shop = $1 AND id = $3 AND id IN "
      "(SELECT r.id FROM reviews r WHERE r.shop = $1 AND r.order_id = $2)"},
     privacy::PrototypeOf<v1::ReviewCase>,
     events::kCaseErased},
    {{"feedback.find_buyer_review_to_erase",
      "SELECT order_id, 'shops/' || shop || '/buyerReviews/' || order_id, data FROM buyer_reviews "
      "WHERE shop = $1 AND order_id = $2 FOR UPDATE"},
     {"feedback.erase_buyer_review",
      "UPDATE buyer_reviews SET data = $4 WHERE shop = $1 AND order_id = $2 AND order_id = $3"},
     privacy::PrototypeOf<v1::BuyerReview>,
     events::kBuyerReviewErased},
    // The keys of its items are sealed under its name: without them the boxes say nothing.
    {{"feedback.find_dossiers_to_erase",
      "SELECT id, 'shops/' || shop || '/dossiers/' || id, data FROM dossiers "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_dossier",
      "UPDATE dossiers SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Dossier>,
     events::kDossierErased},
    {{"feedback.find_appeals_to_erase",
      "SELECT id, 'shops/' || shop || '/appeals/' || id, data FROM appeals "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_appeal",
      "UPDATE appeals SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Appeal>,
     events::kAppealErased},
    {{"feedback.find_complaints_to_erase",
      "SELECT id, 'shops/' || shop || '/complaints/' || id, data FROM complaints "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_complaint",
      "UPDATE complaints SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Complaint>,
     events::kComplaintErased},
    {{"feedback.find_tickets_to_erase",
      "SELECT id, 'shops/' || shop || '/tickets/' || id, data FROM tickets "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_ticket",
      "UPDATE tickets SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::Ticket>,
     events::kTicketErased},
    {{"feedback.find_late_parcels_to_erase",
      "SELECT id, 'shops/' || shop || '/lateParcels/' || id, data FROM late_parcels "
      "WHERE shop = $1 AND order_id = $2 ORDER BY id FOR UPDATE"},
     {"feedback.erase_late_parcel",
      "UPDATE late_parcels SET data = $4 WHERE shop = $1 AND order_id = $2 AND id = $3"},
     privacy::PrototypeOf<v1::LateParcel>,
     events::kLateParcelErased},
};

// What is kept of a buyer beside his orders and conversations.
const privacy::ErasedTable kOfBuyer[] = {
    {{"feedback.find_repeated_questions_to_erase",
      "SELECT id, 'shops/' || shop || '/repeatedQuestions/' || id, data FROM repeated_questions "
      "WHERE shop = $1 AND conversation IN "
      "(SELECT c.id FROM conversations c WHERE c.shop = $1 AND c.buyer = $2) "
      "ORDER BY id FOR UPDATE"},
     {"feedback.erase_repeated_question",
      "UPDATE repeated_questions SET data = $4 WHERE shop = $1 AND id = $3 AND conversation IN "
      "(SELECT c.id FROM conversations c WHERE c.shop = $1 AND c.buyer = $2)"},
     privacy::PrototypeOf<v1::RepeatedQuestion>,
     events::kRepeatedQuestionErased},
};

}  // namespace

absl::StatusOr<int64_t> EraseExamples(sql::Transaction& txn, const privacy::Vault& vault,
                                      absl::string_view shop, absl::string_view buyer,
                                      privacy::TellFn tell) {
  return privacy::EraseRows(txn, vault, kOfBuyer, shop, buyer, tell);
}

absl::StatusOr<int64_t> EraseOrder(sql::Transaction& txn, const privacy::Vault& vault,
                                   absl::string_view shop, absl::string_view order_id,
                                   privacy::TellFn tell) {
  return privacy::EraseRows(txn, vault, kOfOrder, shop, order_id, tell);
}

}  // namespace shopdesk::feedback::store
