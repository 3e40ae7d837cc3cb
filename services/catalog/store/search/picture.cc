#include "services/catalog/store/search/picture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"

namespace shopdesk::catalog::store {

const sql::Statement kPicturePrintSnapshot = {
    "catalog.snapshot_picture_print",
    "SELECT product, picture, data FROM picture_prints WHERE shop = $1 "
    "AND (product, picture) > ($2, $3) ORDER BY product, picture LIMIT $4"};

using v1::PicturePrint;

namespace {

constexpr sql::Statement kLoadPicturePrint = {
    "catalog.load_picture_print",
    "SELECT data FROM picture_prints WHERE shop = $1 AND product = $2 AND picture = $3"};
constexpr sql::Statement kFindPicturePrintForUpdate = {
    "catalog.find_picture_print_for_update",
    "SELECT data FROM picture_prints WHERE shop = $1 AND product = $2 AND picture = $3 FOR UPDATE"};
constexpr sql::Statement kListPicturePrintsOfProduct = {
    "catalog.list_picture_prints_of_product",
    "SELECT data FROM picture_prints WHERE shop = $1 AND product = $2 AND picture > $3 "
    "ORDER BY picture LIMIT $4"};
constexpr sql::Statement kListPicturePrints = {
    "catalog.list_picture_prints",
    "SELECT data FROM picture_prints WHERE shop = $1 AND (product, picture) > ($2, $3) "
    "ORDER BY product, picture LIMIT $4"};
constexpr sql::Statement kReadPictureCount = {
    "catalog.read_picture_count", "SELECT version, pictures FROM picture_counts WHERE shop = $1"};
constexpr sql::Statement kCountPicture = {
    "catalog.count_picture",
    "INSERT INTO picture_counts (shop, version, pictures) VALUES ($1, 1, $2) "
    "ON CONFLICT (shop) DO UPDATE SET version = picture_counts.version + 1, "
    "pictures = picture_counts.pictures + excluded.pictures RETURNING version, pictures"};
constexpr sql::Statement kUncountPicture = {
    "catalog.uncount_picture", "UPDATE picture_counts SET pictures = pictures - 1 WHERE shop = $1"};
constexpr sql::Statement kPutPicturePrint = {
    "catalog.put_picture_print",
    "INSERT INTO picture_prints (shop, product, picture, version, print, data) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (shop, product, picture) DO UPDATE SET "
    "version = excluded.version, print = excluded.print, data = excluded.data"};
constexpr sql::Statement kDeletePicturePrint = {
    "catalog.delete_picture_print",
    "DELETE FROM picture_prints WHERE shop = $1 AND product = $2 AND picture = $3"};
constexpr sql::Statement kReadPrintsAfter = {
    "catalog.read_prints_after",
    "SELECT version, print FROM picture_prints WHERE shop = $1 AND version > $2 "
    "ORDER BY version LIMIT $3"};
constexpr sql::Statement kFindPicturePrints = {
    "catalog.find_picture_prints",
    "SELECT version, data FROM picture_prints WHERE shop = $1 "
    "AND version IN (SELECT value FROM json_each($2)) ORDER BY version",
    "SELECT version, data FROM picture_prints WHERE shop = $1 "
    "AND version = ANY(translate($2, '[]', '{}')::bigint[]) ORDER BY version"};

// The ids in the name of a print.
struct PictureIds {
  absl::string_view shop, product, picture;
};

PictureIds IdsOfPrint(absl::string_view name) {
  return {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)};
}

}  // namespace

absl::StatusOr<PicturePrint> LoadPicturePrint(sql::Transaction& txn, absl::string_view name) {
  const PictureIds ids = IdsOfPrint(name);
  return sql::LoadMessage<PicturePrint>(txn, kLoadPicturePrint,
                                        {ids.shop, ids.product, ids.picture}, name);
}

absl::StatusOr<absl::optional<PicturePrint>> FindPicturePrintForUpdate(sql::Transaction& txn,
                                                                       absl::string_view name) {
  const PictureIds ids = IdsOfPrint(name);
  return sql::FindMessage<PicturePrint>(txn, kFindPicturePrintForUpdate,
                                        {ids.shop, ids.product, ids.picture});
}

absl::StatusOr<std::vector<PicturePrint>> ListPicturePrintsOf(sql::Transaction& txn,
                                                              absl::string_view product_name) {
  return ListPicturePrints(txn, ShopOf(product_name), LastSegment(product_name), {}, INT32_MAX);
}

absl::StatusOr<std::vector<PicturePrint>> ListPicturePrints(sql::Transaction& txn,
                                                            absl::string_view shop,
                                                            absl::string_view of_product,
                                                            const PicturePrintKey& after,
                                                            int limit) {
  const auto& [product, picture] = after;
  if (of_product.empty()) {
    return sql::ListMessages<PicturePrint>(txn, kListPicturePrints,
                                           {shop, product, picture, limit});
  }
  return sql::ListMessages<PicturePrint>(txn, kListPicturePrintsOfProduct,
                                         {shop, of_product, picture, limit});
}

absl::StatusOr<PictureCount> ReadPictureCount(sql::Transaction& txn, absl::string_view shop) {
  PictureCount count;
  RETURN_IF_ERROR(txn.QueryOne(kReadPictureCount, {shop},
                               [&](const sql::Row& row) {
                                 count = {row.Int(0), row.Int(1)};
                                 return absl::OkStatus();
                               })
                      .status());
  return count;
}

absl::StatusOr<PictureCount> SavePicturePrint(sql::Transaction& txn, const PicturePrint& print,
                                              bool is_new) {
  const PictureIds ids = IdsOfPrint(print.name());
  PictureCount count;
  RETURN_IF_ERROR(txn.Query(kCountPicture, {ids.shop, is_new}, [&](const sql::Row& row) {
    count = {row.Int(0), row.Int(1)};
    return absl::OkStatus();
  }));
  const std::string data = print.SerializeAsString();
  RETURN_IF_ERROR(txn.Execute(kPutPicturePrint, {ids.shop, ids.product, ids.picture, count.version,
                                                 sql::Blob{print.print()}, sql::Blob{data}})
                      .status());
  return count;
}

absl::Status DeletePicturePrint(sql::Transaction& txn, absl::string_view name) {
  const PictureIds ids = IdsOfPrint(name);
  RETURN_IF_ERROR(txn.Execute(kDeletePicturePrint, {ids.shop, ids.product, ids.picture}).status());
  return txn.Execute(kUncountPicture, {ids.shop}).status();
}

absl::Status ReadPrintsAfter(sql::Transaction& txn, absl::string_view shop, int64_t version,
                             int limit,
                             absl::FunctionRef<absl::Status(int64_t, absl::string_view)> add) {
  return txn.Query(kReadPrintsAfter, {shop, version, limit},
                   [&](const sql::Row& row) { return add(row.Int(0), row.Bytes(1)); });
}

absl::Status FindPicturePrints(sql::Transaction& txn, absl::string_view shop,
                               const std::vector<int64_t>& versions,
                               absl::FunctionRef<void(int64_t, PicturePrint)> add) {
  const std::string list = absl::StrCat("[", absl::StrJoin(versions, ","), "]");
  return txn.Query(kFindPicturePrints, {shop, list}, [&](const sql::Row& row) -> absl::Status {
    PicturePrint print;
    RETURN_IF_ERROR(sql::ParseColumn(row, 1, print));
    add(row.Int(0), std::move(print));
    return absl::OkStatus();
  });
}

}  // namespace shopdesk::catalog::store
