#include "services/catalog/store/advice/promotion.h"

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/sql/message.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/store/product/insert_absent.h"

namespace shopdesk::catalog::store {

const sql::Statement kPromotionSnapshot = {
    "catalog.snapshot_promotion",
    "SELECT product, data FROM promotions WHERE shop = $1 AND product > $2 "
    "ORDER BY product LIMIT $3"};

using v1::Promotion;

namespace {

constexpr sql::Statement kLoadPromotion = {
    "catalog.load_promotion", "SELECT data FROM promotions WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kFindPromotionForUpdate = {
    "catalog.find_promotion_for_update",
    "SELECT data FROM promotions WHERE shop = $1 AND product = $2 FOR UPDATE"};
constexpr sql::Statement kInsertPromotion = {
    "catalog.insert_promotion",
    "INSERT INTO promotions (shop, product, start_ms, end_ms, rank, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kSavePromotion = {
    "catalog.save_promotion",
    "UPDATE promotions SET start_ms = $3, end_ms = $4, rank = $5, version = $6, data = $7 "
    "WHERE shop = $1 AND product = $2 AND version = $8"};
constexpr sql::Statement kDeletePromotion = {
    "catalog.delete_promotion", "DELETE FROM promotions WHERE shop = $1 AND product = $2"};
constexpr sql::Statement kListPromotions = {
    "catalog.list_promotions",
    "SELECT data FROM promotions WHERE shop = $1 AND product > $2 ORDER BY product LIMIT $3"};
constexpr sql::Statement kListRunningPromotions = {
    "catalog.list_running_promotions",
    "SELECT data FROM promotions WHERE shop = $1 AND end_ms > $2 AND start_ms <= $2 "
    "ORDER BY rank, product LIMIT $3"};

}  // namespace

absl::StatusOr<Promotion> LoadPromotion(sql::Transaction& txn, absl::string_view shop,
                                        absl::string_view product) {
  return sql::LoadMessage<Promotion>(txn, kLoadPromotion, {shop, product},
                                     domain::PromotionName(shop, product));
}

absl::StatusOr<absl::optional<Promotion>> FindPromotionForUpdate(sql::Transaction& txn,
                                                                 absl::string_view shop,
                                                                 absl::string_view product) {
  return sql::FindMessage<Promotion>(txn, kFindPromotionForUpdate, {shop, product});
}

absl::Status SavePromotion(sql::Transaction& txn, Promotion& promotion) {
  return SaveOrInsert(txn, kSavePromotion, kInsertPromotion, promotion, ShopOf(promotion.name()),
                      LastSegment(domain::ProductOfSingleton(promotion.name())),
                      ToMillis(FromProto(promotion.start_time())),
                      ToMillis(FromProto(promotion.end_time())), promotion.rank());
}

absl::Status DeletePromotion(sql::Transaction& txn, absl::string_view shop,
                             absl::string_view product) {
  return txn.Execute(kDeletePromotion, {shop, product}).status();
}

absl::StatusOr<std::vector<Promotion>> ListPromotions(sql::Transaction& txn, absl::string_view shop,
                                                      absl::string_view after, int limit) {
  return sql::ListMessages<Promotion>(txn, kListPromotions, {shop, after, limit});
}

absl::StatusOr<std::vector<Promotion>> ListRunningPromotions(sql::Transaction& txn,
                                                             absl::string_view shop, absl::Time now,
                                                             int limit) {
  return sql::ListMessages<Promotion>(txn, kListRunningPromotions, {shop, ToMillis(now), limit});
}

}  // namespace shopdesk::catalog::store
