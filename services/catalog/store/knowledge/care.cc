#include "services/catalog/store/knowledge/care.h"

#include <utility>

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kCareGuideSnapshot = {
    "catalog.snapshot_care_guide",
    "SELECT subject, data FROM care_guides WHERE shop = $1 AND subject > $2 ORDER BY subject "
    "LIMIT $3"};

using v1::CareGuide;

namespace {

constexpr sql::Statement kLoadCareGuide = {
    "catalog.load_care_guide", "SELECT data FROM care_guides WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kFindCareGuideForUpdate = {
    "catalog.find_care_guide_for_update",
    "SELECT data FROM care_guides WHERE shop = $1 AND subject = $2 FOR UPDATE"};
constexpr sql::Statement kFindCareGuides = {
    "catalog.find_care_guides",
    "SELECT data FROM care_guides WHERE shop = $1 AND subject IN LIST($2)"};
constexpr sql::Statement kInsertCareGuide = {
    "catalog.insert_care_guide",
    "INSERT INTO care_guides (shop, subject, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveCareGuide = {"catalog.save_care_guide",
                                           "UPDATE care_guides SET version = $3, data = $4 "
                                           "WHERE shop = $1 AND subject = $2 AND version = $5"};
constexpr sql::Statement kDeleteCareGuide = {
    "catalog.delete_care_guide", "DELETE FROM care_guides WHERE shop = $1 AND subject = $2"};
constexpr sql::Statement kListCareGuides = {
    "catalog.list_care_guides",
    "SELECT data FROM care_guides WHERE shop = $1 AND subject > $2 ORDER BY subject LIMIT $3"};

}  // namespace

absl::StatusOr<CareGuide> LoadCareGuide(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view subject) {
  return sql::LoadMessage<CareGuide>(txn, kLoadCareGuide, {shop, subject},
                                     domain::CareGuideName(shop, subject));
}

absl::StatusOr<absl::optional<CareGuide>> FindCareGuideForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view subject) {
  return sql::FindMessage<CareGuide>(txn, kFindCareGuideForUpdate, {shop, subject});
}

absl::StatusOr<std::map<std::string, CareGuide>> FindCareGuides(
    sql::Transaction& txn, absl::string_view shop, const std::vector<std::string>& subjects) {
  const std::string list = sql::List(subjects);
  ASSIGN_OR_RETURN(std::vector<CareGuide> found,
                   sql::ListMessages<CareGuide>(txn, kFindCareGuides, {shop, list}));
  std::map<std::string, CareGuide> guides;
  for (CareGuide& guide : found) {
    const std::string subject(domain::SubjectOfCareGuide(guide.name()));
    guides.emplace(subject, std::move(guide));
  }
  return guides;
}

absl::Status SaveCareGuide(sql::Transaction& txn, CareGuide& guide) {
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view subject = domain::SubjectOfCareGuide(guide.name());
  return SaveOrInsert(txn, kSaveCareGuide, kInsertCareGuide, guide, shop, subject);
}

absl::Status DeleteCareGuide(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view subject) {
  return txn.Execute(kDeleteCareGuide, {shop, subject}).status();
}

absl::StatusOr<std::vector<CareGuide>> ListCareGuides(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return sql::ListMessages<CareGuide>(txn, kListCareGuides, {shop, after, limit});
}

}  // namespace shopdesk::catalog::store
