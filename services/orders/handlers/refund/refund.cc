#include "services/orders/handlers/refund/refund.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/refund/refund_after.h"
#include "services/orders/domain/refund/refund_evidence.h"
#include "services/orders/domain/refund/refund_intake.h"
#include "services/orders/domain/refund/refund_replacement.h"
#include "services/orders/domain/refund/refund_scan.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/refund/return_address.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/refund/return_address.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Refund;

// Refunds: usual, at most.
constexpr PageLimits kRefundPage{50, 1000};

// The note as written is sealed; the refund keeps its masked form.
absl::Status SetNote(runtime::WriteContext& ctx, const std::string& note, Refund& refund) {
  if (IsBlank(note)) return absl::OkStatus();
  ASSIGN_OR_RETURN(*refund.mutable_note(), runtime::SealText(ctx, refund.name(), "note", note));
  return absl::OkStatus();
}

// The text as written is sealed; the refund keeps its masked form.
absl::StatusOr<v1::RefundEvidence> EvidenceOf(runtime::WriteContext& ctx,
                                              const v1::SubmitRefundEvidenceRequest& request,
                                              const Refund& refund) {
  if (IsBlank(request.text()) && request.files().empty()) {
    return InvalidFieldError("text", "is required without files");
  }
  v1::RefundEvidence evidence;
  const bool by_buyer = ctx.actor().kind() == type::v1::Actor::BUYER;
  evidence.set_side(request.side() != v1::RefundEvidence::SIDE_UNSPECIFIED ? request.side()
                    : by_buyer ? v1::RefundEvidence::BUYER
                               : v1::RefundEvidence::SHOP);
  *evidence.mutable_files() = request.files();
  if (IsBlank(request.text())) return evidence;
  ASSIGN_OR_RETURN(
      *evidence.mutable_text(),
      runtime::SealText(ctx, refund.name(), absl::StrCat("evidence/", refund.evidence_size()),
                        request.text()));
  return evidence;
}

std::string RefundName(const v1::Order& order, absl::string_view id) {
  return absl::StrCat(order.name(), "/refunds/", EscapeId(id));
}

// Where goods come back to, for which a refund waits now: to where they lay, unless somebody says
// another place; only there are locations.
absl::Status ChooseReturnLocation(runtime::WriteContext& ctx, const std::string& location,
                                  const v1::Order& order, Refund& refund) {
  if (refund.state() != v1::RefundState::WAIT_BUYER_RETURN_GOODS) {
    return location.empty()
               ? absl::OkStatus()
               : InvalidFieldError("return_location", "must be empty where nothing comes back");
  }
  if (!location.empty()) {
    RETURN_IF_ERROR(
        store::LoadReturnAddress(ctx.txn(), ReturnAddressName(ShopNameOf(refund.name()), location))
            .status());
    refund.set_return_location(location);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const domain::Senders senders, LoadSenders(ctx.txn(), ShopOf(refund.name())));
  for (const v1::RefundLine& line : refund.lines()) {
    if (!refund.return_location().empty()) break;
    if (line.quantity() == line.never_shipped()) continue;
    refund.set_return_location(
        domain::SenderAt(senders, domain::FindLine(order, line.line())->location()));
  }
  return absl::OkStatus();
}

template <class Request>
domain::RefundRequest RequestOf(const Request& request) {
  domain::RefundRequest wanted;
  wanted.kind = request.kind();
  wanted.reason = request.reason();
  wanted.lines = request.lines();
  return wanted;
}

// The other refunds of the order.
absl::StatusOr<std::vector<Refund>> LoadOthers(runtime::WriteContext& ctx, const Refund& refund) {
  ASSIGN_OR_RETURN(std::vector<Refund> others,
                   store::LoadRefundsOf(ctx.txn(), ParentOf(refund.name())));
  std::erase_if(others, [&](const Refund& other) { return other.name() == refund.name(); });
  return others;
}

