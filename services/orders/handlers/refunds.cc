#include "services/orders/handlers/refunds.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/ship_by.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/refund_change.h"
#include "services/orders/store/orders.h"
#include "services/orders/store/refunds.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Refund;

// The note as written is sealed; the refund keeps its masked form.
absl::Status SetNote(rpc::WriteContext& ctx, const std::string& note, Refund& refund) {
  if (note.empty()) return absl::OkStatus();
  Refund original;
  original.set_note(note);
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), refund.name(), "note", original));
  refund.set_note(original.note());
  return absl::OkStatus();
}

std::string RefundName(const v1::Order& order, absl::string_view id) {
  return absl::StrCat(order.name(), "/refunds/", EscapeId(id));
}

template <class Request>
domain::RefundRequest RequestOf(const Request& req) {
  domain::RefundRequest request;
  request.kind = req.kind();
  request.reason = req.reason();
  request.lines = req.lines();
  return request;
}

// The other refunds of the order that count for this one.
absl::StatusOr<std::vector<Refund>> LoadOthers(rpc::WriteContext& ctx, const Refund& refund) {
  ASSIGN_OR_RETURN(std::vector<Refund> others,
                   store::LoadUnpaidRefunds(ctx.txn(), ParentOf(refund.name())));
  std::erase_if(others, [&](const Refund& other) { return other.name() == refund.name(); });
  return others;
}

// Stores both and answers the refund.
absl::Status SaveBoth(rpc::WriteContext& ctx, RefundChange& change, Refund* resp,
                      absl::string_view event = "") {
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund, event));
  RETURN_IF_ERROR(SaveRefundedOrder(ctx, change.order, change.refund));
  *resp = std::move(change.refund);
  return absl::OkStatus();
}

// Stores the refund, where the order did not change.
absl::Status SaveRefundOnly(rpc::WriteContext& ctx, RefundChange& change, Refund* resp) {
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund));
  *resp = std::move(change.refund);
  return absl::OkStatus();
}

// Agreeing to a return changes nothing of the order.
absl::Status SaveAgreed(rpc::WriteContext& ctx, RefundChange& change, Refund* resp) {
  return domain::IsEnded(change.refund.state()) ? SaveBoth(ctx, change, resp)
                                                : SaveRefundOnly(ctx, change, resp);
}

absl::StatusOr<store::RefundQuery> QueryOf(const v1::ListRefundsRequest& req) {
  store::RefundQuery query;
  query.shop = std::string(ShopOf(req.parent()));
  query.state = req.state();
  if (LastSegment(req.parent()) != "-") {
    query.order_id = std::string(LastSegment(req.parent()));
  } else if (req.state() == v1::REFUND_STATE_UNSPECIFIED) {
    return InvalidFieldError("state", "is required for the refunds of all orders");
  }
  ASSIGN_OR_RETURN(query.limit, PageSize(req.page_size(), 50, 1000));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  if (key.empty()) return query;
  if (key.size() != 3 || !absl::SimpleAtoi(key[0], &query.after_ms)) {
    return InvalidFieldError("page_token", "is none of this list");
  }
  query.after_order_id = key[1];
  query.after_id = key[2];
  return query;
}

}  // namespace

absl::Status OpenRefund(rpc::WriteContext& ctx, const v1::OpenRefundRequest& req, Refund* resp) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, req.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.parent())));
  domain::RefundRequest request = RequestOf(req);
  if (req.has_freight_minor()) request.freight_minor = req.freight_minor();
  request.inspection = req.inspection();
  const std::string id = ctx.DerivedId("refund");
  resp->set_name(RefundName(change.order, id));
  RETURN_IF_ERROR(SetNote(ctx, req.note(), *resp));
  if (req.seller_initiated()) {
    RETURN_IF_ERROR(GiveRefundOn(ctx, change, request, policy, id, resp));
    return SaveRefundedOrder(ctx, change, *resp);
  }
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, *resp));
  RETURN_IF_ERROR(domain::AskRefund(change.order, others, request, policy, MomentOf(ctx), *resp));
  if (resp->before_shipping() && domain::RefusedToWait(change.order)) {
    RETURN_IF_ERROR(domain::AgreeRefund(change.order, *resp, policy, MomentOf(ctx), change.ledger));
  }
  RETURN_IF_ERROR(InsertRefundChange(ctx, *resp));
  return SaveRefundedOrder(ctx, change, *resp);
}

absl::Status GiveRefundOn(rpc::WriteContext& ctx, OrderChange& order,
                          const domain::RefundRequest& request, const v1::Policy& policy,
                          absl::string_view refund_id, Refund* refund) {
  refund->set_name(RefundName(order.order, refund_id));
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, *refund));
  RETURN_IF_ERROR(domain::GiveRefund(order.order, others, request, policy, MomentOf(ctx), *refund,
                                     order.ledger));
  return InsertRefundChange(ctx, *refund);
}

