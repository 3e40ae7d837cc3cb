#include "libs/sql/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/sql/driver.h"

namespace shopdesk::sql {
namespace {

struct ControlText {
  const char* name;
  const char* text;
};

// In the order of Control. A task's savepoint has its own name: undoing it undoes the savepoints
// that were left open in it.
constexpr std::array<ControlText, 11> kControls = {{
    {"begin", "BEGIN ISOLATION LEVEL READ COMMITTED"},
    {"transaction_id", "SELECT pg_current_xact_id()"},
    {"begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    {"commit", "COMMIT"},
    {"rollback", "ROLLBACK"},
    {"savepoint", "SAVEPOINT inner_part"},
    {"release", "RELEASE inner_part"},
    {"undo", "ROLLBACK TO inner_part"},
    {"savepoint_task", "SAVEPOINT task"},
    {"release_task", "RELEASE task"},
    {"undo_task", "ROLLBACK TO task"},
}};

const ControlText& TextOf(PostgresConnection::Control control) {
  return kControls[static_cast<size_t>(control)];
}

// The server ends statements after the next power of two of milliseconds, so that the session's
// setting seldom has to change; who waits gives it this much longer to say so.
constexpr int64_t kLongestTimeoutMillis = 65536;
constexpr absl::Duration kGrace = absl::Seconds(3);
// A wait for a lock that is longer is a conflict: the write runs again.
constexpr int64_t kLockTimeoutMillis = 4096;

int64_t TimeoutFor(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return kLongestTimeoutMillis;
  const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
  int64_t timeout = 16;
  while (timeout < left && timeout < kLongestTimeoutMillis) timeout *= 2;
  return timeout;
}

// The parameters of a statement as libpq wants them: numbers and text as C strings, of types that
// the server infers; bytes as they are.
class Parameters {
 public:
  Parameters(std::initializer_list<Value> values) {
    size_t size = 0;
    for (const Value& value : values) size += value.bytes().size() + kNumberSize;
    texts_.reserve(size);
    for (const Value& value : values) Add(value);
  }
  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  static constexpr size_t kNumberSize = 24;

  void Add(const Value& value) {
    const char* start = texts_.data() + texts_.size();
    const bool blob = value.kind() == Value::Kind::kBlob;
    if (value.kind() == Value::Kind::kNull) {
      start = nullptr;
    } else if (blob) {
      start = value.bytes().data() == nullptr ? "" : value.bytes().data();
    } else if (value.kind() == Value::Kind::kInt) {
      absl::StrAppend(&texts_, value.int_value());
      texts_.push_back('\0');
    } else {
      texts_.append(value.bytes().data(), value.bytes().size());
      texts_.push_back('\0');
    }
    values_.push_back(start);
    lengths_.push_back(static_cast<int>(value.bytes().size()));
    formats_.push_back(blob ? 1 : 0);
  }

  // Never grows past what was reserved: the values point into it.
  std::string texts_;
  absl::InlinedVector<const char*, 12> values_;
  absl::InlinedVector<int, 12> lengths_;
  absl::InlinedVector<int, 12> formats_;
};

absl::string_view Trimmed(const char* message) {
  absl::string_view text = message == nullptr ? "" : message;
  while (absl::ConsumeSuffix(&text, "\n")) {
  }
  return text;
}

}  // namespace

absl::Status PostgresConnection::Connect() {
  if (connected()) return absl::OkStatus();
  RETURN_IF_ERROR(settings_.MayConnect());
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : settings_.parameters()) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/0);
  absl::Status status = PQstatus(connection_) == CONNECTION_OK
                            ? SetUp()
                            : PostgresError("", Trimmed(PQerrorMessage(connection_)));
  if (!status.ok()) {
    Disconnect();
    settings_.ConnectFailed(status);
    return status;
  }
  settings_.Connected();
  return absl::OkStatus();
}

void PostgresConnection::Disconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
  statements_.clear();
  many_.clear();
  pending_.clear();
  begun_ = false;
  unread_syncs_ = 0;
  session_timeout_ = 0;
}

