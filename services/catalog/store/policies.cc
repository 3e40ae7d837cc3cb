#include "services/catalog/store/policies.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/store/versions.h"

namespace shopdesk::catalog::store {

const sql::Statement kPolicySnapshot = {
    "catalog.policy_snapshot",
    "SELECT 'shops/' || shop || '/policy', data FROM policies "
    "WHERE shop = $1 AND 'shops/' || shop || '/policy' > $2 LIMIT $3"};

namespace {

constexpr sql::Statement kSelect = {"catalog.select_policy",
                                    "SELECT data FROM policies WHERE shop = $1"};
constexpr sql::Statement kSelectForUpdate = {
    "catalog.select_policy_for_update", "SELECT data FROM policies WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsert = {"catalog.insert_policy",
                                    "INSERT INTO policies (shop, version, data) "
                                    "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUpdate = {
    "catalog.update_policy",
    "UPDATE policies SET version = $2, data = $3 WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertRevision = {
    "catalog.insert_policy_revision",
    "INSERT INTO policy_revisions (shop, revision, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kListRevisions = {
    "catalog.list_policy_revisions",
    "SELECT revision, data FROM policy_revisions WHERE shop = $1 AND revision < $2 "
    "ORDER BY revision DESC LIMIT $3"};

std::string ShopName(absl::string_view shop) { return absl::StrCat("shops/", shop); }

}  // namespace

absl::StatusOr<v1::Policy> LoadPolicy(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(absl::optional<v1::Policy> found,
                   sql::FindMessage<v1::Policy>(txn, kSelect, {shop}));
  if (!found.has_value()) return NotFoundError(ShopName(shop));
  return *std::move(found);
}

absl::StatusOr<absl::optional<v1::Policy>> FindPolicyForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop) {
  return sql::FindMessage<v1::Policy>(txn, kSelectForUpdate, {shop});
}

absl::StatusOr<v1::Policy> LoadPolicyForUpdate(sql::Transaction& txn, absl::string_view shop) {
  ASSIGN_OR_RETURN(absl::optional<v1::Policy> found, FindPolicyForUpdate(txn, shop));
  if (!found.has_value()) return NotFoundError(ShopName(shop));
  return *std::move(found);
}

absl::Status SavePolicy(sql::Transaction& txn, absl::string_view shop,
                        v1::PolicyRevision& revision) {
  v1::Policy& policy = *revision.mutable_policy();
  const int64_t before = VersionOf(policy.etag());
  const int64_t version = before + 1;
  policy.set_etag(MakeEtag(version));
  const std::string data = policy.SerializeAsString();
  if (before == 0) {
    ASSIGN_OR_RETURN(const int64_t inserted,
                     txn.Execute(kInsert, {shop, version, sql::Blob{data}}));
    RETURN_IF_ERROR(CheckOneRow(inserted, "the policy"));
  } else {
    ASSIGN_OR_RETURN(const int64_t changed,
                     txn.Execute(kUpdate, {shop, version, sql::Blob{data}, before}));
    RETURN_IF_ERROR(CheckOneRow(changed, "the policy"));
  }
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

}  // namespace shopdesk::catalog::store
