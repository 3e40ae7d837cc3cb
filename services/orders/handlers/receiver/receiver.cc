#include "services/orders/handlers/receiver/receiver.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/base/text.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/orders/domain/placing/placing.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/pricing/top_up.h"
#include "services/orders/domain/receiver/block.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/handlers/pricing/freight.h"
#include "services/orders/handlers/receiver/phone_index.h"
#include "services/orders/handlers/receiver/risk.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/remark.h"
#include "services/orders/handlers/trade/reveal.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using type::v1::Receiver;
using v1::Order;

// Orders of a phone: usual, at most.
constexpr PageLimits kPhonePage{20, 100};

// The order that is being changed and the policy that counts for it.
struct Verifying {
  OrderChange change;
  v1::Policy policy;
};

template <class Request>
absl::StatusOr<Verifying> LoadVerifying(runtime::WriteContext& ctx, const Request& request) {
  Verifying verifying;
  ASSIGN_OR_RETURN(verifying.change, LoadForChange(ctx, request.name(), request.etag()));
  ASSIGN_OR_RETURN(verifying.policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return verifying;
}

// A change as it is seen before any step.
struct Change {
  Order order;
  v1::Policy policy;
  domain::Senders senders;
  // Normalised.
  Receiver receiver;
  bool blocked = false;
  // Asked of logistics.
  int64_t freight_minor = 0;
};

absl::StatusOr<Change> LookAtChange(runtime::WorkflowContext& ctx,
                                    const v1::ChangeReceiverRequest& request) {
  Change change;
  change.receiver = request.receiver();
  Violations violations;
  domain::CheckReceiver(change.receiver, "receiver", violations);
  if (domain::PhoneExpired(request, ctx.now())) {
    violations.Add("phone_expire_time", "must be later than now");
  }
  if (!domain::ParseMode(request.delivery().mode(), "delivery.mode").ok()) {
    violations.Add("delivery.mode", "must be a transport mode of logistics, e.g. COURIER_ROAD");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(change.order, store::LoadOrder(read.txn(), request.name()));
    ASSIGN_OR_RETURN(change.policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    ASSIGN_OR_RETURN(change.senders, LoadSenders(read.txn(), ShopOf(request.name())));
    ASSIGN_OR_RETURN(change.blocked, IsBlocked(read, read.txn(), ShopNameOf(request.name()),
                                               change.order.buyer(), change.receiver));
    return absl::OkStatus();
  }));
  if (change.blocked && change.policy.blocked_orders() == v1::Policy::REFUSE) {
    return domain::BuyerBlockedError();
  }
  return change;
}

absl::Status RemarkReceiver(runtime::WriteContext& ctx, const Receiver& to, Order& order) {
  Receiver from;
  RETURN_IF_ERROR(ctx.vault().Open(ctx.txn(), order.name(), kReceiverSlot, from));
  v1::Remark remark = domain::ReceiverRemark(from, to);
  return WriteRemark(ctx, order, remark);
}

absl::Status ApplyChange(runtime::WriteContext& ctx, const v1::ChangeReceiverRequest& request,
                         const Change& asked, Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  Order& order = change.order;
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::CheckMayRedirect(order, "ChangeReceiver"));
  if (request.has_delivery()) domain::Choose(order, request.delivery(), moment);
  if (asked.policy.freight() == v1::Policy::QUOTED) {
    RETURN_IF_ERROR(
        domain::Reprice(order, asked.policy, asked.freight_minor,
                        privacy::Mask(option::v1::PII_FREE_TEXT, request.shop_bears_reason()),
                        moment, change.ledger));
  }
  if (asked.blocked) domain::HoldBlocked(order, moment);
  RETURN_IF_ERROR(RemarkReceiver(ctx, asked.receiver, order));
  RETURN_IF_ERROR(SealReceiver(ctx, order, asked.receiver));
  *order.mutable_receiver_change_time() = ToProto(ctx.now());
  order.clear_phone_expire_time();
  if (request.has_phone_expire_time()) {
    *order.mutable_phone_expire_time() = request.phone_expire_time();
  }
  order.mutable_verification()->set_gift(request.gift());
  if (request.confirmed()) {
    RETURN_IF_ERROR(domain::AddReceiverContact(
        order, request.channel(), type::v1::ContactOutcome::REACHED, asked.policy, moment));
  }
  RETURN_IF_ERROR(domain::Verify(order,
                                 request.confirmed() ? domain::kChange : domain::kChangeUnconfirmed,
                                 request.channel(), moment));
  return SaveChange(ctx, change, events::kOrderReceiverChanged, response);
}

