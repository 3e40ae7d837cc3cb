#include "services/orders/handlers/packing/merged_parcel.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/money.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/packing/merged_parcel.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/pricing/courier.h"
#include "services/orders/domain/pricing/freight.h"
#include "services/orders/domain/receiver/address.h"
#include "services/orders/domain/shipping/consignment.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using store::MergeCandidate;
using v1::MergedParcel;
using v1::Order;

// Parcels: usual, at most.
constexpr PageLimits kMergedParcelPage{50, 1000};

std::vector<std::string> MembersOf(const MergedParcel& parcel) {
  std::vector<std::string> names;
  for (const MergedParcel::Member& member : parcel.members()) names.push_back(member.order());
  return names;
}

std::vector<Order> OrdersIn(const std::vector<OrderChange>& changes) {
  std::vector<Order> orders;
  for (const OrderChange& change : changes) orders.push_back(change.order);
  return orders;
}

absl::Status OpenMergeWork(runtime::WriteContext& ctx, const MergedParcel& parcel,
                           const Order& order) {
  const absl::Time due =
      parcel.has_ship_by_time() ? FromProto(parcel.ship_by_time()) : absl::InfiniteFuture();
  return work::Open(ctx, kMergeOrders, SubjectOf(order, parcel.name(), due));
}

// The candidate of an order as it is now.
absl::StatusOr<MergeCandidate> MakeCandidate(runtime::WriteContext& ctx, const Order& order,
                                             absl::string_view parcel) {
  MergeCandidate candidate;
  candidate.order = order.name();
  ASSIGN_OR_RETURN(candidate.receiver, MergeKey(ctx, order));
  candidate.create_time = FromProto(order.create_time());
  candidate.parcel = std::string(parcel);
  return candidate;
}

// They go apart: what was begun to be packed of it is cancelled, and the orders are saved.
absl::Status Separate(runtime::WriteContext& ctx, MergedChange& change) {
  const std::string& packed = change.orders.front().order.packing_job();
  for (OrderChange& order : change.orders) {
    if (order.order.merged_parcel() == change.parcel.name()) order.order.clear_merged_parcel();
  }
  if (!packed.empty()) {
    ASSIGN_OR_RETURN(v1::PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), packed));
    if (job.merged_parcel() == change.parcel.name()) {
      RETURN_IF_ERROR(EndPacking(ctx, change.orders, job, v1::PackingJob::ORDER_CHANGED));
    }
  }
  for (OrderChange& order : change.orders) RETURN_IF_ERROR(SaveChange(ctx, order, ""));
  return absl::OkStatus();
}

// What is left of a parcel that is none any more can be offered anew, with others.
absl::Status FreeCandidates(runtime::WriteContext& ctx, const MergedParcel& parcel) {
  for (const std::string& name : MembersOf(parcel)) {
    ASSIGN_OR_RETURN(absl::optional<MergeCandidate> candidate,
                     store::FindMergeCandidate(ctx.txn(), name));
    if (!candidate.has_value() || candidate->parcel != parcel.name()) continue;
    candidate->parcel.clear();
    RETURN_IF_ERROR(store::SaveMergeCandidate(ctx.txn(), *candidate));
  }
  return absl::OkStatus();
}

// It is none any more.
absl::Status SaveDissolved(runtime::WriteContext& ctx, MergedParcel& parcel) {
  RETURN_IF_ERROR(work::Close(ctx, kMergeOrders, parcel.name()));
  RETURN_IF_ERROR(FreeCandidates(ctx, parcel));
  return SaveMerged(ctx, parcel, events::kMergedParcelDissolved);
}

// An order isn't, or isn't any more, as the others of its parcel.
absl::Status LeaveMerged(runtime::WriteContext& ctx, const MergeCandidate& known) {
  if (known.parcel.empty()) return store::DeleteMergeCandidate(ctx.txn(), known.order);
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, known.parcel));
  MergedParcel& parcel = change.parcel;
  const bool accepted = parcel.state() == MergedParcel::ACCEPTED;
  // Its shipment is being made: the order is looked at again if that is declined.
  if (accepted && !parcel.shipment().empty()) return absl::OkStatus();
  RETURN_IF_ERROR(store::DeleteMergeCandidate(ctx.txn(), known.order));
  if (accepted) return DissolveMerged(ctx, change);
  if (parcel.state() != MergedParcel::OFFERED) return absl::OkStatus();
  RETURN_IF_ERROR(domain::RemoveMember(parcel, known.order, MomentOf(ctx)));
  return parcel.state() == MergedParcel::DISSOLVED
             ? SaveDissolved(ctx, parcel)
             : SaveMerged(ctx, parcel, events::kMergedParcelChanged);
}