// Stores both and answers the refund.
absl::Status SaveBoth(runtime::WriteContext& ctx, RefundChange& change, Refund* response,
                      absl::string_view event = "") {
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund, event));
  RETURN_IF_ERROR(SaveRefundedOrder(ctx, change.order, change.refund));
  *response = std::move(change.refund);
  return absl::OkStatus();
}

// Stores the refund, where the order did not change.
absl::Status SaveRefundOnly(runtime::WriteContext& ctx, RefundChange& change, Refund* response,
                            absl::string_view event = "") {
  RETURN_IF_ERROR(SaveRefundChange(ctx, change.refund, event));
  *response = std::move(change.refund);
  return absl::OkStatus();
}

// What goes on waiting has changed nothing of the order.
absl::Status SaveGoneOn(runtime::WriteContext& ctx, RefundChange& change, Refund* response) {
  return domain::IsEnded(change.refund.state()) ? SaveBoth(ctx, change, response)
                                                : SaveRefundOnly(ctx, change, response);
}

// What became of goods that were paid for at their first scan.
absl::Status SavePaidGoods(runtime::WriteContext& ctx, RefundChange& change, Refund* response) {
  RETURN_IF_ERROR(SaveRefundOnly(ctx, change, response,
                                 change.refund.scan_payment().state() == v1::ScanPayment::OWED
                                     ? events::kRefundGoodsOwed
                                     : events::kRefundGoodsIn));
  return SaveChange(ctx, change.order, "");
}

absl::StatusOr<store::RefundQuery> QueryOf(const v1::ListRefundsRequest& request) {
  store::RefundQuery query;
  query.shop = std::string(ShopOf(request.parent()));
  query.state = request.state();
  if (LastSegment(request.parent()) != "-") {
    query.order_id = std::string(LastSegment(request.parent()));
  } else if (request.state() == v1::RefundState::REFUND_STATE_UNSPECIFIED) {
    return InvalidFieldError("state", "is required for the refunds of all orders");
  }
  return query;
}

}  // namespace

absl::Status OpenRefund(runtime::WriteContext& ctx, const v1::OpenRefundRequest& request,
                        Refund* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  domain::RefundRequest wanted = RequestOf(request);
  if (request.has_freight_minor()) wanted.freight_minor = request.freight_minor();
  wanted.freight_only = request.freight_only();
  wanted.inspection = request.inspection();
  const std::string id = ctx.DerivedId("refund");
  response->set_name(RefundName(change.order, id));
  RETURN_IF_ERROR(SetNote(ctx, request.note(), *response));
  if (request.seller_initiated()) {
    RETURN_IF_ERROR(GiveRefundOn(ctx, change, wanted, policy, id, response));
    return SaveRefundedOrder(ctx, change, *response);
  }
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, *response));
  RETURN_IF_ERROR(
      domain::AskRefund(change.order, others, wanted, policy, MomentOf(ctx), *response));
  if (response->before_shipping() && domain::RefusedToWait(change.order)) {
    RETURN_IF_ERROR(
        domain::AgreeRefund(change.order, *response, policy, MomentOf(ctx), change.ledger));
  }
  RETURN_IF_ERROR(InsertRefundChange(ctx, *response));
  return SaveRefundedOrder(ctx, change, *response);
}

absl::Status GiveRefundOn(runtime::WriteContext& ctx, OrderChange& order,
                          const domain::RefundRequest& wanted, const v1::Policy& policy,
                          absl::string_view refund_id, Refund* refund) {
  refund->set_name(RefundName(order.order, refund_id));
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, *refund));
  RETURN_IF_ERROR(domain::GiveRefund(order.order, others, wanted, policy, MomentOf(ctx), *refund,
                                     order.ledger));
  return InsertRefundChange(ctx, *refund);
}

