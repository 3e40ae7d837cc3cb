#include "services/logistics/handlers/shipment/shipment.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/fold_code.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/figures/figures.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/domain/desk/figures.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/carrier/service_level.h"
#include "services/logistics/handlers/notice/notice_queue.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/shipment/shipment.h"

namespace shopdesk::logistics::handlers {
namespace {

// Shipments: usual, at most; each has its parcels and its latest event.
constexpr PageLimits kShipmentPage{50, 1000};
// Two of our own numbers are the same once in 10^12; so many in a row never are.
constexpr int kNumberAttempts = 4;
// What orders reads a receiver for.
constexpr char kOrderPurpose[] = "order";
// Hex digits of an id that fit an unsigned 64-bit number.
constexpr size_t kSeedDigits = 12;

// A number of our own series that this call makes again when it is repeated.
absl::StatusOr<std::string> OwnNumber(const runtime::WriteContext& ctx, const std::string& name,
                                      int attempt) {
  const std::string id = ctx.DerivedId(absl::StrCat("waybill/", name, "/", attempt));
  uint64_t seed = 0;
  if (!absl::SimpleHexAtoi(absl::string_view(id).substr(id.size() - kSeedDigits), &seed)) {
    return shopdesk::InternalError("a derived id doesn't end in hex digits");
  }
  return domain::OwnWaybillNumber(seed);
}

// Inserts the shipment under the number asked for, or under a free one of our own.
absl::Status Insert(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  const bool own = shipment.waybill_number().empty();
  for (int attempt = 0; attempt < kNumberAttempts; ++attempt) {
    if (own) {
      ASSIGN_OR_RETURN(*shipment.mutable_waybill_number(),
                       OwnNumber(ctx, shipment.name(), attempt));
    }
    const absl::Status inserted = store::InsertShipment(ctx.txn(), row);
    if (!absl::IsAlreadyExists(inserted)) return inserted;
    ASSIGN_OR_RETURN(std::string holder, store::FindWaybill(ctx.txn(), ShopOf(shipment.name()),
                                                            EscapeId(shipment.carrier_id()),
                                                            shipment.waybill_number()));
    // Not the number, or the number because it is the same shipment: the name is taken.
    if (holder.empty() || holder == shipment.name()) return inserted;
    if (!own) return domain::WaybillTakenError(shipment.waybill_number(), holder);
  }
  return absl::AbortedError("no free waybill number found");
}

absl::Status CheckReferences(runtime::WriteContext& ctx, const v1::CreateShipmentRequest& request,
                             absl::string_view shop) {
  if (ShopOf(request.order()) != shop) {
    return InvalidFieldError("order", "must be an order of the same shop");
  }
  for (const std::string& order : request.merged_orders()) {
    if (ShopOf(order) == shop && order != request.order()) continue;
    return InvalidFieldError("merged_orders", "must be other orders of the same shop");
  }
  if (request.replaces().empty()) return absl::OkStatus();
  if (ShopOf(request.replaces()) != shop) {
    return InvalidFieldError("replaces", "must be a shipment of the same shop");
  }
  return store::LoadShipment(ctx.txn(), request.replaces()).status();
}

// The lost shipment that this one replaces, and its claim, name it. After the insert, so that one
// that was made before is answered as such, whatever became of the lost one since.
absl::Status LinkReplaced(runtime::WriteContext& ctx, const v1::Shipment& shipment) {
  if (shipment.replaces().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(store::ShipmentRow lost,
                   store::LoadShipmentForUpdate(ctx.txn(), shipment.replaces()));
  RETURN_IF_ERROR(domain::Replace(lost.shipment, shipment, ctx.now()));
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), lost));
  ctx.Emit(lost.shipment, events::kShipmentUpdated);
  if (lost.shipment.claim().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(v1::Claim claim, store::LoadClaimForUpdate(ctx.txn(), lost.shipment.claim()));
  *claim.mutable_replacements() = lost.shipment.replaced_by();
  *claim.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveClaim(ctx.txn(), claim));
  ctx.Emit(claim, events::kClaimUpdated);
  return absl::OkStatus();
}

