#include "services/logistics/handlers/shipments.h"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/names.h"
#include "services/logistics/domain/policy.h"
#include "services/logistics/domain/shipping.h"
#include "services/logistics/domain/tracking.h"
#include "services/logistics/domain/waybill.h"
#include "services/logistics/handlers/notice_steps.h"
#include "services/logistics/handlers/policy.h"
#include "services/logistics/handlers/shipment_steps.h"
#include "services/logistics/store/intercepts.h"
#include "services/logistics/store/notices.h"
#include "services/logistics/store/shipments.h"

namespace shopdesk::logistics::handlers {
namespace {

constexpr int kDefaultShipments = 50;
constexpr int kMaxShipments = 1000;
// Two of our own numbers are the same once in 10^12; so many in a row never are.
constexpr int kNumberAttempts = 4;
// Hex digits of an id that fit an unsigned 64-bit number.
constexpr size_t kSeedDigits = 12;

// A number of our own series that this call makes again when it is repeated.
absl::StatusOr<std::string> OwnNumber(const rpc::WriteContext& ctx, const std::string& name,
                                      int attempt) {
  const std::string id = ctx.DerivedId(absl::StrCat("waybill/", name, "/", attempt));
  uint64_t seed = 0;
  if (!absl::SimpleHexAtoi(absl::string_view(id).substr(id.size() - kSeedDigits), &seed)) {
    return shopdesk::InternalError("a derived id doesn't end in hex digits");
  }
  return domain::OwnWaybillNumber(seed);
}

absl::Status WaybillTaken(const v1::Shipment& shipment, absl::string_view holder) {
  return Error(absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
               absl::StrCat("the carrier's waybill number ", shipment.waybill_number(),
                            " belongs to ", holder, ": check the number"),
               {{"resource", std::string(holder)}, {"waybill_number", shipment.waybill_number()}});
}

// Inserts the shipment under the number asked for, or under a free one of our own.
absl::Status Insert(rpc::WriteContext& ctx, store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  const bool own = shipment.waybill_number().empty();
  for (int attempt = 0; attempt < kNumberAttempts; ++attempt) {
    if (own) {
      ASSIGN_OR_RETURN(*shipment.mutable_waybill_number(),
                       OwnNumber(ctx, shipment.name(), attempt));
    }
    ASSIGN_OR_RETURN(bool inserted, store::InsertShipment(ctx.txn(), row));
    if (inserted) return absl::OkStatus();
    ASSIGN_OR_RETURN(std::string holder, store::FindWaybill(ctx.txn(), ShopOf(shipment.name()),
                                                            EscapeId(shipment.carrier_id()),
                                                            shipment.waybill_number()));
    // Not the number, or the number because it is the same shipment: the name is taken.
    if (holder.empty() || holder == shipment.name()) {
      return shopdesk::AlreadyExistsError(shipment.name());
    }
    if (!own) return WaybillTaken(shipment, holder);
  }
  return absl::AbortedError("no free waybill number found");
}

absl::Status CheckReferences(rpc::WriteContext& ctx, const v1::CreateShipmentRequest& req,
                             absl::string_view shop) {
  if (ShopOf(req.order()) != shop) {
    return InvalidFieldError("order", "must be an order of the same shop");
  }
  if (req.replaces().empty()) return absl::OkStatus();
  if (ShopOf(req.replaces()) != shop) {
    return InvalidFieldError("replaces", "must be a shipment of the same shop");
  }
  return store::LoadShipment(ctx.txn(), req.replaces()).status();
}

}  // namespace

absl::Status CreateShipment(rpc::WriteContext& ctx, const v1::CreateShipmentRequest& req,
                            v1::Shipment* resp, store::RateBook& rates) {
  const std::string shop(ShopOf(req.parent()));
  ASSIGN_OR_RETURN(std::shared_ptr<const domain::RateIndex> index, rates.Get(ctx.txn(), shop));
  RETURN_IF_ERROR(domain::CheckAmounts(req.goods_value(), req.declared_value(), req.cod_amount(),
                                       index->policy().currency_code()));
  RETURN_IF_ERROR(CheckReferences(ctx, req, shop));
  if (!req.carrier_id().empty() && !index->HasCarrier(req.carrier_id())) {
    return shopdesk::NotFoundError(domain::CarrierName(shop, req.carrier_id()));
  }
  v1::QuoteResponse quote;
  index->Quote(domain::QuoteFor(req), ctx.now(), quote);
  ASSIGN_OR_RETURN(v1::Offer offer, domain::ChooseOffer(*index, req, quote));

  store::ShipmentRow row;
  row.shipment =
      domain::MakeShipment(req, offer, domain::ShipmentName(shop, req.shipment_id()), ctx.now());
  row.news_time = ctx.now();
  row.silent_seconds = index->policy().silent_seconds();
  row.late_rules = {absl::Seconds(index->policy().unscanned_seconds()),
                    absl::Seconds(index->policy().stuck_seconds())};
  RETURN_IF_ERROR(ctx.vault().Seal(ctx.txn(), row.shipment.name(), kReceiverSlot,
                                   *row.shipment.mutable_receiver()));
  RETURN_IF_ERROR(Insert(ctx, row));
  WatchSilence(ctx, row);
  WatchLateness(ctx, row);
  ctx.Emit(row.shipment, "shipment.created");
  RETURN_IF_ERROR(NotifyOfShipment(ctx, index->policy(), row.shipment, v1::Notice::SHIPPED));
  *resp = std::move(row.shipment);
  return absl::OkStatus();
}

absl::Status GetShipment(rpc::ReadContext& ctx, const v1::GetShipmentRequest& req,
                         v1::Shipment* resp) {
  ASSIGN_OR_RETURN(*resp, store::LoadShipment(ctx.txn(), req.name()));
  return absl::OkStatus();
}

absl::Status GetShipmentByWaybill(rpc::ReadContext& ctx, const v1::GetShipmentByWaybillRequest& req,
                                  v1::Shipment* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  ASSIGN_OR_RETURN(std::string name, store::FindWaybill(ctx.txn(), shop, EscapeId(req.carrier_id()),
                                                        req.waybill_number()));
  if (name.empty()) {
    return shopdesk::NotFoundError(absl::StrCat(domain::CarrierName(shop, req.carrier_id()),
                                                "/waybills/", EscapeId(req.waybill_number())));
  }
  ASSIGN_OR_RETURN(*resp, store::LoadShipment(ctx.txn(), name));
  return absl::OkStatus();
}

absl::Status ListShipments(rpc::ReadContext& ctx, const v1::ListShipmentsRequest& req,
                           v1::ListShipmentsResponse* resp) {
  const bool by_status = req.status() != v1::TRACKING_STATUS_UNSPECIFIED;
  if (!req.order().empty() + !req.carrier_id().empty() + by_status > 1) {
    return InvalidFieldError("order", "give only one of order, status and carrier_id");
  }
  ASSIGN_OR_RETURN(const int size, PageSize(req.page_size(), kDefaultShipments, kMaxShipments));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(req));
  store::ShipmentKey after = {std::numeric_limits<int64_t>::max(), ""};
  if (key.size() == 2) {
    if (!absl::SimpleAtoi(key[0], &after.create_ms)) {
      return InvalidFieldError("page_token", "must be a next_page_token");
    }
    after.shipment = key[1];
  }
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  store::ShipmentFilter filter;
  filter.order = std::string(LastSegment(req.order()));
  filter.carrier = EscapeId(req.carrier_id());
  filter.status = req.status();
  ASSIGN_OR_RETURN(std::vector<v1::Shipment> shipments,
                   store::ListShipments(ctx.txn(), shop, filter, after, size + 1));
  if (static_cast<int>(shipments.size()) > size) {
    shipments.resize(size);
    const v1::Shipment& last = shipments.back();
    resp->set_next_page_token(
        MakePageToken(req, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                            std::string(LastSegment(last.name()))}));
  }
  for (v1::Shipment& shipment : shipments) *resp->add_shipments() = std::move(shipment);
  return absl::OkStatus();
}

