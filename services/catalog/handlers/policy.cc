#include "services/catalog/handlers/policy.h"

#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/policy.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/store/policies.h"
#include "services/catalog/store/products.h"

namespace shopdesk::catalog::handlers {
namespace {

// What the policy is to be; equal to `present` if nothing changes.
absl::StatusOr<v1::Policy> NextPolicy(const v1::UpdatePolicyRequest& req,
                                      const absl::optional<v1::Policy>& present) {
  v1::Policy next;
  if (present.has_value()) {
    RETURN_IF_ERROR(CheckEtag(req.policy().etag(), *present));
    next = *present;
    RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.policy(), next));
  } else {
    if (!req.allow_missing()) return NotFoundError(req.policy().name());
    next = req.policy();
    next.clear_etag();
    next.clear_update_time();
  }
  domain::ApplyDefaults(next);
  RETURN_IF_ERROR(domain::CheckPolicy(next));
  return next;
}

}  // namespace

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  const absl::string_view shop = ShopOf(req.policy().name());
  ASSIGN_OR_RETURN(const absl::optional<v1::Policy> present,
                   store::FindPolicyForUpdate(ctx.txn(), shop));
  ASSIGN_OR_RETURN(*resp, NextPolicy(req, present));
  if (present.has_value()) {
    if (google::protobuf::util::MessageDifferencer::Equals(*present, *resp)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const bool has_products, store::HasProducts(ctx.txn(), shop, {}));
    RETURN_IF_ERROR(domain::CheckCurrencyChange(*present, *resp, has_products));
  }
  *resp->mutable_update_time() = StoredTime(ctx.now());
  v1::PolicyRevision revision;
  *revision.mutable_policy() = *resp;
  *revision.mutable_actor() = ctx.actor();
  *revision.mutable_create_time() = resp->update_time();
  RETURN_IF_ERROR(store::SavePolicy(ctx.txn(), shop, revision));
  *resp = revision.policy();
  ctx.Emit(*resp, "policy.updated");
  if (present.has_value() && (present->safety_stock() != resp->safety_stock() ||
                              present->low_stock_threshold() != resp->low_stock_threshold())) {
    ctx.Schedule(kStockFlags, resp->name(), ctx.now());
  }
  return absl::OkStatus();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 20, 100));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  int64_t before = INT64_MAX;
  if (!key.empty() && !absl::SimpleAtoi(key[0], &before)) {
    return InvalidFieldError("page_token", "is damaged");
  }
  const absl::string_view shop = ShopOf(req.name());
  RETURN_IF_ERROR(store::LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<store::NumberedRevision> revisions,
                   store::ListRevisions(ctx.txn(), shop, before, size + 1));
  if (revisions.size() > static_cast<size_t>(size)) {
    revisions.resize(size);
    resp->set_next_page_token(MakePageToken(req, {absl::StrCat(revisions.back().number)}));
  }
  for (store::NumberedRevision& revision : revisions) {
    *resp->add_revisions() = std::move(revision.revision);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
