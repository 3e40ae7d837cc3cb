#include "services/orders/followers/notices.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/desk/sentence.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/policy.h"
#include "services/orders/domain/trade/reminder.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/followers/return_shipment.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::followers {
namespace {

using logistics::v1::Notice;
using logistics::v1::SendNoticeRequest;
using v1::Order;
using v1::ShipDateProposal;

struct OrderAndPolicy {
  Order order;
  v1::Policy policy;
};

absl::StatusOr<absl::optional<OrderAndPolicy>> LoadOrderAndPolicy(runtime::WorkflowContext& ctx,
                                                                  absl::string_view name) {
  absl::optional<OrderAndPolicy> seen;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    seen.reset();
    ASSIGN_OR_RETURN(absl::optional<Order> order, store::FindOrder(read.txn(), name));
    if (!order.has_value()) return absl::OkStatus();
    ASSIGN_OR_RETURN(v1::Policy policy, handlers::LoadPolicy(read.txn(), ShopOf(name)));
    seen = OrderAndPolicy{*std::move(order), std::move(policy)};
    return absl::OkStatus();
  }));
  return seen;
}

// Where the buyer can be written to, in clear and recorded in the audit first; nothing for gifts,
// whose receiver is somebody else, and after an erasure.
absl::StatusOr<type::v1::Receiver> BuyerOf(runtime::WorkflowContext& ctx, const Order& order) {
  type::v1::Receiver receiver;
  if (order.verification().gift()) return receiver;
  const absl::Status opened = ctx.Write([&](runtime::WriteContext& write) -> absl::Status {
    receiver.Clear();
    RETURN_IF_ERROR(write.vault().Audit(write.txn(), write.now(), write.actor(),
                                        write.call().caller, order.name(), handlers::kReceiverSlot,
                                        "notice"));
    return write.vault().Open(write.txn(), order.name(), handlers::kReceiverSlot, receiver);
  });
  if (absl::IsNotFound(opened)) return receiver;
  RETURN_IF_ERROR(opened);
  return receiver;
}

// In the buyer's language.
absl::StatusOr<SendNoticeRequest> RequestOf(runtime::WorkflowContext& ctx,
                                            const OrderAndPolicy& seen, Notice::Kind kind,
                                            absl::string_view cause) {
  const Order& order = seen.order;
  SendNoticeRequest request;
  request.set_language_code(std::string(domain::LanguageFor(order, seen.policy)));
  request.set_parent(ShopNameOf(order.name()));
  request.set_kind(kind);
  request.set_buyer(order.buyer());
  request.set_order(order.name());
  request.set_cause(absl::StrCat("orders/", LastSegment(order.name()), "/", cause));
  request.set_request_id(ctx.DerivedId("notice"));
  ASSIGN_OR_RETURN(const type::v1::Receiver buyer, BuyerOf(ctx, order));
  request.set_phone(buyer.phone());
  request.set_mail(buyer.mail_address());
  return request;
}

// Promises that what is paid ships today only if it does.
absl::StatusOr<SendNoticeRequest> ReminderOf(runtime::WorkflowContext& ctx,
                                             const OrderAndPolicy& seen) {
  const absl::optional<absl::Time> ships_today_until =
      domain::ShipsTodayUntil(seen.policy, ctx.now());
  ASSIGN_OR_RETURN(
      SendNoticeRequest request,
      RequestOf(ctx, seen, ships_today_until ? Notice::PAYMENT_REMINDER : Notice::PAYMENT_DUE,
                "reminder"));
  request.set_unasked(true);
  // Logistics writes them as the buyer's language does.
  const absl::TimeZone zone = domain::CalendarOf(seen.policy).zone();
  auto& variables = *request.mutable_variables();
  variables["amount"] = FormatMoney(seen.order.payment().due());
  variables["until"] =
      ships_today_until
          ? absl::FormatTime("%H:%M", *ships_today_until, zone)
          : absl::FormatTime("%Y-%m-%d %H:%M", FromProto(seen.order.deadline_time()), zone);
  return request;
}

