#include "services/feedback/store/evidence/dossier.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/feedback/domain/shop/names.h"

namespace shopdesk::feedback::store {

using v1::Dossier;

const sql::Statement kDossierSnapshot = {
    "feedback.snapshot_dossier",
    "SELECT 'shops/' || shop || '/dossiers/' || id, data FROM dossiers WHERE shop = $1 AND "
    "id > SUBSTR(CAST($2 AS text), LENGTH('shops/' || $1 || '/dossiers/') + 1) "
    "ORDER BY id LIMIT $3"};

namespace {

constexpr sql::Statement kFindDossier = {"feedback.find_dossier",
                                         "SELECT data FROM dossiers WHERE shop = $1 AND id = $2"};
constexpr sql::Statement kFindDossierForUpdate = {
    "feedback.find_dossier_for_update",
    "SELECT data FROM dossiers WHERE shop = $1 AND id = $2 FOR UPDATE"};
constexpr sql::Statement kInsertDossier = {
    "feedback.insert_dossier",
    "INSERT INTO dossiers (shop, id, order_id, buyer, state, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveDossier = {"feedback.save_dossier",
                                         "UPDATE dossiers SET state = $3, version = $4, data = $5 "
                                         "WHERE shop = $1 AND id = $2 AND version = $6"};

// Pages, newest first: one statement for each index.
#define PAGE "AND (create_ms, id) < ($2, $3) ORDER BY create_ms DESC, id DESC LIMIT $4"
constexpr sql::Statement kListDossiers = {"feedback.list_dossiers",
                                          "SELECT data FROM dossiers WHERE shop = $1 " PAGE};
constexpr sql::Statement kListDossiersByState = {
    "feedback.list_dossiers_by_state",
    "SELECT data FROM dossiers WHERE shop = $1 AND state = $5 " PAGE};
constexpr sql::Statement kListDossiersByBuyer = {
    "feedback.list_dossiers_by_buyer",
    "SELECT data FROM dossiers WHERE shop = $1 AND buyer = $5 " PAGE};
#undef PAGE

constexpr sql::Statement kInsertDossierItem = {
    "feedback.insert_dossier_item",
    "INSERT INTO dossier_items (shop, dossier, number, meta, box, hash) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr sql::Statement kListDossierItems = {
    "feedback.list_dossier_items",
    "SELECT meta, box, hash FROM dossier_items WHERE shop = $1 AND dossier = $2 ORDER BY number"};

}  // namespace

absl::StatusOr<Dossier> LoadDossier(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view id) {
  return sql::LoadMessage<Dossier>(txn, kFindDossier, {shop, id}, domain::DossierName(shop, id));
}

absl::StatusOr<Dossier> LoadDossierForUpdate(sql::Transaction& txn, absl::string_view shop,
                                             absl::string_view id) {
  return sql::LoadMessage<Dossier>(txn, kFindDossierForUpdate, {shop, id},
                                   domain::DossierName(shop, id));
}

absl::StatusOr<absl::optional<Dossier>> FindDossierForUpdate(sql::Transaction& txn,
                                                             absl::string_view shop,
                                                             absl::string_view id) {
  return sql::FindMessage<Dossier>(txn, kFindDossierForUpdate, {shop, id});
}

absl::Status InsertDossier(sql::Transaction& txn, Dossier& dossier) {
  return sql::InsertVersioned(txn, kInsertDossier, dossier, ShopOf(dossier.name()),
                              LastSegment(dossier.name()), LastSegment(dossier.order()),
                              dossier.buyer(), int64_t{dossier.state()},
                              ToMillis(FromProto(dossier.create_time())));
}

absl::Status SaveDossier(sql::Transaction& txn, Dossier& dossier) {
  return sql::SaveVersioned(txn, kSaveDossier, dossier, ShopOf(dossier.name()),
                            LastSegment(dossier.name()), int64_t{dossier.state()});
}

absl::StatusOr<std::vector<Dossier>> ListDossiers(sql::Transaction& txn, absl::string_view shop,
                                                  const DossierFilter& filter,
                                                  const CreationKey& after, int limit) {
  if (filter.state != 0) {
    return ListAfter<Dossier>(txn, kListDossiersByState, shop, after, limit, filter.state);
  }
  if (!filter.buyer.empty()) {
    return ListAfter<Dossier>(txn, kListDossiersByBuyer, shop, after, limit, filter.buyer);
  }
  return ListAfter<Dossier>(txn, kListDossiers, shop, after, limit);
}

absl::Status InsertDossierLink(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                               int number, const DossierLink& link) {
  return txn
      .Execute(kInsertDossierItem,
               {shop, id, number, sql::Blob{link.meta}, sql::Blob{link.box}, sql::Blob{link.hash}})
      .status();
}

absl::StatusOr<std::vector<DossierLink>> ListDossierLinks(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view id) {
  std::vector<DossierLink> links;
  RETURN_IF_ERROR(txn.Query(kListDossierItems, {shop, id}, [&](const sql::Row& row) {
    links.push_back({.meta = std::string(row.Bytes(0)),
                     .box = std::string(row.Bytes(1)),
                     .hash = std::string(row.Bytes(2))});
    return absl::OkStatus();
  }));
  return links;
}

}  // namespace shopdesk::feedback::store
