#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/countdown.h"
#include "libs/sql/database.h"
#include "libs/sql/postgres/error.h"
#include "libs/sql/postgres/many.h"
#include "libs/sql/postgres/settings.h"

namespace shopdesk::sql {

// A connection with its prepared statements. Used by one thread at a time.
//
// Everything goes through libpq's pipeline mode, and what controls the transaction (BEGIN,
// SAVEPOINT, RELEASE …) or has no answer that somebody waits for is sent along with the next
// statement, so that it costs no round trip of its own.
class PostgresConnection {
 public:
  enum class Control {
    kBegin,
    kTransactionId,
    kBeginRead,
    kCommit,
    kRollback,
    kSavepoint,
    kRelease,
    kUndo,
    kSavepointTask,
    kReleaseTask,
    kUndoTask
  };
  enum class CommitOutcome { kCommitted, kFailed, kUnknown };

  // What a connection is for.
  enum class Use { kRead, kWrite };

  PostgresConnection(PostgresSettings& settings, Use use) : settings_(settings), use_(use) {}
  ~PostgresConnection() { Disconnect(); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  bool connected() const { return connection_ != nullptr; }
  // Connects unless it is; UNAVAILABLE if that fails, or failed a moment ago.
  absl::Status Connect();
  void Disconnect();

  // Begins a transaction. A write's id is asked for along with its first statement, to learn later
  // what became of it. Statements are ended by the server at about the deadline.
  void BeginWrite(absl::Time deadline) { Begin(Control::kBegin, deadline); }
  void BeginRead(absl::Time deadline) { Begin(Control::kBeginRead, deadline); }
  // Queues a command to go with the next statement.
  void Queue(Control control) { pending_.push_back({control, nullptr}); }
  void Queue(std::shared_ptr<PostgresMany> many) {
    pending_.push_back({Control::kBegin, std::move(many)});
  }
  // Takes the last queued command back if it is `control`: nothing happened since.
  bool Unqueue(Control control);
  // Runs what is queued. An error as of Run.
  absl::Status Flush();
  // Whether a command that was queued has failed since the transaction began, and not the statement
  // that was run.
  bool queued_failed() const { return queued_failed_; }
  // Runs a statement. An error with a connection that is not connected() any more is its loss.
  absl::StatusOr<PostgresResult> Run(const Statement& statement,
                                     std::initializer_list<Value> parameters);
  // Runs several statements in the transaction.
  absl::Status RunScript(const char* text);
  // Commits. kFailed: nothing was changed, `error` says why. kUnknown: the connection was lost
  // before the answer; see transaction_id.
  CommitOutcome Commit(absl::Status& error);
  // Ends a transaction that has nothing to keep; doesn't wait for the answer.
  void Abandon();
  // The id of the last write transaction.
  const std::string& transaction_id() const { return transaction_id_; }
  // The server that was connected last: another text after a crash, a restart or a fail-over.
  const std::string& server() const { return server_; }

 private:
  struct Prepared {
    std::string name;
    std::string text;
    StatementMeter::Counter* counter;
  };
  // A queued command: one that controls the transaction, or else a statement for many rows.
  struct Queued {
    Control control;
    std::shared_ptr<PostgresMany> many;
  };
  // A statement for many rows as it was prepared.
  struct PreparedMany {
    Prepared prepared;
    std::vector<Value::Kind> types;
  };
  using Pending = absl::InlinedVector<Queued, 8>;
  // What an exchange sends after the queued commands.
  struct Main {
    const Statement* statement = nullptr;
    const std::initializer_list<Value>* parameters = nullptr;
    // The statement's cache entry, when it has to be prepared first.
    const Prepared* prepare = nullptr;
    const Prepared* prepared = nullptr;
  };

  void Begin(Control begin, absl::Time deadline);
  absl::Status SetUp();
  // Sends what is queued and `main` in one go and waits for all answers; the result is main's.
  absl::StatusOr<PostgresResult> Exchange(const Main& main);
  bool Send(const Main& main);
  bool SendControl(Control control);
  bool SendMany(PostgresMany& many);
  bool SendMain(const Main& main);
  absl::StatusOr<PostgresResult> Receive(const Main& main);
  absl::Status ReceiveMany(PostgresMany& many);
  // Runs what `once` does, a second time if the server was restarted while the connection lay idle.
  template <class Once>
  auto RunFirst(Once once);
  // Reads up to the end of an exchange that was not waited for.
  absl::Status ReceiveSync();
  // The next result; null at the end of a command's results.
  absl::StatusOr<PostgresResult> Next();
  // The one result of a command.
  absl::StatusOr<PostgresResult> NextOf(absl::string_view name);
  absl::Status ErrorOf(const PGresult* result, absl::string_view name);
  absl::Status Lost(absl::string_view why);
  absl::StatusOr<PostgresResult> RunOnce(const Statement& statement,
                                         std::initializer_list<Value> parameters);
  absl::Status ExecScript(const char* text);

  PostgresSettings& settings_;
  const Use use_;
  PGconn* connection_ = nullptr;
  // By the address of the text.
  absl::flat_hash_map<const char*, Prepared> statements_;
  absl::flat_hash_map<const char*, PreparedMany> many_;
  int next_name_ = 0;
  Pending pending_;
  bool queued_failed_ = false;
  // Whether the server has begun the transaction.
  bool begun_ = false;
  bool writing_ = false;
  // Whether the statement that runs was prepared earlier.
  bool reusing_ = false;
  // Ends of exchanges whose answers were not waited for.
  int unread_syncs_ = 0;
  // The time-out the session has, and the one it is to have, in milliseconds.
  int64_t session_timeout_ = 0;
  int64_t wanted_timeout_ = 0;
  bool timeout_sent_ = false;
  Countdown limit_{absl::InfiniteDuration()};
  std::string transaction_id_;
  std::string server_;
};

}  // namespace shopdesk::sql
