#include "services/logistics/handlers/shipment/cod_change.h"

#include <utility>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/money/cod_money.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::CodCollection;

absl::Status UpdateCodWork(runtime::WriteContext& ctx, const CodCollection& collection) {
  const bool is_work = collection.state() == CodCollection::DIFFERS || collection.overdue();
  if (!is_work) return work::Close(ctx, kCodMoney, collection.name());
  return work::Open(ctx, kCodMoney,
                    {.resource = collection.name(),
                     .order = collection.order(),
                     .due = FromProto(collection.due_time())});
}

}  // namespace

absl::StatusOr<CodCollection> CollectionOf(runtime::WriteContext& ctx, const v1::Shipment& shipment,
                                           absl::Time collect_time, bool& is_new) {
  const std::string name =
      domain::CodCollectionName(ShopOf(shipment.name()), LastSegment(shipment.name()));
  ASSIGN_OR_RETURN(absl::optional<CodCollection> found,
                   store::FindCodCollectionForUpdate(ctx.txn(), name));
  is_new = !found.has_value();
  if (!is_new) return *std::move(found);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(shipment.name())));
  return domain::MakeCollection(shipment, policy, name, collect_time, ctx.now());
}

absl::Status SaveCollection(runtime::WriteContext& ctx, const CodCollection& before, bool is_new,
                            CodCollection& collection) {
  *collection.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(is_new ? store::AbortIfTaken(store::InsertCodCollection(ctx.txn(), collection))
                         : store::SaveCodCollection(ctx.txn(), collection));
  ctx.Emit(collection, domain::CodEvent(before, collection));
  const bool waits = (collection.state() == CodCollection::COLLECTED ||
                      collection.state() == CodCollection::DIFFERS) &&
                     !collection.overdue();
  if (waits) {
    ctx.Schedule(kCodDue, collection.name(), FromProto(collection.due_time()));
  } else {
    ctx.Cancel(kCodDue, collection.name());
  }
  return UpdateCodWork(ctx, collection);
}

absl::Status CheckUncollected(runtime::WriteContext& ctx, const v1::Shipment& shipment) {
  ASSIGN_OR_RETURN(const absl::optional<CodCollection> collection,
                   store::FindCodCollectionForUpdate(
                       ctx.txn(), domain::CodCollectionName(ShopOf(shipment.name()),
                                                            LastSegment(shipment.name()))));
  if (!collection.has_value() || collection->state() == CodCollection::UNDONE) {
    return absl::OkStatus();
  }
  return WrongStateError(collection->name(), CodCollection::State_Name(collection->state()),
                         "ChangeCodAmount", "");
}

absl::Status FollowCod(runtime::WriteContext& ctx, const store::ShipmentRow& row) {
  const v1::Shipment& shipment = row.shipment;
  if (!domain::CollectsMoney(shipment)) return absl::OkStatus();
  const bool collected = domain::HasCollected(shipment);
  bool is_new = false;
  ASSIGN_OR_RETURN(CodCollection collection,
                   CollectionOf(ctx, shipment, FromProto(shipment.deliver_time()), is_new));
  if (is_new) {
    return collected ? SaveCollection(ctx, {}, true, collection) : absl::OkStatus();
  }
  const CodCollection before = collection;
  if (!domain::FollowDelivery(shipment, ctx.now(), collection)) return absl::OkStatus();
  return SaveCollection(ctx, before, false, collection);
}

}  // namespace shopdesk::logistics::handlers
