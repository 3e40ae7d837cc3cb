#include "services/catalog/domain/bargain/grant.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/states.h"

namespace shopdesk::catalog::domain {
namespace {

absl::Status CheckMatch(const v1::Grant& grant, const v1::RedeemGrantRequest& request) {
  if (request.buyer() != grant.buyer()) {
    return GrantMismatchError(grant.name(), "buyer", grant.buyer());
  }
  if (request.sku_id() != grant.sku_id()) {
    return GrantMismatchError(grant.name(), "sku_id", grant.sku_id());
  }
  if (request.quantity() > grant.quantity()) {
    return GrantMismatchError(grant.name(), "quantity", absl::StrCat(grant.quantity()));
  }
  return absl::OkStatus();
}

}  // namespace

v1::Grant MakeGrant(const v1::Bargain& bargain) {
  const v1::BargainRound& round = bargain.rounds(bargain.rounds_size() - 1);
  v1::Grant grant;
  grant.set_name(bargain.grant());
  grant.set_state(v1::Grant::ACTIVE);
  grant.set_bargain(bargain.name());
  grant.set_sku_id(bargain.sku_id());
  grant.set_product(bargain.product());
  grant.set_buyer(bargain.buyer());
  grant.set_quantity(round.quantity());
  *grant.mutable_list_price() = bargain.list_price();
  *grant.mutable_unit_price() = round.unit_price();
  *grant.mutable_actor() = round.actor();
  return grant;
}

absl::StatusOr<bool> Redeem(v1::Grant& grant, const v1::RedeemGrantRequest& request,
                            const absl::optional<type::v1::Money>& list_price, absl::Time now) {
  RETURN_IF_ERROR(CheckMatch(grant, request));
  const bool redeemed = grant.state() == v1::Grant::REDEEMED;
  if (redeemed && grant.order() == request.order()) return false;
  const bool handed_over = redeemed && grant.order() == request.from_order();
  if (redeemed && !handed_over) return GrantUsedError(grant.name(), grant.order());
  if (grant.state() == v1::Grant::EXPIRED ||
      (!handed_over && FromProto(grant.expire_time()) <= now)) {
    return GrantExpiredError(grant.name());
  }
  RETURN_IF_ERROR(Move(kGrantMachine, grant, handed_over ? "hand_over" : "redeem"));
  grant.set_order(request.order());
  grant.set_redeemed_quantity(request.quantity());
  if (list_price.has_value() && list_price->minor() < grant.unit_price().minor()) {
    *grant.mutable_list_price() = *list_price;
    *grant.mutable_unit_price() = *list_price;
  }
  return true;
}

absl::StatusOr<bool> Return(v1::Grant& grant, absl::string_view order, bool replaced,
                            absl::Time now) {
  if (grant.order() != order) {
    if (grant.returned_by() == order) return false;
    return GrantMismatchError(grant.name(), "order", grant.order());
  }
  const bool over = replaced || FromProto(grant.expire_time()) <= now;
  RETURN_IF_ERROR(Move(kGrantMachine, grant, over ? "return_late" : "return"));
  grant.clear_order();
  grant.clear_redeemed_quantity();
  grant.set_returned_by(std::string(order));
  return true;
}

absl::Status ExpireGrant(v1::Grant& grant) { return Move(kGrantMachine, grant, "expire"); }

}  // namespace shopdesk::catalog::domain
