#pragma once

// The kinds of catalog's timers; README.md says what each does.
namespace shopdesk::catalog::domain {

inline constexpr char kReservationExpiry[] = "reservation.expiry";
inline constexpr char kProductPublish[] = "product.publish";
inline constexpr char kProductDelist[] = "product.delist";
inline constexpr char kHeldProducts[] = "briefing.held";
inline constexpr char kHeldWordings[] = "wording.held";
inline constexpr char kStockFlags[] = "stock.flags";
inline constexpr char kSearchIndex[] = "search.index";
inline constexpr char kArticleIndex[] = "article.index";
inline constexpr char kProductClarity[] = "product.clarity";
inline constexpr char kBargainExpiry[] = "bargain.expiry";
inline constexpr char kGrantExpiry[] = "grant.expiry";
inline constexpr char kQuizExpiry[] = "quiz.expiry";

}  // namespace shopdesk::catalog::domain
