#include "services/logistics/handlers/shipment/shipping_terms.h"

#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "services/logistics/domain/shipment/shipping_terms.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shipment/shipping_terms.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {

absl::Status SetShippingTerms(runtime::WriteContext& ctx,
                              const v1::SetShippingTermsRequest& request,
                              v1::ShippingTerms* response) {
  // Locked, so that the carrier's first scan comes before or after.
  ASSIGN_OR_RETURN(
      const store::ShipmentRow row,
      store::LoadShipmentForUpdate(ctx.txn(), domain::ShipmentOfTerms(request.name())));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  ASSIGN_OR_RETURN(const absl::optional<v1::ShippingTerms> present,
                   store::FindShippingTermsForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), present.value_or(v1::ShippingTerms())));
  ASSIGN_OR_RETURN(*response, domain::MakeShippingTerms(request, row.shipment, policy, ctx.now()));
  *response->mutable_actor() = ctx.actor();
  if (present.has_value()) {
    response->set_etag(present->etag());
    RETURN_IF_ERROR(store::SaveShippingTerms(ctx.txn(), *response));
  } else {
    RETURN_IF_ERROR(store::AbortIfTaken(store::InsertShippingTerms(ctx.txn(), *response)));
  }
  ctx.Emit(*response, events::kShippingTermsSet);
  return absl::OkStatus();
}

absl::Status GetShippingTerms(runtime::ReadContext& ctx, const v1::GetShippingTermsRequest& request,
                              v1::ShippingTerms* response) {
  ASSIGN_OR_RETURN(*response, store::LoadShippingTerms(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status RevealCustomsForm(runtime::WriteContext& ctx,
                               const v1::RevealCustomsFormRequest& request,
                               v1::CustomsForm* response) {
  ASSIGN_OR_RETURN(const v1::ShippingTerms terms,
                   store::LoadShippingTerms(ctx.txn(), request.name()));
  if (terms.lines().empty()) return shopdesk::NotFoundError(request.name());
  const absl::string_view shipment_name = domain::ShipmentOfTerms(request.name());
  ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(ctx.txn(), shipment_name));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  *response = domain::MakeCustomsForm(terms, shipment, policy);
  if (shipment.has_sender()) {
    type::v1::Receiver sender;
    RETURN_IF_ERROR(runtime::Reveal(ctx, policy.reveal_rules(), shipment_name, store::kSenderSlot,
                                    request.purpose(), sender));
    response->set_sender_name(sender.name());
    response->set_sender_phone(sender.phone());
    *response->mutable_sender() = sender.address();
  }
  return runtime::Reveal(ctx, policy.reveal_rules(), shipment_name, store::kReceiverSlot,
                         request.purpose(), *response->mutable_receiver());
}

}  // namespace shopdesk::logistics::handlers
