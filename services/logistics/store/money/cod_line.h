#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/cod_money.pb.h"

// Lines of carriers' statements; they never change. Shop and ids are given escaped, as they stand
// in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kCodLineSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::CodLine> LoadCodLine(sql::Transaction& txn, absl::string_view name);
// Whether there is a line of that name.
absl::StatusOr<bool> HasCodLine(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertCodLine(sql::Transaction& txn, v1::CodLine& line);

struct CodLineFilter {
  // Empty: of all.
  std::string carrier;
  // Unspecified: any.
  v1::CodLine::Match match = v1::CodLine::MATCH_UNSPECIFIED;
};
// When it came, in milliseconds, its carrier and its id.
using CodLineKey = PageKey<int64_t, std::string, std::string>;
CodLineKey CodLineKeyOf(const v1::CodLine& line);
// Before all of them.
CodLineKey NewestCodLine();
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::CodLine>> ListCodLines(sql::Transaction& txn, absl::string_view shop,
                                                      const CodLineFilter& filter,
                                                      const CodLineKey& before, int limit);

}  // namespace shopdesk::logistics::store