// The open offer among those that are like it, loaded for update; nullopt: there is none with room.
absl::StatusOr<absl::optional<MergedParcel>> FindOffer(runtime::WriteContext& ctx,
                                                       const std::vector<MergeCandidate>& like) {
  for (const MergeCandidate& other : like) {
    if (other.parcel.empty()) continue;
    ASSIGN_OR_RETURN(MergedParcel parcel,
                     store::LoadMergedParcelForUpdate(ctx.txn(), other.parcel));
    const bool open =
        parcel.state() == MergedParcel::OFFERED && parcel.members_size() < domain::kMostMerged;
    if (open) return parcel;
  }
  return absl::nullopt;
}

// Offers the order with those that are like it.
absl::Status OfferWithLike(runtime::WriteContext& ctx, const Order& order,
                           MergeCandidate candidate) {
  ASSIGN_OR_RETURN(std::vector<MergeCandidate> like,
                   store::ListMergeCandidates(ctx.txn(), candidate, domain::kMostMerged));
  std::vector<Order> orders;
  for (const MergeCandidate& other : like) {
    ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(ctx.txn(), other.order));
    const bool together = other.order == candidate.order || other.parcel.empty();
    if (!together || !domain::MergeObstacle(orders.back(), ctx.now()).empty()) orders.pop_back();
  }
  ASSIGN_OR_RETURN(absl::optional<MergedParcel> offer, FindOffer(ctx, like));
  if (offer.has_value()) {
    candidate.parcel = offer->name();
    RETURN_IF_ERROR(store::SaveMergeCandidate(ctx.txn(), candidate));
    domain::AddMember(*offer, order);
    RETURN_IF_ERROR(OpenMergeWork(ctx, *offer, order));
    return SaveMerged(ctx, *offer, events::kMergedParcelChanged);
  }
  if (orders.size() < 2) return absl::OkStatus();
  MergedParcel made = domain::OfferMergedParcel(orders, MomentOf(ctx));
  made.set_name(absl::StrCat(ShopNameOf(order.name()), "/mergedParcels/",
                             ctx.DerivedId(absl::StrCat("merged/", order.name()))));
  for (const Order& member : orders) {
    for (MergeCandidate& other : like) {
      if (other.order != member.name()) continue;
      other.parcel = made.name();
      RETURN_IF_ERROR(store::SaveMergeCandidate(ctx.txn(), other));
    }
  }
  RETURN_IF_ERROR(store::InsertMergedParcel(ctx.txn(), made));
  RETURN_IF_ERROR(OpenMergeWork(ctx, made, order));
  ctx.Emit(made, events::kMergedParcelOffered);
  return absl::OkStatus();
}

absl::Status Accept(runtime::WriteContext& ctx, const v1::AcceptMergedParcelRequest& request,
                    const type::v1::Money& quoted, MergedParcel* response) {
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, request.name(), request.etag()));
  const std::vector<Order> orders = OrdersIn(change.orders);
  RETURN_IF_ERROR(domain::AcceptMerged(change.parcel, orders, quoted, MomentOf(ctx)));
  RETURN_IF_ERROR(domain::CheckMergeable(orders, ctx.now()));
  RETURN_IF_ERROR(CheckSameReceiver(ctx, change.orders));
  for (OrderChange& order : change.orders) {
    order.order.set_merged_parcel(request.name());
    RETURN_IF_ERROR(SaveChange(ctx, order, ""));
  }
  RETURN_IF_ERROR(work::Close(ctx, kMergeOrders, request.name()));
  RETURN_IF_ERROR(SaveMerged(ctx, change.parcel, events::kMergedParcelAccepted));
  *response = std::move(change.parcel);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MergedChange> LoadMergedForChange(runtime::WriteContext& ctx, absl::string_view name,
                                                 absl::string_view etag) {
  MergedChange change;
  // Offers gain and lose orders: it is read again under their locks.
  ASSIGN_OR_RETURN(const MergedParcel seen, store::LoadMergedParcel(ctx.txn(), name));
  ASSIGN_OR_RETURN(change.orders, LoadOrdersForChange(ctx, MembersOf(seen)));
  ASSIGN_OR_RETURN(change.parcel, store::LoadMergedParcelForUpdate(ctx.txn(), name));
  if (MembersOf(change.parcel) != MembersOf(seen)) {
    return absl::AbortedError(absl::StrCat(name, " was changed meanwhile"));
  }
  RETURN_IF_ERROR(CheckEtag(etag, change.parcel));
  return change;
}

absl::Status SaveMerged(runtime::WriteContext& ctx, MergedParcel& parcel, const char* event) {
  RETURN_IF_ERROR(store::SaveMergedParcel(ctx.txn(), parcel));
  ctx.Emit(parcel, event);
  return absl::OkStatus();
}

