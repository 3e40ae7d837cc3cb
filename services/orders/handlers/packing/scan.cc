#include "services/orders/handlers/packing/scan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/handlers/desk/order_error.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::OrderError;
using v1::PackingJob;
using v1::PackingLine;
using v1::ScanVerdict;

// Records what was refused. The first of its kind drafts an error for who picked, if an agent did.
absl::Status RecordMiss(runtime::WriteContext& ctx, PackingJob& job, ScanVerdict::Value verdict,
                        const std::string& code, int64_t quantity, const std::string& order_name,
                        OrderError::Kind kind) {
  const domain::Moment moment = MomentOf(ctx);
  const std::string picker = domain::PickerOf(job, moment);
  const bool first = domain::AddMiss(job, verdict, code, quantity, moment);
  if (!first || picker.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(ctx.txn(), order_name));
  ASSIGN_OR_RETURN(
      *job.mutable_misses(job.misses_size() - 1)->mutable_order_error(),
      DraftOrderError(ctx, order, kind, picker, job.name(), absl::StrCat("/", verdict, "/", code)));
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanItem(runtime::WriteContext& ctx, const v1::ScanItemRequest& request,
                      v1::ScanItemResponse* response) {
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), request.name()));
  const int64_t quantity = std::max<int64_t>(1, request.quantity());
  ASSIGN_OR_RETURN(const ScanVerdict::Value verdict,
                   domain::ScanItem(job, request.code(), quantity));
  const bool taken = verdict == ScanVerdict::TAKEN;
  if (!taken) {
    const OrderError::Kind kind =
        verdict == ScanVerdict::WRONG_ITEM ? OrderError::WRONG_ITEM : OrderError::WRONG_QUANTITY;
    RETURN_IF_ERROR(
        RecordMiss(ctx, job, verdict, request.code(), quantity, job.orders(0).order(), kind));
  }
  RETURN_IF_ERROR(
      SavePackingJob(ctx, job, taken ? events::kPackingJobScanned : events::kPackingJobMissed));
  response->set_verdict(verdict);
  for (const PackingLine& line : domain::MissingIn(job)) {
    response->set_left(response->left() + line.quantity() - line.scanned());
  }
  *response->mutable_job() = std::move(job);
  return absl::OkStatus();
}

absl::Status FinishPacking(runtime::WriteContext& ctx, const v1::FinishPackingRequest& request,
                           v1::FinishPackingResponse* response) {
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), job));
  ASSIGN_OR_RETURN(const ScanVerdict::Value verdict, domain::FinishPacking(job, MomentOf(ctx)));
  for (const PackingLine& line : domain::MissingIn(job)) {
    *response->add_missing() = line;
    RETURN_IF_ERROR(RecordMiss(ctx, job, verdict, line.sku_id(), line.quantity() - line.scanned(),
                               line.order(),
                               line.gift() ? OrderError::WRONG_GIFT : OrderError::WRONG_QUANTITY));
  }
  const bool packed = verdict == ScanVerdict::TAKEN;
  RETURN_IF_ERROR(
      SavePackingJob(ctx, job, packed ? events::kPackingJobPacked : events::kPackingJobMissed));
  response->set_verdict(verdict);
  *response->mutable_job() = std::move(job);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