// A parcel goes to the receiver who was asked for on its way: he is the order's now.
absl::Status AdoptNextReceiver(runtime::WriteContext& ctx, absl::string_view name) {
  Receiver next;
  const absl::Status opened = ctx.vault().Open(ctx.txn(), name, kNextReceiverSlot, next);
  // Another parcel of the order brought it here already, or logistics was asked by somebody else.
  if (absl::IsNotFound(opened)) return absl::OkStatus();
  RETURN_IF_ERROR(opened);
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, name));
  RETURN_IF_ERROR(RemarkReceiver(ctx, next, change.order));
  RETURN_IF_ERROR(SealReceiver(ctx, change.order, next));
  Receiver none;
  RETURN_IF_ERROR(runtime::Seal(ctx, name, kNextReceiverSlot, none));
  *change.order.mutable_receiver_change_time() = ToProto(ctx.now());
  domain::AdoptVerification(change.order);
  return SaveChange(ctx, change, events::kOrderReceiverChanged);
}

// Asks for each parcel on its way; what it came to where that isn't TOO_LATE. An error ends it only
// if nothing was asked before.
absl::StatusOr<std::vector<logistics::v1::Intercept>> AskIntercepts(
    runtime::WorkflowContext& ctx, const v1::ChangeReceiverRequest& request, const Change& asked,
    clients::Logistics& logistics) {
  std::vector<logistics::v1::Intercept> intercepts;
  for (const std::string& shipment : domain::ShipmentsOnTheWay(asked.order)) {
    logistics::v1::RequestInterceptRequest ask;
    ask.set_parent(shipment);
    ask.set_kind(logistics::v1::Intercept::ADDRESS_CHANGE);
    *ask.mutable_new_receiver() = asked.receiver;
    const bool shop = !request.shop_bears_reason().empty();
    ask.set_payer(shop ? logistics::v1::Intercept::SHOP : logistics::v1::Intercept::BUYER);
    ask.set_reason(shop ? privacy::Mask(option::v1::PII_FREE_TEXT, request.shop_bears_reason())
                        : "the buyer wants another address");
    ask.set_request_id(ctx.DerivedId(shipment));
    absl::StatusOr<logistics::v1::Intercept> made = logistics.RequestIntercept(ctx, ask);
    if (!made.ok() && (intercepts.empty() || IsTransient(made.status()))) return made.status();
    if (made.ok() && made->state() != logistics::v1::Intercept::TOO_LATE) {
      intercepts.push_back(*std::move(made));
    }
  }
  if (intercepts.empty()) return domain::TooLateError(asked.order);
  return intercepts;
}

// Everything is shipped: the parcels on their way are redirected.
absl::Status ChangeOnTheWay(runtime::WorkflowContext& ctx, const v1::ChangeReceiverRequest& request,
                            const Change& asked, Order* response, clients::Logistics& logistics) {
  if (asked.order.state() != v1::OrderState::WAIT_BUYER_CONFIRM_GOODS) {
    return domain::CheckMayRedirect(asked.order, "ChangeReceiver");
  }
  ASSIGN_OR_RETURN(const std::vector<logistics::v1::Intercept> intercepts,
                   AskIntercepts(ctx, request, asked, logistics));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) -> absl::Status {
    Receiver next = asked.receiver;
    RETURN_IF_ERROR(runtime::Seal(write, request.name(), kNextReceiverSlot, next));
    ASSIGN_OR_RETURN(OrderChange change, LoadForChange(write, request.name(), request.etag()));
    for (const logistics::v1::Intercept& intercept : intercepts) {
      domain::NoteIntercept(change.order, intercept);
    }
    domain::PlanVerification(change.order, request.confirmed(), request.gift(), request.channel(),
                             MomentOf(write));
    RETURN_IF_ERROR(SaveChange(write, change, events::kOrderRedirected));
    for (const logistics::v1::Intercept& intercept : intercepts) {
      if (intercept.state() == logistics::v1::Intercept::DONE) {
        RETURN_IF_ERROR(AdoptNextReceiver(write, request.name()));
        break;
      }
    }
    ASSIGN_OR_RETURN(*response, store::LoadOrder(write.txn(), request.name()));
    return absl::OkStatus();
  });
}

