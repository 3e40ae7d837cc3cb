#include "services/logistics/handlers/returning/return_insurance.h"

#include <utility>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/returning/return_insurance.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/returning/return_insurance.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::ReturnInsurance;

// Insurances: usual, at most.
constexpr PageLimits kReturnInsurancePage{50, 1000};

template <class Request>
absl::StatusOr<ReturnInsurance> LoadInsurance(runtime::WriteContext& ctx, const Request& request) {
  ASSIGN_OR_RETURN(ReturnInsurance insurance,
                   store::LoadReturnInsuranceForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), insurance));
  return insurance;
}

// What follows from its state: the deadline, the work, the event.
absl::Status TellInsurance(runtime::WriteContext& ctx, const ReturnInsurance& insurance) {
  if (insurance.has_deadline_time()) {
    ctx.Schedule(kReturnInsuranceDeadline, insurance.name(), FromProto(insurance.deadline_time()));
  } else {
    ctx.Cancel(kReturnInsuranceDeadline, insurance.name());
  }
  ctx.Emit(insurance, domain::ReturnInsuranceEvent(insurance.state()));
  if (insurance.state() != ReturnInsurance::CLAIMED) {
    return work::Close(ctx, kReturnInsuranceClaim, insurance.name());
  }
  return work::Open(ctx, kReturnInsuranceClaim,
                    {.resource = insurance.name(),
                     .buyer = insurance.buyer(),
                     .order = insurance.order(),
                     .due = FromProto(insurance.deadline_time())});
}

absl::Status SaveInsurance(runtime::WriteContext& ctx, ReturnInsurance& insurance) {
  *insurance.mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::SaveReturnInsurance(ctx.txn(), insurance));
  return TellInsurance(ctx, insurance);
}

}  // namespace

absl::Status CreateReturnInsurance(runtime::WriteContext& ctx,
                                   const v1::CreateReturnInsuranceRequest& request,
                                   ReturnInsurance* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  ASSIGN_OR_RETURN(*response, domain::MakeReturnInsurance(request, policy, ctx.now()));
  *response->mutable_actor() = ctx.actor();
  RETURN_IF_ERROR(store::InsertReturnInsurance(ctx.txn(), *response));
  return TellInsurance(ctx, *response);
}

absl::Status GetReturnInsurance(runtime::ReadContext& ctx,
                                const v1::GetReturnInsuranceRequest& request,
                                ReturnInsurance* response) {
  ASSIGN_OR_RETURN(*response, store::LoadReturnInsurance(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListReturnInsurances(runtime::ReadContext& ctx,
                                  const v1::ListReturnInsurancesRequest& request,
                                  v1::ListReturnInsurancesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kReturnInsurancePage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListReturnInsurances(ctx.txn(), shop, request.state(), before, limit);
      },
      store::CreationKeyOf<ReturnInsurance>, *response, *response->mutable_return_insurances());
}

absl::Status ClaimReturnInsurance(runtime::WriteContext& ctx,
                                  const v1::ClaimReturnInsuranceRequest& request,
                                  ReturnInsurance* response) {
  ASSIGN_OR_RETURN(*response, LoadInsurance(ctx, request));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  RETURN_IF_ERROR(domain::Claim(request, policy, ctx.now(), *response));
  return SaveInsurance(ctx, *response);
}

absl::Status SettleReturnInsurance(runtime::WriteContext& ctx,
                                   const v1::SettleReturnInsuranceRequest& request,
                                   ReturnInsurance* response) {
  ASSIGN_OR_RETURN(*response, LoadInsurance(ctx, request));
  RETURN_IF_ERROR(domain::Settle(request.paid(),
                                 privacy::Mask(option::v1::PII_FREE_TEXT, request.rejection()),
                                 ctx.now(), *response));
  return SaveInsurance(ctx, *response);
}

absl::Status VoidReturnInsurance(runtime::WriteContext& ctx,
                                 const v1::VoidReturnInsuranceRequest& request,
                                 ReturnInsurance* response) {
  ASSIGN_OR_RETURN(*response, LoadInsurance(ctx, request));
  RETURN_IF_ERROR(domain::Void(ctx.now(), *response));
  return SaveInsurance(ctx, *response);
}

absl::Status OnReturnInsuranceDeadline(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(ReturnInsurance insurance,
                   store::LoadReturnInsuranceForUpdate(ctx.txn(), due.resource_name));
  if (!insurance.has_deadline_time() || FromProto(insurance.deadline_time()) > due.due_time) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(domain::EndReturnInsurance(ctx.now(), insurance));
  return SaveInsurance(ctx, insurance);
}

}  // namespace shopdesk::logistics::handlers
