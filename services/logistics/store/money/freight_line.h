#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/freight_bill.pb.h"

// Lines of carriers' bills; they never change. Shop and ids are given escaped, as they stand
// in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kFreightLineSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::FreightLine> LoadFreightLine(sql::Transaction& txn, absl::string_view name);
// Whether there is a line of that name.
absl::StatusOr<bool> HasFreightLine(sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertFreightLine(sql::Transaction& txn, v1::FreightLine& line);

struct FreightLineFilter {
  // Empty: of all.
  std::string carrier;
  // Unspecified: any.
  v1::FreightLine::Match match = v1::FreightLine::MATCH_UNSPECIFIED;
};
// When it came, in milliseconds, its carrier and its id.
using FreightLineKey = PageKey<int64_t, std::string, std::string>;
FreightLineKey FreightLineKeyOf(const v1::FreightLine& line);
// Before all of them.
FreightLineKey NewestFreightLine();
// Newest first, those before a key.
absl::StatusOr<std::vector<v1::FreightLine>> ListFreightLines(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              const FreightLineFilter& filter,
                                                              const FreightLineKey& before,
                                                              int limit);

}  // namespace shopdesk::logistics::store
