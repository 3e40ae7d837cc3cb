#include "libs/figures/zones.h"

#include <vector>

#include "libs/base/status_macros.h"

namespace shopdesk::figures::internal {
namespace {

constexpr sql::Statement kPolicyVersion = {"figures.find_policy_version",
                                           "SELECT version FROM policies WHERE shop = $1"};
constexpr sql::Statement kRevisions = {
    "figures.list_revisions",
    "SELECT data FROM policy_revisions WHERE shop = $1 ORDER BY revision"};

}  // namespace

void Zones::Announce(sql::Reads& reads, absl::string_view shop) {
  reads.Add(kPolicyVersion, {shop});
}

absl::StatusOr<ZoneHistory> Zones::Load(sql::Transaction& txn, absl::string_view shop) {
  int64_t version = 0;
  RETURN_IF_ERROR(txn.QueryOne(kPolicyVersion, {shop},
                               [&](const sql::Row& row) {
                                 version = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  {
    MutexLock lock(mutex_);
    const auto found = known_.find(shop);
    if (found != known_.end() && found->second.version == version) return found->second.zones;
  }
  std::vector<ZoneSince> zones;
  RETURN_IF_ERROR(txn.Query(kRevisions, {shop}, [&](const sql::Row& row) -> absl::Status {
    ASSIGN_OR_RETURN(const ZoneSince zone, zone_of_(row, 0));
    if (zones.empty() || zones.back().zone != zone.zone) zones.push_back(zone);
    return absl::OkStatus();
  }));
  Known known{version, ZoneHistory(std::move(zones))};
  ZoneHistory history = known.zones;
  MutexLock lock(mutex_);
  known_[shop] = std::move(known);
  return history;
}

}  // namespace shopdesk::figures::internal
