#include "services/catalog/handlers/bargain/grant.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/bargain/grant.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/bargain/grant.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

// Grants: usual, at most.
constexpr PageLimits kGrantPage{100, 1000};

// With the timer that ends it while it is active.
absl::Status SaveGrant(runtime::WriteContext& ctx, v1::Grant& grant, absl::string_view event) {
  if (grant.state() == v1::Grant::ACTIVE) {
    ctx.Schedule(domain::kGrantExpiry, grant.name(), FromProto(grant.expire_time()));
  } else {
    ctx.Cancel(domain::kGrantExpiry, grant.name());
  }
  *grant.mutable_update_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(store::SaveGrant(ctx.txn(), grant));
  ctx.Emit(grant, event);
  return absl::OkStatus();
}

absl::StatusOr<v1::Grant> LoadGrantForUpdate(runtime::WriteContext& ctx, absl::string_view name) {
  return store::LoadGrantForUpdate(ctx.txn(), ShopOf(name), LastSegment(name));
}

// What the grant's SKU costs at present; nullopt if it was removed.
absl::StatusOr<absl::optional<type::v1::Money>> FindListPrice(sql::Transaction& txn,
                                                              const v1::Grant& grant) {
  const absl::StatusOr<store::Sku> sku =
      store::LoadSku(txn, ShopOf(grant.name()), EscapeId(grant.sku_id()));
  if (absl::IsNotFound(sku.status())) return absl::optional<type::v1::Money>();
  RETURN_IF_ERROR(sku.status());
  return absl::optional<type::v1::Money>(sku->snapshot.price());
}

}  // namespace

absl::StatusOr<v1::Grant> GiveGrant(runtime::WriteContext& ctx, const v1::Policy& policy,
                                    const v1::Bargain& bargain) {
  ASSIGN_OR_RETURN(absl::optional<v1::Grant> earlier,
                   store::FindActiveGrantForUpdate(ctx.txn(), ShopOf(bargain.name()),
                                                   bargain.buyer(), bargain.sku_id()));
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
  ASSIGN_OR_RETURN(*response, LoadGrantForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const auto list_price, FindListPrice(ctx.txn(), *response));
  ASSIGN_OR_RETURN(const bool changed, domain::Redeem(*response, request, list_price, ctx.now()));
  return changed ? SaveGrant(ctx, *response, events::kGrantRedeemed) : absl::OkStatus();
}

absl::Status CheckGrant(runtime::ReadContext& ctx, const v1::CheckGrantRequest& request,
                        v1::CheckGrantResponse* response) {
  ASSIGN_OR_RETURN(v1::Grant grant, store::LoadGrant(ctx.txn(), ShopOf(request.name()),
                                                     LastSegment(request.name())));
  ASSIGN_OR_RETURN(const auto list_price, FindListPrice(ctx.txn(), grant));
  // An order that doesn't exist yet has no name.
  v1::RedeemGrantRequest redeem;
  redeem.set_buyer(request.buyer());
  redeem.set_sku_id(request.sku_id());
  redeem.set_quantity(request.quantity());
  RETURN_IF_ERROR(domain::Redeem(grant, redeem, list_price, ctx.now()).status());
  *response->mutable_unit_price() = grant.unit_price();
  return absl::OkStatus();
}

absl::Status ReturnGrant(runtime::WriteContext& ctx, const v1::ReturnGrantRequest& request,
                         v1::Grant* response) {
  ASSIGN_OR_RETURN(*response, LoadGrantForUpdate(ctx, request.name()));
  ASSIGN_OR_RETURN(const absl::optional<v1::Grant> other,
                   store::FindActiveGrantForUpdate(ctx.txn(), ShopOf(request.name()),
                                                   response->buyer(), response->sku_id()));
  ASSIGN_OR_RETURN(const bool changed,
                   domain::Return(*response, request.order(), other.has_value(), ctx.now()));
  return changed ? SaveGrant(ctx, *response, events::kGrantReturned) : absl::OkStatus();
}

absl::Status OnGrantExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Grant grant, LoadGrantForUpdate(ctx, due.resource_name));
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
  const store::GrantFilter filter = {.state = request.state(),
                                     .agent = request.agent(),
                                     .product = std::string(LastSegment(request.product())),
                                     .buyer = request.buyer()};
  return ListPage(
      request, kGrantPage, store::BeforeNewest(),
      [&](const store::CreatedKey& before, int limit) {
        return store::ListGrants(ctx.txn(), ShopOf(request.parent()), filter, before, limit);
      },
      store::CreatedKeyOf<v1::Grant>, *response, *response->mutable_grants());
}

}  // namespace shopdesk::catalog::handlers
