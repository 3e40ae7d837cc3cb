#pragma once

#include <cstdint>
#include <initializer_list>

#include "absl/status/statusor.h"
#include "libs/base/status_macros.h"
#include "libs/sql/database.h"

// Statements whose answers are numbers.
namespace shopdesk::feedback::store {

// Whether the statement finds a row.
inline absl::StatusOr<bool> HasRow(sql::Transaction& txn, const sql::Statement& statement,
                                   std::initializer_list<sql::Value> parameters) {
  return txn.QueryOne(statement, parameters, [](const sql::Row&) { return absl::OkStatus(); });
}

// The number in the row that the statement finds; 0 if it finds none.
inline absl::StatusOr<int64_t> QueryNumber(sql::Transaction& txn, const sql::Statement& statement,
                                           std::initializer_list<sql::Value> parameters) {
  int64_t number = 0;
  RETURN_IF_ERROR(txn.QueryOne(statement, parameters,
                               [&](const sql::Row& row) {
                                 number = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return number;
}

}  // namespace shopdesk::feedback::store
