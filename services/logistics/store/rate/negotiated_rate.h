#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/logistics/v1/negotiated_rate.pb.h"

// The negotiated rates of carriers. Shop and ids are given escaped, as they stand in names.
namespace shopdesk::logistics::store {

// For the feed's snapshot (runtime::SnapshotTable).
extern const sql::Statement kNegotiatedRateSnapshot;

// NOT_FOUND naming the rate.
absl::StatusOr<v1::NegotiatedRate> LoadNegotiatedRate(sql::Transaction& txn,
                                                      absl::string_view name);
absl::StatusOr<absl::optional<v1::NegotiatedRate>> FindNegotiatedRateForUpdate(
    sql::Transaction& txn, absl::string_view name);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertNegotiatedRate(sql::Transaction& txn, v1::NegotiatedRate& rate);
// Saves the next version of what was loaded for update; sets the etag.
absl::Status SaveNegotiatedRate(sql::Transaction& txn, v1::NegotiatedRate& rate);

// The order of lists: carrier, rate.
using NegotiatedRateKey = PageKey<std::string, std::string>;
NegotiatedRateKey NegotiatedRateKeyOf(const v1::NegotiatedRate& rate);
// Those after `after`; only of `carrier` unless that is empty.
absl::StatusOr<std::vector<v1::NegotiatedRate>> ListNegotiatedRates(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view carrier,
                                                                    const NegotiatedRateKey& after,
                                                                    int limit);

}  // namespace shopdesk::logistics::store
