#include "services/feedback/store/conversation/consultation.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "libs/base/status_macros.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::store {
namespace {

// How long after a consultation an order counts for it.
const int64_t kConversionMillis = absl::ToInt64Milliseconds(domain::kConversionTime);
// No session is longer: where to begin to look.
const int64_t kLongestSessionMillis = absl::ToInt64Milliseconds(domain::kLongestSession);

constexpr sql::Statement kDeleteConsultations = {
    "feedback.delete_consultations",
    "DELETE FROM consultations WHERE shop = $1 AND conversation = $2 AND day >= $3"};
constexpr sql::Statement kInsertConsultation = {
    "feedback.insert_consultation",
    "INSERT INTO consultations (shop, agent, day, conversation, buyer, first_ms, last_ms, "
    "answered, ordered, responses, wait_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
constexpr sql::Statement kMarkConsultationsOrdered = {
    "feedback.mark_consultations_ordered",
    "UPDATE consultations SET ordered = 1 WHERE shop = $1 AND buyer = $2 AND last_ms >= $3 "
    "AND first_ms <= $4 AND ordered = 0"};
// $5: a day in milliseconds.
constexpr sql::Statement kRecountConsultationsOrdered = {
    "feedback.recount_consultations_ordered",
    "UPDATE consultations SET ordered = 0 WHERE shop = $1 AND buyer = $2 AND last_ms >= $3 "
    "AND first_ms <= $4 AND ordered = 1 AND NOT EXISTS (SELECT 1 FROM trades "
    "WHERE trades.shop = consultations.shop AND trades.buyer = consultations.buyer "
    "AND trades.placed_ms >= consultations.first_ms "
    "AND trades.placed_ms <= consultations.last_ms + $5 AND trades.closed_unpaid = 0)"};
constexpr sql::Statement kListConsultationsOfAgent = {
    "feedback.list_consultations_of_agent",
    "SELECT conversation, buyer, answered, ordered, responses, wait_ms FROM consultations "
    "WHERE shop = $1 AND agent = $2 AND day >= $3 AND day <= $4"};

constexpr sql::Statement kFindOnlineSession = {
    "feedback.find_online_session",
    "SELECT start_ms, end_ms FROM online_sessions WHERE shop = $1 AND agent = $2 AND session = $3"};
constexpr sql::Statement kStretchOnlineSession = {
    "feedback.stretch_online_session",
    "INSERT INTO online_sessions (shop, agent, session, start_ms, end_ms) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (shop, agent, session) DO UPDATE SET "
    "start_ms = CASE WHEN excluded.start_ms < online_sessions.start_ms THEN excluded.start_ms "
    "ELSE online_sessions.start_ms END, "
    "end_ms = CASE WHEN excluded.end_ms > online_sessions.end_ms THEN excluded.end_ms "
    "ELSE online_sessions.end_ms END "
    "WHERE excluded.start_ms < online_sessions.start_ms "
    "OR excluded.end_ms > online_sessions.end_ms"};
constexpr sql::Statement kListOnlineSessions = {
    "feedback.list_online_sessions",
    "SELECT start_ms, end_ms FROM online_sessions WHERE shop = $1 AND agent = $2 "
    "AND start_ms >= $3 AND start_ms < $4 AND end_ms > $5 ORDER BY start_ms"};

}  // namespace

absl::Status ReplaceConsultations(sql::Transaction& txn, absl::string_view shop,
                                  absl::string_view conversation, absl::string_view buyer,
                                  Day first, absl::Span<const domain::ConsultationDay> rows) {
  RETURN_IF_ERROR(txn.Execute(kDeleteConsultations, {shop, conversation, first}).status());
  for (const domain::ConsultationDay& row : rows) {
    if (row.day < first) continue;
    ASSIGN_OR_RETURN(const bool ordered,
                     HasOrderIn(txn, shop, buyer, row.first_ms, row.last_ms + kConversionMillis));
    RETURN_IF_ERROR(txn.Execute(kInsertConsultation,
                                {shop, row.agent, row.day, conversation, buyer, row.first_ms,
                                 row.last_ms, row.answered, ordered, row.responses, row.wait_ms})
                        .status());
  }
  return absl::OkStatus();
}

absl::Status MarkOrdered(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                         int64_t placed_ms) {
  return txn
      .Execute(kMarkConsultationsOrdered, {shop, buyer, placed_ms - kConversionMillis, placed_ms})
      .status();
}

absl::Status RecountOrdered(sql::Transaction& txn, absl::string_view shop, absl::string_view buyer,
                            int64_t placed_ms) {
  return txn
      .Execute(kRecountConsultationsOrdered,
               {shop, buyer, placed_ms - kConversionMillis, placed_ms, kConversionMillis})
      .status();
}

// One scan, and distinct conversations and buyers told apart here: half the time of two GROUP BYs
// with their sorting.
absl::StatusOr<domain::Tally> SumConsultations(sql::Transaction& txn, absl::string_view shop,
                                               absl::string_view agent, domain::DayRange days) {
  domain::Tally tally;
  absl::flat_hash_map<std::string, bool> answered;
  absl::flat_hash_map<std::string, bool> ordered;
  RETURN_IF_ERROR(txn.Query(kListConsultationsOfAgent, {shop, agent, days.first, days.last},
                            [&](const sql::Row& row) {
                              bool& is_answered = answered[row.Text(0)];
                              is_answered = is_answered || row.Int(2) != 0;
                              bool& has_ordered = ordered[row.Text(1)];
                              has_ordered = has_ordered || row.Int(3) != 0;
                              tally.responses += row.Int(4);
                              tally.wait_ms += row.Int(5);
                              return absl::OkStatus();
                            }));
  const auto is_set = [](const auto& entry) { return entry.second; };
  tally.consultations = static_cast<int64_t>(answered.size());
  tally.answered = absl::c_count_if(answered, is_set);
  tally.buyers = static_cast<int64_t>(ordered.size());
  tally.buyers_ordered = absl::c_count_if(ordered, is_set);
  return tally;
}

absl::StatusOr<absl::optional<Session>> FindSession(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view agent,
                                                    absl::string_view session_id) {
  absl::optional<Session> session;
  RETURN_IF_ERROR(txn.QueryOne(kFindOnlineSession, {shop, agent, session_id},
                               [&](const sql::Row& row) {
                                 session = Session{row.Int(0), row.Int(1)};
                                 return absl::OkStatus();
                               })
                      .status());
  return session;
}

absl::StatusOr<bool> StretchSession(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view agent, absl::string_view session_id,
                                    const Session& session) {
  ASSIGN_OR_RETURN(const int64_t changed,
                   txn.Execute(kStretchOnlineSession,
                               {shop, agent, session_id, session.start_ms, session.end_ms}));
  return changed == 1;
}

absl::StatusOr<std::vector<Session>> ListSessions(sql::Transaction& txn, absl::string_view shop,
                                                  absl::string_view agent, int64_t start_ms,
                                                  int64_t end_ms) {
  std::vector<Session> sessions;
  RETURN_IF_ERROR(txn.Query(kListOnlineSessions,
                            {shop, agent, start_ms - kLongestSessionMillis, end_ms, start_ms},
                            [&](const sql::Row& row) {
                              sessions.push_back({row.Int(0), row.Int(1)});
                              return absl::OkStatus();
                            }));
  return sessions;
}

}  // namespace shopdesk::feedback::store
