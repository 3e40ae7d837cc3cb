#include "services/logistics/handlers/claim/claim.h"

#include <string>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/claim/claim.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::Claim;

// Claims: usual, as many as a person looks through; at most.
constexpr PageLimits kClaimPage{50, 1000};

// Nobody may read free texts in clear, so their originals aren't kept.
std::string MaskedText(absl::string_view text) {
  return privacy::Mask(option::v1::PII_FREE_TEXT, text);
}

const char* ToDo(Claim::State state) {
  switch (state) {
    case Claim::DRAFT:
    case Claim::DOCUMENTS_MISSING:
      return "Gather the documents of the claim, and file it with the carrier";
    case Claim::REJECTED:
      return "Appeal the carrier's decision, or let it be";
    default:
      return "Have the carrier decide";
  }
}

absl::Status UpdateWork(runtime::WriteContext& ctx, const Claim& claim) {
  const bool to_pay = claim.state() == Claim::APPROVED || claim.state() == Claim::PARTLY;
  work::Subject subject = {
      .resource = claim.name(), .buyer = claim.buyer(), .order = claim.order()};
  // What is overdue was due before.
  subject.due = FromProto(claim.has_deadline_time() ? claim.deadline_time() : claim.update_time());
  if (to_pay) {
    RETURN_IF_ERROR(work::Close(ctx, kOpenClaim, claim.name()));
    return work::Open(ctx, kClaimPayment, subject);
  }
  RETURN_IF_ERROR(work::Close(ctx, kClaimPayment, claim.name()));
  if (!claim.has_deadline_time()) return work::Close(ctx, kOpenClaim, claim.name());
  subject.summary = ToDo(claim.state());
  return work::Open(ctx, kOpenClaim, subject);
}

// What follows from a claim that was `before`: the deadline, the work, the event.
absl::Status TellClaim(runtime::WriteContext& ctx, const Claim& before, const Claim& claim) {
  if (claim.has_deadline_time()) {
    ctx.Schedule(kClaimDeadline, claim.name(), FromProto(claim.deadline_time()));
  } else {
    ctx.Cancel(kClaimDeadline, claim.name());
  }
  ctx.Emit(claim, domain::ClaimEvent(before, claim));
  return UpdateWork(ctx, claim);
}

// The shipment may have another claim.
absl::Status FreeShipment(runtime::WriteContext& ctx, store::ShipmentRow& row) {
  row.shipment.clear_claim();
  *row.shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentUpdated);
  return absl::OkStatus();
}

// Loads a claim and its shipment, both locked, takes a step, and saves what came of it.
template <class Step>
absl::Status ChangeClaim(runtime::WriteContext& ctx, absl::string_view name, absl::string_view etag,
                         Step step, Claim& claim) {
  ASSIGN_OR_RETURN(claim, store::LoadClaim(ctx.txn(), name));
  ASSIGN_OR_RETURN(store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), claim.shipment()));
  ASSIGN_OR_RETURN(claim, store::LoadClaimForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, claim));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(name)));
  const Claim before = claim;
  RETURN_IF_ERROR(step(policy));
  *claim.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveClaim(ctx.txn(), claim));
  if (claim.state() == Claim::WITHDRAWN) RETURN_IF_ERROR(FreeShipment(ctx, row));
  return TellClaim(ctx, before, claim);
}

}  // namespace

absl::Status CreateClaim(runtime::WriteContext& ctx, const v1::CreateClaimRequest& request,
                         Claim* response) {
  const absl::string_view shop = ShopOf(request.parent());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), request.shipment()));
  ASSIGN_OR_RETURN(*response,
                   domain::MakeClaim(request, row.shipment, policy,
                                     domain::ClaimName(shop, ctx.DerivedId("claim")), ctx.now()));
  response->set_description(MaskedText(request.description()));
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertClaim(ctx.txn(), *response)));
  row.shipment.set_claim(response->name());
  *row.shipment.mutable_update_time() = ToProto(ctx.now());
  RETURN_IF_ERROR(store::SaveShipment(ctx.txn(), row));
  ctx.Emit(row.shipment, events::kShipmentUpdated);
  return TellClaim(ctx, {}, *response);
}

absl::Status GetClaim(runtime::ReadContext& ctx, const v1::GetClaimRequest& request,
                      Claim* response) {
  ASSIGN_OR_RETURN(*response, store::LoadClaim(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListClaims(runtime::ReadContext& ctx, const v1::ListClaimsRequest& request,
                        v1::ListClaimsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ClaimFilter filter = {std::string(LastSegment(request.order())), request.state()};
  return ListPage(
      request, kClaimPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListClaims(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<Claim>, *response, *response->mutable_claims());
}

absl::Status AddClaimDocument(runtime::WriteContext& ctx,
                              const v1::AddClaimDocumentRequest& request, Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy&) {
        return domain::AddClaimDocument(request.kind(), request.uri(), ctx.actor(), ctx.now(),
                                        *response);
      },
      *response);
}

absl::Status SubmitClaim(runtime::WriteContext& ctx, const v1::SubmitClaimRequest& request,
                         Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy) {
        return domain::SubmitClaim(request.carrier_ticket(), policy, ctx.now(), *response);
      },
      *response);
}

absl::Status RequestClaimDocuments(runtime::WriteContext& ctx,
                                   const v1::RequestClaimDocumentsRequest& request,
                                   Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy) {
        return domain::RequestClaimDocuments(request, MaskedText(request.reason()), policy,
                                             ctx.now(), *response);
      },
      *response);
}

absl::Status DecideClaim(runtime::WriteContext& ctx, const v1::DecideClaimRequest& request,
                         Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy) {
        return domain::DecideClaim(request.approved(), MaskedText(request.reason()), policy,
                                   ctx.now(), *response);
      },
      *response);
}

absl::Status AppealClaim(runtime::WriteContext& ctx, const v1::AppealClaimRequest& request,
                         Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy& policy) {
        return domain::AppealClaim(MaskedText(request.reason()), policy, ctx.now(), *response);
      },
      *response);
}

absl::Status RecordClaimPayment(runtime::WriteContext& ctx,
                                const v1::RecordClaimPaymentRequest& request, Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy&) { return domain::PayClaim(request.paid(), ctx.now(), *response); },
      *response);
}

absl::Status WithdrawClaim(runtime::WriteContext& ctx, const v1::WithdrawClaimRequest& request,
                           Claim* response) {
  return ChangeClaim(
      ctx, request.name(), request.etag(),
      [&](const v1::Policy&) {
        return domain::WithdrawClaim(MaskedText(request.reason()), ctx.now(), *response);
      },
      *response);
}

absl::Status OnClaimDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(Claim claim, store::LoadClaim(ctx.txn(), due.resource_name));
  if (!claim.has_deadline_time() || FromProto(claim.deadline_time()) > due.due_time) {
    return absl::OkStatus();
  }
  return ChangeClaim(
      ctx, due.resource_name, "",
      [&](const v1::Policy& policy) -> absl::Status {
        if (!claim.has_deadline_time() || FromProto(claim.deadline_time()) > due.due_time) {
          return absl::AbortedError("the claim went on meanwhile");
        }
        return domain::EndClaim(policy, ctx.now(), claim);
      },
      claim);
}

}  // namespace shopdesk::logistics::handlers
