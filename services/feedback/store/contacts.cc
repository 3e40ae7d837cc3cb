#include "services/feedback/store/contacts.h"

#include "libs/base/status_macros.h"

namespace shopdesk::feedback::store {
namespace {

constexpr sql::Statement kCount = {
    "feedback.count_contact",
    "INSERT INTO contact_counts (shop, purpose, outcome, attempts) VALUES ($1, $2, $3, 1) "
    "ON CONFLICT (shop, purpose, outcome) DO UPDATE SET attempts = contact_counts.attempts + 1"};
constexpr sql::Statement kByOutcome = {
    "feedback.contacts_by_outcome",
    "SELECT outcome, CAST(SUM(attempts) AS BIGINT) FROM contact_counts WHERE shop = $1 "
    "GROUP BY outcome"};

}  // namespace

absl::Status CountContact(sql::Transaction& txn, absl::string_view shop,
                          type::v1::ContactPurpose purpose, type::v1::ContactOutcome outcome) {
  return txn.Execute(kCount, {shop, static_cast<int64_t>(purpose), static_cast<int64_t>(outcome)})
      .status();
}

absl::StatusOr<std::map<int64_t, int64_t>> ContactsByOutcome(sql::Transaction& txn,
                                                             absl::string_view shop) {
  std::map<int64_t, int64_t> counts;
  RETURN_IF_ERROR(txn.Query(kByOutcome, {shop}, [&](const sql::Row& row) {
    counts[row.Int(0)] = row.Int(1);
    return absl::OkStatus();
  }));
  return counts;
}

}  // namespace shopdesk::feedback::store
