#include "services/logistics/handlers/claim/enquiry.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/claim/enquiry.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/claim/enquiry.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Enquiry;

// Enquiries: usual, as many as a person looks through; at most.
constexpr PageLimits kEnquiryPage{50, 1000};
constexpr char kOfAllShipments[] = "-";

}  // namespace

absl::Status OpenEnquiry(runtime::WriteContext& ctx, const v1::OpenEnquiryRequest& request,
                         Enquiry* response) {
  ASSIGN_OR_RETURN(const v1::Shipment shipment, store::LoadShipment(ctx.txn(), request.parent()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  *response = domain::MakeEnquiry(request, shipment, policy,
                                  domain::EnquiryName(request.parent(), ctx.DerivedId("enquiry")),
                                  ctx.now());
  *response->mutable_actor() = ctx.actor();
  // Nobody may read the texts in clear, so their originals aren't kept.
  privacy::MaskMessage(*response);
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertEnquiry(ctx.txn(), *response)));
  const absl::Time due = FromProto(response->answer_due_time());
  ctx.Schedule(kEnquiryDue, response->name(), due);
  ctx.Emit(*response, domain::EnquiryEvent(response->state()));
  return work::Open(ctx, kOpenEnquiry,
                    {.resource = response->name(),
                     .buyer = shipment.buyer(),
                     .order = shipment.order(),
                     .due = due});
}

absl::Status AnswerEnquiry(runtime::WriteContext& ctx, const v1::AnswerEnquiryRequest& request,
                           Enquiry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadEnquiryForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::AnswerEnquiry(privacy::Mask(option::v1::PII_FREE_TEXT, request.answer()),
                                        request.carrier_ticket(), ctx.now(), *response));
  RETURN_IF_ERROR(store::SaveEnquiry(ctx.txn(), *response));
  ctx.Cancel(kEnquiryDue, response->name());
  ctx.Emit(*response, domain::EnquiryEvent(response->state()));
  return work::Close(ctx, kOpenEnquiry, response->name());
}

absl::Status GetEnquiry(runtime::ReadContext& ctx, const v1::GetEnquiryRequest& request,
                        Enquiry* response) {
  ASSIGN_OR_RETURN(*response, store::LoadEnquiry(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListEnquiries(runtime::ReadContext& ctx, const v1::ListEnquiriesRequest& request,
                           v1::ListEnquiriesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  store::EnquiryFilter filter;
  filter.state = request.state();
  if (LastSegment(request.parent()) == kOfAllShipments) {
    RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  } else {
    RETURN_IF_ERROR(store::LoadShipment(ctx.txn(), request.parent()).status());
    filter.shipment = std::string(LastSegment(request.parent()));
  }
  return ListPage(
      request, kEnquiryPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListEnquiries(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<Enquiry>, *response, *response->mutable_enquiries());
}

absl::Status OnEnquiryDue(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(Enquiry enquiry, store::LoadEnquiryForUpdate(ctx.txn(), due.resource_name));
  if (enquiry.state() != Enquiry::OPEN) return absl::OkStatus();
  RETURN_IF_ERROR(domain::MissAnswer(ctx.now(), enquiry));
  RETURN_IF_ERROR(store::SaveEnquiry(ctx.txn(), enquiry));
  // The work stays until he has answered: it is overdue.
  ctx.Emit(enquiry, domain::EnquiryEvent(enquiry.state()));
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