// Whether the buyer gets it; an error only if it may be tried again.
absl::StatusOr<bool> Send(runtime::WorkflowContext& ctx, clients::Logistics& logistics,
                          const SendNoticeRequest& request) {
  const absl::StatusOr<Notice> sent = logistics.SendNotice(ctx, request);
  if (!sent.ok()) return IsTransient(sent.status()) ? absl::StatusOr<bool>(sent.status()) : false;
  return sent->state() != Notice::SUPPRESSED;
}

// As it is written on a parcel, from the country's part that buyers know down to the door.
std::string AddressText(const type::v1::PostalAddress& address) {
  std::vector<absl::string_view> parts;
  for (const std::string* part : {&address.administrative_area(), &address.locality(),
                                  &address.district(), &address.street(), &address.postal_code()}) {
    if (!part->empty()) parts.push_back(*part);
  }
  return absl::StrJoin(parts, " ");
}

// What a refund has come to, and until when the buyer can say something to it; nothing if that is
// over. A refund may come to it again: each time is a cause of its own.
absl::StatusOr<Effect> TellDeadline(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    Notice::Kind kind, const Peers& peers) {
  ASSIGN_OR_RETURN(const v1::Refund refund, Unpack<v1::Refund>(event));
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, ParentOf(refund.name())));
  const absl::Time until = FromProto(refund.deadline_time());
  if (!seen.has_value() || until <= ctx.now()) return Effect();
  ASSIGN_OR_RETURN(SendNoticeRequest request,
                   RequestOf(ctx, *seen, kind,
                             absl::StrCat(Notice::Kind_Name(kind), "/", LastSegment(refund.name()),
                                          "/", ToMillis(FromProto(refund.update_time())))));
  auto& variables = *request.mutable_variables();
  if (refund.has_offer()) variables["amount"] = FormatMoney(refund.offer());
  variables["until"] =
      absl::FormatTime("%Y-%m-%d %H:%M", until, domain::CalendarOf(seen->policy).zone());
  RETURN_IF_ERROR(Send(ctx, peers.logistics, request).status());
  return Effect();
}

// Whether a notice reminds of the payment, and may still go out.
bool IsOpenReminder(const Notice& notice) {
  const bool reminds =
      notice.kind() == Notice::PAYMENT_REMINDER || notice.kind() == Notice::PAYMENT_DUE;
  return reminds && (notice.state() == Notice::QUEUED || notice.state() == Notice::SENDING);
}

}  // namespace

absl::StatusOr<Effect> SendPaymentReminder(runtime::WorkflowContext& ctx,
                                           const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, event.resource_name()));
  if (!seen.has_value() || seen->order.payment_reminder().state() != v1::PaymentReminder::DUE) {
    return Effect();
  }
  bool sent = false;
  if (domain::MayRemind(seen->order) &&
      !domain::IsReminderMissed(seen->order, seen->policy, ctx.now())) {
    ASSIGN_OR_RETURN(const SendNoticeRequest request, ReminderOf(ctx, *seen));
    ASSIGN_OR_RETURN(sent, Send(ctx, peers.logistics, request));
  }
  return Effect([name = seen->order.name(), sent](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(handlers::OrderChange change, handlers::LoadForChange(write, name));
    if (change.order.payment_reminder().state() != v1::PaymentReminder::DUE) {
      return absl::OkStatus();
    }
    domain::SettleReminder(change.order, sent, handlers::MomentOf(write));
    return handlers::SaveChange(write, change, sent ? events::kOrderPaymentReminded : "");
  });
}

