#include "services/catalog/store/wording/word_list.h"

#include "libs/base/etag.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kWordListSnapshot = {
    "catalog.snapshot_word_list",
    "SELECT 'shops/' || shop || '/wordList', data FROM word_lists WHERE shop = $1 "
    "AND 'shops/' || shop || '/wordList' > $2 ORDER BY shop LIMIT $3"};

using v1::WordList;
using v1::WordListRevision;

namespace {

constexpr sql::Statement kFindWordList = {"catalog.find_word_list",
                                          "SELECT data FROM word_lists WHERE shop = $1"};
constexpr sql::Statement kFindWordListForUpdate = {
    "catalog.find_word_list_for_update", "SELECT data FROM word_lists WHERE shop = $1 FOR UPDATE"};
constexpr sql::Statement kInsertWordList = {
    "catalog.insert_word_list",
    "INSERT INTO word_lists (shop, version, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveWordList = {"catalog.save_word_list",
                                          "UPDATE word_lists SET version = $2, data = $3 "
                                          "WHERE shop = $1 AND version = $4"};
constexpr sql::Statement kInsertWordListRevision = {
    "catalog.insert_word_list_revision",
    "INSERT INTO word_list_revisions (shop, version, data) VALUES ($1, $2, $3)"};
constexpr sql::Statement kListWordListRevisions = {
    "catalog.list_word_list_revisions",
    "SELECT data FROM word_list_revisions WHERE shop = $1 AND version < $2 "
    "ORDER BY version DESC LIMIT $3"};
constexpr sql::Statement kHoldForWording = {
    "catalog.hold_for_wording",
    "INSERT INTO wording_holds (shop, product) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kUnholdForWording = {
    "catalog.unhold_for_wording", "DELETE FROM wording_holds WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kListHeldForWording = {
    "catalog.list_held_for_wording",
    "SELECT product FROM wording_holds WHERE shop = $1 AND product > $2 ORDER BY product LIMIT $3"};

}  // namespace

absl::StatusOr<absl::optional<WordList>> FindWordList(sql::Transaction& txn,
                                                      absl::string_view shop) {
  return sql::FindMessage<WordList>(txn, kFindWordList, {shop});
}

absl::StatusOr<absl::optional<WordList>> FindWordListForUpdate(sql::Transaction& txn,
                                                               absl::string_view shop) {
  return sql::FindMessage<WordList>(txn, kFindWordListForUpdate, {shop});
}

absl::Status SaveWordList(sql::Transaction& txn, WordListRevision& revision) {
  WordList& list = *revision.mutable_word_list();
  const std::string shop(ShopOf(list.name()));
  RETURN_IF_ERROR(SaveOrInsert(txn, kSaveWordList, kInsertWordList, list, shop));
  const std::string data = revision.SerializeAsString();
  return txn.Execute(kInsertWordListRevision, {shop, VersionOf(list.etag()), sql::Blob{data}})
      .status();
}

absl::StatusOr<std::vector<WordListRevision>> ListWordListRevisions(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    int64_t before, int limit) {
  return sql::ListMessages<WordListRevision>(txn, kListWordListRevisions, {shop, before, limit});
}

absl::Status HoldForWording(sql::Transaction& txn, absl::string_view shop,
                            absl::string_view product) {
  return txn.Execute(kHoldForWording, {shop, product}).status();
}

absl::Status UnholdForWording(sql::Transaction& txn, absl::string_view shop,
                              absl::string_view product) {
  return txn.Execute(kUnholdForWording, {shop, product}).status();
}

absl::StatusOr<std::vector<std::string>> ListHeldForWording(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view after, int limit) {
  std::vector<std::string> products;
  RETURN_IF_ERROR(txn.Query(kListHeldForWording, {shop, after, limit}, [&](const sql::Row& row) {
    products.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  return products;
}

}  // namespace shopdesk::catalog::store