absl::Status PostgresConnection::SetUp() {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  RETURN_IF_ERROR(ExecScript(absl::StrCat("SET search_path = ", settings_.schema(),
                                          "; SET client_min_messages = warning; SET jit = off;"
                                          "SET idle_in_transaction_session_timeout = '10s'")
                                 .c_str()));
  // Writes find their rows by keys, whatever the table is like and however many they are: one plan
  // serves, made once. One that was made while a table was empty would read it whole.
  if (use_ == Use::kWrite) {
    RETURN_IF_ERROR(
        ExecScript("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; "
                   "SET enable_hashjoin = off; SET enable_mergejoin = off"));
  }
  // Only a superuser, or who was granted it, may set this; the server's own value is slower.
  ExecScript("SET deadlock_timeout = '100ms'").IgnoreError();
  // Recovery from a crash resets the statistics; a restart has a time of its own.
  PostgresResult server(PQexec(
      connection_, "SELECT pg_postmaster_start_time(), stats_reset FROM pg_catalog.pg_stat_wal"));
  if (PQresultStatus(server.get()) != PGRES_TUPLES_OK) return ErrorOf(server.get(), "server");
  server_ = absl::StrCat(PQgetvalue(server.get(), 0, 0), " ", PQgetvalue(server.get(), 0, 1));
  for (const ControlText& control : kControls) {
    PostgresResult result(PQprepare(connection_, control.name, control.text, 0, nullptr));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
      return ErrorOf(result.get(), control.name);
  }
  if (PQenterPipelineMode(connection_) != 1) return Lost("no pipeline mode");
  return absl::OkStatus();
}

absl::Status PostgresConnection::ExecScript(const char* text) {
  PostgresResult result(PQexec(connection_, text));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
    return absl::OkStatus();
  }
  return ErrorOf(result.get(), "script");
}

void PostgresConnection::Begin(Control begin, absl::Time deadline) {
  wanted_timeout_ = TimeoutFor(deadline);
  limit_ =
      Countdown(deadline == absl::InfiniteFuture() ? absl::InfiniteDuration()
                                                   : absl::Milliseconds(wanted_timeout_) + kGrace);
  pending_.clear();
  queued_failed_ = false;
  Queue(begin);
  writing_ = begin == Control::kBegin;
  if (writing_) Queue(Control::kTransactionId);
  begun_ = false;
  transaction_id_.clear();
}

bool PostgresConnection::Unqueue(Control control) {
  if (pending_.empty() || pending_.back().many != nullptr || pending_.back().control != control) {
    return false;
  }
  pending_.pop_back();
  return true;
}

template <class Once>
auto PostgresConnection::RunFirst(Once once) {
  if (begun_) return once();
  // Nothing was done with the connection so far, so that what is lost with it may be sent again.
  const Pending pending = pending_;
  auto result = once();
  if (result.ok() || connected() || !Connect().ok()) return result;
  pending_ = pending;
  return once();
}

absl::StatusOr<PostgresResult> PostgresConnection::Run(const Statement& statement,
                                                       std::initializer_list<Value> parameters) {
  return RunFirst([&] { return RunOnce(statement, parameters); });
}

absl::Status PostgresConnection::Flush() {
  return RunFirst([this] { return Exchange({}).status(); });
}

absl::StatusOr<PostgresResult> PostgresConnection::RunOnce(
    const Statement& statement, std::initializer_list<Value> parameters) {
  Main main = {.statement = &statement, .parameters = &parameters};
  Prepared fresh;
  const char* text = statement.TextOn(Dialect::kPostgres);
  auto found = statements_.find(text);
  // The address is a constant's by contract; the comparison makes a breach harmless.
  if (found != statements_.end() && found->second.text == text) {
    main.prepared = &found->second;
  } else {
    fresh = {absl::StrCat("s", ++next_name_), text, &settings_.meter().Of(statement.name)};
    main.prepare = main.prepared = &fresh;
  }
  reusing_ = main.prepare == nullptr;
  const int64_t start = absl::GetCurrentTimeNanos();
  auto result = Exchange(main);
  main.prepared->counter->Count(start);
  if (main.prepare != nullptr && result.ok()) statements_[text] = std::move(fresh);
  return result;
}

absl::Status PostgresConnection::RunScript(const char* text) {
  // Scripts have no place in a pipeline: send what is queued, and leave it for a while.
  RETURN_IF_ERROR(Exchange({}).status());
  if (PQexitPipelineMode(connection_) != 1) return Lost("pipeline mode can't be left");
  absl::Status status = ExecScript(text);
  if (connected() && PQenterPipelineMode(connection_) != 1) return Lost("no pipeline mode");
  return status;
}

