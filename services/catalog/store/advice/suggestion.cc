#include "services/catalog/store/advice/suggestion.h"

#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kSuggestionGuideSnapshot = {
    "catalog.snapshot_suggestion_guide",
    "SELECT product, data FROM suggestion_guides WHERE shop = $1 AND product > $2 "
    "ORDER BY product LIMIT $3"};

using v1::SuggestionGuide;

namespace {

constexpr sql::Statement kLoadSuggestionGuide = {
    "catalog.load_suggestion_guide",
    "SELECT data FROM suggestion_guides WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kFindSuggestionGuideForUpdate = {
    "catalog.find_suggestion_guide_for_update",
    "SELECT data FROM suggestion_guides WHERE shop = $1 AND product = $2 FOR UPDATE"};
constexpr sql::Statement kInsertSuggestionGuide = {
    "catalog.insert_suggestion_guide",
    "INSERT INTO suggestion_guides (shop, product, version, data) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSaveSuggestionGuide = {
    "catalog.save_suggestion_guide",
    "UPDATE suggestion_guides SET version = $3, data = $4 "
    "WHERE shop = $1 AND product = $2 AND version = $5"};
constexpr sql::Statement kListSuggestionGuides = {
    "catalog.list_suggestion_guides",
    "SELECT data FROM suggestion_guides WHERE shop = $1 AND product > $2 ORDER BY product LIMIT "
    "$3"};

}  // namespace

absl::StatusOr<SuggestionGuide> LoadSuggestionGuide(sql::Transaction& txn, absl::string_view shop,
                                                    absl::string_view product) {
  return sql::LoadMessage<SuggestionGuide>(txn, kLoadSuggestionGuide, {shop, product},
                                           domain::SuggestionGuideName(shop, product));
}

absl::StatusOr<absl::optional<SuggestionGuide>> FindSuggestionGuideForUpdate(
    sql::Transaction& txn, absl::string_view shop, absl::string_view product) {
  return sql::FindMessage<SuggestionGuide>(txn, kFindSuggestionGuideForUpdate, {shop, product});
}

absl::Status SaveSuggestionGuide(sql::Transaction& txn, SuggestionGuide& guide) {
  const absl::string_view shop = ShopOf(guide.name());
  const absl::string_view product = LastSegment(domain::ProductOfSingleton(guide.name()));
  return SaveOrInsert(txn, kSaveSuggestionGuide, kInsertSuggestionGuide, guide, shop, product);
}

absl::StatusOr<std::vector<SuggestionGuide>> ListSuggestionGuides(sql::Transaction& txn,
                                                                  absl::string_view shop,
                                                                  absl::string_view after,
                                                                  int limit) {
  return sql::ListMessages<SuggestionGuide>(txn, kListSuggestionGuides, {shop, after, limit});
}

}  // namespace shopdesk::catalog::store
