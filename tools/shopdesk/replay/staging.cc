#include "tools/shopdesk/replay/staging.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "libs/base/status_macros.h"

namespace shopdesk::cli {

absl::StatusOr<std::unique_ptr<Staging>> Staging::Make(absl::Span<const sql::Migration> schema) {
  std::string directory =
      (std::filesystem::temp_directory_path() / "shopdesk-replay-XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr)
    return absl::UnavailableError("can't make a temporary directory");
  sql::SqliteOptions options;
  options.file = directory + "/staging.db";
  ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database, sql::OpenSqlite(options));
  auto staging = std::unique_ptr<Staging>(new Staging(directory, std::move(database)));
  RETURN_IF_ERROR(staging->database().Migrate(schema));
  return staging;
}

Staging::Staging(std::string directory, std::unique_ptr<sql::Database> database)
    : directory_(std::move(directory)), database_(std::move(database)) {}

Staging::~Staging() {
  database_->Close();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

}  // namespace shopdesk::cli
