#include "services/logistics/handlers/policies.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/field_mask.h"
#include "libs/base/id.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/policy.h"
#include "services/logistics/domain/validate.h"
#include "services/logistics/store/policies.h"
#include "services/logistics/store/rate_book.h"

namespace shopdesk::logistics::handlers {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr int kDefaultRevisions = 20;
constexpr int kMaxRevisions = 100;

}  // namespace

absl::Status GetPolicy(rpc::ReadContext& ctx, const v1::GetPolicyRequest& req, v1::Policy* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadPolicy(ctx.txn(), ShopOf(req.name())));
  return absl::OkStatus();
}

absl::Status UpdatePolicy(rpc::WriteContext& ctx, const v1::UpdatePolicyRequest& req,
                          v1::Policy* resp) {
  const std::string shop(ShopOf(req.policy().name()));
  ASSIGN_OR_RETURN(absl::optional<v1::Policy> found, store::FindPolicyForUpdate(ctx.txn(), shop));
  if (!found.has_value() && !req.allow_missing()) {
    return shopdesk::NotFoundError(domain::ShopName(shop));
  }
  const v1::Policy before = found.value_or(domain::DefaultPolicy(domain::PolicyName(shop)));
  RETURN_IF_ERROR(CheckEtag(req.policy().etag(), before));
  v1::PolicyRevision revision;
  v1::Policy& policy = *revision.mutable_policy();
  policy = before;
  RETURN_IF_ERROR(ApplyUpdate(req.update_mask(), req.policy(), policy));
  // Only country, areas and postal code of the origin count.
  privacy::MaskMessage(policy);
  RETURN_IF_ERROR(domain::CheckPolicy(policy));
  if (!found.has_value() || !MessageDifferencer::Equals(before, policy)) {
    *policy.mutable_update_time() = ToProto(ctx.now());
    *revision.mutable_actor() = ctx.actor();
    *revision.mutable_create_time() = policy.update_time();
    RETURN_IF_ERROR(store::SavePolicy(ctx.txn(), shop, revision));
    RETURN_IF_ERROR(store::ChangeRates(ctx.txn(), shop, NewUuid(ctx.machine_now())));
    ctx.Emit(policy, "policy.updated");
  }
  *resp = policy;
  return absl::OkStatus();
}

absl::Status ListPolicyRevisions(rpc::ReadContext& ctx, const v1::ListPolicyRevisionsRequest& req,
                                 v1::ListPolicyRevisionsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultRevisions, kMaxRevisions));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!key.empty() && !absl::SimpleAtoi(key[0], &before)) {
    return InvalidFieldError("page_token", "must be a next_page_token");
  }
  const absl::string_view shop = ShopOf(req.name());
  RETURN_IF_ERROR(store::LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(std::vector<store::NumberedRevision> revisions,
                   store::ListRevisions(ctx.txn(), shop, before, size + 1));
  if (static_cast<int>(revisions.size()) > size) {
    revisions.resize(size);
    resp->set_next_page_token(MakePageToken(req, {absl::StrCat(revisions.back().number)}));
  }
  for (store::NumberedRevision& found : revisions) {
    *resp->add_revisions() = std::move(found.revision);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
