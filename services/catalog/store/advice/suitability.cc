#include "services/catalog/store/advice/suitability.h"

#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kSuitabilityGuideSnapshot = {
    "catalog.snapshot_suitability_guide",
    "SELECT subject, data FROM suitability_guides WHERE shop = $1 AND subject > $2 ORDER BY "
    "subject "
    "LIMIT $3"};

using v1::SuitabilityGuide;

namespace {

constexpr sql::Statement kLoadSuitabilityGuide = {
    "catalog.load_suitability_guide",
    "SELECT data FROM suitability_guides WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kFindSuitabilityGuideForUpdate = {
    "catalog.find_suitability_guide_for_update",
    "SELECT data FROM suitability_guides WHERE shop = $1 AND subject = $2 FOR UPDATE"};
constexpr sql::Statement kFindSuitabilityGuides = {
    "catalog.find_suitability_guides",
    "SELECT data FROM suitability_guides WHERE shop = $1 AND subject IN LIST($2)"};
constexpr sql::Statement kInsertSuitabilityGuide = {
    "catalog.insert_suitability_guide",
    "INSERT INTO suitability_guides (shop, subject, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveSuitabilityGuide = {
    "catalog.save_suitability_guide",
    "UPDATE suitability_guides SET version = $3, data = $4 "
    "WHERE shop = $1 AND subject = $2 AND version = $5"};
constexpr sql::Statement kDeleteSuitabilityGuide = {
    "catalog.delete_suitability_guide",
    "DELETE FROM suitability_guides WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kListSuitabilityGuides = {
    "catalog.list_suitability_guides",
    "SELECT data FROM suitability_guides WHERE shop = $1 AND subject > $2 ORDER BY subject LIMIT "
    "$3"};

}  // namespace

absl::StatusOr<SuitabilityGuide> LoadSuitabilityGuide(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view subject) {
  return sql::LoadMessage<SuitabilityGuide>(txn, kLoadSuitabilityGuide, {shop, subject},
                                            domain::SuitabilityGuideName(shop, subject));
}

absl::StatusOr<absl::optional<SuitabilityGuide>> FindSuitabilityGuideForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view subject) {
  return sql::FindMessage<SuitabilityGuide>(txn, kFindSuitabilityGuideForUpdate, {shop, subject});
}

absl::StatusOr<std::map<std::string, SuitabilityGuide>> FindSuitabilityGuides(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects) {
  const std::string list = sql::List(subjects);
  ASSIGN_OR_RETURN(std::vector<SuitabilityGuide> found,
                   sql::ListMessages<SuitabilityGuide>(txn, kFindSuitabilityGuides, {shop, list}));
  std::map<std::string, SuitabilityGuide> guides;
  for (SuitabilityGuide& guide : found) {
    const std::string subject(domain::SubjectOfSuitabilityGuide(guide.name()));
    guides.emplace(subject, std::move(guide));
  }
  return guides;
}

absl::Status SaveSuitabilityGuide(sql::Transaction& txn, SuitabilityGuide& guide) {
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view subject = domain::SubjectOfSuitabilityGuide(guide.name());
  return SaveOrInsert(txn, kSaveSuitabilityGuide, kInsertSuitabilityGuide, guide, shop, subject);
}

absl::Status DeleteSuitabilityGuide(sql::Transaction& txn, absl::string_view shop,
                                    absl::string_view subject) {
  return txn.Execute(kDeleteSuitabilityGuide, {shop, subject}).status();
}

absl::StatusOr<std::vector<SuitabilityGuide>> ListSuitabilityGuides(sql::Transaction& txn,
                                                                    absl::string_view shop,
                                                                    absl::string_view after,
                                                                    int limit) {
  return sql::ListMessages<SuitabilityGuide>(txn, kListSuitabilityGuides, {shop, after, limit});
}

}  // namespace shopdesk::catalog::store
