#include "services/orders/handlers/packing/packing_job.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/sender.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using v1::Order;
using v1::PackingJob;

// Jobs: usual, at most.
constexpr PageLimits kPackingJobPage{50, 1000};
// SKUs of a call to catalog's BatchGetProducts.
constexpr int kMostSkus = 1000;

absl::StatusOr<std::vector<std::string>> NamesToPack(const v1::StartPackingRequest& request) {
  const std::set<std::string> names(request.orders().begin(), request.orders().end());
  for (const std::string& name : names) {
    if (ShopOf(name) != ShopOf(request.parent())) {
      return InvalidFieldError("orders", absl::StrCat("must be orders of ", request.parent()));
    }
  }
  return std::vector<std::string>(names.begin(), names.end());
}

// Locations by reservation and SKU. What is gone, or not reserved, lies nowhere in particular.
using Locations = std::map<std::pair<std::string, std::string>, std::string>;

absl::StatusOr<Locations> FindLocations(runtime::WorkflowContext& ctx,
                                        const std::vector<Order>& orders,
                                        clients::Catalog& catalog) {
  std::set<std::string> reservations;
  for (const Order& order : orders) {
    for (const std::string& name : domain::ReservationsOf(order)) reservations.insert(name);
  }
  Locations locations;
  for (const std::string& name : reservations) {
    const absl::StatusOr<catalog::v1::Reservation> found = catalog.GetReservation(ctx, name);
    if (absl::IsNotFound(found.status())) continue;
    RETURN_IF_ERROR(found.status());
    for (const auto& line : found->lines()) locations[{name, line.sku_id()}] = line.location();
  }
  return locations;
}

absl::StatusOr<std::map<std::string, std::string>> FindBarcodes(runtime::WorkflowContext& ctx,
                                                                const std::string& parent,
                                                                const std::vector<Order>& orders,
                                                                clients::Catalog& catalog) {
  std::set<std::string> skus;
  for (const Order& order : orders) {
    for (const v1::OrderLine& line : order.lines()) skus.insert(line.sku_id());
  }
  std::map<std::string, std::string> barcodes;
  for (auto next = skus.begin(); next != skus.end();) {
    catalog::v1::BatchGetProductsRequest query;
    query.set_parent(parent);
    while (next != skus.end() && query.sku_ids_size() < kMostSkus) query.add_sku_ids(*next++);
    ASSIGN_OR_RETURN(const catalog::v1::BatchGetProductsResponse found,
                     catalog.BatchGetProducts(ctx, query));
    for (const catalog::v1::Product& product : found.products()) {
      for (const catalog::v1::Sku& sku : product.skus()) barcodes[sku.sku_id()] = sku.barcode();
    }
  }
  return barcodes;
}

absl::StatusOr<domain::Shelves> FindShelves(runtime::WorkflowContext& ctx,
                                            const std::string& parent,
                                            const std::vector<std::string>& names,
                                            clients::Catalog& catalog) {
  std::vector<Order> orders;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    orders.clear();
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(read.txn(), name));
    }
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const Locations locations, FindLocations(ctx, orders, catalog));
  ASSIGN_OR_RETURN(const auto barcodes, FindBarcodes(ctx, parent, orders, catalog));
  domain::Shelves shelves;
  for (const Order& order : orders) {
    for (const v1::OrderLine& line : order.lines()) {
      domain::Shelf& place = shelves[{order.name(), line.line()}];
      const auto location = locations.find({domain::ReservationOf(order, line), line.sku_id()});
      if (location != locations.end()) place.location = location->second;
      const auto barcode = barcodes.find(line.sku_id());
      if (barcode != barcodes.end()) place.barcode = barcode->second;
    }
  }
  return shelves;
}

// Orders of a merged parcel are packed together, others alone.
absl::Status CheckTogether(runtime::WriteContext& ctx, const std::vector<OrderChange>& orders,
                           PackingJob& job) {
  const std::string& merged = orders.front().order.merged_parcel();
  for (const OrderChange& change : orders) {
    if (change.order.merged_parcel() != merged) return domain::MergedError(change.order);
  }
  if (merged.empty()) {
    return orders.size() == 1 ? absl::OkStatus()
                              : domain::NotMergeableError(orders.front().order, "NOT_MERGED");
  }
  ASSIGN_OR_RETURN(const v1::MergedParcel parcel, store::LoadMergedParcel(ctx.txn(), merged));
  if (parcel.members_size() != static_cast<int>(orders.size())) {
    return domain::MergedError(orders.front().order);
  }
  job.set_merged_parcel(merged);
  return absl::OkStatus();
}

absl::Status StartJob(runtime::WriteContext& ctx, const v1::StartPackingRequest& request,
                      const std::vector<std::string>& names, const domain::Shelves& shelves,
                      PackingJob* response) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  ASSIGN_OR_RETURN(std::vector<OrderChange> changes, LoadOrdersForChange(ctx, names));
  std::vector<Order> orders;
  for (const OrderChange& change : changes) {
    RETURN_IF_ERROR(domain::CheckGate(change.order, policy, MomentOf(ctx)));
    orders.push_back(change.order);
  }
  ASSIGN_OR_RETURN(const domain::Senders senders, LoadSenders(ctx.txn(), ShopOf(request.parent())));
  domain::PackedQuantities lines = request.lines();
  if (lines.empty() && orders.size() == 1) {
    lines = domain::FreeFromOneSender(orders.front(), senders);
  }
  ASSIGN_OR_RETURN(PackingJob job, domain::MakePackingJob(orders, lines, shelves, MomentOf(ctx)));
  for (const Order& order : orders) {
    RETURN_IF_ERROR(domain::CheckOneSender(order, domain::LinesOf(job, order.name()), senders));
  }
  RETURN_IF_ERROR(CheckTogether(ctx, changes, job));
  job.set_name(absl::StrCat(request.parent(), "/packingJobs/", ctx.DerivedId("packing_job")));
  for (OrderChange& change : changes) {
    change.order.set_packing_job(job.name());
    RETURN_IF_ERROR(SaveChange(ctx, change, ""));
  }
  RETURN_IF_ERROR(store::InsertPackingJob(ctx.txn(), job));
  ctx.Emit(job, events::kPackingJobStarted);
  *response = std::move(job);
  return absl::OkStatus();
}

}  // namespace

