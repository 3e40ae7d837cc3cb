#include "services/orders/followers/duplicates.h"

#include <string>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/block.h"
#include "services/orders/domain/duplicate.h"
#include "services/orders/domain/receiver.h"
#include "services/orders/domain/trade.h"
#include "services/orders/handlers/duplicates.h"
#include "services/orders/handlers/policy.h"
#include "services/orders/handlers/receiver.h"
#include "services/orders/store/orders.h"

namespace shopdesk::orders::followers {
namespace {

using v1::Order;
using v1::Policy;

struct Seen {
  Order order;
  Policy policy;
  type::v1::Receiver receiver;
};

enum class Needs { kOrder, kReceiver };

// The order as it is now; nullopt if it, or its receiver, is gone, or nobody looks for pairs.
absl::StatusOr<absl::optional<Seen>> Look(rpc::WorkflowContext& ctx, const std::string& name,
                                          Needs needs) {
  absl::optional<Seen> seen;
  RETURN_IF_ERROR(ctx.Read([&](rpc::ReadContext& read) -> absl::Status {
    seen.reset();
    ASSIGN_OR_RETURN(absl::optional<Order> order, store::FindOrder(read.txn(), name));
    if (!order.has_value()) return absl::OkStatus();
    Seen found;
    ASSIGN_OR_RETURN(found.policy, handlers::LoadPolicy(read.txn(), ShopOf(name)));
    if (found.policy.duplicate_rule() == Policy::IGNORE_PAIRS) return absl::OkStatus();
    found.order = *std::move(order);
    if (needs == Needs::kReceiver) {
      const absl::Status opened =
          read.vault().Open(read.txn(), name, handlers::kReceiverSlot, found.receiver);
      // Erased meanwhile.
      if (absl::IsNotFound(opened)) return absl::OkStatus();
      RETURN_IF_ERROR(opened);
    }
    seen = std::move(found);
    return absl::OkStatus();
  }));
  return seen;
}

store::DuplicateSign SignOf(const rpc::Context& ctx, const Seen& seen) {
  store::DuplicateSign sign;
  sign.order = seen.order.name();
  sign.buyer = seen.order.buyer();
  sign.address =
      ctx.vault().KeyedHash("address", domain::AddressIndexValue(seen.receiver.address()));
  sign.phone = ctx.vault().KeyedHash("phone", domain::PhoneIndexValue(seen.receiver.phone()));
  sign.create_time = FromProto(seen.order.create_time());
  return sign;
}

}  // namespace

absl::StatusOr<Effect> Duplicates(rpc::WorkflowContext& ctx, const event::v1::Event& event) {
  const std::string& type = event.type();
  const std::string name = event.resource_name();
  if (type == "order.placed") {
    ASSIGN_OR_RETURN(absl::optional<Seen> seen, Look(ctx, name, Needs::kReceiver));
    if (!seen.has_value()) return Effect();
    return Effect(
        [sign = SignOf(ctx, *seen), policy = std::move(seen->policy)](rpc::WriteContext& write) {
          return handlers::FindDuplicates(write, sign, policy);
        });
  }
  const bool to_packing =
      type == "order.paid" || type == "order.cod_confirmed" || type == "order.cod_released";
  if (!to_packing && type != "order.closed" && type != "order.cod_refused") return Effect();
  ASSIGN_OR_RETURN(absl::optional<Seen> seen, Look(ctx, name, Needs::kOrder));
  if (!seen.has_value() || seen->order.duplicate_pairs().empty()) return Effect();
  if (!to_packing) {
    return Effect(
        [name](rpc::WriteContext& write) { return handlers::LapseDuplicates(write, name); });
  }
  return Effect([name, policy = std::move(seen->policy)](rpc::WriteContext& write) {
    return handlers::HoldDuplicates(write, name, policy);
  });
}

}  // namespace shopdesk::orders::followers
