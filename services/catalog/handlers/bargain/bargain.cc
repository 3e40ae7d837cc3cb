#include "services/catalog/handlers/bargain/bargain.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/bargain/bargain.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/bargain/grant.h"
#include "services/catalog/handlers/bargain/price.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/store/bargain/bargain.h"
#include "services/catalog/store/stock/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

using Round = v1::BargainRound;

// Bargains: usual, at most.
constexpr PageLimits kBargainPage{100, 1000};

// With the timer and the work item that it has while it is open.
absl::Status SaveBargain(runtime::WriteContext& ctx, v1::Bargain& bargain,
                         absl::string_view event) {
  *bargain.mutable_update_time() = StoredTime(ctx.now());
  if (bargain.state() == v1::Bargain::OPEN) {
    const absl::Time expiry = FromProto(bargain.expire_time());
    const Round& last = bargain.rounds(bargain.rounds_size() - 1);
    ctx.Schedule(domain::kBargainExpiry, bargain.name(), expiry);
    RETURN_IF_ERROR(work::Open(ctx, kOpenBargain,
                               {.resource = bargain.name(),
                                .buyer = bargain.buyer(),
                                .agent = last.actor().id(),
                                .due = expiry}));
  } else {
    ctx.Cancel(domain::kBargainExpiry, bargain.name());
    RETURN_IF_ERROR(work::Close(ctx, kOpenBargain, bargain.name()));
  }
  RETURN_IF_ERROR(store::SaveBargain(ctx.txn(), bargain));
  ctx.Emit(bargain, event);
  return absl::OkStatus();
}

absl::Status Expire(runtime::WriteContext& ctx, v1::Bargain& bargain) {
  RETURN_IF_ERROR(domain::ExpireBargain(bargain));
  return SaveBargain(ctx, bargain, events::kBargainExpired);
}

// The buyer's open bargain for the SKU, or a new one that no row has yet.
absl::StatusOr<v1::Bargain> FindOrMakeBargain(runtime::WriteContext& ctx,
                                              const v1::NegotiatePriceRequest& request) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(
      absl::optional<v1::Bargain> open,
      store::FindOpenBargainForUpdate(ctx.txn(), shop, request.buyer(), request.sku_id()));
  if (open.has_value()) {
    if (FromProto(open->expire_time()) > ctx.now()) return *std::move(open);
    RETURN_IF_ERROR(Expire(ctx, *open));
  }
  v1::Bargain bargain;
  bargain.set_name(domain::BargainName(shop, ctx.DerivedId("bargain")));
  bargain.set_state(v1::Bargain::OPEN);
  bargain.set_sku_id(request.sku_id());
  bargain.set_buyer(request.buyer());
  *bargain.mutable_create_time() = StoredTime(ctx.now());
  return bargain;
}

const char* EventOf(Round::Decision decision) {
  switch (decision) {
    case Round::ACCEPT:
      return events::kBargainAccepted;
    case Round::REFUSE:
      return events::kBargainRefused;
    default:
      return events::kBargainCountered;
  }
}

}  // namespace

absl::Status NegotiatePrice(runtime::WriteContext& ctx, const v1::NegotiatePriceRequest& request,
                            v1::NegotiatePriceResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckAmount(request.offer(), policy, "offer"));
  ASSIGN_OR_RETURN(const store::Sku sku,
                   store::LoadSku(ctx.txn(), shop, EscapeId(request.sku_id())));
  if (!sku.on_sale) return domain::NotOnSaleError(request.sku_id(), sku.snapshot.product());
  ASSIGN_OR_RETURN(const domain::PriceTerms terms,
                   LoadTerms(ctx.txn(), shop, sku.snapshot, policy));

  v1::Bargain& bargain = *response->mutable_bargain();
  ASSIGN_OR_RETURN(bargain, FindOrMakeBargain(ctx, request));
  bargain.set_product(sku.snapshot.product());
  if (!request.conversation().empty()) bargain.set_conversation(request.conversation());
  *bargain.mutable_list_price() = sku.snapshot.price();
  const domain::Offer offer = {.unit_price = request.offer().minor(),
                               .quantity = request.quantity(),
                               .role = ctx.actor().role()};
  const domain::Answer answer = domain::AnswerOffer(bargain, offer, terms, policy);
  Round round;
  *round.mutable_actor() = ctx.actor();
  *round.mutable_create_time() = StoredTime(ctx.now());
  RETURN_IF_ERROR(domain::AddRound(bargain, offer, answer, policy.currency_code(), round));
  if (answer.decision == Round::COUNTER_OFFER) {
    *bargain.mutable_expire_time() =
        StoredTime(ctx.now() + absl::Seconds(policy.counter_offer_seconds()));
  }
  if (answer.decision == Round::ACCEPT) {
    bargain.set_grant(domain::GrantName(shop, LastSegment(bargain.name())));
    ASSIGN_OR_RETURN(*response->mutable_grant(), GiveGrant(ctx, policy, bargain));
  } else {
    response->set_accepting_role(domain::RoleThatMay(terms, policy, offer.unit_price));
  }
  response->set_decision(answer.decision);
  return SaveBargain(ctx, bargain, EventOf(answer.decision));
}

absl::Status RefuseBargain(runtime::WriteContext& ctx, const v1::RefuseBargainRequest& request,
                           v1::Bargain* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBargainForUpdate(ctx.txn(), ShopOf(request.name()),
                                                          LastSegment(request.name())));
  RETURN_IF_ERROR(domain::DeclineBargain(*response));
  return SaveBargain(ctx, *response, events::kBargainRefused);
}

absl::Status OnBargainExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Bargain bargain,
                   store::LoadBargainForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                               LastSegment(due.resource_name)));
  if (bargain.state() != v1::Bargain::OPEN || FromProto(bargain.expire_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  return Expire(ctx, bargain);
}

absl::Status GetBargain(runtime::ReadContext& ctx, const v1::GetBargainRequest& request,
                        v1::Bargain* response) {
  ASSIGN_OR_RETURN(*response, store::LoadBargain(ctx.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListBargains(runtime::ReadContext& ctx, const v1::ListBargainsRequest& request,
                          v1::ListBargainsResponse* response) {
  return ListPage(
      request, kBargainPage, store::BeforeNewest(),
      [&](const store::CreatedKey& before, int limit) {
        return store::ListBargains(ctx.txn(), ShopOf(request.parent()),
                                   {.state = request.state(), .buyer = request.buyer()}, before,
                                   limit);
      },
      store::CreatedKeyOf<v1::Bargain>, *response, *response->mutable_bargains());
}

}  // namespace shopdesk::catalog::handlers
