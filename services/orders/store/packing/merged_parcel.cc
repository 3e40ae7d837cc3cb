#include "services/orders/store/packing/merged_parcel.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::orders::store {

using v1::MergedParcel;

const sql::Statement kMergedParcelSnapshot = {
    "orders.snapshot_merged_parcel",
    "SELECT 'shops/' || shop || '/mergedParcels/' || id, data FROM merged_parcels"
    " WHERE shop = $1 AND id > substr(CAST($2 AS text), length('shops/' || $1 || "
    "'/mergedParcels/') + 1)"
    " ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kLoadMergedParcel = {
    "orders.load_merged_parcel", "SELECT data FROM merged_parcels WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kLoadMergedParcelForUpdate = {
    "orders.load_merged_parcel_for_update",
    "SELECT data FROM merged_parcels WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertMergedParcel = {
    "orders.insert_merged_parcel",
    "INSERT INTO merged_parcels (shop, id, state, created_ms, version, data)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveMergedParcel = {
    "orders.save_merged_parcel",
    "UPDATE merged_parcels SET state = $3, version = $4, data = $5"
    " WHERE shop = $1 AND id = $2 AND version = $6"};
constexpr sql::Statement kListMergedParcels = {
    "orders.list_merged_parcels",
    "SELECT data FROM merged_parcels WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
    " ORDER BY created_ms DESC, id DESC LIMIT $4"};
constexpr sql::Statement kListMergedParcelsByState = {
    "orders.list_merged_parcels_by_state",
    "SELECT data FROM merged_parcels WHERE shop = $1 AND (created_ms, id) < ($2, $3)"
    " AND state = $5 ORDER BY created_ms DESC, id DESC LIMIT $4"};
// An order has few.
constexpr sql::Statement kListMergedParcelsOfOrder = {
    "orders.list_merged_parcels_of_order",
    "SELECT p.data FROM merged_parcel_orders o"
    " JOIN merged_parcels p ON p.shop = o.shop AND p.id = o.parcel"
    " WHERE o.shop = $1 AND o.order_id = $5 AND ($6 = 0 OR p.state = $6)"
    " AND (p.created_ms, p.id) < ($2, $3) ORDER BY p.created_ms DESC, p.id DESC LIMIT $4"};
constexpr sql::Statement kInsertMergedParcelOrder = {
    "orders.insert_merged_parcel_order",
    "INSERT INTO merged_parcel_orders (shop, order_id, parcel) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveMergeCandidate = {
    "orders.save_merge_candidate",
    "INSERT INTO merge_candidates (shop, order_id, receiver, parcel_id, created_ms)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (shop, order_id) DO UPDATE SET receiver = $3, parcel_id = $4"};
constexpr sql::Statement kDeleteMergeCandidate = {
    "orders.delete_merge_candidate",
    "DELETE FROM merge_candidates WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kFindMergeCandidate = {
    "orders.find_merge_candidate",
    "SELECT order_id, receiver, parcel_id, created_ms FROM merge_candidates"
    " WHERE shop = $1 AND order_id = $2"};
constexpr sql::Statement kListMergeCandidates = {
    "orders.list_merge_candidates",
    "SELECT order_id, receiver, parcel_id, created_ms FROM merge_candidates"
    " WHERE shop = $1 AND receiver = $2 ORDER BY created_ms, order_id LIMIT $3"};

// So that the parcel is found by the orders in it, also after they left it.
absl::Status NoteMembers(sql::Transaction& txn, const MergedParcel& parcel) {
  for (const MergedParcel::Member& member : parcel.members()) {
    RETURN_IF_ERROR(
        txn.Execute(kInsertMergedParcelOrder, {ShopOf(parcel.name()), LastSegment(member.order()),
                                               LastSegment(parcel.name())})
            .status());
  }
  return absl::OkStatus();
}

MergeCandidate CandidateOf(absl::string_view shop, const sql::Row& row) {
  MergeCandidate candidate;
  candidate.order = absl::StrCat("shops/", shop, "/orders/", row.Text(0));
  candidate.receiver = std::string(row.Bytes(1));
  if (!row.Text(2).empty()) {
    candidate.parcel = absl::StrCat("shops/", shop, "/mergedParcels/", row.Text(2));
  }
  candidate.create_time = FromMillis(row.Int(3));
  return candidate;
}

}  // namespace