absl::StatusOr<Effect> WithdrawReminder(runtime::WorkflowContext& ctx,
                                        const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, event.resource_name()));
  if (!seen.has_value() || !domain::MayHaveNotice(seen->order)) return Effect();
  logistics::v1::ListNoticesRequest list;
  list.set_parent(ShopNameOf(seen->order.name()));
  list.set_order(seen->order.name());
  ASSIGN_OR_RETURN(const logistics::v1::ListNoticesResponse listed,
                   peers.logistics.ListNotices(ctx, list));
  bool withdrawn = false;
  for (const Notice& notice : listed.notices()) {
    if (!IsOpenReminder(notice)) continue;
    logistics::v1::CancelNoticeRequest cancel;
    cancel.set_name(notice.name());
    cancel.set_request_id(ctx.DerivedId(notice.name()));
    const absl::StatusOr<Notice> cancelled = peers.logistics.CancelNotice(ctx, cancel);
    if (IsTransient(cancelled.status())) return cancelled.status();
    withdrawn = withdrawn || (cancelled.ok() && cancelled->state() == Notice::CANCELLED);
  }
  if (!withdrawn) return Effect();
  return Effect([name = seen->order.name()](runtime::WriteContext& write) -> absl::Status {
    ASSIGN_OR_RETURN(handlers::OrderChange change, handlers::LoadForChange(write, name));
    domain::WithdrawReminder(change.order);
    return handlers::SaveChange(write, change, "");
  });
}

absl::StatusOr<Effect> SendShipDate(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                    const Peers& peers) {
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, event.resource_name()));
  if (!seen.has_value()) return Effect();
  const ShipDateProposal& proposal = seen->order.ship_date_proposal();
  if (!domain::MustShip(seen->order) || proposal.state() != ShipDateProposal::PROPOSED ||
      FromProto(proposal.ship_time()) <= ctx.now()) {
    return Effect();
  }
  ASSIGN_OR_RETURN(SendNoticeRequest request,
                   RequestOf(ctx, *seen, Notice::SHIPPING_DELAY,
                             absl::StrCat("delay/", ToMillis(FromProto(proposal.propose_time())))));
  (*request.mutable_variables())["date"] = absl::FormatTime(
      "%Y-%m-%d", FromProto(proposal.ship_time()), domain::CalendarOf(seen->policy).zone());
  RETURN_IF_ERROR(Send(ctx, peers.logistics, request).status());
  return Effect();
}

absl::StatusOr<Effect> SendReturnAddress(runtime::WorkflowContext& ctx,
                                         const event::v1::Event& event, const Peers& peers) {
  ASSIGN_OR_RETURN(const v1::Refund refund, Unpack<v1::Refund>(event));
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, ParentOf(refund.name())));
  if (!seen.has_value()) return Effect();
  ASSIGN_OR_RETURN(const type::v1::Receiver shop, ReturnReceiverOf(ctx, refund, "notice"));
  if (shop.name().empty()) return Effect();
  ASSIGN_OR_RETURN(SendNoticeRequest request,
                   RequestOf(ctx, *seen, Notice::RETURN_ADDRESS,
                             absl::StrCat("return/", LastSegment(refund.name()))));
  auto& variables = *request.mutable_variables();
  variables["name"] = shop.name();
  variables["phone"] = shop.phone();
  variables["address"] = AddressText(shop.address());
  variables["date"] = absl::FormatTime("%Y-%m-%d", FromProto(refund.deadline_time()),
                                       domain::CalendarOf(seen->policy).zone());
  RETURN_IF_ERROR(Send(ctx, peers.logistics, request).status());
  return Effect();
}

absl::StatusOr<Effect> TellOffer(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                 const Peers& peers) {
  return TellDeadline(ctx, event, Notice::REFUND_OFFER, peers);
}

absl::StatusOr<Effect> TellRefusal(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                   const Peers& peers) {
  return TellDeadline(ctx, event, Notice::REFUND_REFUSED, peers);
}

absl::StatusOr<Effect> TellPriceDrop(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                     const Peers& peers) {
  ASSIGN_OR_RETURN(const v1::Refund refund, Unpack<v1::Refund>(event));
  ASSIGN_OR_RETURN(const absl::optional<OrderAndPolicy> seen,
                   LoadOrderAndPolicy(ctx, ParentOf(refund.name())));
  if (!seen.has_value()) return Effect();
  ASSIGN_OR_RETURN(SendNoticeRequest request,
                   RequestOf(ctx, *seen, Notice::PRICE_DROP,
                             absl::StrCat("price_drop/", LastSegment(refund.name()))));
  request.set_unasked(true);
  (*request.mutable_variables())["amount"] = FormatMoney(refund.refunded());
  RETURN_IF_ERROR(Send(ctx, peers.logistics, request).status());
  return Effect();
}

}  // namespace shopdesk::orders::followers