absl::Status GetRefund(rpc::ReadContext& ctx, const v1::GetRefundRequest& req, Refund* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadRefund(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status ListRefunds(rpc::ReadContext& ctx, const v1::ListRefundsRequest& req,
                         v1::ListRefundsResponse* resp) {
  ASSIGN_OR_RETURN(store::RefundQuery query, QueryOf(req));
  RETURN_IF_ERROR(query.order_id.empty() ? LoadPolicy(ctx.txn(), query.shop).status()
                                         : store::LoadOrder(ctx.txn(), req.parent()).status());
  ASSIGN_OR_RETURN(std::vector<Refund> refunds, store::ListRefunds(ctx.txn(), query));
  for (Refund& refund : refunds) *resp->add_refunds() = std::move(refund);
  if (resp->refunds_size() < query.limit) return absl::OkStatus();
  const Refund& last = *resp->refunds().rbegin();
  resp->set_next_page_token(MakePageToken(
      req,
      {absl::StrCat(ToMillis(FromProto(last.create_time()))),
       std::string(LastSegment(ParentOf(last.name()))), std::string(LastSegment(last.name()))}));
  return absl::OkStatus();
}

absl::Status AgreeRefund(rpc::WriteContext& ctx, const v1::AgreeRefundRequest& req, Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::AgreeRefund(change.order.order, change.refund, change.policy,
                                      MomentOf(ctx), change.order.ledger));
  return SaveAgreed(ctx, change, resp);
}

absl::Status RefuseRefund(rpc::WriteContext& ctx, const v1::RefuseRefundRequest& req,
                          Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::RefuseRefund(change.refund, req.refusal(), change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, resp);
}

absl::Status ReviseRefund(rpc::WriteContext& ctx, const v1::ReviseRefundRequest& req,
                          Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, change.refund));
  RETURN_IF_ERROR(SetNote(ctx, req.note(), change.refund));
  RETURN_IF_ERROR(domain::ReviseRefund(change.order.order, others, RequestOf(req), change.policy,
                                       MomentOf(ctx), change.refund));
  return SaveBoth(ctx, change, resp, "refund.revised");
}

absl::Status WithdrawRefund(rpc::WriteContext& ctx, const v1::WithdrawRefundRequest& req,
                            Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::WithdrawRefund(change.order.order, change.refund, MomentOf(ctx)));
  return SaveBoth(ctx, change, resp);
}

absl::Status EscalateRefund(rpc::WriteContext& ctx, const v1::EscalateRefundRequest& req,
                            Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::EscalateRefund(change.refund, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, resp);
}

absl::Status DecideRefund(rpc::WriteContext& ctx, const v1::DecideRefundRequest& req,
                          Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::DecideRefund(change.order.order, change.refund, req.granted(),
                                       change.policy, MomentOf(ctx), change.order.ledger));
  return SaveBoth(ctx, change, resp);
}

absl::Status SendBackGoods(rpc::WriteContext& ctx, const v1::SendBackGoodsRequest& req,
                           Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::SendBackGoods(change.refund,
                                        {req.carrier_id(), req.waybill_number(), req.surface()},
                                        change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, resp);
}

absl::Status ConfirmReturnedGoods(rpc::WriteContext& ctx,
                                  const v1::ConfirmReturnedGoodsRequest& req, Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(domain::ConfirmReturnedGoods(change.order.order, change.refund, req.inspection(),
                                               change.policy, MomentOf(ctx), change.order.ledger));
  return SaveBoth(ctx, change, resp);
}

absl::Status RefuseReturnedGoods(rpc::WriteContext& ctx, const v1::RefuseReturnedGoodsRequest& req,
                                 Refund* resp) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, req.name(), req.etag()));
  RETURN_IF_ERROR(
      domain::RefuseReturnedGoods(change.refund, req.refusal(), change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, resp);
}

absl::Status OnRefundDeadline(rpc::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<RefundChange> loaded = LoadRefundForChange(ctx, due.resource_name);
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(RefundChange change, std::move(loaded));
  // Meanwhile it went on: its present deadline, if there is one, has a timer of its own.
  if (!change.refund.has_deadline_time() ||
      FromProto(change.refund.deadline_time()) > due.due_time) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(domain::ExpireRefund(change.order.order, change.refund, change.policy,
                                       MomentOf(ctx), change.order.ledger));
  Refund unused;
  return SaveAgreed(ctx, change, &unused);
}

}  // namespace shopdesk::orders::handlers