absl::StatusOr<MergedParcel> LoadMergedParcel(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<MergedParcel>(txn, kLoadMergedParcel, {ShopOf(name), LastSegment(name)},
                                        name);
}

absl::StatusOr<MergedParcel> LoadMergedParcelForUpdate(sql::Transaction& txn,
                                                       absl::string_view name) {
  return sql::LoadMessage<MergedParcel>(txn, kLoadMergedParcelForUpdate,
                                        {ShopOf(name), LastSegment(name)}, name);
}

absl::Status InsertMergedParcel(sql::Transaction& txn, MergedParcel& parcel) {
  RETURN_IF_ERROR(sql::InsertVersioned(txn, kInsertMergedParcel, parcel, ShopOf(parcel.name()),
                                       LastSegment(parcel.name()), static_cast<int>(parcel.state()),
                                       ToMillis(FromProto(parcel.create_time()))));
  return NoteMembers(txn, parcel);
}

absl::Status SaveMergedParcel(sql::Transaction& txn, MergedParcel& parcel) {
  RETURN_IF_ERROR(sql::SaveVersioned(txn, kSaveMergedParcel, parcel, ShopOf(parcel.name()),
                                     LastSegment(parcel.name()), static_cast<int>(parcel.state())));
  return NoteMembers(txn, parcel);
}

absl::StatusOr<std::vector<MergedParcel>> ListMergedParcels(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            const MergedParcelFilter& filter,
                                                            const CreationKey& before, int limit) {
  const auto& [created_ms, id] = before;
  const int state = filter.state;
  if (!filter.order.empty()) {
    return sql::ListMessages<MergedParcel>(txn, kListMergedParcelsOfOrder,
                                           {shop, created_ms, id, limit, filter.order, state});
  }
  if (state == MergedParcel::STATE_UNSPECIFIED) {
    return sql::ListMessages<MergedParcel>(txn, kListMergedParcels, {shop, created_ms, id, limit});
  }
  return sql::ListMessages<MergedParcel>(txn, kListMergedParcelsByState,
                                         {shop, created_ms, id, limit, state});
}

absl::Status SaveMergeCandidate(sql::Transaction& txn, const MergeCandidate& candidate) {
  return txn
      .Execute(kSaveMergeCandidate, {ShopOf(candidate.order), LastSegment(candidate.order),
                                     sql::Blob{candidate.receiver}, LastSegment(candidate.parcel),
                                     ToMillis(candidate.create_time)})
      .status();
}

absl::Status DeleteMergeCandidate(sql::Transaction& txn, absl::string_view order_name) {
  return txn.Execute(kDeleteMergeCandidate, {ShopOf(order_name), LastSegment(order_name)}).status();
}

absl::StatusOr<absl::optional<MergeCandidate>> FindMergeCandidate(sql::Transaction& txn,
                                                                  absl::string_view order_name) {
  const absl::string_view shop = ShopOf(order_name);
  absl::optional<MergeCandidate> found;
  RETURN_IF_ERROR(txn.QueryOne(kFindMergeCandidate, {shop, LastSegment(order_name)},
                               [&](const sql::Row& row) {
                                 found = CandidateOf(shop, row);
                                 return absl::OkStatus();
                               })
                      .status());
  return found;
}

absl::StatusOr<std::vector<MergeCandidate>> ListMergeCandidates(sql::Transaction& txn,
                                                                const MergeCandidate& candidate,
                                                                int limit) {
  const absl::string_view shop = ShopOf(candidate.order);
  std::vector<MergeCandidate> found;
  RETURN_IF_ERROR(txn.Query(kListMergeCandidates, {shop, sql::Blob{candidate.receiver}, limit},
                            [&](const sql::Row& row) {
                              found.push_back(CandidateOf(shop, row));
                              return absl::OkStatus();
                            }));
  return found;
}

}  // namespace shopdesk::orders::store
