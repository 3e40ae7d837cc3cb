#include "services/logistics/store/policies.h"

#include <string>
#include <utility>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/store/versions.h"

namespace shopdesk::logistics::store {

const sql::Statement kPolicySnapshot = {
    "logistics.policy_snapshot",
    "SELECT 'shops/' || shop || '/policy', data FROM policies "
    "WHERE shop = $1 AND 'shops/' || shop || '/policy' > $2 LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"logistics.select_policy",
                                    "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kSelectForUpdate = {
    "logistics.select_policy_for_update", "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {"logistics.insert_policy",
                                    "INSERT INTO policies (shop, version, data) "
                                    "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "logistics.update_policy",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "logistics.insert_policy_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kListRevisions = {
    "logistics.list_policy_revisions",
    "SELECT revision, data FROM policy_revisions WHERE shop = $1 AND revision < $2 "
    "ORDER BY revision DESC LIMIT $3"};

}  // namespace

absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop) {
  return sql::LoadMessage<v1::Policy>(txn, kSelect, {shop}, domain::ShopName(shop));
}

absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop) {
  return sql::FindMessage<v1::Policy>(txn, kSelectForUpdate, {shop});
}

absl::Status SavePolicy(sql::Transaction& txn, absl::string_view shop,
                        v1::PolicyRevision& revision) {
  v1::Policy& policy = *revision.mutable_policy();
  const int64_t before = VersionOf(policy.etag());
  const int64_t version = before + 1;
  policy.set_etag(MakeEtag(version));
  const std::string data = policy.SerializeAsString();
  int64_t changed = 0;
  if (before == 0) {
    ASSIGN_OR_RETURN(changed, txn.Execute(kInsert, {shop, version, sql::Blob{data}}));
  } else {
    ASSIGN_OR_RETURN(changed, txn.Execute(kUpdate, {shop, version, sql::Blob{data}, before}));
  }
  RETURN_IF_ERROR(CheckOneRow(changed, "the policy"));
  const std::string stored = revision.SerializeAsString();
  return txn.Execute(kInsertRevision, {shop, version, sql::Blob{stored}}).status();
}

absl::StatusOr<std::vector<NumberedRevision>> ListRevisions(sql::Transaction& txn,
                                                            absl::string_view shop, int64_t before,
                                                            int limit) {
  std::vector<NumberedRevision> revisions;
  RETURN_IF_ERROR(txn.Query(kListRevisions, {shop, before, limit}, [&](const sql::Row& row) {
    NumberedRevision& revision = revisions.emplace_back();
    revision.number = row.Int(0);
    return sql::ParseColumn(row, 1, revision.revision);
  }));
  return revisions;
}

}  // namespace shopdesk::logistics::store
