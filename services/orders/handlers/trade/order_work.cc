#include "services/orders/handlers/trade/order_work.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/remark.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::Verification;

bool ToVerify(const Order& order) {
  const Verification::State state = order.verification().state();
  return domain::AwaitsShipping(order.state()) &&
         (state == Verification::UNVERIFIED || state == Verification::ASKED);
}

// When an order that awaits shipping was promised to be shipped, or something happens by itself.
absl::Time DueOf(const Order& order) {
  if (!domain::AwaitsShipping(order.state()) || !order.has_deadline_time()) {
    return absl::InfiniteFuture();
  }
  return FromProto(order.deadline_time());
}

// One item: opened, brought up to date, or closed. Items of one order are told apart by their kind.
absl::Status UpdateItem(runtime::WriteContext& ctx, const work::Kind& kind, const Order& order,
                        absl::Time due, absl::Time before) {
  if (due == before) return absl::OkStatus();
  if (due == absl::InfinitePast()) return work::Close(ctx.txn(), kind, order.name());
  return work::Open(ctx.txn(), kind,
                    {order.name(), order.buyer(), order.name(), order.agent(), due}, ctx.now());
}

}  // namespace

OrderWork WorkOf(const Order& order) {
  OrderWork work;
  if (ToVerify(order)) work.verify_receiver = domain::UnverifiedFrom(order);
  if (!order.holds().empty()) work.held_order = DueOf(order);
  if (domain::AwaitsShipping(order.state()) && domain::HasUnseenRemark(order)) {
    work.red_remark = DueOf(order);
  }
  return work;
}

absl::Status UpdateWork(runtime::WriteContext& ctx, const Order& order, const OrderWork& before) {
  const OrderWork work = WorkOf(order);
  bool verify = work.verify_receiver != before.verify_receiver;
  if (verify && work.verify_receiver != absl::InfinitePast()) {
    ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order.name())));
    verify = policy.require_verified_receiver();
  }
  if (verify) {
    RETURN_IF_ERROR(
        UpdateItem(ctx, kVerifyReceiver, order, work.verify_receiver, before.verify_receiver));
  }
  RETURN_IF_ERROR(UpdateItem(ctx, kHeldOrder, order, work.held_order, before.held_order));
  return UpdateItem(ctx, kRedRemark, order, work.red_remark, before.red_remark);
}

}  // namespace shopdesk::orders::handlers