PostgresConnection::CommitOutcome PostgresConnection::Commit(absl::Status& error) {
  if (!begun_) {
    const bool changes = std::any_of(pending_.begin(), pending_.end(),
                                     [](const Queued& queued) { return queued.many != nullptr; });
    // Not even the first statement was sent.
    if (!changes) {
      pending_.clear();
      return CommitOutcome::kCommitted;
    }
    // Without the transaction's id nobody could learn what became of it.
    error = Flush();
    if (!error.ok()) {
      Abandon();
      return CommitOutcome::kFailed;
    }
  }
  // The commit releases the savepoints anyway.
  while (Unqueue(Control::kReleaseTask) || Unqueue(Control::kRelease)) {
  }
  Queue(Control::kCommit);
  auto result = Exchange({});
  // The commit was not run where a change before it has failed.
  if (connected() && queued_failed_) {
    error = result.status();
    Abandon();
    return CommitOutcome::kFailed;
  }
  begun_ = false;
  if (result.ok() && absl::string_view(PQcmdStatus(result->get())) == "COMMIT") {
    return CommitOutcome::kCommitted;
  }
  error = result.ok() ? InternalError("the transaction was rolled back") : result.status();
  return connected() ? CommitOutcome::kFailed : CommitOutcome::kUnknown;
}

void PostgresConnection::Abandon() {
  pending_.clear();
  if (!begun_) return;
  begun_ = false;
  if (!connected()) return;
  if (!SendControl(writing_ ? Control::kRollback : Control::kCommit) ||
      PQpipelineSync(connection_) != 1) {
    Disconnect();
    return;
  }
  ++unread_syncs_;
}

absl::StatusOr<PostgresResult> PostgresConnection::Exchange(const Main& main) {
  if (!connected()) return UnavailableError("the connection to the database was lost");
  if (!Send(main)) return Lost(Trimmed(PQerrorMessage(connection_)));
  auto result = Receive(main);
  pending_.clear();
  return result;
}

bool PostgresConnection::Send(const Main& main) {
  timeout_sent_ = wanted_timeout_ != session_timeout_ && !begun_;
  if (timeout_sent_) {
    // With an end of its own, so that a rollback does not take it back.
    const std::string text =
        absl::StrCat("SELECT set_config('statement_timeout', '", wanted_timeout_,
                     "', false), set_config('lock_timeout', '",
                     std::min(wanted_timeout_, kLockTimeoutMillis), "', false)");
    if (PQsendQueryParams(connection_, text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) !=
            1 ||
        PQpipelineSync(connection_) != 1) {
      return false;
    }
  }
  for (const Queued& queued : pending_) {
    if (!(queued.many != nullptr ? SendMany(*queued.many) : SendControl(queued.control))) {
      return false;
    }
  }
  return (main.statement == nullptr || SendMain(main)) && PQpipelineSync(connection_) == 1;
}

bool PostgresConnection::SendControl(Control control) {
  return PQsendQueryPrepared(connection_, TextOf(control).name, 0, nullptr, nullptr, nullptr, 0) ==
         1;
}

bool PostgresConnection::SendMany(PostgresMany& many) {
  const char* text = many.statement->TextOn(Dialect::kPostgres);
  std::vector<Value::Kind> types = many.Types();
  PreparedMany& known = many_[text];
  many.preparing = known.prepared.text != text || known.types != types;
  if (many.preparing) {
    known = {{absl::StrCat("s", ++next_name_), text, &settings_.meter().Of(many.statement->name)},
             std::move(types)};
    const std::string adapted = AdaptMany(*many.statement, known.types, many.counted);
    if (PQsendPrepare(connection_, known.prepared.name.c_str(), adapted.c_str(), 0, nullptr) != 1) {
      return false;
    }
  }
  const ManyParameters parameters(many, known.types);
  return PQsendQueryPrepared(connection_, known.prepared.name.c_str(), parameters.count(),
                             parameters.values(), parameters.lengths(), parameters.formats(),
                             /*resultFormat=*/1) == 1;
}

bool PostgresConnection::SendMain(const Main& main) {
  if (main.prepare != nullptr) {
    const std::string text = Adapt(Dialect::kPostgres, *main.statement);
    if (PQsendPrepare(connection_, main.prepare->name.c_str(), text.c_str(), 0, nullptr) != 1) {
      return false;
    }
  }
  const Parameters parameters(*main.parameters);
  return PQsendQueryPrepared(connection_, main.prepared->name.c_str(), parameters.count(),
                             parameters.values(), parameters.lengths(), parameters.formats(),
                             /*resultFormat=*/1) == 1;
}

