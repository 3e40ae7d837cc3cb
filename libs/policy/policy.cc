#include "libs/policy/policy.h"

namespace shopdesk::policy {
namespace {

constexpr sql::Statement kFind = {"policy.get_policy", "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kFindForShare = {"policy.share_policy",
                                          "SELECT data FROM policies WHERE shop = $1",
                                          "SELECT data FROM policies WHERE shop = $1 FOR SHARE"};
constexpr sql::Statement kFindForUpdate = {"policy.lock_policy",
                                           "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};

}  // namespace

const sql::Statement kSnapshot = {
    "policy.list_policies",
    "SELECT 'shops/' || shop || '/policy', data FROM policies"
    " WHERE shop = $1 AND 'shops/' || shop || '/policy' > $2 ORDER BY shop LIMIT $3"};

void Announce(sql::Reads& reads, absl::string_view shop) { reads.Add(kFind, {shop}); }

const sql::Statement& FindStatement(Lock lock) {
  switch (lock) {
    case Lock::kShare:
      return kFindForShare;
    case Lock::kUpdate:
      return kFindForUpdate;
    case Lock::kNone:
      break;
  }
  return kFind;
}

}  // namespace shopdesk::policy
