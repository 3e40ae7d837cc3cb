#include "libs/policy/policy.h"

#include <limits>

#include "absl/strings/numbers.h"
#include "libs/policy/service.h"

namespace shopdesk::policy {
namespace {

constexpr sql::Statement kFind = {"policy_find", "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kFindForShare = {"policy_find_for_share",
                                          "SELECT data FROM policies WHERE shop = $1",
                                          "SELECT data FROM policies WHERE shop = $1 FOR SHARE"};
constexpr sql::Statement kFindForUpdate = {"policy_find_for_update",
                                           "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "policy_insert",
    "INSERT INTO policies (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "policy_update",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "policy_insert_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};

}  // namespace

const sql::Statement kSnapshot = {
    "policy_snapshot",
    "SELECT 'shops/' || shop || '/policy', data FROM policies"
    " WHERE shop = $1 AND 'shops/' || shop || '/policy' > $2 ORDER BY shop LIMIT $3"};

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

namespace internal {

const sql::Statement kListRevisions = {
    "policy_list_revisions",
    "SELECT revision, data FROM policy_revisions WHERE shop = $1 AND revision < $2"
    " ORDER BY revision DESC LIMIT $3"};

absl::Status Save(sql::Transaction& txn, absl::string_view shop, int64_t before,
                  const std::string& policy, const std::string& revision) {
  const int64_t version = before + 1;
  ASSIGN_OR_RETURN(const int64_t saved,
                   before == 0 ? txn.Execute(kInsert, {shop, version, sql::Blob{policy}})
                               : txn.Execute(kUpdate, {shop, version, sql::Blob{policy}, before}));
  RETURN_IF_ERROR(sql::CheckOneRow(saved, "the policy"));
  return txn.Execute(kInsertRevision, {shop, version, sql::Blob{revision}}).status();
}

absl::StatusOr<int64_t> FirstRevisionBefore(const std::vector<std::string>& page_key) {
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!page_key.empty() && !absl::SimpleAtoi(page_key[0], &before)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  return before;
}

}  // namespace internal
}  // namespace shopdesk::policy
