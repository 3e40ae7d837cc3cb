#include "services/feedback/followers/outbox.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/complaint/complaint.h"
#include "services/feedback/domain/shop/errors.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/complaint/complaint.h"
#include "services/feedback/handlers/conversation/repeated_question.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/store/complaint/complaint.h"
#include "shopdesk/feedback/v1/complaint.pb.h"

namespace shopdesk::feedback::followers {
namespace {

using v1::Complaint;
using v1::Remedy;

orders::v1::RefundReason::Value RefundReasonOf(const Complaint& complaint) {
  switch (complaint.kind()) {
    case Complaint::WRONG_GOODS:
      return orders::v1::RefundReason::WRONG_GOODS;
    case Complaint::QUALITY:
      return orders::v1::RefundReason::QUALITY;
    case Complaint::NOT_AS_DESCRIBED:
      return orders::v1::RefundReason::NOT_AS_DESCRIBED;
    case Complaint::NOT_RECEIVED:
      return orders::v1::RefundReason::NOT_RECEIVED;
    default:
      return orders::v1::RefundReason::NO_REASON;
  }
}

logistics::v1::Claim::Kind ClaimKindOf(const Complaint& complaint) {
  switch (complaint.kind()) {
    case Complaint::NOT_RECEIVED:
      return logistics::v1::Claim::LOSS;
    case Complaint::SERVICE:
      return logistics::v1::Claim::DELAY;
    default:
      return logistics::v1::Claim::DAMAGE;
  }
}

// Only logistics knows of all parcels whose goods are in them: those sent again for a refund or
// for a lost one, and those of several orders.
absl::Status CheckParcelOf(runtime::WorkflowContext& ctx, const Complaint& complaint,
                           clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(const logistics::v1::Shipment shipment,
                   logistics.GetShipment(ctx, complaint.remedy().shipment()));
  const bool of_order = shipment.order() == complaint.order() ||
                        absl::c_linear_search(shipment.merged_orders(), complaint.order());
  return of_order ? absl::OkStatus() : domain::OtherOrderError(shipment.name(), complaint.order());
}

// What the remedy names, in the order's currency.
absl::StatusOr<type::v1::Money> AmountOf(runtime::WorkflowContext& ctx, const Complaint& complaint,
                                         clients::Orders& orders) {
  ASSIGN_OR_RETURN(const orders::v1::Order order, orders.GetOrder(ctx, complaint.order()));
  return MakeMoney(order.total().currency_code(), complaint.remedy().amount_minor());
}

// Each answers the name of what it made.
absl::StatusOr<std::string> GiveRefund(runtime::WorkflowContext& ctx, const Complaint& complaint,
                                       clients::Orders& orders) {
  const Remedy& remedy = complaint.remedy();
  orders::v1::OpenRefundRequest request;
  request.set_parent(complaint.order());
  request.set_kind(orders::v1::RefundKind::MONEY_ONLY);
  request.set_reason(RefundReasonOf(complaint));
  request.set_seller_initiated(true);
  request.set_note(complaint.name());
  request.set_request_id(ctx.DerivedId("remedy"));
  if (remedy.kind() == Remedy::REFUND) {
    orders::v1::RefundLine& line = *request.add_lines();
    line.set_line(remedy.line());
    line.set_amount_minor(remedy.amount_minor());
  }
  ASSIGN_OR_RETURN(const orders::v1::Refund refund, orders.OpenRefund(ctx, request));
  return refund.name();
}

absl::StatusOr<std::string> DecideRefund(runtime::WorkflowContext& ctx, const Complaint& complaint,
                                         clients::Orders& orders) {
  orders::v1::DecideRefundRequest request;
  request.set_name(complaint.remedy().refund());
  ASSIGN_OR_RETURN(*request.mutable_granted(), AmountOf(ctx, complaint, orders));
  request.set_request_id(ctx.DerivedId("remedy"));
  ASSIGN_OR_RETURN(const orders::v1::Refund refund, orders.DecideRefund(ctx, request));
  return refund.name();
}

absl::StatusOr<std::string> CallBack(runtime::WorkflowContext& ctx, const Complaint& complaint,
                                     clients::Logistics& logistics) {
  RETURN_IF_ERROR(CheckParcelOf(ctx, complaint, logistics));
  logistics::v1::RequestInterceptRequest request;
  request.set_parent(complaint.remedy().shipment());
  request.set_kind(logistics::v1::Intercept::RECALL);
  request.set_payer(logistics::v1::Intercept::SHOP);
  request.set_reason(complaint.name());
  request.set_request_id(ctx.DerivedId("remedy"));
  ASSIGN_OR_RETURN(const logistics::v1::Intercept intercept,
                   logistics.RequestIntercept(ctx, request));
  return intercept.name();
}

absl::StatusOr<std::string> ClaimOfCarrier(runtime::WorkflowContext& ctx,
                                           const Complaint& complaint, const Peers& peers) {
  RETURN_IF_ERROR(CheckParcelOf(ctx, complaint, peers.logistics));
  logistics::v1::CreateClaimRequest request;
  request.set_parent(std::string(ShopNameOf(complaint.name())));
  request.set_shipment(complaint.remedy().shipment());
  request.set_kind(ClaimKindOf(complaint));
  ASSIGN_OR_RETURN(*request.mutable_loss(), AmountOf(ctx, complaint, peers.orders));
  request.set_description(complaint.name());
  request.set_request_id(ctx.DerivedId("remedy"));
  ASSIGN_OR_RETURN(const logistics::v1::Claim claim, peers.logistics.CreateClaim(ctx, request));
  return claim.name();
}

absl::StatusOr<std::string> CarryOut(runtime::WorkflowContext& ctx, const Complaint& complaint,
                                     const Peers& peers) {
  switch (complaint.remedy().kind()) {
    case Remedy::REFUND:
    case Remedy::ORDER_REFUND:
      return GiveRefund(ctx, complaint, peers.orders);
    case Remedy::REFUND_DECISION:
      return DecideRefund(ctx, complaint, peers.orders);
    case Remedy::INTERCEPT:
      return CallBack(ctx, complaint, peers.logistics);
    case Remedy::CARRIER_CLAIM:
      return ClaimOfCarrier(ctx, complaint, peers);
    default:
      return InternalError(absl::StrCat(complaint.name(), " asks what nobody carries out"));
  }
}

// Writes down what came of it; what was refused is work.
absl::Status SettleInto(runtime::WriteContext& ctx, absl::string_view name,
                        absl::string_view result, absl::string_view refusal) {
  ASSIGN_OR_RETURN(Complaint complaint,
                   store::LoadComplaintForUpdate(ctx.txn(), ShopOf(name), LastSegment(name)));
  if (!domain::SettleRemedy(complaint, result, refusal, handlers::StoredNow(ctx))) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(store::SaveComplaint(ctx.txn(), complaint));
  const bool refused = complaint.remedy().state() == Remedy::REFUSED;
  if (refused) RETURN_IF_ERROR(handlers::OpenRemedyWork(ctx, complaint));
  ctx.Emit(complaint, refused ? events::kComplaintRemedyRefused : events::kComplaintRemedyDone);
  return absl::OkStatus();
}

absl::StatusOr<Effect> CarryOutRemedy(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers& peers) {
  Complaint complaint;
  if (!event.resource().UnpackTo(&complaint)) return domain::UnreadableEventError("complaint");
  if (complaint.remedy().state() != Remedy::PENDING) return Effect();
  const absl::StatusOr<std::string> made = CarryOut(ctx, complaint, peers);
  // Asked again until it is known what came of it.
  if (!made.ok() && (IsTransient(made.status()) || absl::IsInternal(made.status()))) {
    return made.status();
  }
  std::string refusal;
  if (!made.ok()) {
    refusal = ReasonOf(made.status());
    if (refusal.empty()) refusal = absl::StatusCodeToString(made.status().code());
  }
  return Effect([name = complaint.name(), result = made.value_or(""),
                 refusal = std::move(refusal)](runtime::WriteContext& write) {
    return SettleInto(write, name, result, refusal);
  });
}

absl::StatusOr<Effect> LookForAnswer(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                     const Peers& peers) {
  v1::RepeatedQuestion question;
  if (!event.resource().UnpackTo(&question)) {
    return domain::UnreadableEventError("repeated question");
  }
  ASSIGN_OR_RETURN(const domain::Coverage coverage,
                   handlers::FindCoverage(ctx, question, peers.catalog));
  return Effect([name = question.name(), coverage](runtime::WriteContext& write) {
    return handlers::SettleRepeatedQuestion(write, name, coverage);
  });
}

// Every step that an event takes: a new outward call is a row here.
constexpr struct {
  absl::string_view type;
  absl::StatusOr<Effect> (*step)(runtime::WorkflowContext&, const event::v1::Event&, const Peers&);
} kSteps[] = {
    {events::kComplaintClosed, CarryOutRemedy},
    {events::kRepeatedQuestionFound, LookForAnswer},
};

}  // namespace

absl::StatusOr<Effect> Outbox(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                              const Peers& peers) {
  for (const auto& row : kSteps) {
    if (row.type == event.type()) return row.step(ctx, event, peers);
  }
  return Effect();
}

}  // namespace shopdesk::feedback::followers
