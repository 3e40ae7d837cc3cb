#include "services/orders/followers/duplicates.h"

#include <string>
#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/receiver/address.h"
#include "services/orders/domain/receiver/receiver.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/handlers/placing/duplicate.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::followers {
namespace {

using v1::Order;
using v1::Policy;

// An order that may be one of a pair. The receiver is in clear, where it was asked for.
struct Candidate {
  Order order;
  Policy policy;
  type::v1::Receiver receiver;
};

enum class Needs { kOrder, kReceiver };

// The order as it is now; nullopt if it, or its receiver, is gone, or nobody looks for pairs.
absl::StatusOr<absl::optional<Candidate>> LoadCandidate(runtime::WorkflowContext& ctx,
                                                        const std::string& name, Needs needs) {
  absl::optional<Candidate> candidate;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    candidate.reset();
    ASSIGN_OR_RETURN(absl::optional<Order> order, store::FindOrder(read.txn(), name));
    if (!order.has_value()) return absl::OkStatus();
    Candidate found;
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
    candidate = std::move(found);
    return absl::OkStatus();
  }));
  return candidate;
}

store::DuplicateSign SignOf(const runtime::Context& ctx, const Candidate& candidate) {
  store::DuplicateSign sign;
  sign.order = candidate.order.name();
  sign.buyer = candidate.order.buyer();
  sign.address =
      ctx.vault().KeyedHash("address", domain::AddressIndexValue(candidate.receiver.address()));
  sign.phone = ctx.vault().KeyedHash("phone", PhoneIndexValue(candidate.receiver.phone()));
  sign.create_time = FromProto(candidate.order.create_time());
  return sign;
}

// The order, if it has pairs.
absl::StatusOr<absl::optional<Candidate>> LoadPaired(runtime::WorkflowContext& ctx,
                                                     const std::string& name) {
  ASSIGN_OR_RETURN(absl::optional<Candidate> candidate, LoadCandidate(ctx, name, Needs::kOrder));
  if (candidate.has_value() && candidate->order.duplicate_pairs().empty()) candidate.reset();
  return candidate;
}

}  // namespace

absl::StatusOr<Effect> FindDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers&) {
  ASSIGN_OR_RETURN(absl::optional<Candidate> candidate,
                   LoadCandidate(ctx, event.resource_name(), Needs::kReceiver));
  if (!candidate.has_value()) return Effect();
  const bool placed = event.type() == events::kOrderPlaced;
  const handlers::Pairs pairs = placed ? handlers::Pairs::kNone : handlers::Pairs::kPerhaps;
  return Effect([pairs, sign = SignOf(ctx, *candidate),
                 policy = std::move(candidate->policy)](runtime::WriteContext& write) {
    return handlers::FindDuplicates(write, sign, policy, pairs);
  });
}

absl::StatusOr<Effect> HoldDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                      const Peers&) {
  ASSIGN_OR_RETURN(absl::optional<Candidate> candidate, LoadPaired(ctx, event.resource_name()));
  if (!candidate.has_value()) return Effect();
  return Effect([name = candidate->order.name(),
                 policy = std::move(candidate->policy)](runtime::WriteContext& write) {
    return handlers::HoldDuplicates(write, name, policy);
  });
}

absl::StatusOr<Effect> LapseDuplicates(runtime::WorkflowContext& ctx, const event::v1::Event& event,
                                       const Peers&) {
  ASSIGN_OR_RETURN(const absl::optional<Candidate> candidate,
                   LoadPaired(ctx, event.resource_name()));
  if (!candidate.has_value()) return Effect();
  return Effect([name = candidate->order.name()](runtime::WriteContext& write) {
    return handlers::LapseDuplicates(write, name);
  });
}

}  // namespace shopdesk::orders::followers