absl::Status DissolveMerged(runtime::WriteContext& ctx, MergedChange& change) {
  RETURN_IF_ERROR(domain::DissolveMerged(change.parcel, MomentOf(ctx)));
  RETURN_IF_ERROR(Separate(ctx, change));
  return SaveDissolved(ctx, change.parcel);
}

absl::StatusOr<std::string> MergeKey(runtime::WriteContext& ctx, const Order& order) {
  ASSIGN_OR_RETURN(const domain::Senders senders, LoadSenders(ctx.txn(), ShopOf(order.name())));
  // Only where goods aren't sent from the shop's main address: most shops have no other.
  std::set<std::string> elsewhere;
  for (const v1::OrderLine& line : order.lines()) {
    std::string sender = domain::SenderAt(senders, line.location());
    if (!sender.empty() && sender != domain::kMainLocation) elsewhere.insert(std::move(sender));
  }
  type::v1::Receiver receiver;
  RETURN_IF_ERROR(ctx.vault().Open(ctx.txn(), order.name(), kReceiverSlot, receiver));
  return ctx.vault().KeyedHash(
      "merge",
      absl::StrCat(order.buyer(), "\n", receiver.name(), "\n", PhoneIndexValue(receiver.phone()),
                   "\n", domain::AddressIndexValue(receiver.address()), "\n",
                   order.delivery().carrier_id(), "\n", order.delivery().mode(), "\n",
                   order.total().currency_code(), "\n", order.verification().gift(),
                   elsewhere.empty() ? "" : "\n", absl::StrJoin(elsewhere, "\n")));
}

absl::Status CheckSameReceiver(runtime::WriteContext& ctx, const std::vector<OrderChange>& orders) {
  std::string first;
  for (const OrderChange& change : orders) {
    ASSIGN_OR_RETURN(std::string key, MergeKey(ctx, change.order));
    if (!first.empty() && key != first) return domain::NotMergeableError(change.order, "RECEIVER");
    first = std::move(key);
  }
  return absl::OkStatus();
}

absl::Status ReviewMerge(runtime::WriteContext& ctx, absl::string_view order_name) {
  ASSIGN_OR_RETURN(const Order order, store::LoadOrder(ctx.txn(), order_name));
  ASSIGN_OR_RETURN(const absl::optional<MergeCandidate> known,
                   store::FindMergeCandidate(ctx.txn(), order_name));
  std::string obstacle = domain::MergeObstacle(order, ctx.now());
  // In its own parcel it may be packed, and its promise may come near; the others don't wait for
  // it.
  const bool together =
      known.has_value() && !known->parcel.empty() && order.merged_parcel() == known->parcel;
  const bool waits = order.state() == v1::OrderState::WAIT_SELLER_SEND_GOODS;
  if (together && waits && obstacle == "MERGED") obstacle = domain::WithheldFor(order);
  absl::StatusOr<std::string> key = MergeKey(ctx, order);
  if (absl::IsNotFound(key.status())) {
    // Erased meanwhile.
    obstacle = "ERASED";
    key = std::string();
  }
  RETURN_IF_ERROR(key.status());
  const bool stays = known.has_value() && obstacle.empty() && known->receiver == *key;
  if (stays) return absl::OkStatus();
  if (known.has_value()) RETURN_IF_ERROR(LeaveMerged(ctx, *known));
  if (!obstacle.empty() || together) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(order_name)));
  if (!policy.offer_merged_parcels()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const MergeCandidate candidate, MakeCandidate(ctx, order, ""));
  RETURN_IF_ERROR(store::SaveMergeCandidate(ctx.txn(), candidate));
  return OfferWithLike(ctx, order, candidate);
}

