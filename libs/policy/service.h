#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/defaults.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/policy/policy.h"
#include "libs/runtime/context.h"

// What the PolicyService of every service does.
namespace shopdesk::policy {

// Revisions: usual, at most.
inline constexpr PageLimits kRevisionPage{20, 100};

namespace internal {

extern const sql::Statement kListRevisions;
// ABORTED if `before` (0: none) is not the present version any more.
absl::Status Save(sql::Transaction& txn, absl::string_view shop, int64_t before,
                  const std::string& policy, const std::string& revision);

}  // namespace internal

// UpdatePolicy. A policy that is missing begins as `defaults`; numbers that aren't set, or not any
// more, take their default. `check(present, next)`, an
// absl::Status, says whether the policy may become `next`, which it may still put right; `present`
// is nullopt for a new one. Returns whether anything changed; if nothing did, as when it is only
// validated, there is no revision and no event.
template <class Revision, class Request, class Policy, class Check>
absl::StatusOr<bool> Update(runtime::WriteContext& ctx, const Request& request,
                            const Policy& defaults, Policy* response, Check check) {
  const absl::string_view shop = ShopOf(request.policy().name());
  ASSIGN_OR_RETURN(const absl::optional<Policy> present,
                   Find<Policy>(ctx.txn(), shop, Lock::kUpdate));
  if (!present.has_value() && !request.allow_missing()) {
    return UnknownShopError(shop);
  }
  Revision revision;
  Policy& next = *revision.mutable_policy();
  next = present.value_or(defaults);
  RETURN_IF_ERROR(CheckEtag(request.policy().etag(), next));
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.policy(), next));
  FillDefaults(next);
  RETURN_IF_ERROR(check(present, next));
  const bool changed =
      !request.validate_only() &&
      (!present.has_value() || !google::protobuf::util::MessageDifferencer::Equals(*present, next));
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
  *response = std::move(next);
  return changed;
}

// ListPolicyRevisions: newest first. Revision: the message that Update stored.
template <class Policy, class Revision, class Request, class Response>
absl::Status ListRevisions(runtime::ReadContext& ctx, const Request& request, Response* response) {
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(Load<Policy>(ctx.txn(), shop).status());
  return ListPage(
      request, kRevisionPage, PageKey<int64_t>{std::numeric_limits<int64_t>::max()},
      [&](const PageKey<int64_t>& before, int limit) {
        return sql::ListMessages<Revision>(ctx.txn(), internal::kListRevisions,
                                           {shop, std::get<0>(before), limit});
      },
      [](const Revision& revision) {
        return PageKey<int64_t>{VersionOf(revision.policy().etag())};
      },
      *response, *response->mutable_revisions());
}

}  // namespace shopdesk::policy
