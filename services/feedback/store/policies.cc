#include "services/feedback/store/policies.h"

#include <string>

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/names.h"
#include "services/feedback/store/versions.h"

namespace shopdesk::feedback::store {

const sql::Statement kPolicySnapshot = {
    "feedback.policy_snapshot",
    "SELECT 'shops/' || shop || '/policy', data FROM policies "
    "WHERE shop = $1 AND 'shops/' || shop || '/policy' > $2 LIMIT $3"};

namespace {

constexpr sql::Statement kFind = {"feedback.find_policy",
                                  "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kFindForCounting = {"feedback.find_policy_for_counting",
                                             "SELECT data FROM policies WHERE shop = $1",
                                             "SELECT data FROM policies WHERE shop = $1 FOR SHARE"};
constexpr sql::Statement kFindForUpdate = {"feedback.find_policy_for_update",
                                           "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {
    "feedback.insert_policy",
    "INSERT INTO policies (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "feedback.update_policy",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "feedback.insert_policy_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kListRevisions = {
    "feedback.list_policy_revisions",
    "SELECT revision, data FROM policy_revisions WHERE shop = $1 AND revision < $2 "
    "ORDER BY revision DESC LIMIT $3"};

}  // namespace

absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForCounting(sql::Transaction& txn,
                                                                 absl::string_view shop) {
  return sql::FindMessage<v1::Policy>(txn, kFindForCounting, {shop});
}

absl::StatusOr<v1::Policy> LoadPolicyForCounting(sql::Transaction& txn, absl::string_view shop) {
  return sql::LoadMessage<v1::Policy>(txn, kFindForCounting, {shop}, domain::ShopName(shop));
}

absl::StatusOr<v1::Policy> LoadPolicyForUpdate(sql::Transaction& txn, absl::string_view shop) {
  return sql::LoadMessage<v1::Policy>(txn, kFindForUpdate, {shop}, domain::ShopName(shop));
}

absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop) {
  return sql::FindMessage<v1::Policy>(txn, kFindForUpdate, {shop});
}

absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop) {
  return sql::LoadMessage<v1::Policy>(txn, kFind, {shop}, domain::ShopName(shop));
}

absl::Status SavePolicy(sql::Transaction& txn, v1::PolicyRevision& revision) {
  v1::Policy& policy = *revision.mutable_policy();
  const std::string shop(ShopOf(policy.name()));
  const int64_t before = VersionOf(policy.etag());
  const int64_t version = before + 1;
  policy.set_etag(MakeEtag(version));
  const std::string data = policy.SerializeAsString();
  ASSIGN_OR_RETURN(const int64_t changed,
                   before == 0 ? txn.Execute(kInsert, {shop, version, sql::Blob{data}})
                               : txn.Execute(kUpdate, {shop, version, sql::Blob{data}, before}));
  RETURN_IF_ERROR(CheckSaved(changed, policy.name()));
  const std::string kept = revision.SerializeAsString();
  return txn.Execute(kInsertRevision, {shop, version, sql::Blob{kept}}).status();
}

absl::StatusOr<std::vector<NumberedRevision>> ListRevisions(sql::Transaction& txn,
                                                            absl::string_view shop, int64_t before,
                                                            int limit) {
  std::vector<NumberedRevision> revisions;
  RETURN_IF_ERROR(txn.Query(kListRevisions, {shop, before, limit}, [&](const sql::Row& row) {
    NumberedRevision& added = revisions.emplace_back();
    added.number = row.Int(0);
    return sql::ParseColumn(row, 1, added.revision);
  }));
  return revisions;
}

}  // namespace shopdesk::feedback::store
