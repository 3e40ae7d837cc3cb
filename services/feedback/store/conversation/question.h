#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/conversation/repeated_question.h"

// What buyers asked of products, by question and buyer. Products are given by their names.
namespace shopdesk::feedback::store {

// A buyer asks a question in a message.
struct Asking {
  std::string product;
  std::string key;
  std::string buyer;
  int64_t time_ms = 0;
  // Escaped.
  std::string conversation;
  std::string message_id;
};
absl::Status AddAsking(sql::Transaction& txn, absl::string_view shop, const Asking& asking);

// Of a product: what nobody asked since; what was asked longest ago, beyond the newest `most` rows.
absl::Status ForgetAskedBefore(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view product, int64_t before_ms);
absl::Status ForgetAskedBeyond(sql::Transaction& txn, absl::string_view shop,
                               absl::string_view product, int64_t most);
// When what was asked longest ago was asked last; nullopt: nothing was.
absl::StatusOr<absl::optional<int64_t>> FindOldestAsked(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view product);
// The questions of a product that at least so many buyers asked, by id.
absl::StatusOr<std::vector<domain::QuestionTally>> ListTallies(sql::Transaction& txn,
                                                               absl::string_view shop,
                                                               absl::string_view product,
                                                               int64_t buyers);
// How many buyers asked a question after a moment.
absl::StatusOr<int64_t> CountBuyersSince(sql::Transaction& txn, absl::string_view shop,
                                         absl::string_view question, int64_t since_ms);
// Where a question was asked last: the message's place. It is locked, so that an erasure waits.
struct AskedIn {
  std::string conversation;
  std::string message_id;
};
absl::StatusOr<absl::optional<AskedIn>> FindLastAsked(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view question);
// What a buyer asked first until then.
absl::Status ForgetAskedBy(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                           int64_t until_ms);

}  // namespace shopdesk::feedback::store