bool IsLater(const google::protobuf::Timestamp& time, const Order& order) {
  return FromProto(time) > FromProto(order.receiver_change_time());
}

bool SameReceiver(const Receiver& a, const Receiver& b) {
  return a.name() == b.name() && a.phone() == b.phone() &&
         google::protobuf::util::MessageDifferencer::Equals(a.address(), b.address());
}

// Whether that is who is sealed under the order's slot.
absl::StatusOr<bool> IsSealed(runtime::WriteContext& ctx, absl::string_view order, const char* slot,
                              const Receiver& receiver) {
  Receiver known;
  const absl::Status opened = ctx.vault().Open(ctx.txn(), order, slot, known);
  if (absl::IsNotFound(opened)) return false;
  RETURN_IF_ERROR(opened);
  return SameReceiver(known, receiver);
}

// Whether the order goes to him, or is to as soon as an interception that is under way is done.
absl::StatusOr<bool> KnowsReceiver(runtime::WriteContext& ctx, const std::string& name,
                                   const Receiver& receiver) {
  ASSIGN_OR_RETURN(const absl::optional<Order> order, store::FindOrder(ctx.txn(), name));
  if (!order.has_value()) return false;
  ASSIGN_OR_RETURN(const bool goes, IsSealed(ctx, name, kReceiverSlot, receiver));
  if (goes || !domain::AwaitsIntercept(*order)) return goes;
  return IsSealed(ctx, name, kNextReceiverSlot, receiver);
}

// Unless the order was changed since, or erased.
absl::Status TakeReceiver(runtime::WriteContext& ctx, const std::string& name,
                          const Receiver& receiver, const google::protobuf::Timestamp& since) {
  absl::StatusOr<OrderChange> change = LoadForChange(ctx, name);
  // A shipment for something that is no order here.
  if (absl::IsNotFound(change.status())) return absl::OkStatus();
  RETURN_IF_ERROR(change.status());
  if (!IsLater(since, change->order)) return absl::OkStatus();
  const absl::Status remarked = RemarkReceiver(ctx, receiver, change->order);
  if (absl::IsNotFound(remarked)) return absl::OkStatus();
  RETURN_IF_ERROR(remarked);
  RETURN_IF_ERROR(SealReceiver(ctx, change->order, receiver));
  *change->order.mutable_receiver_change_time() = since;
  domain::ResetVerification(change->order);
  return SaveChange(ctx, *change, events::kOrderReceiverChanged);
}

// The orders whose parcel is intercepted, by name: more than one where they share it.
absl::StatusOr<std::vector<std::string>> SharersOf(runtime::WriteContext& ctx,
                                                   const logistics::v1::Intercept& intercept) {
  ASSIGN_OR_RETURN(const absl::optional<Order> order,
                   store::FindOrder(ctx.txn(), intercept.order()));
  const v1::Parcel* parcel =
      order.has_value() ? domain::FindParcel(*order, ParentOf(intercept.name())) : nullptr;
  std::vector<std::string> names = {intercept.order()};
  if (parcel == nullptr || parcel->merged_parcel().empty()) return names;
  ASSIGN_OR_RETURN(const v1::MergedParcel merged,
                   store::LoadMergedParcel(ctx.txn(), parcel->merged_parcel()));
  names.clear();
  for (const auto& member : merged.members()) names.push_back(member.order());
  return names;
}

}  // namespace

absl::Status SealReceiver(runtime::WriteContext& ctx, Order& order, Receiver receiver) {
  const std::string phone = PhoneIndexValue(receiver.phone());
  RETURN_IF_ERROR(runtime::Seal(ctx, order.name(), kReceiverSlot, receiver));
  *order.mutable_receiver() = std::move(receiver);
  return ctx.vault().Index(ctx.txn(), order.name(), kPhoneIndex, phone);
}

