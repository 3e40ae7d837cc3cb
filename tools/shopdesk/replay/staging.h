#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/sql/database.h"

namespace shopdesk::cli {

// A temporary SQLite file that a replayed file is read into, so that it can be read in another
// order, and twice, whatever its size. Gone with this.
class Staging {
 public:
  static absl::StatusOr<std::unique_ptr<Staging>> Make(absl::Span<const sql::Migration> schema);
  ~Staging();

  sql::Database& database() { return *database_; }

 private:
  Staging(std::string directory, std::unique_ptr<sql::Database> database);

  const std::string directory_;
  const std::unique_ptr<sql::Database> database_;
};

}  // namespace shopdesk::cli
