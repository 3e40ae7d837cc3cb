#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/domain/conversation/consultation.h"
#include "services/feedback/domain/conversation/scorecard.h"

// What scorecards are made of. Ids of shop, conversation and agent are escaped.
namespace shopdesk::feedback::store {

// Replaces what a conversation adds to the days from `first` on. `rows` of earlier days are left
// out. The buyer and the conversation are locked.
absl::Status ReplaceConsultations(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view conversation, absl::string_view buyer,
                                  Day first, absl::Span<const domain::ConsultationDay> rows);
// An order was placed: the consultations of the day before it led to it. The buyer is locked.
absl::Status MarkOrdered(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                         int64_t placed_ms);
// An order was closed unpaid: its consultations led to none, unless the buyer placed another. The
// buyer is locked.
absl::Status RecountOrdered(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            int64_t placed_ms);
absl::StatusOr<domain::Tally> SumConsultations(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view agent, domain::DayRange days);

struct Session {
  int64_t start_ms = 0;
  int64_t end_ms = 0;
};
absl::StatusOr<absl::optional<Session>> FindSession(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view agent,
                                                    absl::string_view session_id);
// Stores a session, or stretches the one that is stored to earlier starts and later ends. False if
// that changes nothing.
absl::StatusOr<bool> StretchSession(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view agent, absl::string_view session_id,
                                    const Session& session);
// The sessions that overlap [start_ms, end_ms).
absl::StatusOr<std::vector<Session>> ListSessions(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view agent, int64_t start_ms,
                                                  int64_t end_ms);

}  // namespace shopdesk::feedback::store
