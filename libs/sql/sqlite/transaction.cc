#include "libs/sql/sqlite/transaction.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/sql/sqlite/row.h"

namespace shopdesk::sql {
namespace {

// The value lives until the statement is reset, so nothing is copied.
int BindOne(sqlite3_stmt* stmt, int index, const Value& value) {
  // A null pointer would bind NULL.
  const char* bytes = value.bytes().data() == nullptr ? "" : value.bytes().data();
  const size_t size = value.bytes().size();
  switch (value.kind()) {
    case Value::Kind::kInt:
      return sqlite3_bind_int64(stmt, index, value.int_value());
    case Value::Kind::kText:
      return sqlite3_bind_text64(stmt, index, bytes, size, SQLITE_STATIC, SQLITE_UTF8);
    case Value::Kind::kBlob:
      return sqlite3_bind_blob64(stmt, index, bytes, size, SQLITE_STATIC);
    case Value::Kind::kNull:
      return sqlite3_bind_null(stmt, index);
  }
  return SQLITE_MISUSE;
}

// Tells the rows apart that changes add to.
std::string PlaceOf(const Change& change, absl::Span<const Value> key) {
  std::string place = change.statement.name;
  for (const Value& value : key) {
    absl::StrAppend(&place, "\n", static_cast<int>(value.kind()), " ", value.int_value(), " ",
                    value.bytes().size(), " ", value.bytes());
  }
  return place;
}

Value ValueOf(const StoredValue& stored) {
  switch (stored.kind) {
    case Value::Kind::kInt:
      return stored.number;
    case Value::Kind::kText:
      return stored.bytes;
    case Value::Kind::kBlob:
      return Blob{stored.bytes};
    case Value::Kind::kNull:
      break;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<SqliteConnection::Lease> SqliteTransaction::Bind(
    const Statement& statement, absl::Span<const Value> parameters) {
  RETURN_IF_ERROR(failure());
  auto lease = connection_.Prepare(statement);
  if (!lease.ok()) return Fail(lease.status());
  sqlite3_stmt* stmt = lease->get();
  if (sqlite3_bind_parameter_count(stmt) != static_cast<int>(parameters.size())) {
    return Fail(
        InternalError(absl::StrCat(statement.name, ": ", parameters.size(), " parameters given, ",
                                   sqlite3_bind_parameter_count(stmt), " wanted")));
  }
  int index = 0;
  for (const Value& value : parameters) {
    if (BindOne(stmt, ++index, value) != SQLITE_OK) return StepError(statement);
  }
  if (sqlite3_stmt_readonly(stmt) == 0) wrote_ = true;
  return lease;
}

absl::Status SqliteTransaction::StepError(const Statement& statement) {
  return Fail(
      SqliteError(sqlite3_extended_errcode(connection_.handle()),
                  absl::StrCat(statement.name, ": ", sqlite3_errmsg(connection_.handle()))));
}

absl::StatusOr<int64_t> SqliteTransaction::Execute(const Statement& statement,
                                                   std::initializer_list<Value> parameters) {
  RETURN_IF_ERROR(FlushBefore(statement));
  return Run(statement, parameters);
}

absl::StatusOr<int64_t> SqliteTransaction::Run(const Statement& statement,
                                               absl::Span<const Value> parameters) {
  ASSIGN_OR_RETURN(SqliteConnection::Lease lease, Bind(statement, parameters));
  const int64_t before = sqlite3_total_changes64(connection_.handle());
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(lease.get());
  if (code != SQLITE_DONE) return StepError(statement);
  return sqlite3_total_changes64(connection_.handle()) - before;
}

absl::Status SqliteTransaction::Query(const Statement& statement,
                                      std::initializer_list<Value> parameters, RowFn fn) {
  RETURN_IF_ERROR(FlushBefore(statement));
  auto lease = Bind(statement, parameters);
  if (!lease.ok()) return lease.status();
  sqlite3_stmt* stmt = lease->get();
  int code;
  if (!writes_) {
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) RETURN_IF_ERROR(fn(SqliteRow(stmt)));
    return code == SQLITE_DONE ? absl::OkStatus() : StepError(statement);
  }
  SqliteRows rows(sqlite3_column_count(stmt));
  while ((code = sqlite3_step(stmt)) == SQLITE_ROW) rows.Append(stmt);
  if (code != SQLITE_DONE) return StepError(statement);
  { SqliteConnection::Lease finished = *std::move(lease); }
  return rows.ForEach(fn);
}

absl::Status SqliteTransaction::Defer(const Change& change,
                                      std::initializer_list<Value> parameters) {
  if (change.effect != Effect::kAdd || !writes_) return Transaction::Defer(change, parameters);
  RETURN_IF_ERROR(failure());
  const absl::Span<const Value> values(parameters.begin(), parameters.size());
  const auto [place, is_new] =
      places_.try_emplace(PlaceOf(change, values.first(change.keys)), sums_.size());
  if (is_new) {
    sums_.push_back({&change, std::vector<StoredValue>(values.begin(), values.end())});
  } else {
    sums_[place->second].parameters.back().number += values.back().int_value();
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::Flush() {
  const std::vector<Sum> sums = std::exchange(sums_, {});
  places_.clear();
  std::vector<Value> values;
  for (const Sum& sum : sums) {
    values.clear();
    for (const StoredValue& stored : sum.parameters) values.push_back(ValueOf(stored));
    RETURN_IF_ERROR(Run(sum.change->statement, values).status());
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::FlushBefore(const Statement& statement) {
  const Change* last = nullptr;
  for (const Sum& sum : sums_) {
    if (sum.change == last) continue;
    last = sum.change;
    if (Mentions(statement.text, ChangedTable(last->statement.text))) return Flush();
  }
  return absl::OkStatus();
}

absl::Status SqliteTransaction::Savepoint(absl::FunctionRef<absl::Status()> fn) {
  // So that all that is deferred at its end is its own.
  RETURN_IF_ERROR(Flush());
  RETURN_IF_ERROR(failure());
  if (connection_.Run(SqliteConnection::kSavepoint) != SQLITE_DONE) {
    return Fail(connection_.LastError());
  }
  absl::Status status = fn();
  if (status.ok()) status = Flush();
  sums_.clear();
  places_.clear();
  // What the database refused takes the whole transaction with it.
  RETURN_IF_ERROR(failure());
  if (!status.ok() && connection_.Run(SqliteConnection::kUndo) != SQLITE_DONE) {
    return Fail(connection_.LastError());
  }
  if (connection_.Run(SqliteConnection::kRelease) != SQLITE_DONE) {
    return Fail(connection_.LastError());
  }
  return status;
}

absl::Status SqliteTransaction::RunScript(const char* text) {
  RETURN_IF_ERROR(failure());
  wrote_ = true;
  absl::Status status = connection_.RunScript(text);
  return status.ok() ? status : Fail(std::move(status));
}

}  // namespace shopdesk::sql
