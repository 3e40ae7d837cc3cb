#include "services/orders/handlers/receiver.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/placing.h"
#include "services/orders/domain/policy.h"
#include "services/orders/domain/receiver.h"
#include "services/orders/handlers/order_change.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::handlers {
namespace {

using type::v1::Receiver;
using v1::Order;
using v1::Verification;

constexpr char kMessageSlot[] = "buyer_message";
constexpr char kPhoneIndex[] = "phone";

absl::Status VerifyAndSave(rpc::WriteContext& ctx, OrderChange& change, absl::string_view event,
                           Verification::Channel channel, absl::string_view event_type,
                           Order* response) {
  RETURN_IF_ERROR(domain::Verify(change.order, event, channel, MomentOf(ctx)));
  RETURN_IF_ERROR(SaveChange(ctx, change, event_type));
  *response = std::move(change.order);
  return absl::OkStatus();
}

// A parcel that is being made has the old address on it.
absl::Status CheckNoIntent(const Order& order) {
  for (const v1::Parcel& parcel : order.parcels()) {
    if (parcel.state() == v1::Parcel::INTENDED) {
      return WrongStateError(order.name(), "SHIPPING", "change_receiver", "wait for the shipment");
    }
  }
  return absl::OkStatus();
}

struct Change {
  Receiver receiver;
  v1::Policy policy;
  // Asked of logistics when the shop passes freight on.
  absl::optional<int64_t> freight_minor;
};

absl::Status ApplyChange(rpc::WriteContext& ctx, const v1::ChangeReceiverRequest& request,
                         const Change& change, Order* response) {
  ASSIGN_OR_RETURN(OrderChange order, LoadForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(CheckNoIntent(order.order));
  if (change.freight_minor.has_value()) {
    RETURN_IF_ERROR(domain::AdoptFreight(order.order, change.policy, *change.freight_minor));
  }
  RETURN_IF_ERROR(SealReceiver(ctx, order.order, change.receiver));
  order.order.mutable_verification()->set_gift(request.gift());
  return VerifyAndSave(ctx, order,
                       request.confirmed() ? domain::kChange : domain::kChangeUnconfirmed,
                       request.channel(), "order.receiver_changed", response);
}

}  // namespace

absl::Status SealReceiver(rpc::WriteContext& ctx, Order& order, Receiver receiver) {
  const std::string phone = domain::PhoneIndexValue(receiver.phone());
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), order.name(), kReceiverSlot, receiver));
  *order.mutable_receiver() = std::move(receiver);
  return ctx.vault().Index(ctx.txn(), order.name(), kPhoneIndex, phone);
}

absl::Status SealBuyerMessage(rpc::WriteContext& ctx, Order& order) {
  if (order.buyer_message().empty()) return absl::OkStatus();
  Order message;
  message.set_buyer_message(order.buyer_message());
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), order.name(), kMessageSlot, message));
  order.set_buyer_message(message.buyer_message());
  return absl::OkStatus();
}

absl::Status AskReceiver(rpc::WriteContext& ctx, const v1::AskReceiverRequest& request,
                         Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  return VerifyAndSave(ctx, change, domain::kAsk, request.channel(), "order.receiver_asked",
                       response);
}

absl::Status ConfirmReceiver(rpc::WriteContext& ctx, const v1::ConfirmReceiverRequest& request,
                             Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  change.order.mutable_verification()->set_gift(request.gift());
  return VerifyAndSave(ctx, change, domain::kConfirm, request.channel(), "order.receiver_confirmed",
                       response);
}

absl::Status MarkReceiverUnreachable(rpc::WriteContext& ctx,
                                     const v1::MarkReceiverUnreachableRequest& request,
                                     Order* response) {
  ASSIGN_OR_RETURN(OrderChange change, LoadForChange(ctx, request.name(), request.etag()));
  return VerifyAndSave(ctx, change, domain::kUnreachable, request.channel(),
                       "order.receiver_unreachable", response);
}

absl::Status ChangeReceiver(rpc::WorkflowContext& ctx, const v1::ChangeReceiverRequest& request,
                            Order* response, clients::Logistics& logistics) {
  Change change;
  change.receiver = request.receiver();
  Violations violations;
  domain::CheckReceiver(change.receiver, "receiver", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Order order;
  RETURN_IF_ERROR(ctx.Read([&](rpc::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(order, store::LoadOrder(read.txn(), request.name()));
    ASSIGN_OR_RETURN(change.policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    return absl::OkStatus();
  }));
  if (change.policy.freight() == v1::Policy::QUOTED) {
    ASSIGN_OR_RETURN(
        const logistics::v1::QuoteResponse quote,
        logistics.Quote(ctx, domain::MakeQuoteRequest(order, change.receiver.address())));
    ASSIGN_OR_RETURN(change.freight_minor, domain::ChooseFreight(order, quote));
  }
  return ctx.Finish(*response, [&](rpc::WriteContext& write) {
    return ApplyChange(write, request, change, response);
  });
}

absl::Status RevealReceiver(rpc::WriteContext& ctx, const v1::RevealReceiverRequest& request,
                            v1::RevealReceiverResponse* response) {
  RETURN_IF_ERROR(store::LoadOrder(ctx.txn(), request.name()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  if (!domain::MayReveal(policy, ctx.actor().role(), request.purpose())) {
    return Error(absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
                 absl::StrCat("the shop's policy doesn't let the role \"", ctx.actor().role(),
                              "\" read receivers for \"", request.purpose(), "\""),
                 {{"role", ctx.actor().role()}, {"purpose", request.purpose()}});
  }
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    request.name(), kReceiverSlot, request.purpose()));
  return ctx.vault().Open(ctx.txn(), request.name(), kReceiverSlot, *response->mutable_receiver());
}

absl::Status FindOrdersByPhone(rpc::ReadContext& ctx, const v1::FindOrdersByPhoneRequest& request,
                               v1::FindOrdersByPhoneResponse* response) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size(), 20, 100));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  const std::string region = request.region_code().empty() ? "CN" : request.region_code();
  ASSIGN_OR_RETURN(const std::string phone,
                   domain::NormalizePhone(request.phone(), region, "phone"));
  ASSIGN_OR_RETURN(
      std::vector<std::string> names,
      ctx.vault().FindByIndex(ctx.txn(), request.parent(), kPhoneIndex,
                              domain::PhoneIndexValue(phone), key.empty() ? "" : key[0], size + 1));
  const bool more = static_cast<int>(names.size()) > size;
  if (more) names.resize(size);
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(*response->add_orders(), store::LoadOrder(ctx.txn(), name));
  }
  if (more) response->set_next_page_token(MakePageToken(request, {names.back()}));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