absl::Status SealBuyerMessage(runtime::WriteContext& ctx, Order& order) {
  if (IsBlank(order.buyer_message())) {
    order.clear_buyer_message();
    return absl::OkStatus();
  }
  Order message;
  message.set_buyer_message(order.buyer_message());
  RETURN_IF_ERROR(runtime::Seal(ctx, order.name(), kMessageSlot, message));
  order.set_buyer_message(message.buyer_message());
  return absl::OkStatus();
}

absl::Status SealFromOrder(runtime::WriteContext& ctx, absl::string_view from, Order& order) {
  Receiver receiver;
  RETURN_IF_ERROR(ctx.vault().Open(ctx.txn(), from, kReceiverSlot, receiver));
  RETURN_IF_ERROR(SealReceiver(ctx, order, std::move(receiver)));
  Order message;
  const absl::Status opened = ctx.vault().Open(ctx.txn(), from, kMessageSlot, message);
  if (!opened.ok() && !absl::IsNotFound(opened)) return opened;
  order.set_buyer_message(message.buyer_message());
  return SealBuyerMessage(ctx, order);
}

absl::Status AskReceiver(runtime::WriteContext& ctx, const v1::AskReceiverRequest& request,
                         Order* response) {
  const type::v1::ContactOutcome::Value outcome =
      request.outcome() == type::v1::ContactOutcome::CONTACT_OUTCOME_UNSPECIFIED
          ? type::v1::ContactOutcome::NO_ANSWER
          : request.outcome();
  if (outcome == type::v1::ContactOutcome::REACHED) {
    return InvalidFieldError("outcome", "a buyer who was reached confirms or changes the receiver");
  }
  ASSIGN_OR_RETURN(Verifying verifying, LoadVerifying(ctx, request));
  OrderChange& change = verifying.change;
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::Verify(change.order, domain::kAsk, request.channel(), moment));
  RETURN_IF_ERROR(domain::AddReceiverContact(change.order, request.channel(), outcome,
                                             verifying.policy, moment));
  if (!domain::IsUnreachable(change.order, verifying.policy)) {
    return SaveChange(ctx, change, events::kOrderReceiverAsked, response);
  }
  RETURN_IF_ERROR(domain::Verify(change.order, domain::kUnreachable, request.channel(), moment));
  return SaveChange(ctx, change, events::kOrderReceiverUnreachable, response);
}

absl::Status ConfirmReceiver(runtime::WriteContext& ctx, const v1::ConfirmReceiverRequest& request,
                             Order* response) {
  ASSIGN_OR_RETURN(Verifying verifying, LoadVerifying(ctx, request));
  OrderChange& change = verifying.change;
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::Verify(change.order, domain::kConfirm, request.channel(), moment));
  RETURN_IF_ERROR(domain::AddReceiverContact(change.order, request.channel(),
                                             type::v1::ContactOutcome::REACHED, verifying.policy,
                                             moment));
  change.order.mutable_verification()->set_gift(request.gift());
  return SaveChange(ctx, change, events::kOrderReceiverConfirmed, response);
}

absl::Status MarkReceiverUnreachable(runtime::WriteContext& ctx,
                                     const v1::MarkReceiverUnreachableRequest& request,
                                     Order* response) {
  ASSIGN_OR_RETURN(Verifying verifying, LoadVerifying(ctx, request));
  OrderChange& change = verifying.change;
  const domain::Moment moment = MomentOf(ctx);
  RETURN_IF_ERROR(domain::Verify(change.order, domain::kUnreachable, request.channel(), moment));
  RETURN_IF_ERROR(domain::AddReceiverContact(change.order, request.channel(),
                                             type::v1::ContactOutcome::NO_ANSWER, verifying.policy,
                                             moment));
  return SaveChange(ctx, change, events::kOrderReceiverUnreachable, response);
}

