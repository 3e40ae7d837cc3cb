#include "services/logistics/handlers/intercept/intercept.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/phone.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/intercept/intercept.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/shipment/intercept_change.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/rate/rate_table.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Intercept;

// Intercepts: usual, as many as a person looks through; at most.
constexpr PageLimits kInterceptPage{50, 1000};
constexpr char kAllShipments[] = "-";

// The request with the phone of its new receiver, if it has one, as it is kept.
absl::StatusOr<v1::RequestInterceptRequest> WithNormalPhone(v1::RequestInterceptRequest request) {
  Violations violations;
  if (request.has_new_receiver()) {
    NormalizeReceiverPhone(*request.mutable_new_receiver(), "new_receiver.phone", violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return request;
}

// The offer of the shipment's carrier and mode to where it is to go; unset if there is none.
v1::Offer OfferTo(const domain::RateIndex& rates, const v1::Shipment& shipment,
                  const type::v1::PostalAddress& address, absl::Time now) {
  v1::QuoteResponse quote;
  rates.Quote(domain::QuoteOf(shipment, address), now, quote);
  return quote.offers().empty() ? v1::Offer() : quote.offers(0);
}

absl::Status CheckNoneOpen(const v1::Shipment& shipment) {
  if (shipment.open_intercept().empty()) return absl::OkStatus();
  return domain::InterceptOpenError(shipment.name(), shipment.open_intercept());
}

// What the carrier charges by the table that the offer was made of.
absl::Status SetFee(runtime::WriteContext& ctx, const v1::Offer& offer, Intercept& intercept) {
  intercept.set_no_fee_data(true);
  if (offer.rate_table().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::RateTable table, store::LoadRateTable(ctx.txn(), offer.rate_table()));
  if (!table.has_intercept_fee_minor()) return absl::OkStatus();
  intercept.set_no_fee_data(false);
  intercept.mutable_fee()->set_currency_code(table.currency_code());
  intercept.mutable_fee()->set_minor(table.intercept_fee_minor());
  return absl::OkStatus();
}

// The carrier doesn't have the parcel: nobody has to be asked.
absl::Status DoAtOnce(runtime::WriteContext& ctx, const v1::RequestInterceptRequest& request,
                      const v1::Offer& offer, store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  if (request.kind() == Intercept::RECALL) {
    const v1::TrackingStatus::Value before = shipment.status();
    ASSIGN_OR_RETURN(const v1::TrackingEvent event,
                     domain::CancelShipment(shipment, row.latest, ctx.now()));
    return SaveStep(ctx, row, before, event);
  }
  RETURN_IF_ERROR(Readdress(ctx, shipment, request.new_receiver()));
  domain::TakeOffer(offer, shipment);
  *shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(shipment, events::kShipmentReaddressed);
  return absl::OkStatus();
}

absl::Status AskCarrier(runtime::WriteContext& ctx, const v1::Offer& offer, Intercept& intercept,
                        store::ShipmentRow& row) {
  RETURN_IF_ERROR(SetFee(ctx, offer, intercept));
  if (intercept.has_new_receiver()) {
    RETURN_IF_ERROR(runtime::Seal(ctx, intercept.name(), store::kReceiverSlot,
                                  *intercept.mutable_new_receiver()));
  }
  row.shipment.set_open_intercept(intercept.name());
  *row.shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentUpdated);
  return work::Open(
      ctx, kOpenIntercept,
      {.resource = intercept.name(), .buyer = row.shipment.buyer(), .order = row.shipment.order()});
}

// An intercept and its shipment, locked in the order in which reports lock them.
struct Loaded {
  store::ShipmentRow row;
  Intercept intercept;
};
template <class Request>
absl::StatusOr<Loaded> Load(runtime::WriteContext& ctx, const Request& request) {
  Loaded loaded;
  RETURN_IF_ERROR(store::LoadIntercept(ctx.txn(), request.name()).status());
  ASSIGN_OR_RETURN(loaded.row, store::LoadShipmentForUpdate(ctx.txn(), ParentOf(request.name())));
  ASSIGN_OR_RETURN(loaded.intercept, store::LoadInterceptForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), loaded.intercept));
  return loaded;
}

absl::Status CheckFee(runtime::WriteContext& ctx, const v1::AnswerInterceptRequest& request) {
  if (!request.has_fee()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  Violations violations;
  if (request.fee().minor() < 0) violations.Add("fee", "must not be negative");
  if (request.fee().currency_code() != policy.currency_code()) {
    violations.Add("fee", absl::StrCat("must be in the shop's currency, ", policy.currency_code()));
  }
  return violations.ToStatus();
}

// Brings the shipment to where the intercept that is done has brought the parcel.
absl::Status MoveShipment(runtime::WriteContext& ctx, const type::v1::Receiver* receiver,
                          store::ShipmentRow& row) {
  v1::Shipment& shipment = row.shipment;
  const v1::TrackingStatus::Value before = shipment.status();
  if (receiver == nullptr) {
    ASSIGN_OR_RETURN(const v1::TrackingEvent event,
                     domain::InterceptShipment(shipment, row.latest, ctx.now()));
    return SaveStep(ctx, row, before, event);
  }
  RETURN_IF_ERROR(Readdress(ctx, shipment, *receiver));
  ASSIGN_OR_RETURN(const v1::TrackingEvent event,
                   domain::RedirectShipment(shipment, row.latest, ctx.now()));
  RETURN_IF_ERROR(SaveStep(ctx, row, before, event));
  ctx.Emit(shipment, events::kShipmentReaddressed);
  return absl::OkStatus();
}

}  // namespace

