#include "libs/sql/postgres/transaction.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "libs/base/status_macros.h"
#include "libs/sql/postgres/row.h"

namespace shopdesk::sql {

using Control = PostgresConnection::Control;

absl::StatusOr<int64_t> PostgresTransaction::Execute(const Statement& statement,
                                                     std::initializer_list<Value> parameters) {
  RETURN_IF_ERROR(failure());
  auto result = connection_.Run(statement, parameters);
  if (!result.ok()) return Fail(result.status());
  int64_t changed = 0;
  // A SELECT counts the rows it found, which are no changes.
  const bool changes = absl::string_view(PQcmdStatus(result->get())).substr(0, 6) != "SELECT";
  if (!changes || !absl::SimpleAtoi(PQcmdTuples(result->get()), &changed)) return 0;
  return changed;
}

absl::Status PostgresTransaction::Query(const Statement& statement,
                                        std::initializer_list<Value> parameters, RowFn fn) {
  RETURN_IF_ERROR(failure());
  auto result = connection_.Run(statement, parameters);
  if (!result.ok()) return Fail(result.status());
  const int rows = PQntuples(result->get());
  for (int row = 0; row < rows; ++row) RETURN_IF_ERROR(fn(PostgresRow(result->get(), row)));
  return absl::OkStatus();
}

absl::Status PostgresTransaction::Savepoint(absl::FunctionRef<absl::Status()> fn) {
  RETURN_IF_ERROR(failure());
  connection_.Queue(Control::kSavepoint);
  absl::Status status = fn();
  // What the database refused takes the whole transaction with it.
  RETURN_IF_ERROR(failure());
  if (connection_.Unqueue(Control::kSavepoint)) return status;
  if (!status.ok()) connection_.Queue(Control::kUndo);
  connection_.Queue(Control::kRelease);
  return status;
}

absl::Status PostgresTransaction::RunScript(const char* text) {
  RETURN_IF_ERROR(failure());
  absl::Status status = connection_.RunScript(text);
  return status.ok() ? status : Fail(std::move(status));
}

}  // namespace shopdesk::sql
