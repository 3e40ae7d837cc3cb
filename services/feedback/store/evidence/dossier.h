#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/sql/database.h"
#include "services/feedback/store/shop/list_key.h"
#include "shopdesk/feedback/v1/dossier.pb.h"

// Dossiers and what is sealed in them, which is only ever added. Keys are escaped ids.
namespace shopdesk::feedback::store {

extern const sql::Statement kDossierSnapshot;

// NOT_FOUND.
absl::StatusOr<v1::Dossier> LoadDossier(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view id);
absl::StatusOr<v1::Dossier> LoadDossierForUpdate(sql::Transaction& txn, absl::string_view shop,
                                                 absl::string_view id);
absl::StatusOr<absl::optional<v1::Dossier>> FindDossierForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view id);
// Sets the etag. ALREADY_EXISTS.
absl::Status InsertDossier(sql::Transaction& txn, v1::Dossier& dossier);
// Sets the etag of what was loaded for update.
absl::Status SaveDossier(sql::Transaction& txn, v1::Dossier& dossier);

// One of them at most; 0 and empty for any.
struct DossierFilter {
  int64_t state = 0;
  std::string buyer;
};
// Newest first.
absl::StatusOr<std::vector<v1::Dossier>> ListDossiers(sql::Transaction& txn, absl::string_view shop,
                                                      const DossierFilter& filter,
                                                      const CreationKey& after, int limit);

// A link of the chain, as it was hashed. Of the header, which is number 0, the box is empty.
struct DossierLink {
  std::string meta;
  std::string box;
  std::string hash;
};
// The dossier is locked; `number` is its next one.
absl::Status InsertDossierLink(sql::Transaction& txn, absl::string_view shop, absl::string_view id,
                               int number, const DossierLink& link);
// All of them from the header on: bounded by what a dossier holds.
absl::StatusOr<std::vector<DossierLink>> ListDossierLinks(sql::Transaction& txn,
                                                          absl::string_view shop,
                                                          absl::string_view id);

}  // namespace shopdesk::feedback::store