// What the carrier takes for collecting another amount. He has the parcel whatever he takes in new:
// where nothing is collected, or he has no rate for it any more, it says nothing. NO_COD,
// NO_DELIVERY if he doesn't collect.
absl::StatusOr<v1::Offer> OfferCollecting(const domain::RateIndex& rates,
                                          const v1::Shipment& shipment,
                                          const type::v1::Money& cod_amount, absl::Time now) {
  const v1::QuoteRequest wanted = domain::QuoteCollecting(shipment, cod_amount);
  RETURN_IF_ERROR(domain::CheckQuote(rates, ShopOf(shipment.name()), wanted));
  if (cod_amount.minor() == 0) return v1::Offer();
  v1::QuoteResponse quote;
  rates.Quote(wanted, now, quote);
  if (!quote.offers().empty()) return quote.offers(0);
  if (shipment.has_cod_amount() || rates.CollectsMoney(shipment.carrier_id())) return v1::Offer();
  return domain::NoOfferError(shipment.receiver().address().region_code(), quote);
}

}  // namespace

absl::Status CreateShipment(runtime::WriteContext& ctx, const v1::CreateShipmentRequest& request,
                            v1::Shipment* response, store::RateBook& rates) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), shop));
  const v1::QuoteRequest wanted = domain::QuoteFor(request, index->policy());
  RETURN_IF_ERROR(CheckReferences(ctx, request, shop));
  RETURN_IF_ERROR(domain::CheckQuote(*index, shop, wanted));
  v1::QuoteResponse quote;
  ASSIGN_OR_RETURN(const domain::CarrierLevels levels,
                   LevelsFor(ctx.txn(), *index, shop, wanted, ctx.now()));
  index->Quote(wanted, ctx.now(), quote, levels);
  ASSIGN_OR_RETURN(const v1::Offer offer, domain::ChooseOffer(*index, request, quote));

  store::ShipmentRow row;
  row.shipment = domain::MakeShipment(request, wanted, offer,
                                      domain::ShipmentName(shop, request.shipment_id()), ctx.now());
  Violations violations;
  NormalizeReceiverPhone(*row.shipment.mutable_receiver(), "receiver.phone", violations);
  if (row.shipment.has_sender()) {
    NormalizeReceiverPhone(*row.shipment.mutable_sender(), "sender.phone", violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  row.news_time = ctx.now();
  const v1::Policy& policy = index->policy();
  row.silent_seconds = policy.silent_off() ? 0 : policy.silent_seconds();
  row.late_rules = {absl::Seconds(policy.unscanned_off() ? 0 : policy.unscanned_seconds()),
                    absl::Seconds(policy.stuck_off() ? 0 : policy.stuck_seconds())};
  RETURN_IF_ERROR(runtime::Seal(ctx, row.shipment.name(), store::kReceiverSlot,
                                *row.shipment.mutable_receiver()));
  if (row.shipment.has_sender()) {
    RETURN_IF_ERROR(runtime::Seal(ctx, row.shipment.name(), store::kSenderSlot,
                                  *row.shipment.mutable_sender()));
  }
  RETURN_IF_ERROR(Insert(ctx, row));
  RETURN_IF_ERROR(LinkReplaced(ctx, row.shipment));
  WatchSilence(ctx, row);
  WatchLateness(ctx, row);
  ctx.Emit(row.shipment, events::kShipmentCreated);
  RETURN_IF_ERROR(NotifyOfShipment(ctx, index->policy(), row.shipment, v1::Notice::SHIPPED));
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

absl::Status GetShipment(runtime::ReadContext& ctx, const v1::GetShipmentRequest& request,
                         v1::Shipment* response) {
  ASSIGN_OR_RETURN(*response, store::LoadShipment(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status GetShipmentByWaybill(runtime::ReadContext& ctx,
                                  const v1::GetShipmentByWaybillRequest& request,
                                  v1::Shipment* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(std::string name,
                   store::FindWaybill(ctx.txn(), shop, EscapeId(request.carrier_id()),
                                      FoldCode(request.waybill_number())));
  if (name.empty()) {
    return shopdesk::NotFoundError(absl::StrCat(domain::CarrierName(shop, request.carrier_id()),
                                                "/waybills/", EscapeId(request.waybill_number())));
  }
  ASSIGN_OR_RETURN(*response, store::LoadShipment(ctx.txn(), name));
  return absl::OkStatus();
}

absl::Status ListShipments(runtime::ReadContext& ctx, const v1::ListShipmentsRequest& request,
                           v1::ListShipmentsResponse* response) {
  const bool by_status = request.status() != v1::TrackingStatus::TRACKING_STATUS_UNSPECIFIED;
  if (!request.order().empty() + !request.carrier_id().empty() + by_status > 1) {
    return InvalidFieldError("order", "give only one of order, status and carrier_id");
  }
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ShipmentFilter filter = {std::string(LastSegment(request.order())),
                                        EscapeId(request.carrier_id()), request.status()};
  return ListPage(
      request, kShipmentPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListShipments(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<v1::Shipment>, *response, *response->mutable_shipments());
}

absl::Status CancelShipment(runtime::WriteContext& ctx, const v1::CancelShipmentRequest& request,
                            v1::Shipment* response) {
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), row.shipment));
  const v1::TrackingStatus::Value before = row.shipment.status();
  ASSIGN_OR_RETURN(v1::TrackingEvent event,
                   domain::CancelShipment(row.shipment, row.latest, ctx.now()));
  RETURN_IF_ERROR(SaveStep(ctx, row, before, event));
  *response = std::move(row.shipment);
  return absl::OkStatus();
}

absl::Status ChangeCodAmount(runtime::WriteContext& ctx, const v1::ChangeCodAmountRequest& request,
                             v1::Shipment* response, store::RateBook& rates) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const domain::RateIndex> index,
                   rates.Get(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), request.name()));
  v1::Shipment& shipment = row.shipment;
  RETURN_IF_ERROR(CheckEtag(request.etag(), shipment));
  RETURN_IF_ERROR(domain::CheckMayCollect(shipment));
  RETURN_IF_ERROR(CheckUncollected(ctx, shipment));
  ASSIGN_OR_RETURN(const v1::Offer offer,
                   OfferCollecting(*index, shipment, request.cod_amount(), ctx.now()));
  domain::SetCodAmount(shipment, request.cod_amount(), offer, ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(shipment, events::kShipmentCodChanged);
  *response = std::move(shipment);
  return absl::OkStatus();
}

absl::Status RevealReceiver(runtime::WriteContext& ctx, const v1::RevealReceiverRequest& request,
                            v1::RevealReceiverResponse* response) {
  RETURN_IF_ERROR(store::LoadShipment(ctx.txn(), request.name()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  return runtime::Reveal(ctx, policy.reveal_rules(), request.name(), store::kReceiverSlot,
                         request.purpose(), *response->mutable_receiver());
}

absl::Status HandOverReceiver(runtime::WriteContext& ctx,
                              const v1::HandOverReceiverRequest& request,
                              v1::HandOverReceiverResponse* response) {
  ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(ctx.txn(), request.name()));
  if (shipment.has_readdress_time()) {
    *response->mutable_readdress_time() = shipment.readdress_time();
  }
  RETURN_IF_ERROR(runtime::Audit(ctx, request.name(), store::kReceiverSlot, kOrderPurpose));
  return ctx.vault().Open(ctx.txn(), request.name(), store::kReceiverSlot,
                          *response->mutable_receiver());
}

absl::Status GetShipmentFigures(runtime::ReadContext& ctx,
                                const v1::GetShipmentFiguresRequest& request,
                                v1::ShipmentFigures* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  return figures::AnswerSums(ctx, request, domain::ShipmentFiguresOf, response);
}

}  // namespace shopdesk::logistics::handlers