absl::Status GetRefund(runtime::ReadContext& ctx, const v1::GetRefundRequest& request,
                       Refund* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRefund(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListRefunds(runtime::ReadContext& ctx, const v1::ListRefundsRequest& request,
                         v1::ListRefundsResponse* response) {
  ASSIGN_OR_RETURN(const store::RefundQuery query, QueryOf(request));
  RETURN_IF_ERROR(query.order_id.empty() ? LoadPolicy(ctx.txn(), query.shop).status()
                                         : store::LoadOrder(ctx.txn(), request.parent()).status());
  return ListPage(
      request, kRefundPage, store::OldestChild(),
      [&](const store::ChildCreationKey& after, int limit) {
        return store::ListRefunds(ctx.txn(), query, after, limit);
      },
      store::ChildCreationKeyOf<Refund>, *response, *response->mutable_refunds());
}

absl::Status AgreeRefund(runtime::WriteContext& ctx, const v1::AgreeRefundRequest& request,
                         Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::AgreeRefund(change.order.order, change.refund, change.policy,
                                      MomentOf(ctx), change.order.ledger));
  RETURN_IF_ERROR(
      ChooseReturnLocation(ctx, request.return_location(), change.order.order, change.refund));
  return SaveGoneOn(ctx, change, response);
}

absl::Status RefuseRefund(runtime::WriteContext& ctx, const v1::RefuseRefundRequest& request,
                          Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::RefuseRefund(change.refund,
                                       privacy::Mask(option::v1::PII_FREE_TEXT, request.refusal()),
                                       change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response);
}

absl::Status ReviseRefund(runtime::WriteContext& ctx, const v1::ReviseRefundRequest& request,
                          Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const std::vector<Refund> others, LoadOthers(ctx, change.refund));
  RETURN_IF_ERROR(SetNote(ctx, request.note(), change.refund));
  RETURN_IF_ERROR(domain::ReviseRefund(change.order.order, others, RequestOf(request),
                                       change.policy, MomentOf(ctx), change.refund));
  return SaveBoth(ctx, change, response, events::kRefundRevised);
}

absl::Status WithdrawRefund(runtime::WriteContext& ctx, const v1::WithdrawRefundRequest& request,
                            Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::WithdrawRefund(change.order.order, change.refund, MomentOf(ctx)));
  return SaveBoth(ctx, change, response);
}

absl::Status EscalateRefund(runtime::WriteContext& ctx, const v1::EscalateRefundRequest& request,
                            Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::EscalateRefund(change.refund, change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response);
}

absl::Status SubmitRefundEvidence(runtime::WriteContext& ctx,
                                  const v1::SubmitRefundEvidenceRequest& request,
                                  Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(const v1::RefundEvidence evidence, EvidenceOf(ctx, request, change.refund));
  RETURN_IF_ERROR(domain::SubmitEvidence(change.refund, evidence, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response, events::kRefundEvidenceSubmitted);
}

absl::Status DecideRefund(runtime::WriteContext& ctx, const v1::DecideRefundRequest& request,
                          Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::DecideRefund(change.order.order, change.refund, request.granted(),
                                       change.policy, MomentOf(ctx), change.order.ledger));
  return SaveBoth(ctx, change, response);
}

