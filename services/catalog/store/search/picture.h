#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/page.h"
#include "libs/sql/database.h"
#include "shopdesk/catalog/v1/picture.pb.h"

// What products' pictures look like. Shops and ids are given escaped.
namespace shopdesk::catalog::store {

// For the feed's snapshot (runtime::SnapshotTable): by product and id.
extern const sql::Statement kPicturePrintSnapshot;

// NOT_FOUND naming it.
absl::StatusOr<v1::PicturePrint> LoadPicturePrint(sql::Transaction& txn, absl::string_view name);
absl::StatusOr<absl::optional<v1::PicturePrint>> FindPicturePrintForUpdate(sql::Transaction& txn,
                                                                           absl::string_view name);
absl::StatusOr<std::vector<v1::PicturePrint>> ListPicturePrintsOf(sql::Transaction& txn,
                                                                  absl::string_view product_name);
// The sort key of a list: product, id.
using PicturePrintKey = PageKey<std::string, std::string>;
// After `after`. `of_product` empty: of the whole shop.
absl::StatusOr<std::vector<v1::PicturePrint>> ListPicturePrints(sql::Transaction& txn,
                                                                absl::string_view shop,
                                                                absl::string_view of_product,
                                                                const PicturePrintKey& after,
                                                                int limit);

// How many prints of a shop are kept, and how often one was stored.
struct PictureCount {
  int64_t version = 0;
  int64_t pictures = 0;
};
absl::StatusOr<PictureCount> ReadPictureCount(sql::Transaction& txn, absl::string_view shop);

// Stores a print, in place of the one of the same name, and answers how many there are. `is_new`:
// there was none. Whoever stores one of a shop waits for who stored one before him.
absl::StatusOr<PictureCount> SavePicturePrint(sql::Transaction& txn, const v1::PicturePrint& print,
                                              bool is_new);
// One that there is.
absl::Status DeletePicturePrint(sql::Transaction& txn, absl::string_view name);

// The prints that were stored after a version, with theirs, in its order, at most `limit`; those of
// pictures that were stored anew since are not there.
absl::Status ReadPrintsAfter(sql::Transaction& txn, absl::string_view shop, int64_t version,
                             int limit,
                             absl::FunctionRef<absl::Status(int64_t, absl::string_view)> add);
// Those of the versions that are still there, by version.
absl::Status FindPicturePrints(sql::Transaction& txn, absl::string_view shop,
                               const std::vector<int64_t>& versions,
                               absl::FunctionRef<void(int64_t, v1::PicturePrint)> add);

}  // namespace shopdesk::catalog::store
