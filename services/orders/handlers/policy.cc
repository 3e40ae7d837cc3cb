#include "services/orders/handlers/policy.h"

#include <limits>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/policy.h"
#include "services/orders/store/policy.h"

namespace shopdesk::orders::handlers {
namespace {

absl::StatusOr<int64_t> NextVersion(const v1::Policy& policy) {
  int64_t version = 0;
  if (policy.etag().empty()) return 1;
  if (!absl::SimpleAtoi(absl::string_view(policy.etag()).substr(1), &version)) {
    return InternalError(absl::StrCat(policy.name(), " has the etag ", policy.etag()));
  }
  return version + 1;
}

}  // namespace

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& request,
                       v1::Policy* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& request,
                          v1::Policy* response) {
  const std::string& name = request.policy().name();
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(absl::optional<v1::Policy> found, store::FindPolicyForUpdate(ctx.txn(), shop));
  if (!found.has_value() && !request.allow_missing()) return NotFoundError(ShopNameOf(name));
  v1::Policy policy = found.has_value() ? *found : domain::DefaultPolicy(name);
  RETURN_IF_ERROR(CheckEtag(request.policy().etag(), policy));
  RETURN_IF_ERROR(ApplyUpdate(request.update_mask(), request.policy(), policy));
  RETURN_IF_ERROR(domain::CheckPolicy(policy));
  ASSIGN_OR_RETURN(const int64_t version, NextVersion(policy));
  policy.set_etag(MakeEtag(version));
  *policy.mutable_update_time() = ToProto(ctx.now());
  v1::PolicyRevision revision;
  *revision.mutable_policy() = policy;
  *revision.mutable_actor() = ctx.actor();
  *revision.mutable_create_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SavePolicy(ctx.txn(), shop, version, revision));
  ctx.Emit(policy, "policy.updated");
  *response = std::move(policy);
  return absl::OkStatus();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx,
                                 const v1::ListPolicyRevisionsRequest& request,
                                 v1::ListPolicyRevisionsResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), 20, 100));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const absl::string_view shop = ShopOf(request.name());
  RETURN_IF_ERROR(store::LoadPolicy(ctx.txn(), shop).status());
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!key.empty() && !absl::SimpleAtoi(key[0], &before)) {
    return InvalidFieldError("page_token", "is none of this list's");
  }
  ASSIGN_OR_RETURN(std::vector<store::NumberedRevision> revisions,
                   store::ListPolicyRevisions(ctx.txn(), shop, before, size + 1));
  const bool more = static_cast<int>(revisions.size()) > size;
  if (more) revisions.resize(size);
  for (store::NumberedRevision& numbered : revisions) {
    *response->add_revisions() = std::move(numbered.revision);
  }
  if (more) {
    response->set_next_page_token(MakePageToken(request, {absl::StrCat(revisions.back().number)}));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