absl::Status SendBackGoods(runtime::WriteContext& ctx, const v1::SendBackGoodsRequest& request,
                           Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  domain::ReturnWaybill waybill = {request.carrier_id(), request.waybill_number(),
                                   request.surface()};
  if (request.has_freight()) waybill.freight = request.freight();
  RETURN_IF_ERROR(domain::SendBackGoods(change.refund, waybill, change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response);
}

absl::Status ConfirmReturnedGoods(runtime::WriteContext& ctx,
                                  const v1::ConfirmReturnedGoodsRequest& request,
                                  Refund* response) {
  const bool whole = request.inspection() != v1::Inspection::INSPECTION_UNSPECIFIED;
  if (whole != request.lines().empty()) {
    return InvalidFieldError(
        "lines", whole ? "must be empty with inspection" : "is required without inspection");
  }
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  v1::Order& order = change.order.order;
  if (domain::AwaitsPaidGoods(change.refund)) {
    RETURN_IF_ERROR(whole ? domain::TakeInPaid(order, change.refund, request.inspection(),
                                               change.policy, MomentOf(ctx), change.order.ledger)
                          : domain::TakeInPaid(order, change.refund, request.lines(), change.policy,
                                               MomentOf(ctx), change.order.ledger));
    return SavePaidGoods(ctx, change, response);
  }
  if (domain::IsUncounted(change.refund)) {
    if (whole) {
      domain::CountLate(change.refund, request.inspection(), MomentOf(ctx));
    } else {
      RETURN_IF_ERROR(domain::CountLate(order, change.refund, request.lines(), MomentOf(ctx)));
    }
    return SaveRefundOnly(ctx, change, response, events::kRefundGoodsIn);
  }
  RETURN_IF_ERROR(whole ? domain::ConfirmReturnedGoods(order, change.refund, request.inspection(),
                                                       change.policy, MomentOf(ctx),
                                                       change.order.ledger)
                        : domain::TakeIn(order, change.refund, request.lines(), change.policy,
                                         MomentOf(ctx), change.order.ledger));
  return SaveGoneOn(ctx, change, response);
}

absl::Status AcceptRefundOffer(runtime::WriteContext& ctx,
                               const v1::AcceptRefundOfferRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::AcceptOffer(change.order.order, change.refund, change.policy,
                                      MomentOf(ctx), change.order.ledger));
  return SaveBoth(ctx, change, response);
}

absl::Status RefuseRefundOffer(runtime::WriteContext& ctx,
                               const v1::RefuseRefundOfferRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::RefuseOffer(change.refund, change.policy, MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response);
}

absl::Status RefuseReturnedGoods(runtime::WriteContext& ctx,
                                 const v1::RefuseReturnedGoodsRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::RefuseReturnedGoods(
      change.refund, privacy::Mask(option::v1::PII_FREE_TEXT, request.refusal()), change.policy,
      MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response);
}

absl::Status ReturnGoodsToBuyer(runtime::WriteContext& ctx,
                                const v1::ReturnGoodsToBuyerRequest& request, Refund* response) {
  ASSIGN_OR_RETURN(RefundChange change, LoadRefundForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::ReturnGoodsToBuyer(change.refund, request.carrier_id(),
                                             request.waybill_number(), MomentOf(ctx)));
  return SaveRefundOnly(ctx, change, response, events::kRefundGoodsReturned);
}

absl::Status OnRefundDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<RefundChange> loaded = LoadRefundForChange(ctx, due.resource_name);
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(RefundChange change, std::move(loaded));
  // Meanwhile it went on: its present deadline, if there is one, has a timer of its own.
  if (!change.refund.has_deadline_time() ||
      FromProto(change.refund.deadline_time()) > due.due_time) {
    return absl::OkStatus();
  }
  if (change.refund.replacement().state() == v1::Replacement::INTENDED) {
    domain::PostponeDeadline(change.refund, MomentOf(ctx));
    return SaveRefundChange(ctx, change.refund, events::kRefundSendAgainStuck);
  }
  if (domain::AwaitsPaidGoods(change.refund)) {
    RETURN_IF_ERROR(domain::ExpirePaidGoods(change.order.order, change.refund, change.policy,
                                            MomentOf(ctx), change.order.ledger));
    Refund unused;
    return SavePaidGoods(ctx, change, &unused);
  }
  RETURN_IF_ERROR(domain::ExpireRefund(change.order.order, change.refund, change.policy,
                                       MomentOf(ctx), change.order.ledger));
  RETURN_IF_ERROR(ChooseReturnLocation(ctx, "", change.order.order, change.refund));
  Refund unused;
  return SaveGoneOn(ctx, change, &unused);
}

}  // namespace shopdesk::orders::handlers
