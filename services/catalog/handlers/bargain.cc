#include "services/catalog/handlers/bargain.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/bargain.h"
#include "services/catalog/domain/names.h"
#include "services/catalog/domain/product.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/created_page.h"
#include "services/catalog/handlers/grant.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/handlers/price.h"
#include "services/catalog/handlers/work_kinds.h"
#include "services/catalog/store/bargains.h"
#include "services/catalog/store/stock.h"

namespace shopdesk::catalog::handlers {
namespace {

using Round = v1::BargainRound;

// With the timer and the work item that it has while it is open.
absl::Status SaveBargain(rpc::WriteContext& ctx, v1::Bargain& bargain, absl::string_view event) {
  *bargain.mutable_update_time() = StoredTime(ctx.now());
  if (bargain.state() == v1::Bargain::OPEN) {
    const absl::Time expiry = FromProto(bargain.expire_time());
    const Round& last = bargain.rounds(bargain.rounds_size() - 1);
    ctx.Schedule(kBargainExpiry, bargain.name(), expiry);
    RETURN_IF_ERROR(work::Open(ctx.txn(), kOpenBargain,
                               {.resource = bargain.name(),
                                .buyer = bargain.buyer(),
                                .agent = last.actor().id(),
                                .due = expiry},
                               ctx.now()));
  } else {
    ctx.Cancel(kBargainExpiry, bargain.name());
    RETURN_IF_ERROR(work::Close(ctx.txn(), kOpenBargain, bargain.name()));
  }
  RETURN_IF_ERROR(store::SaveBargain(ctx.txn(), bargain));
  ctx.Emit(bargain, event);
  return absl::OkStatus();
}

absl::Status Expire(rpc::WriteContext& ctx, v1::Bargain& bargain) {
  RETURN_IF_ERROR(domain::ExpireBargain(bargain));
  return SaveBargain(ctx, bargain, "bargain.expired");
}

// The buyer's open bargain for the SKU, or a new one that no row has yet.
absl::StatusOr<v1::Bargain> FindOrMakeBargain(rpc::WriteContext& ctx,
                                              const v1::NegotiatePriceRequest& req) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(absl::optional<v1::Bargain> open,
                   store::FindOpenBargainForUpdate(ctx.txn(), shop, req.buyer(), req.sku_id()));
  if (open.has_value()) {
    if (FromProto(open->expire_time()) > ctx.now()) return *std::move(open);
    RETURN_IF_ERROR(Expire(ctx, *open));
  }
  v1::Bargain bargain;
  bargain.set_name(domain::BargainName(shop, ctx.DerivedId("bargain")));
  bargain.set_state(v1::Bargain::OPEN);
  bargain.set_sku_id(req.sku_id());
  bargain.set_buyer(req.buyer());
  *bargain.mutable_create_time() = StoredTime(ctx.now());
  return bargain;
}

const char* EventOf(Round::Decision decision) {
  switch (decision) {
    case Round::ACCEPT:
      return "bargain.accepted";
    case Round::REFUSE:
      return "bargain.refused";
    default:
      return "bargain.countered";
  }
}

}  // namespace

absl::Status NegotiatePrice(rpc::WriteContext& ctx, const v1::NegotiatePriceRequest& req,
                            v1::NegotiatePriceResponse* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckAmount(req.offer(), policy, "offer"));
  ASSIGN_OR_RETURN(const store::Sku sku, store::LoadSku(ctx.txn(), shop, EscapeId(req.sku_id())));
  if (!sku.on_sale) return domain::NotOnSaleError(req.sku_id(), sku.snapshot.product());
  ASSIGN_OR_RETURN(const domain::PriceTerms terms,
                   LoadTerms(ctx.txn(), shop, sku.snapshot, policy));

  v1::Bargain& bargain = *resp->mutable_bargain();
  ASSIGN_OR_RETURN(bargain, FindOrMakeBargain(ctx, req));
  bargain.set_product(sku.snapshot.product());
  if (!req.conversation().empty()) bargain.set_conversation(req.conversation());
  *bargain.mutable_list_price() = sku.snapshot.price();
  const domain::Offer offer = {
      .unit_price = req.offer().minor(), .quantity = req.quantity(), .role = ctx.actor().role()};
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
    ASSIGN_OR_RETURN(*resp->mutable_grant(), GiveGrant(ctx, policy, bargain));
  } else {
    resp->set_accepting_role(domain::RoleThatMay(terms, policy, offer.unit_price));
  }
  resp->set_decision(answer.decision);
  return SaveBargain(ctx, bargain, EventOf(answer.decision));
}

absl::Status RefuseBargain(rpc::WriteContext& ctx, const v1::RefuseBargainRequest& req,
                           v1::Bargain* resp) {
  ASSIGN_OR_RETURN(
      *resp, store::LoadBargainForUpdate(ctx.txn(), ShopOf(req.name()), LastSegment(req.name())));
  RETURN_IF_ERROR(domain::DeclineBargain(*resp));
  return SaveBargain(ctx, *resp, "bargain.refused");
}

absl::Status ExpireBargain(rpc::WriteContext& ctx, absl::string_view name) {
  ASSIGN_OR_RETURN(v1::Bargain bargain,
                   store::LoadBargainForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  if (bargain.state() != v1::Bargain::OPEN || FromProto(bargain.expire_time()) > ctx.now()) {
    return absl::OkStatus();
  }
  return Expire(ctx, bargain);
}

absl::Status GetBargain(rpc::ReadContext& ctx, const v1::GetBargainRequest& req,
                        v1::Bargain* resp) {
  ASSIGN_OR_RETURN(*resp,
                   store::LoadBargain(ctx.txn(), ShopOf(req.name()), LastSegment(req.name())));
  return absl::OkStatus();
}

absl::Status ListBargains(rpc::ReadContext& ctx, const v1::ListBargainsRequest& req,
                          v1::ListBargainsResponse* resp) {
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), 100, 1000));
  ASSIGN_OR_RETURN(const store::CreatedKey before, ParseCreatedKey(req));
  ASSIGN_OR_RETURN(
      std::vector<v1::Bargain> bargains,
      store::ListBargains(ctx.txn(), ShopOf(req.parent()),
                          {.state = req.state(), .buyer = req.buyer()}, before, size + 1));
  if (bargains.size() > static_cast<size_t>(size)) {
    bargains.resize(size);
    resp->set_next_page_token(MakeCreatedToken(req, bargains.back()));
  }
  for (v1::Bargain& bargain : bargains) *resp->add_bargains() = std::move(bargain);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::handlers
