#include "services/feedback/handlers/follow_up/late_parcel.h"

#include <string>
#include <vector>

#include "libs/base/calendar.h"
#include "libs/base/clock.h"
#include "libs/base/contact.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/follow_up/late_parcel.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/handlers/shop/contact.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/follow_up/late_parcel.h"
#include "services/feedback/store/trade/trade.h"

namespace shopdesk::feedback::handlers {
namespace {

// The work of a late parcel, while the buyer is to be told.
absl::Status SetWork(runtime::WriteContext& ctx, const v1::LateParcel& parcel,
                     absl::string_view agent) {
  if (parcel.state() != v1::LateParcel::TO_TELL) {
    return work::Close(ctx, kLateParcelCall, parcel.name());
  }
  absl::Time due = FromProto(parcel.due_time());
  if (!parcel.contacts().empty()) due = FromProto(parcel.contacts().rbegin()->next_attempt_time());
  return work::Open(ctx, kLateParcelCall,
                    {.resource = parcel.name(),
                     .buyer = parcel.buyer(),
                     .order = parcel.order(),
                     .agent = std::string(agent),
                     .due = due});
}

// Whether nobody waits for it any more. A trade that isn't known goes on.
absl::StatusOr<bool> AllTradesEnded(runtime::WriteContext& ctx, const v1::LateParcel& parcel) {
  for (const std::string& order : domain::OrdersIn(parcel)) {
    ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                     store::FindTrade(ctx.txn(), ShopOf(order), LastSegment(order)));
    if (!trade.has_value() || !trade->ended) return false;
  }
  return true;
}

}  // namespace

absl::Status NoteLate(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment,
                      absl::Time time) {
  const absl::string_view shop = ShopOf(shipment.name());
  ASSIGN_OR_RETURN(const absl::optional<v1::Policy> policy, FindPolicy(ctx.txn(), shop));
  // Nobody's business here; or it was late before, and the buyer was told.
  if (!policy.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<v1::LateParcel> known,
                   store::FindLateParcelForUpdate(ctx.txn(), shop, LastSegment(shipment.name())));
  if (known.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Make(policy->calendar()));
  // A trade that ends at the same time sees the parcel or comes first.
  RETURN_IF_ERROR(store::LockBuyer(ctx.txn(), shop, shipment.buyer()));
  ASSIGN_OR_RETURN(const absl::optional<store::Trade> trade,
                   store::FindTrade(ctx.txn(), shop, LastSegment(shipment.order())));
  std::string buyer = shipment.buyer();
  std::string agent;
  if (trade.has_value()) {
    buyer = trade->buyer;
    if (!trade->agent.empty()) {
      ASSIGN_OR_RETURN(agent, UnescapeId(trade->agent));
    }
  }
  v1::LateParcel parcel = domain::MakeLateParcel(
      shipment, buyer, time,
      calendar.AddServiceTime(time, absl::Seconds(policy->late_parcel_seconds())), StoredNow(ctx));
  ASSIGN_OR_RETURN(const bool ended, AllTradesEnded(ctx, parcel));
  if (ended) return absl::OkStatus();
  RETURN_IF_ERROR(store::InsertLateParcel(ctx.txn(), parcel));
  RETURN_IF_ERROR(SetWork(ctx, parcel, agent));
  ctx.Emit(parcel, events::kLateParcelFound);
  return absl::OkStatus();
}

absl::Status NoteEnded(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment) {
  // The late parcel has the shipment's id.
  ASSIGN_OR_RETURN(absl::optional<v1::LateParcel> parcel,
                   store::FindLateParcelForUpdate(ctx.txn(), ShopOf(shipment.name()),
                                                  LastSegment(shipment.name())));
  if (!parcel.has_value()) return absl::OkStatus();
  if (!domain::NoteEnd(*parcel, FromProto(shipment.status_time()))) return absl::OkStatus();
  RETURN_IF_ERROR(store::SaveLateParcel(ctx.txn(), *parcel));
  RETURN_IF_ERROR(SetWork(ctx, *parcel, ""));
  ctx.Emit(*parcel, events::kLateParcelEnded);
  return absl::OkStatus();
}

absl::Status NoteTradeEnd(runtime::WriteContext& ctx, absl::string_view shop,
                          absl::string_view order_id) {
  ASSIGN_OR_RETURN(
      std::vector<v1::LateParcel> parcels,
      store::ListLateParcelsOfOrderForUpdate(ctx.txn(), shop, order_id, v1::LateParcel::TO_TELL));
  for (v1::LateParcel& parcel : parcels) {
    ASSIGN_OR_RETURN(const bool ended, AllTradesEnded(ctx, parcel));
    if (!ended || !domain::NoteTradeEnd(parcel)) continue;
    RETURN_IF_ERROR(store::SaveLateParcel(ctx.txn(), parcel));
    RETURN_IF_ERROR(SetWork(ctx, parcel, ""));
    ctx.Emit(parcel, events::kLateParcelEnded);
  }
  return absl::OkStatus();
}

absl::Status RecordLateParcelContact(runtime::WriteContext& ctx,
                                     const v1::RecordLateParcelContactRequest& request,
                                     v1::LateParcel* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(*response, store::LoadLateParcelForUpdate(ctx.txn(), ShopOf(request.name()),
                                                             LastSegment(request.name())));
  ASSIGN_OR_RETURN(const type::v1::ContactReport report,
                   TakeReport(ctx, request.name(), response->contacts_size(),
                              type::v1::ContactPurpose::LATE_PARCEL, request.contact()));
  RETURN_IF_ERROR(domain::AddLateParcelContact(
      *response, report, ContactRuleOrDefault(policy.contact_rule()), ctx.actor(), StoredNow(ctx)));
  RETURN_IF_ERROR(store::SaveLateParcel(ctx.txn(), *response));
  RETURN_IF_ERROR(SetWork(ctx, *response, ctx.actor().id()));
  ctx.Emit(*response, response->state() == v1::LateParcel::TOLD
                          ? events::kLateParcelTold
                          : events::kLateParcelContactRecorded);
  return absl::OkStatus();
}

absl::Status GetLateParcel(runtime::ReadContext& ctx, const v1::GetLateParcelRequest& request,
                           v1::LateParcel* response) {
  ASSIGN_OR_RETURN(*response, store::LoadLateParcel(ctx.txn(), ShopOf(request.name()),
                                                    LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListLateParcels(runtime::ReadContext& ctx, const v1::ListLateParcelsRequest& request,
                             v1::ListLateParcelsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  Violations violations;
  if (request.state() != 0 && !request.order().empty()) {
    violations.Add("state", "only one of state and order may be given");
  }
  if (!request.order().empty() && ShopOf(request.order()) != shop) {
    violations.Add("order", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::LateParcelFilter filter = {.state = request.state(),
                                          .order = std::string(LastSegment(request.order()))};
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListLateParcels(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<v1::LateParcel>, *response, *response->mutable_late_parcels());
}

}  // namespace shopdesk::feedback::handlers
