#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/policy/policy.h"
#include "libs/rpc/context.h"

// What the PolicyService of every service does.
namespace shopdesk::policy {
namespace internal {

extern const sql::Statement kListRevisions;
// ABORTED if `before` (0: none) is not the present version any more.
absl::Status Save(sql::Transaction& txn, absl::string_view shop, int64_t before,
                  const std::string& policy, const std::string& revision);
absl::StatusOr<int64_t> FirstRevisionBefore(const std::vector<std::string>& page_key);

}  // namespace internal

// UpdatePolicy. A policy that is missing begins as `defaults`. `check(present, next)`, an
// absl::Status, says whether the policy may become `next`, which it may still put right; `present`
// is nullopt for a new one. Returns whether anything changed; if nothing did, there is no revision
// and no event.
template <class Revision, class Request, class Policy, class Check>
absl::StatusOr<bool> Update(rpc::WriteContext& ctx, const Request& req, const Policy& defaults,
                            Policy* resp, Check check) {
  const absl::string_view shop = ShopOf(req.policy().name());
  ASSIGN_OR_RETURN(const absl::optional<Policy> present,
                   Find<Policy>(ctx.txn(), shop, Lock::kUpdate));
  if (!present.has_value() && !req.allow_missing()) {
    return NotFoundError(absl::StrCat("shops/", shop));
  }
  Revision revision;
  Policy& next = *revision.mutable_policy();
  next = present.value_or(defaults);
  RETURN_IF_ERROR(CheckEtag(req.policy().etag(), next));
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.policy(), next));
  RETURN_IF_ERROR(check(present, next));
  const bool changed =
      !present.has_value() || !google::protobuf::util::MessageDifferencer::Equals(*present, next);
  if (changed) {
    const int64_t before = VersionOf(next.etag());
    next.set_etag(MakeEtag(before + 1));
    *next.mutable_update_time() = ToProto(ctx.now());
    *revision.mutable_actor() = ctx.actor();
    *revision.mutable_create_time() = next.update_time();
    RETURN_IF_ERROR(internal::Save(ctx.txn(), shop, before, next.SerializeAsString(),
                                   revision.SerializeAsString()));
    ctx.Emit(next, "policy.updated");
  }
  *resp = std::move(next);
  return changed;
}

// ListPolicyRevisions: newest first.
template <class Policy, class Request, class Response>
absl::Status ListRevisions(rpc::ReadContext& ctx, const Request& req, Response* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 20, 100));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  ASSIGN_OR_RETURN(const int64_t before, internal::FirstRevisionBefore(key));
  const absl::string_view shop = ShopOf(req.name());
  RETURN_IF_ERROR(Load<Policy>(ctx.txn(), shop).status());
  int64_t last = 0;
  bool more = false;
  RETURN_IF_ERROR(
      ctx.txn().Query(internal::kListRevisions, {shop, before, size + 1}, [&](const sql::Row& row) {
        more = resp->revisions_size() == size;
        if (more) return absl::OkStatus();
        last = row.Int(0);
        return sql::ParseColumn(row, 1, *resp->add_revisions());
      }));
  if (more) resp->set_next_page_token(MakePageToken(req, {absl::StrCat(last)}));
  return absl::OkStatus();
}

}  // namespace shopdesk::policy
