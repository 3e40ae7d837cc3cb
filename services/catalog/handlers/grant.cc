#include "services/catalog/handlers/grant.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/events.h"
#include "services/catalog/domain/grant.h"
#include "services/catalog/domain/limits.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/created_page.h"
#include "services/catalog/store/bargains.h"

namespace shopdesk::catalog::handlers {
namespace {

// With the timer that ends it while it is active.
absl::Status SaveGrant(runtime::WriteContext& ctx, v1::Grant& grant, absl::string_view event) {
  if (grant.state() == v1::Grant::ACTIVE) {
    ctx.Schedule(kGrantExpiry, grant.name(), FromProto(grant.expire_time()));
  } else {
    ctx.Cancel(kGrantExpiry, grant.name());
  }
  *grant.mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveGrant(ctx.txn(), grant));
  ctx.Emit(grant, event);
  return absl::OkStatus();
}

absl::StatusOr<v1::Grant> LoadForUpdate(runtime::WriteContext& ctx, absl::string_view name) {
  return store::LoadGrantForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

absl::StatusOr<absl::optional<v1::Grant>> FindActive(runtime::WriteContext& ctx,
                                                     absl::string_view shop,
                                                     absl::string_view buyer,
                                                     absl::string_view sku_id) {
  return store::FindActiveGrantForUpdate(ctx.txn(), shop, buyer, sku_id);
}

}  // namespace

absl::StatusOr<v1::Grant> GiveGrant(runtime::WriteContext& ctx, const v1::Policy& policy,
                                    const v1::Bargain& bargain) {
  ASSIGN_OR_RETURN(absl::optional<v1::Grant> earlier,
                   FindActive(ctx, ShopOf(bargain.name()), bargain.buyer(), bargain.sku_id()));
  if (earlier.has_value()) {
    RETURN_IF_ERROR(domain::ExpireGrant(*earlier));
    RETURN_IF_ERROR(SaveGrant(ctx, *earlier, events::kGrantExpired));
  }
  v1::Grant grant = domain::MakeGrant(bargain);
  *grant.mutable_create_time() = StoredTime(ctx.now());
  *grant.mutable_expire_time() = StoredTime(ctx.now() + absl::Seconds(policy.grant_seconds()));
  RETURN_IF_ERROR(SaveGrant(ctx, grant, events::kGrantGiven));
  return grant;
}

absl::Status RedeemGrant(runtime::WriteContext& ctx, const v1::RedeemGrantRequest& request,
                         v1::Grant* response) {
  ASSIGN_OR_RETURN(*response, LoadForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const bool changed, domain::Redeem(*response, request, ctx.now()));
  return changed ? SaveGrant(ctx, *response, events::kGrantRedeemed) : absl::OkStatus();
}

absl::Status ReturnGrant(runtime::WriteContext& ctx, const v1::ReturnGrantRequest& request,
                         v1::Grant* response) {
  ASSIGN_OR_RETURN(*response, LoadForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const absl::optional<v1::Grant> other,
                   FindActive(ctx, ShopOf(request.name()), response->buyer(), response->sku_id()));
  ASSIGN_OR_RETURN(const bool changed,
                   domain::Return(*response, request.order(), other.has_value(), ctx.now()));
  return changed ? SaveGrant(ctx, *response, events::kGrantReturned) : absl::OkStatus();
}

absl::Status ExpireGrant(runtime::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::Grant grant, LoadForUpdate(ctx, name));
  if (grant.state() != v1::Grant::ACTIVE || FromProto(grant.expire_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(domain::ExpireGrant(grant));
  return SaveGrant(ctx, grant, events::kGrantExpired);
}

absl::Status GetGrant(runtime::ReadContext& ctx, const v1::GetGrantRequest& request,
                      v1::Grant* response) {
  ASSIGN_OR_RETURN(
      *response, store::LoadGrant(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListGrants(runtime::ReadContext& ctx, const v1::ListGrantsRequest& request,
                        v1::ListGrantsResponse* response) {
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const store::CreatedKey before, ParseCreatedKey(request));
  const store::GrantFilter filter = {.state = request.state(),
                                     .agent = request.agent(),
                                     .product = std::string(LastSegment(request.product())),
                                     .buyer = request.buyer()};
  ASSIGN_OR_RETURN(
      std::vector<v1::Grant> grants,
      store::ListGrants(ctx.txn(), ShopOf(request.parent()), filter, before, size + 1));
  if (grants.size() > static_cast<size_t>(size)) {
    grants.resize(size);
    response->set_next_page_token(MakeCreatedToken(request, grants.back()));
  }
  for (v1::Grant& grant : grants) *response->add_grants() = std::move(grant);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
