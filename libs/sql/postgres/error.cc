#include "libs/sql/postgres/error.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {
namespace {

enum class Meaning { kExists, kConflict, kFull, kBusy, kConnections, kLost, kTime, kDamaged };

struct Known {
  absl::string_view sqlstate;
  Meaning meaning;
};

// Appendix A of the PostgreSQL manual. What isn't here is a fault of the program.
constexpr Known kKnown[] = {
    {"23505", Meaning::kExists},       // unique_violation
    {"40001", Meaning::kConflict},     // serialization_failure
    {"40P01", Meaning::kConflict},     // deadlock_detected
    {"22012", Meaning::kConflict},     // division_by_zero: fewer rows than AdaptMany wanted
    {"55P03", Meaning::kConflict},     // lock_not_available
    {"26000", Meaning::kConflict},     // invalid_sql_statement_name: the server forgot it
    {"53100", Meaning::kFull},         // disk_full
    {"53200", Meaning::kBusy},         // out_of_memory
    {"53300", Meaning::kConnections},  // too_many_connections
    {"25P03", Meaning::kLost},         // idle_in_transaction_session_timeout
    {"57P01", Meaning::kLost},         // admin_shutdown
    {"57P02", Meaning::kLost},         // crash_shutdown
    {"57P03", Meaning::kLost},         // cannot_connect_now
    {"57P05", Meaning::kLost},         // idle_session_timeout
    {"57014", Meaning::kTime},         // query_canceled, by statement_timeout
    {"XX001", Meaning::kDamaged},      // data_corrupted
    {"XX002", Meaning::kDamaged},      // index_corrupted
};

const Known* Find(absl::string_view sqlstate) {
  const auto* found = std::find_if(std::begin(kKnown), std::end(kKnown),
                                   [&](const Known& known) { return known.sqlstate == sqlstate; });
  return found == std::end(kKnown) ? nullptr : found;
}

// Whether an attempt to connect failed for that: libpq keeps no SQLSTATE of it. The server's words,
// in English, for its own limit, that of roles and databases, and the slots that are reserved.
bool SaysTooMany(absl::string_view message) {
  return absl::StrContains(message, "too many clients") ||
         absl::StrContains(message, "too many connections") ||
         absl::StrContains(message, "connection slots are reserved");
}

// Without the addresses and names that libpq puts in: the caller is told, and needn't know them.
std::string WithoutHosts(absl::string_view message) {
  constexpr absl::string_view kFailed = "failed: ";
  if (const size_t end = message.rfind(kFailed); end != absl::string_view::npos) {
    message.remove_prefix(end + kFailed.size());
  }
  std::string text;
  bool quoted = false;
  for (const char c : message) {
    if (c == '"') {
      quoted = !quoted;
      if (quoted) text.append("…");
    } else if (!quoted) {
      text.push_back(c == '\n' || c == '\t' ? ' ' : c);
    }
  }
  return text;
}

absl::Status ConnectionsError() {
  return Error(absl::StatusCode::kUnavailable, "DATABASE_CONNECTIONS",
               "the database server takes no more connections (too many clients): raise its "
               "max_connections, or lower storage.postgres.connections of the services");
}

}  // namespace

bool IsConnectionLoss(absl::string_view sqlstate) {
  if (sqlstate.empty()) return true;
  // Class 08, but for protocol_violation: a wrong number of parameters.
  if (absl::StartsWith(sqlstate, "08")) return sqlstate != "08P01";
  const Known* known = Find(sqlstate);
  return known != nullptr && known->meaning == Meaning::kLost;
}

absl::Status PostgresError(absl::string_view sqlstate, absl::string_view message) {
  if (sqlstate.empty() && SaysTooMany(message)) return ConnectionsError();
  if (IsConnectionLoss(sqlstate)) {
    return UnavailableError(absl::StrCat("the database is not reachable: ", WithoutHosts(message)));
  }
  const Known* known = Find(sqlstate);
  if (known == nullptr) {
    return InternalError(absl::StrCat("database: ", message, " (", sqlstate, ")"));
  }
  switch (known->meaning) {
    case Meaning::kExists:
      return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
                   absl::StrCat("a row with this key exists already: ", message));
    case Meaning::kConflict:
      return absl::AbortedError(message);
    case Meaning::kFull:
      return StorageFullError(message);
    case Meaning::kTime:
      return DeadlineError();
    case Meaning::kDamaged:
      return Error(absl::StatusCode::kInternal, "DATA_LOSS",
                   absl::StrCat("the database is damaged: ", message));
    case Meaning::kConnections:
      return ConnectionsError();
    case Meaning::kBusy:
    case Meaning::kLost:
      break;
  }
  return UnavailableError(absl::StrCat("the database can't take more now: ", message));
}

}  // namespace shopdesk::sql