absl::Status CancelShipment(rpc::WriteContext& ctx, const v1::CancelShipmentRequest& req,
                            v1::Shipment* resp) {
  ASSIGN_OR_RETURN(store::ShipmentRow row, store::LoadShipmentForUpdate(ctx.txn(), req.name()));
  RETURN_IF_ERROR(CheckEtag(req.etag(), row.shipment));
  const v1::TrackingStatus before = row.shipment.status();
  ASSIGN_OR_RETURN(v1::TrackingEvent event, domain::CancelShipment(row.shipment, ctx.now()));
  RETURN_IF_ERROR(SaveStep(ctx, row, before, event));
  *resp = std::move(row.shipment);
  return absl::OkStatus();
}

absl::Status RevealReceiver(rpc::WriteContext& ctx, const v1::RevealReceiverRequest& req,
                            v1::RevealReceiverResponse* resp) {
  RETURN_IF_ERROR(store::LoadShipment(ctx.txn(), req.name()).status());
  ASSIGN_OR_RETURN(v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(req.name())));
  if (!domain::MayReveal(policy, ctx.actor().role(), req.purpose())) {
    return Error(absl::StatusCode::kPermissionDenied, "REVEAL_NOT_ALLOWED",
                 "the shop's policy doesn't let this role read addresses for this purpose",
                 {{"role", ctx.actor().role()}, {"purpose", req.purpose()}});
  }
  RETURN_IF_ERROR(ctx.vault().Audit(ctx.txn(), ctx.now(), ctx.actor(), ctx.call().caller,
                                    req.name(), kReceiverSlot, req.purpose()));
  return ctx.vault().Open(ctx.txn(), req.name(), kReceiverSlot, *resp->mutable_receiver());
}

absl::Status GetShipmentFigures(rpc::ReadContext& ctx, const v1::GetShipmentFiguresRequest& req,
                                v1::ShipmentFigures* resp) {
  const absl::string_view shop = ShopOf(req.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(*resp, store::SumShipments(ctx.txn(), shop));
  ASSIGN_OR_RETURN(const std::vector<store::NoticeSum> sums, store::SumNotices(ctx.txn(), shop));
  for (const store::NoticeSum& sum : sums) {
    (*resp->mutable_notices())[absl::StrCat(v1::Notice::Kind_Name(sum.kind), "/",
                                            v1::Notice::State_Name(sum.state))] = sum.notices;
  }
  ASSIGN_OR_RETURN(const std::vector<store::InterceptSum> intercepts,
                   store::SumIntercepts(ctx.txn(), shop));
  for (const store::InterceptSum& sum : intercepts) {
    (*resp->mutable_intercepts())[absl::StrCat(v1::Intercept::Kind_Name(sum.kind), "/",
                                               v1::Intercept::State_Name(sum.state))] =
        sum.intercepts;
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