absl::Status OfferMergedParcel(runtime::WriteContext& ctx,
                               const v1::OfferMergedParcelRequest& request,
                               MergedParcel* response) {
  const std::set<std::string> names(request.orders().begin(), request.orders().end());
  for (const std::string& name : names) {
    if (ShopOf(name) == ShopOf(request.parent())) continue;
    return InvalidFieldError("orders", absl::StrCat("must be orders of ", request.parent()));
  }
  if (names.size() < 2) return InvalidFieldError("orders", "names one order only");
  ASSIGN_OR_RETURN(const std::vector<OrderChange> changes,
                   LoadOrdersForChange(ctx, {names.begin(), names.end()}));
  const std::vector<Order> orders = OrdersIn(changes);
  RETURN_IF_ERROR(domain::CheckMergeable(orders, ctx.now()));
  ASSIGN_OR_RETURN(const domain::Senders senders, LoadSenders(ctx.txn(), ShopOf(request.parent())));
  RETURN_IF_ERROR(domain::CheckSameSender(orders, senders));
  *response = domain::OfferMergedParcel(orders, MomentOf(ctx));
  response->set_name(absl::StrCat(request.parent(), "/mergedParcels/", ctx.DerivedId("merged")));
  std::string receiver;
  for (const Order& order : orders) {
    ASSIGN_OR_RETURN(const absl::optional<MergeCandidate> known,
                     store::FindMergeCandidate(ctx.txn(), order.name()));
    if (known.has_value()) RETURN_IF_ERROR(LeaveMerged(ctx, *known));
    ASSIGN_OR_RETURN(const MergeCandidate candidate, MakeCandidate(ctx, order, response->name()));
    if (!receiver.empty() && candidate.receiver != receiver) {
      return domain::NotMergeableError(order, "RECEIVER");
    }
    receiver = candidate.receiver;
    RETURN_IF_ERROR(store::SaveMergeCandidate(ctx.txn(), candidate));
  }
  RETURN_IF_ERROR(store::InsertMergedParcel(ctx.txn(), *response));
  RETURN_IF_ERROR(OpenMergeWork(ctx, *response, orders.front()));
  ctx.Emit(*response, events::kMergedParcelOffered);
  return absl::OkStatus();
}

absl::Status GetMergedParcel(runtime::ReadContext& ctx, const v1::GetMergedParcelRequest& request,
                             MergedParcel* response) {
  ASSIGN_OR_RETURN(*response, store::LoadMergedParcel(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListMergedParcels(runtime::ReadContext& ctx,
                               const v1::ListMergedParcelsRequest& request,
                               v1::ListMergedParcelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::MergedParcelFilter filter = {std::string(LastSegment(request.order())),
                                            request.state()};
  return ListPage(
      request, kMergedParcelPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListMergedParcels(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<MergedParcel>, *response, *response->mutable_merged_parcels());
}

absl::Status AcceptMergedParcel(runtime::WorkflowContext& ctx,
                                const v1::AcceptMergedParcelRequest& request,
                                MergedParcel* response, clients::Logistics& logistics) {
  std::vector<Order> orders;
  v1::Policy policy;
  domain::Senders senders;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    orders.clear();
    ASSIGN_OR_RETURN(const MergedParcel parcel,
                     store::LoadMergedParcel(read.txn(), request.name()));
    RETURN_IF_ERROR(
        domain::MergedParcelMachine().Next(parcel.name(), parcel.state(), "accept").status());
    for (const std::string& name : MembersOf(parcel)) {
      ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(read.txn(), name));
    }
    ASSIGN_OR_RETURN(policy, LoadPolicy(read.txn(), ShopOf(request.name())));
    ASSIGN_OR_RETURN(senders, LoadSenders(read.txn(), ShopOf(request.name())));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(domain::CheckMergeable(orders, ctx.now()));
  RETURN_IF_ERROR(domain::CheckSameSender(orders, senders));
  const Order& first = orders.front();
  logistics::v1::QuoteRequest query = clients::MakeQuoteRequest(
      first, first.receiver().address(), domain::ConsignTogether(orders, policy, senders));
  if (domain::DefaultsToExpress(first, policy)) query.set_mode(domain::kExpressMode);
  ASSIGN_OR_RETURN(const logistics::v1::QuoteResponse quote, logistics.Quote(ctx, query));
  if (quote.offers().empty()) return domain::NoDeliveryError(quote);
  // As the orders' freight was reckoned.
  const type::v1::Money quoted =
      MakeMoney(first.total().currency_code(), domain::FreightMinor(first, quote.offers(0)));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return Accept(write, request, quoted, response);
  });
}

absl::Status DeclineMergedParcel(runtime::WriteContext& ctx,
                                 const v1::DeclineMergedParcelRequest& request,
                                 MergedParcel* response) {
  ASSIGN_OR_RETURN(MergedChange change, LoadMergedForChange(ctx, request.name(), request.etag()));
  RETURN_IF_ERROR(domain::DeclineMerged(change.parcel, MomentOf(ctx)));
  const bool declined = change.parcel.state() == MergedParcel::DECLINED;
  if (!declined) RETURN_IF_ERROR(Separate(ctx, change));
  // Nobody offers them again.
  for (const std::string& name : MembersOf(change.parcel)) {
    RETURN_IF_ERROR(store::DeleteMergeCandidate(ctx.txn(), name));
  }
  RETURN_IF_ERROR(work::Close(ctx, kMergeOrders, request.name()));
  RETURN_IF_ERROR(
      SaveMerged(ctx, change.parcel,
                 declined ? events::kMergedParcelDeclined : events::kMergedParcelDissolved));
  *response = std::move(change.parcel);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