absl::Status RequestIntercept(runtime::WriteContext& ctx,
                              const v1::RequestInterceptRequest& request, Intercept* response,
                              store::RateBook& rates) {
  RETURN_IF_ERROR(domain::CheckIntercept(request));
  ASSIGN_OR_RETURN(const v1::RequestInterceptRequest normal, WithNormalPhone(request));
  ASSIGN_OR_RETURN(store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), normal.parent()));
  v1::Shipment& shipment = row.shipment;
  if (domain::IsReturn(shipment)) return domain::IsReturnError(shipment);
  RETURN_IF_ERROR(CheckNoneOpen(shipment));
  const domain::Timing timing = domain::TimingOf(shipment.status());
  *response = domain::MakeIntercept(
      normal, shipment, domain::InterceptName(normal.parent(), ctx.DerivedId("intercept")),
      ctx.actor(), ctx.now());
  if (timing != domain::Timing::kTooLate) {
    ASSIGN_OR_RETURN(std::shared_ptr<const domain::RateIndex> index,
                     rates.Get(ctx.txn(), ShopOf(normal.parent())));
    const bool elsewhere = normal.kind() == Intercept::ADDRESS_CHANGE;
    const type::v1::PostalAddress& address =
        elsewhere ? normal.new_receiver().address() : shipment.receiver().address();
    const v1::Offer offer = OfferTo(*index, shipment, address, ctx.now());
    if (elsewhere && offer.rate_table().empty()) {
      return domain::NotReachedError(address.region_code(), shipment.carrier_id(), shipment.mode());
    }
    RETURN_IF_ERROR(timing == domain::Timing::kBeforePickup
                        ? DoAtOnce(ctx, normal, offer, row)
                        : AskCarrier(ctx, offer, *response, row));
  }
  // Nobody may read the reason in clear, so its original isn't kept; so too what the carrier says.
  privacy::MaskMessage(*response);
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertIntercept(ctx.txn(), *response)));
  ctx.Emit(*response, domain::InterceptEvent(response->state()));
  return absl::OkStatus();
}

absl::Status AnswerIntercept(runtime::WriteContext& ctx, const v1::AnswerInterceptRequest& request,
                             Intercept* response) {
  ASSIGN_OR_RETURN(Loaded loaded, Load(ctx, request));
  RETURN_IF_ERROR(CheckFee(ctx, request));
  Intercept& intercept = loaded.intercept;
  const bool accepted = request.answer() == v1::AnswerInterceptRequest::ACCEPT;
  RETURN_IF_ERROR(domain::StepIntercept(intercept, accepted ? "accept" : "reject", ctx.now()));
  intercept.set_answer(privacy::Mask(option::v1::PII_FREE_TEXT, request.text()));
  if (request.has_fee()) {
    *intercept.mutable_fee() = request.fee();
    intercept.set_no_fee_data(false);
  }
  RETURN_IF_ERROR(SaveInterceptStep(ctx, intercept, loaded.row));
  if (!accepted) {
    RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), loaded.row));
    ctx.Emit(loaded.row.shipment, events::kShipmentUpdated);
  }
  *response = std::move(intercept);
  return absl::OkStatus();
}

absl::Status CompleteIntercept(runtime::WriteContext& ctx,
                               const v1::CompleteInterceptRequest& request, Intercept* response) {
  ASSIGN_OR_RETURN(Loaded loaded, Load(ctx, request));
  Intercept& intercept = loaded.intercept;
  RETURN_IF_ERROR(domain::StepIntercept(intercept, "complete", ctx.now()));
  type::v1::Receiver receiver;
  const bool elsewhere = intercept.kind() == Intercept::ADDRESS_CHANGE;
  if (elsewhere) {
    RETURN_IF_ERROR(ctx.vault().Open(ctx.txn(), intercept.name(), store::kReceiverSlot, receiver));
  }
  RETURN_IF_ERROR(SaveInterceptStep(ctx, intercept, loaded.row));
  RETURN_IF_ERROR(MoveShipment(ctx, elsewhere ? &receiver : nullptr, loaded.row));
  *response = std::move(intercept);
  return absl::OkStatus();
}

absl::Status FailIntercept(runtime::WriteContext& ctx, const v1::FailInterceptRequest& request,
                           Intercept* response) {
  ASSIGN_OR_RETURN(Loaded loaded, Load(ctx, request));
  Intercept& intercept = loaded.intercept;
  RETURN_IF_ERROR(domain::StepIntercept(intercept, "fail", ctx.now()));
  intercept.set_answer(privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()));
  RETURN_IF_ERROR(SaveInterceptStep(ctx, intercept, loaded.row));
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), loaded.row));
  ctx.Emit(loaded.row.shipment, events::kShipmentUpdated);
  *response = std::move(intercept);
  return absl::OkStatus();
}

absl::Status GetIntercept(runtime::ReadContext& ctx, const v1::GetInterceptRequest& request,
                          Intercept* response) {
  ASSIGN_OR_RETURN(*response, store::LoadIntercept(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListIntercepts(runtime::ReadContext& ctx, const v1::ListInterceptsRequest& request,
                            v1::ListInterceptsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  store::InterceptFilter filter;
  filter.state = request.state();
  if (LastSegment(request.parent()) == kAllShipments) {
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadShipment(ctx.txn(), request.parent()).status());
    filter.shipment = std::string(LastSegment(request.parent()));
  }
  return ListPage(
      request, kInterceptPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListIntercepts(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<Intercept>, *response, *response->mutable_intercepts());
}

}  // namespace shopdesk::logistics::handlers