absl::Status ChangeReceiver(runtime::WorkflowContext& ctx, const v1::ChangeReceiverRequest& request,
                            Order* response, clients::Logistics& logistics) {
  ASSIGN_OR_RETURN(Change asked, LookAtChange(ctx, request));
  if (!domain::HasUnshipped(asked.order.state())) {
    return ChangeOnTheWay(ctx, request, asked, response, logistics);
  }
  if (request.has_delivery()) domain::Choose(asked.order, request.delivery(), MomentOf(ctx));
  ASSIGN_OR_RETURN(asked.freight_minor, QuoteFreight(ctx, logistics, asked.order, asked.policy,
                                                     asked.senders, asked.receiver.address()));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return ApplyChange(write, request, asked, response);
  });
}

absl::Status RecordIntercept(runtime::WriteContext& ctx,
                             const logistics::v1::Intercept& intercept) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, SharersOf(ctx, intercept));
  for (const std::string& name : names) {
    absl::StatusOr<OrderChange> change = LoadForChange(ctx, name);
    // A shipment for something that is no order here.
    if (absl::IsNotFound(change.status())) continue;
    RETURN_IF_ERROR(change.status());
    if (!domain::NoteIntercept(change->order, intercept)) continue;
    // Of orders that share the parcel, the one whose receiver was to be changed.
    const bool adopts = names.size() == 1 || change->order.has_next_verification();
    RETURN_IF_ERROR(SaveChange(ctx, *change, events::kOrderRedirected));
    if (intercept.state() != logistics::v1::Intercept::DONE || !adopts) continue;
    RETURN_IF_ERROR(AdoptNextReceiver(ctx, name));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> HasNewReceiver(runtime::ReadContext& ctx,
                                    const logistics::v1::Shipment& shipment) {
  if (!shipment.has_readdress_time()) return false;
  for (const std::string& name : domain::OrdersIn(shipment)) {
    ASSIGN_OR_RETURN(const absl::optional<Order> order, store::FindOrder(ctx.txn(), name));
    if (order.has_value() && IsLater(shipment.readdress_time(), *order)) return true;
  }
  return false;
}

absl::Status RecordNewReceiver(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                               const logistics::v1::HandOverReceiverResponse& now) {
  Receiver receiver = now.receiver();
  // Logistics has taken it as it is; it is only written as the orders' own are.
  Violations ignored;
  domain::CheckReceiver(receiver, "receiver", ignored);
  const std::vector<std::string> names = domain::OrdersIn(shipment);
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const bool known, KnowsReceiver(ctx, name, receiver));
    if (known) return absl::OkStatus();
  }
  for (const std::string& name : names) {
    RETURN_IF_ERROR(TakeReceiver(ctx, name, receiver, now.readdress_time()));
  }
  return absl::OkStatus();
}

absl::Status WaiveTopUp(runtime::WriteContext& ctx, const v1::WaiveTopUpRequest& request,
                        Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::WaiveTopUp(
      change.order, privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()), MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderTopUpWaived, response);
}

absl::Status RevealReceiver(runtime::WriteContext& ctx, const v1::RevealReceiverRequest& request,
                            v1::RevealReceiverResponse* response) {
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.name()).status());
  return Reveal(ctx, request.name(), kReceiverSlot, request.purpose(),
                *response->mutable_receiver());
}

absl::Status FindOrdersByPhone(runtime::ReadContext& ctx,
                               const v1::FindOrdersByPhoneRequest& request,
                               v1::FindOrdersByPhoneResponse* response) {
  // The order's name.
  using Key = PageKey<std::string>;
  const std::string region = request.region_code().empty() ? "CN" : request.region_code();
  ASSIGN_OR_RETURN(const std::string phone, NormalizePhone(request.phone(), region, "phone"));
  const auto list = [&](const Key& after, int limit) -> absl::StatusOr<std::vector<Order>> {
    ASSIGN_OR_RETURN(const std::vector<std::string> names,
                     ctx.vault().FindByIndex(ctx.txn(), request.parent(), kPhoneIndex,
                                             PhoneIndexValue(phone), std::get<0>(after), limit));
    std::vector<Order> orders;
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(ctx.txn(), name));
    }
    return orders;
  };
  return ListPage(
      request, kPhonePage, Key(""), list, [](const Order& order) { return Key(order.name()); },
      *response, *response->mutable_orders());
}

}  // namespace shopdesk::orders::handlers
