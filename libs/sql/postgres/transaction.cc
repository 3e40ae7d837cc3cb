#include "libs/sql/postgres/transaction.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "libs/base/status_macros.h"
#include "libs/sql/postgres/row.h"

namespace shopdesk::sql {

PostgresTransaction::PostgresTransaction(PostgresConnection& connection, PostgresShared* shared,
                                         Undo undo)
    : connection_(connection), shared_(shared) {
  if (undo == Undo::kAlone) {
    Begin(Control::kSavepointTask, Control::kReleaseTask, Control::kUndoTask);
  }
}

absl::StatusOr<int64_t> PostgresTransaction::Execute(const Statement& statement,
                                                     std::initializer_list<Value> parameters) {
  RETURN_IF_ERROR(failure());
  ASSIGN_OR_RETURN(const PostgresResult result, Run(statement, parameters));
  int64_t changed = 0;
  // A SELECT counts the rows it found, which are no changes.
  const bool changes = absl::string_view(PQcmdStatus(result.get())).substr(0, 6) != "SELECT";
  if (!changes || !absl::SimpleAtoi(PQcmdTuples(result.get()), &changed)) return 0;
  return changed;
}

absl::Status PostgresTransaction::Query(const Statement& statement,
                                        std::initializer_list<Value> parameters, RowFn fn) {
  RETURN_IF_ERROR(failure());
  if (shared_ != nullptr) {
    ASSIGN_OR_RETURN(const bool known, shared_->rows.Query(statement, parameters, fn));
    if (known) return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const PostgresResult result, Run(statement, parameters));
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) RETURN_IF_ERROR(fn(PostgresRow(result.get(), row)));
  return absl::OkStatus();
}

absl::Status PostgresTransaction::Defer(const Change& change,
                                        std::initializer_list<Value> parameters) {
  if (shared_ == nullptr) return Transaction::Defer(change, parameters);
  RETURN_IF_ERROR(failure());
  shared_->changes.Add(change, parameters);
  shared_->rows.Apply(change, parameters);
  return absl::OkStatus();
}

absl::Status PostgresTransaction::Savepoint(absl::FunctionRef<absl::Status()> fn) {
  RETURN_IF_ERROR(failure());
  // A read has nothing to take back.
  if (shared_ == nullptr) return fn();
  Begin(Control::kSavepoint, Control::kRelease, Control::kUndo);
  absl::Status status = fn();
  // What the database refused takes the whole transaction with it.
  RETURN_IF_ERROR(failure());
  EndPart(status.ok());
  return status;
}

absl::Status PostgresTransaction::RunScript(const char* text) {
  RETURN_IF_ERROR(failure());
  if (shared_ != nullptr) SendDeferred();
  absl::Status status = connection_.RunScript(text);
  return status.ok() ? status : Fail(std::move(status));
}

void PostgresTransaction::End(bool keep) {
  // After an error of the database the parts within are open.
  while (parts_.size() > 1) EndPart(keep);
  EndPart(keep);
}

void PostgresTransaction::Begin(Control savepoint, Control release, Control undo) {
  parts_.push_back({savepoint, release, undo, shared_->changes.mark(), shared_->rows.mark()});
}

void PostgresTransaction::EndPart(bool keep) {
  const Part part = parts_.back();
  parts_.pop_back();
  if (!keep) {
    shared_->changes.TakeBackTo(part.changes);
    shared_->rows.TakeBackTo(part.rows);
  }
  if (!part.sent) return;
  if (!keep) connection_.Queue(part.undo);
  connection_.Queue(part.release);
}

void PostgresTransaction::SendDeferred() {
  const auto send = [this](size_t count) {
    for (auto& many : shared_->changes.Take(count)) connection_.Queue(std::move(many));
    // The others move up.
    for (Part& part : parts_) part.changes.changes -= std::min(count, part.changes.changes);
  };
  for (Part& part : parts_) {
    if (part.sent) continue;
    send(part.changes.changes);
    connection_.Queue(part.savepoint);
    part.sent = true;
  }
  send(shared_->changes.mark().changes);
}

absl::StatusOr<PostgresResult> PostgresTransaction::Run(const Statement& statement,
                                                        std::initializer_list<Value> parameters) {
  if (shared_ != nullptr) {
    const char* text = statement.TextOn(Dialect::kPostgres);
    // What can't see the changes needn't wait for them, so that more of them come together.
    const bool reads = absl::StartsWith(text, "SELECT");
    if (!parts_.empty() || !reads || shared_->changes.AreOf(text)) SendDeferred();
    shared_->rows.Forget(statement);
    if (shared_->announced) ++shared_->unannounced;
  }
  auto result = connection_.Run(statement, parameters);
  if (!result.ok()) return Fail(result.status());
  return result;
}

}  // namespace shopdesk::sql
