#pragma once

// What the feed of catalog carries (docs/events.md), but policy.updated, which libs/policy emits.
namespace shopdesk::catalog::events {

inline constexpr char kCategoryCreated[] = "category.created";
inline constexpr char kCategoryUpdated[] = "category.updated";
inline constexpr char kCategoryDeleted[] = "category.deleted";

inline constexpr char kProductCreated[] = "product.created";
inline constexpr char kProductUpdated[] = "product.updated";
inline constexpr char kProductPublished[] = "product.published";
inline constexpr char kProductDelisted[] = "product.delisted";
inline constexpr char kProductPlanned[] = "product.planned";
inline constexpr char kProductHeld[] = "product.held";
inline constexpr char kProductPublishRefused[] = "product.publish_refused";

inline constexpr char kProductSnapshotKept[] = "product_snapshot.kept";

inline constexpr char kCareGuideUpdated[] = "care_guide.updated";
inline constexpr char kCareGuideDeleted[] = "care_guide.deleted";

inline constexpr char kSuitabilityGuideUpdated[] = "suitability_guide.updated";
inline constexpr char kSuitabilityGuideDeleted[] = "suitability_guide.deleted";

inline constexpr char kSizeChartUpdated[] = "size_chart.updated";
inline constexpr char kSizeChartDeleted[] = "size_chart.deleted";
inline constexpr char kPicturePrintKept[] = "picture_print.kept";
inline constexpr char kPicturePrintDeleted[] = "picture_print.deleted";

inline constexpr char kCompetitorProductCreated[] = "competitor_product.created";
inline constexpr char kCompetitorProductUpdated[] = "competitor_product.updated";
inline constexpr char kCompetitorProductDeleted[] = "competitor_product.deleted";

inline constexpr char kSuggestionGuideUpdated[] = "suggestion_guide.updated";
inline constexpr char kPromotionUpdated[] = "promotion.updated";
inline constexpr char kPromotionDeleted[] = "promotion.deleted";

inline constexpr char kArticleCreated[] = "article.created";
inline constexpr char kArticleUpdated[] = "article.updated";
inline constexpr char kArticlePublished[] = "article.published";
inline constexpr char kArticleWithdrawn[] = "article.withdrawn";
inline constexpr char kArticleVersionKept[] = "article_version.kept";
inline constexpr char kAcknowledgementGiven[] = "acknowledgement.given";

inline constexpr char kWordListUpdated[] = "word_list.updated";

inline constexpr char kStockAdjusted[] = "stock.adjusted";
inline constexpr char kStockCounted[] = "stock.counted";
inline constexpr char kStockConfigured[] = "stock.configured";
inline constexpr char kStockChanged[] = "stock.changed";
inline constexpr char kStockLow[] = "stock.low";
inline constexpr char kStockRecovered[] = "stock.recovered";
inline constexpr char kStockRemoved[] = "stock.removed";

inline constexpr char kListedStockReported[] = "listed_stock.reported";
inline constexpr char kListedStockSynced[] = "listed_stock.synced";
inline constexpr char kListedStockTooHigh[] = "listed_stock.too_high";
inline constexpr char kListedStockCovered[] = "listed_stock.covered";
inline constexpr char kListedStockRemoved[] = "listed_stock.removed";

inline constexpr char kReservationReserved[] = "reservation.reserved";
inline constexpr char kReservationConfirmed[] = "reservation.confirmed";
inline constexpr char kReservationTransferred[] = "reservation.transferred";
inline constexpr char kReservationCommitted[] = "reservation.committed";
inline constexpr char kReservationReleased[] = "reservation.released";
inline constexpr char kReservationExpired[] = "reservation.expired";
inline constexpr char kReservationOversold[] = "reservation.oversold";
inline constexpr char kReservationCovered[] = "reservation.covered";

inline constexpr char kPriceRuleUpdated[] = "price_rule.updated";
inline constexpr char kPriceRuleDeleted[] = "price_rule.deleted";

inline constexpr char kBargainCountered[] = "bargain.countered";
inline constexpr char kBargainAccepted[] = "bargain.accepted";
inline constexpr char kBargainRefused[] = "bargain.refused";
inline constexpr char kBargainExpired[] = "bargain.expired";

inline constexpr char kGrantGiven[] = "grant.given";
inline constexpr char kGrantRedeemed[] = "grant.redeemed";
inline constexpr char kGrantReturned[] = "grant.returned";
inline constexpr char kGrantExpired[] = "grant.expired";

inline constexpr char kQuizStarted[] = "quiz.started";
inline constexpr char kQuizGraded[] = "quiz.graded";
inline constexpr char kQuizExpired[] = "quiz.expired";

}  // namespace shopdesk::catalog::events
