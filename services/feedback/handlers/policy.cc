#include "services/feedback/handlers/policy.h"

#include <string>
#include <utility>
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
#include "services/feedback/domain/policy.h"
#include "services/feedback/handlers/common.h"
#include "services/feedback/store/policies.h"

namespace shopdesk::feedback::handlers {
namespace {

absl::StatusOr<v1::Policy> NewPolicy(const v1::UpdatePolicyRequest& req) {
  if (!req.allow_missing()) return NotFoundError(req.policy().name());
  v1::Policy policy = req.policy();
  policy.clear_etag();
  policy.clear_update_time();
  domain::ApplyDefaults(policy);
  return policy;
}

absl::StatusOr<v1::Policy> ChangedPolicy(const v1::UpdatePolicyRequest& req,
                                         const v1::Policy& present) {
  RETURN_IF_ERROR(CheckEtag(req.policy().etag(), present));
  v1::Policy policy = present;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.policy(), policy));
  return policy;
}

}  // namespace

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  ASSIGN_OR_RETURN(const absl::optional<v1::Policy> present,
                   store::FindPolicyForUpdate(ctx.txn(), ShopOf(req.policy().name())));
  ASSIGN_OR_RETURN(*resp, present.has_value() ? ChangedPolicy(req, *present) : NewPolicy(req));
  RETURN_IF_ERROR(domain::CheckPolicy(*resp));
  if (present.has_value() && google::protobuf::util::MessageDifferencer::Equals(*present, *resp)) {
    return absl::OkStatus();
  }
  *resp->mutable_update_time() = ToProto(StoredNow(ctx));
  v1::PolicyRevision revision;
  *revision.mutable_policy() = *resp;
  *revision.mutable_actor() = ctx.actor();
  *revision.mutable_create_time() = resp->update_time();
  RETURN_IF_ERROR(store::SavePolicy(ctx.txn(), revision));
  *resp = revision.policy();
  ctx.Emit(*resp, "policy.updated");
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

}  // namespace shopdesk::feedback::handlers
