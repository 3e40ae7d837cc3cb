#include "services/orders/store/policy.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {
namespace {

using v1::Policy;

constexpr sql::Statement kLoad = {"policies_load", "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kLoadForUpdate = {"policies_load_for_update",
                                           "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "policies_insert",
    "INSERT INTO policies (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "policies_update",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "policy_revisions_insert",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kListRevisions = {
    "policy_revisions_list",
    "SELECT revision, data FROM policy_revisions WHERE shop = $1 AND revision < $2"
    " ORDER BY revision DESC LIMIT $3"};

}  // namespace

// One a shop.
const sql::Statement kPolicySnapshot = {
    "policies_snapshot",
    "SELECT 'shops/' || shop || '/policy', data FROM policies"
    " WHERE shop = $1 AND $2 < 'shops/' || shop || '/policy' ORDER BY shop LIMIT $3"};

absl::StatusOr<Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop) {
  return sql::LoadMessage<Policy>(txn, kLoad, {shop}, absl::StrCat("shops/", shop));
}

absl::StatusOr<absl::optional<Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                           absl::string_view shop) {
  return sql::FindMessage<Policy>(txn, kLoadForUpdate, {shop});
}

absl::Status SavePolicy(sql::Transaction& txn, absl::string_view shop, int64_t version,
                        const v1::PolicyRevision& revision) {
  const std::string data = revision.policy().SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t changed,
                   version == 1
                       ? txn.Execute(kInsert, {shop, version, sql::Blob{data}})
                       : txn.Execute(kUpdate, {shop, version, sql::Blob{data}, version - 1}));
  if (changed == 0) return absl::AbortedError("the policy changed meanwhile");
  const std::string kept = revision.SerializeAsString();
  return txn.Execute(kInsertRevision, {shop, version, sql::Blob{kept}}).status();
}

absl::StatusOr<std::vector<NumberedRevision>> ListPolicyRevisions(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  int64_t before, int limit) {
  std::vector<NumberedRevision> revisions;
  RETURN_IF_ERROR(
      txn.Query(kListRevisions, {shop, before, limit}, [&](const sql::Row& row) -> absl::Status {
        NumberedRevision& numbered = revisions.emplace_back();
        numbered.number = row.Int(0);
        return sql::ParseColumn(row, 1, numbered.revision);
      }));
  return revisions;
}

}  // namespace shopdesk::orders::store
