#include "libs/policy/service.h"

#include "libs/base/error.h"

namespace shopdesk::policy::internal {
namespace {

constexpr sql::Statement kInsert = {
    "policy.insert_policy",
    "INSERT INTO policies (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "policy.update_policy",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "policy.insert_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};

}  // namespace

const sql::Statement kListRevisions = {
    "policy.list_revisions",
    "SELECT data FROM policy_revisions WHERE shop = $1 AND revision < $2"
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

}  // namespace shopdesk::policy::internal