absl::StatusOr<PostgresResult> PostgresConnection::Receive(const Main& main) {
  for (; unread_syncs_ > 0; --unread_syncs_) RETURN_IF_ERROR(ReceiveSync());
  if (timeout_sent_) {
    RETURN_IF_ERROR(NextOf("set_timeout").status());
    RETURN_IF_ERROR(ReceiveSync());
    session_timeout_ = wanted_timeout_;
  }
  absl::StatusOr<PostgresResult> last = PostgresResult();
  absl::Status error;
  // Every command is answered, also those after one that failed.
  const auto receive = [&](absl::string_view name) {
    last = NextOf(name);
    if (error.ok() && !last.ok()) error = last.status();
  };
  for (const Queued& queued : pending_) {
    if (queued.many == nullptr) {
      receive(TextOf(queued.control).name);
    } else if (absl::Status status = ReceiveMany(*queued.many); error.ok() && !status.ok()) {
      error = std::move(status);
    }
    if (!connected()) return error;
    queued_failed_ |= !error.ok();
    if (queued.many == nullptr && queued.control == Control::kTransactionId && last.ok()) {
      transaction_id_ = PQgetvalue(last->get(), 0, 0);
    }
  }
  if (main.statement != nullptr) {
    if (main.prepare != nullptr) receive(main.statement->name);
    if (connected()) receive(main.statement->name);
  }
  if (connected()) {
    const absl::Status end = ReceiveSync();
    if (error.ok()) error = end;
  }
  if (!connected()) return error;
  begun_ = true;
  if (!error.ok()) return error;
  return last;
}

absl::Status PostgresConnection::ReceiveMany(PostgresMany& many) {
  const int64_t start = absl::GetCurrentTimeNanos();
  const char* text = many.statement->TextOn(Dialect::kPostgres);
  const bool reusing = std::exchange(reusing_, !many.preparing);
  absl::Status status;
  if (many.preparing) status = NextOf(many.statement->name).status();
  if (!connected()) return status;
  auto result = NextOf(many.statement->name);
  if (!connected()) return result.status();
  reusing_ = reusing;
  many_[text].prepared.counter->Count(start);
  if (!status.ok()) {
    many_.erase(text);
    return status;
  }
  if (!result.ok()) return result.status();
  many.result = *std::move(result);
  return absl::OkStatus();
}

absl::Status PostgresConnection::ReceiveSync() {
  while (true) {
    ASSIGN_OR_RETURN(PostgresResult result, Next());
    if (result == nullptr) {
      if (PQstatus(connection_) != CONNECTION_OK) return Lost(Trimmed(PQerrorMessage(connection_)));
      continue;
    }
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return absl::OkStatus();
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) {
      const absl::Status error = ErrorOf(result.get(), "end");
      if (!connected()) return error;
    }
  }
}

absl::StatusOr<PostgresResult> PostgresConnection::Next() {
  while (PQisBusy(connection_) != 0) {
    const absl::Duration left = limit_.left();
    if (left == absl::ZeroDuration()) return Lost("the server doesn't answer in time");
    pollfd readable = {PQsocket(connection_), POLLIN, 0};
    const absl::Duration wait = std::min(left, absl::Seconds(60)) + absl::Milliseconds(1);
    if (poll(&readable, 1, static_cast<int>(absl::ToInt64Milliseconds(wait))) > 0 &&
        PQconsumeInput(connection_) != 1) {
      return Lost(Trimmed(PQerrorMessage(connection_)));
    }
  }
  return PostgresResult(PQgetResult(connection_));
}

absl::StatusOr<PostgresResult> PostgresConnection::NextOf(absl::string_view name) {
  ASSIGN_OR_RETURN(PostgresResult result, Next());
  if (result == nullptr) return Lost(Trimmed(PQerrorMessage(connection_)));
  const ExecStatusType status = PQresultStatus(result.get());
  // The command before it failed, and so this one was not run; its error is the first.
  if (status == PGRES_PIPELINE_ABORTED) {
    ASSIGN_OR_RETURN(PostgresResult end, Next());
    return InternalError(absl::StrCat(name, ": not run"));
  }
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    absl::Status error = ErrorOf(result.get(), name);
    if (!connected()) return error;
    ASSIGN_OR_RETURN(PostgresResult end, Next());
    return error;
  }
  ASSIGN_OR_RETURN(PostgresResult end, Next());
  return result;
}

absl::Status PostgresConnection::ErrorOf(const PGresult* result, absl::string_view name) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const absl::string_view sqlstate = field == nullptr ? "" : field;
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string message =
      absl::StrCat(name, ": ", primary != nullptr ? primary : Trimmed(PQerrorMessage(connection_)));
  // A primary that became a standby refuses writes; the next attempt finds the new one.
  if (IsConnectionLoss(sqlstate) || (sqlstate == "25006" && writing_)) return Lost(message);
  // The tables changed under a prepared statement, or it is gone: prepare all anew, and run again.
  if (sqlstate == "26000" || (sqlstate == "0A000" && reusing_)) {
    Disconnect();
    return absl::AbortedError(message);
  }
  return PostgresError(sqlstate, message);
}

absl::Status PostgresConnection::Lost(absl::string_view why) {
  const absl::Status status = PostgresError("", why);
  Disconnect();
  return status;
}

}  // namespace shopdesk::sql