absl::Status SavePackingJob(runtime::WriteContext& ctx, PackingJob& job, const char* event) {
  RETURN_IF_ERROR(store::SavePackingJob(ctx.txn(), job));
  ctx.Emit(job, event);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<OrderChange>> LoadOrdersForChange(runtime::WriteContext& ctx,
                                                             std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::vector<OrderChange> changes;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(changes.emplace_back(), LoadForChange(ctx, name));
  }
  return changes;
}

std::vector<std::string> OrdersOf(const PackingJob& job) {
  std::vector<std::string> names;
  for (const PackingJob::PackedOrder& packed : job.orders()) names.push_back(packed.order());
  return names;
}

absl::StatusOr<std::vector<Order>> LoadPackedOrders(runtime::WriteContext& ctx,
                                                    const PackingJob& job) {
  std::vector<Order> orders;
  for (const std::string& name : OrdersOf(job)) {
    ASSIGN_OR_RETURN(orders.emplace_back(), store::LoadOrder(ctx.txn(), name));
  }
  return orders;
}

absl::Status EndPacking(runtime::WriteContext& ctx, std::vector<OrderChange>& orders,
                        PackingJob& job, PackingJob::CancelReason reason) {
  const bool picked = job.has_pick_time();
  RETURN_IF_ERROR(domain::CancelPacking(job, reason, MomentOf(ctx)));
  for (OrderChange& change : orders) {
    if (change.order.packing_job() == job.name()) change.order.clear_packing_job();
  }
  if (picked && !job.lines().empty()) {
    work::Subject subject = SubjectOf(orders.front().order, job.name(), ctx.now());
    RETURN_IF_ERROR(work::Open(ctx, kPutBack, subject));
  }
  return SavePackingJob(ctx, job, events::kPackingJobCancelled);
}

absl::Status StopPacking(runtime::WriteContext& ctx, absl::string_view order_name) {
  // Without a lock first: an order that isn't packed waits for nobody.
  ASSIGN_OR_RETURN(const Order seen, store::LoadOrder(ctx.txn(), order_name));
  if (seen.packing_job().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const PackingJob known, store::LoadPackingJob(ctx.txn(), seen.packing_job()));
  ASSIGN_OR_RETURN(std::vector<OrderChange> orders, LoadOrdersForChange(ctx, OrdersOf(known)));
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), known.name()));
  bool fits = true;
  for (const OrderChange& change : orders) {
    fits =
        fits && (change.order.packing_job() != job.name() || domain::StillFits(job, change.order));
  }
  if (fits || !domain::PackingMachine().Can(job.state(), "cancel") || !job.shipment().empty()) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(EndPacking(ctx, orders, job, PackingJob::ORDER_CHANGED));
  for (OrderChange& change : orders) RETURN_IF_ERROR(SaveChange(ctx, change, ""));
  return absl::OkStatus();
}

absl::Status StartPacking(runtime::WorkflowContext& ctx, const v1::StartPackingRequest& request,
                          PackingJob* response, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesToPack(request));
  ASSIGN_OR_RETURN(const domain::Shelves shelves,
                   FindShelves(ctx, request.parent(), names, catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return StartJob(write, request, names, shelves, response);
  });
}

absl::Status GetPackingJob(runtime::ReadContext& ctx, const v1::GetPackingJobRequest& request,
                           PackingJob* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPackingJob(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListPackingJobs(runtime::ReadContext& ctx, const v1::ListPackingJobsRequest& request,
                             v1::ListPackingJobsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::PackingJobFilter filter = {std::string(LastSegment(request.order())),
                                          request.state()};
  return ListPage(
      request, kPackingJobPage, store::Oldest(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListPackingJobs(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<PackingJob>, *response, *response->mutable_packing_jobs());
}

absl::Status MarkPicked(runtime::WriteContext& ctx, const v1::MarkPickedRequest& request,
                        PackingJob* response) {
  ASSIGN_OR_RETURN(*response, store::LoadPackingJobForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::MarkPicked(*response, MomentOf(ctx)));
  return SavePackingJob(ctx, *response, events::kPackingJobPicked);
}

absl::Status CancelPacking(runtime::WriteContext& ctx, const v1::CancelPackingRequest& request,
                           PackingJob* response) {
  // The orders are locked before the job; which they are never changes.
  ASSIGN_OR_RETURN(const PackingJob seen, store::LoadPackingJob(ctx.txn(), request.name()));
  ASSIGN_OR_RETURN(std::vector<OrderChange> orders, LoadOrdersForChange(ctx, OrdersOf(seen)));
  ASSIGN_OR_RETURN(*response, store::LoadPackingJobForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(EndPacking(ctx, orders, *response, PackingJob::BY_HAND));
  for (OrderChange& change : orders) RETURN_IF_ERROR(SaveChange(ctx, change, ""));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
