#include "services/orders/store/packing/packing_job.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::PackingJob;

const sql::Statement kPackingJobSnapshot = {
    "orders.snapshot_packing_job",
    "SELECT 'shops/' || shop || '/packingJobs/' || id, data FROM packing_jobs"
    " WHERE shop = $1 AND id > substr(CAST($2 AS text), length('shops/' || $1 || '/packingJobs/') "
    "+ 1)"
    " ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadPackingJob = {
    "orders.load_packing_job", "SELECT data FROM packing_jobs WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadPackingJobForUpdate = {
    "orders.load_packing_job_for_update",
    "SELECT data FROM packing_jobs WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPackingJob = {
    "orders.insert_packing_job",
    "INSERT INTO packing_jobs (shop, id, waybill, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kInsertPackingJobOrder = {
    "orders.insert_packing_job_order",
    "INSERT INTO packing_job_orders (shop, order_id, job) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePackingJob = {
    "orders.save_packing_job",
    "UPDATE packing_jobs SET waybill = $3, state = $4, version = $5, data = $6"
    " WHERE shop = $1 AND id = $2 AND version = $7"};
constexpr sql::Statement kListPackingJobs = {
    "orders.list_packing_jobs",
    "SELECT data FROM packing_jobs WHERE shop = $1 AND (created_ms, id) > ($2, $3)"
    " ORDER BY created_ms, id LIMIT $4"};
constexpr sql::Statement kListPackingJobsByState = {
    "orders.list_packing_jobs_by_state",
    "SELECT data FROM packing_jobs WHERE shop = $1 AND (created_ms, id) > ($2, $3)"
    " AND state = $5 ORDER BY created_ms, id LIMIT $4"};
// An order has few.
constexpr sql::Statement kListPackingJobsOfOrder = {
    "orders.list_packing_jobs_of_order",
    "SELECT j.data FROM packing_job_orders o JOIN packing_jobs j ON j.shop = o.shop AND j.id = "
    "o.job"
    " WHERE o.shop = $1 AND o.order_id = $5 AND ($6 = 0 OR j.state = $6)"
    " AND (j.created_ms, j.id) > ($2, $3) ORDER BY j.created_ms, j.id LIMIT $4"};
constexpr sql::Statement kLoadPackingJobByWaybill = {
    "orders.load_packing_job_by_waybill",
    "SELECT data FROM packing_jobs WHERE shop = $1 AND waybill = $2 AND waybill <> ''"
    " ORDER BY created_ms DESC, id DESC LIMIT 1"};

}  // namespace

absl::StatusOr<PackingJob> LoadPackingJob(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<PackingJob>(txn, kLoadPackingJob, {ShopOf(name), LastSegment(name)},
                                      name);
}

absl::StatusOr<PackingJob> LoadPackingJobForUpdate(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<PackingJob>(txn, kLoadPackingJobForUpdate,
                                      {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertPackingJob(sql::Transaction& txn, PackingJob& job) {
  const absl::string_view shop = ShopOf(job.name());
  const absl::string_view id = LastSegment(job.name());
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertPackingJob, job, shop, id, job.waybill_number(),
                                       static_cast<int>(job.state()),
                                       ToMillis(FromProto(job.create_time()))));
  for (const PackingJob::PackedOrder& packed : job.orders()) {
    RETURN_IF_ERROR(
        txn.Execute(kInsertPackingJobOrder, {shop, LastSegment(packed.order()), id}).status());
  }
  return absl::OkStatus();
}

absl::Status SavePackingJob(sql::Transaction& txn, PackingJob& job) {
  return sql::SaveVersioned(txn, kSavePackingJob, job, ShopOf(job.name()), LastSegment(job.name()),
                            job.waybill_number(), static_cast<int>(job.state()));
}

absl::StatusOr<std::vector<PackingJob>> ListPackingJobs(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        const PackingJobFilter& filter,
                                                        const CreationKey& after, int limit) {
  const auto& [created_ms, id] = after;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<PackingJob>(txn, kListPackingJobsOfOrder,
                                         {shop, created_ms, id, limit, filter.order, state});
  }
  if (state == PackingJob::STATE_UNSPECIFIED) {
    return sql::ListMessages<PackingJob>(txn, kListPackingJobs, {shop, created_ms, id, limit});
  }
  return sql::ListMessages<PackingJob>(txn, kListPackingJobsByState,
                                       {shop, created_ms, id, limit, state});
}

absl::StatusOr<PackingJob> LoadPackingJobByCode(sql::Transaction& txn, absl::string_view shop_name,
                                                absl::string_view code) {
  ASSIGN_OR_RETURN(
      absl::optional<PackingJob> found,
      sql::FindMessage<PackingJob>(txn, kLoadPackingJobByWaybill, {LastSegment(shop_name), code}));
  if (found.has_value()) return *std::move(found);
  return LoadPackingJob(txn, absl::StrCat(shop_name, "/packingJobs/", EscapeId(code)));
}

}  // namespace shopdesk::orders::store
