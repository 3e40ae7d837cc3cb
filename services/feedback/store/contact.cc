#include "services/feedback/store/contact.h"

#include "services/feedback/store/query.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kCount = {
    "feedback.count_contact",
    "INSERT INTO contact_counts (shop, purpose, outcome, attempts) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (shop, purpose, outcome) DO UPDATE SET attempts = contact_counts.attempts + 1"};
constexpr sql::Statement kCountByOutcome = {
    "feedback.count_contacts_by_outcome",
    "SELECT outcome, CAST(SUM(attempts) AS BIGINT) FROM contact_counts WHERE shop = $1 "
    "GROUP BY outcome"};

}  // namespace

absl::Status CountContact(sql::Transaction& txn, absl::string_view shop,
                          type::v1::ContactPurpose::Value purpose,
                          type::v1::ContactOutcome::Value outcome) {
  return txn.Execute(kCount, {shop, int64_t{purpose}, int64_t{outcome}}).status();
}

absl::StatusOr<std::map<int64_t, int64_t>> CountContactsByOutcome(sql::Transaction& txn,
                                                                  absl::string_view shop) {
  return QueryCounts(txn, kCountByOutcome, {shop});
}

}  // namespace shopdesk::feedback::store
