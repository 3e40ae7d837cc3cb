#include "services/orders/handlers/packing/hand_over.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/fold_code.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/hand_over.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/store/packing/hand_over.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/packing/sent_again.h"
#include "services/orders/store/refund/refund.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::HandOverList;
using v1::PackingJob;

// Lists: usual, at most; each may have 500 parcels.
constexpr PageLimits kHandOverPage{50, 1000};
// Packed jobs of an order that are looked through for a shipment's.
constexpr int kMostJobs = 1000;

absl::Status SaveHandOver(runtime::WriteContext& ctx, HandOverList& list, const char* event) {
  RETURN_IF_ERROR(store::SaveHandOverList(ctx.txn(), list));
  ctx.Emit(list, event);
  return absl::OkStatus();
}

// The job with that label, loaded for update; its list is locked already.
absl::StatusOr<PackingJob> LoadScanned(runtime::WriteContext& ctx, const std::string& list_name,
                                       const std::string& code) {
  const std::string shop_name = ShopNameOf(list_name);
  absl::StatusOr<PackingJob> found =
      store::LoadPackingJobByCode(ctx.txn(), shop_name, FoldCode(code));
  // Ids are case-sensitive.
  if (absl::IsNotFound(found.status())) {
    found = store::LoadPackingJobByCode(ctx.txn(), shop_name, code);
  }
  RETURN_IF_ERROR(found.status());
  return store::LoadPackingJobForUpdate(ctx.txn(), found->name());
}

// The parcel that a refund sent again with that label, of which there is no job; else `no_job`.
absl::StatusOr<domain::SentAgainParcel> LoadSentAgain(runtime::WriteContext& ctx,
                                                      const std::string& list_name,
                                                      const std::string& code,
                                                      const absl::Status& no_job) {
  ASSIGN_OR_RETURN(absl::optional<domain::SentAgainParcel> found,
                   store::FindSentAgainForUpdate(ctx.txn(), ShopOf(list_name), FoldCode(code)));
  if (!found.has_value()) return no_job;
  return *std::move(found);
}

// What was recalled was paid for instead.
absl::Status CheckStillSent(runtime::WriteContext& ctx, const std::string& refund_name) {
  ASSIGN_OR_RETURN(const v1::Refund refund, store::LoadRefund(ctx.txn(), refund_name));
  if (refund.replacement().state() != v1::Replacement::RETURNED) return absl::OkStatus();
  return WrongStateError(refund_name, "RETURNED", "AddToHandOverList", "RemoveFromHandOverList");
}

}  // namespace

absl::Status OpenHandOverList(runtime::WriteContext& ctx,
                              const v1::OpenHandOverListRequest& request, HandOverList* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.parent())).status());
  *response = domain::OpenHandOverList(request.carrier_id(), MomentOf(ctx));
  response->set_name(absl::StrCat(request.parent(), "/handOverLists/", ctx.DerivedId("list")));
  RETURN_IF_ERROR(store::InsertHandOverList(ctx.txn(), *response));
  ctx.Emit(*response, events::kHandOverListOpened);
  return absl::OkStatus();
}

absl::Status AddToHandOverList(runtime::WriteContext& ctx,
                               const v1::AddToHandOverListRequest& request,
                               HandOverList* response) {
  ASSIGN_OR_RETURN(*response, store::LoadHandOverListForUpdate(ctx.txn(), request.name()));
  absl::StatusOr<PackingJob> job = LoadScanned(ctx, request.name(), request.code());
  if (absl::IsNotFound(job.status())) {
    ASSIGN_OR_RETURN(domain::SentAgainParcel parcel,
                     LoadSentAgain(ctx, request.name(), request.code(), job.status()));
    ASSIGN_OR_RETURN(const bool added, domain::AddToHandOver(*response, parcel, MomentOf(ctx)));
    if (!added) return absl::OkStatus();
    RETURN_IF_ERROR(CheckStillSent(ctx, parcel.refund));
    RETURN_IF_ERROR(store::SaveSentAgain(ctx.txn(), parcel));
    return SaveHandOver(ctx, *response, events::kHandOverListChanged);
  }
  RETURN_IF_ERROR(job.status());
  ASSIGN_OR_RETURN(const std::vector<v1::Order> orders, LoadPackedOrders(ctx, *job));
  ASSIGN_OR_RETURN(const bool added, domain::AddToHandOver(*response, *job, orders, MomentOf(ctx)));
  if (!added) return absl::OkStatus();
  RETURN_IF_ERROR(SavePackingJob(ctx, *job, events::kPackingJobListed));
  return SaveHandOver(ctx, *response, events::kHandOverListChanged);
}

