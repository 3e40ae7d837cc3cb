#pragma once

#include <libpq-fe.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace shopdesk::sql {

struct PostgresClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresClear>;

// Maps an SQLSTATE; empty means that the connection is gone.
absl::Status PostgresError(absl::string_view sqlstate, absl::string_view message);

// Whether the server or the connection is gone, so that the connection has to be made anew.
bool IsConnectionLoss(absl::string_view sqlstate);

}  // namespace shopdesk::sql
