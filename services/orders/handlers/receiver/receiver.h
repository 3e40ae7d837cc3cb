#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/orders/clients/logistics.h"
#include "shopdesk/orders/v1/receiver.pb.h"

namespace shopdesk::orders::handlers {

absl::Status AskReceiver(runtime::WriteContext& ctx, const v1::AskReceiverRequest& request,
                         v1::Order* response);
absl::Status ConfirmReceiver(runtime::WriteContext& ctx, const v1::ConfirmReceiverRequest& request,
                             v1::Order* response);
absl::Status ChangeReceiver(runtime::WorkflowContext& ctx, const v1::ChangeReceiverRequest& request,
                            v1::Order* response, clients::Logistics& logistics);
absl::Status MarkReceiverUnreachable(runtime::WriteContext& ctx,
                                     const v1::MarkReceiverUnreachableRequest& request,
                                     v1::Order* response);
absl::Status WaiveTopUp(runtime::WriteContext& ctx, const v1::WaiveTopUpRequest& request,
                        v1::Order* response);
absl::Status RevealReceiver(runtime::WriteContext& ctx, const v1::RevealReceiverRequest& request,
                            v1::RevealReceiverResponse* response);
absl::Status FindOrdersByPhone(runtime::ReadContext& ctx,
                               const v1::FindOrdersByPhoneRequest& request,
                               v1::FindOrdersByPhoneResponse* response);

// Seals the original receiver (its phone normalised), makes the order findable by the phone, and
// leaves the masked form in the order.
absl::Status SealReceiver(runtime::WriteContext& ctx, v1::Order& order,
                          type::v1::Receiver receiver);
// Seals the buyer's message, if there is one, and leaves the masked form in the order.
absl::Status SealBuyerMessage(runtime::WriteContext& ctx, v1::Order& order);

// Seals for `order` the receiver and the buyer's message of another order, `from`, and leaves their
// masked forms in it. NOT_FOUND if they were erased.
absl::Status SealFromOrder(runtime::WriteContext& ctx, absl::string_view from, v1::Order& order);
// What logistics says of a change of address on the way; the order's receiver changes when it is
// done.
absl::Status RecordIntercept(runtime::WriteContext& ctx, const logistics::v1::Intercept& intercept);

// Whether logistics knows a later receiver of the shipment's orders than they do.
absl::StatusOr<bool> HasNewReceiver(runtime::ReadContext& ctx,
                                    const logistics::v1::Shipment& shipment);
// A shipment goes to somebody else since logistics gave it another address: he is the receiver of
// all orders in it that weren't changed since. Nothing happens where an order asked for it, and
// will hear of it as RecordIntercept does, or knows already.
absl::Status RecordNewReceiver(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                               const logistics::v1::HandOverReceiverResponse& now);

// The slots in the vault of the receiver, and of the one to whom parcels are to be redirected.
inline constexpr char kReceiverSlot[] = "receiver";
inline constexpr char kNextReceiverSlot[] = "next_receiver";
// The slot of the buyer's message, which is sealed as an order that has nothing else.
inline constexpr char kMessageSlot[] = "buyer_message";

}  // namespace shopdesk::orders::handlers