absl::Status RemoveFromHandOverList(runtime::WriteContext& ctx,
                                    const v1::RemoveFromHandOverListRequest& request,
                                    HandOverList* response) {
  ASSIGN_OR_RETURN(*response, store::LoadHandOverListForUpdate(ctx.txn(), request.name()));
  absl::StatusOr<PackingJob> job = LoadScanned(ctx, request.name(), request.code());
  if (absl::IsNotFound(job.status())) {
    ASSIGN_OR_RETURN(domain::SentAgainParcel parcel,
                     LoadSentAgain(ctx, request.name(), request.code(), job.status()));
    RETURN_IF_ERROR(domain::RemoveFromHandOver(*response, parcel));
    RETURN_IF_ERROR(store::SaveSentAgain(ctx.txn(), parcel));
    return SaveHandOver(ctx, *response, events::kHandOverListChanged);
  }
  RETURN_IF_ERROR(job.status());
  RETURN_IF_ERROR(domain::RemoveFromHandOver(*response, *job));
  RETURN_IF_ERROR(SavePackingJob(ctx, *job, events::kPackingJobUnlisted));
  return SaveHandOver(ctx, *response, events::kHandOverListChanged);
}

absl::Status CloseHandOverList(runtime::WriteContext& ctx,
                               const v1::CloseHandOverListRequest& request,
                               HandOverList* response) {
  ASSIGN_OR_RETURN(*response, store::LoadHandOverListForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::CloseHandOver(*response, MomentOf(ctx)));
  std::vector<std::string> jobs;
  for (const HandOverList::Entry& entry : response->entries()) {
    if (!entry.packing_job().empty()) jobs.push_back(entry.packing_job());
    if (!entry.refund().empty()) RETURN_IF_ERROR(CheckStillSent(ctx, entry.refund()));
  }
  std::sort(jobs.begin(), jobs.end());
  for (const std::string& name : jobs) {
    ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), name));
    ASSIGN_OR_RETURN(const std::vector<v1::Order> orders, LoadPackedOrders(ctx, job));
    RETURN_IF_ERROR(domain::HandOver(job, orders, MomentOf(ctx)));
    RETURN_IF_ERROR(SavePackingJob(ctx, job, events::kPackingJobHandedOver));
  }
  return SaveHandOver(ctx, *response, events::kHandOverListClosed);
}

absl::Status RecallPacked(runtime::WriteContext& ctx, const logistics::v1::Shipment& shipment) {
  const store::PackingJobFilter packed = {std::string(LastSegment(shipment.order())),
                                          PackingJob::PACKED};
  ASSIGN_OR_RETURN(const std::vector<PackingJob> jobs,
                   store::ListPackingJobs(ctx.txn(), ShopOf(shipment.name()), packed,
                                          store::Oldest(), kMostJobs));
  const auto seen = std::find_if(jobs.begin(), jobs.end(), [&](const PackingJob& job) {
    return job.shipment() == shipment.name();
  });
  if (seen == jobs.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<OrderChange> orders, LoadOrdersForChange(ctx, OrdersOf(*seen)));
  HandOverList list;
  if (!seen->hand_over_list().empty()) {
    ASSIGN_OR_RETURN(list, store::LoadHandOverListForUpdate(ctx.txn(), seen->hand_over_list()));
  }
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), seen->name()));
  if (job.hand_over_list() != seen->hand_over_list()) {
    return absl::AbortedError(absl::StrCat(job.name(), " was changed meanwhile"));
  }
  // The van was quicker: the parcel comes back by its tracking.
  if (job.state() != PackingJob::PACKED) return absl::OkStatus();
  if (!job.hand_over_list().empty()) {
    RETURN_IF_ERROR(domain::RemoveFromHandOver(list, job));
    RETURN_IF_ERROR(SaveHandOver(ctx, list, events::kHandOverListChanged));
  }
  return EndPacking(ctx, orders, job, PackingJob::SHIPMENT_CANCELLED);
}

absl::Status GetHandOverList(runtime::ReadContext& ctx, const v1::GetHandOverListRequest& request,
                             HandOverList* response) {
  ASSIGN_OR_RETURN(*response, store::LoadHandOverList(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListHandOverLists(runtime::ReadContext& ctx,
                               const v1::ListHandOverListsRequest& request,
                               v1::ListHandOverListsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kHandOverPage, store::Newest(),
      [&](const store::CreationKey& before, int limit) {
        return store::ListHandOverLists(ctx.txn(), shop, request.state(), before, limit);
      },
      store::CreationKeyOf<HandOverList>, *response, *response->mutable_hand_over_lists());
}

}  // namespace shopdesk::orders::handlers
