#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/stock.pb.h"
#include "shopdesk/type/v1/wording.pb.h"

// The errors of catalog that have a reason of their own.
namespace shopdesk::catalog::domain {

// Reasons (docs/errors.md says what to do about each).
inline constexpr char kOutOfStock[] = "OUT_OF_STOCK";
inline constexpr char kNotOnSale[] = "NOT_ON_SALE";
inline constexpr char kQuantityExceeded[] = "QUANTITY_EXCEEDED";
inline constexpr char kFactsMissing[] = "FACTS_MISSING";
inline constexpr char kSkuInUse[] = "SKU_IN_USE";
inline constexpr char kCategoryCycle[] = "CATEGORY_CYCLE";
inline constexpr char kCategoryInUse[] = "CATEGORY_IN_USE";
inline constexpr char kGrantUsed[] = "GRANT_USED";
inline constexpr char kGrantExpired[] = "GRANT_EXPIRED";
inline constexpr char kGrantMismatch[] = "GRANT_MISMATCH";
inline constexpr char kCurrencyFixed[] = "CURRENCY_FIXED";
inline constexpr char kNothingToPublish[] = "NOTHING_TO_PUBLISH";
inline constexpr char kNotPresentVersion[] = "NOT_PRESENT_VERSION";
inline constexpr char kNotBriefed[] = "NOT_BRIEFED";
inline constexpr char kQuizOpen[] = "QUIZ_OPEN";
inline constexpr char kTooFewFacts[] = "TOO_FEW_FACTS";
inline constexpr char kNotAsked[] = "NOT_ASKED";
inline constexpr char kPicturesFull[] = "PICTURES_FULL";
inline constexpr char kProhibitedWording[] = "PROHIBITED_WORDING";

// NOT_FOUND (NOT_FOUND): metadata resource; similar, the id of a SKU that may be meant, unless that
// is empty.
absl::Status UnknownSkuError(absl::string_view sku_name, absl::string_view similar);
// RESOURCE_EXHAUSTED (OUT_OF_STOCK): metadata sku, asked, available.
absl::Status OutOfStockError(absl::string_view sku_id, int64_t asked, int64_t available);
// RESOURCE_EXHAUSTED (OUT_OF_STOCK): metadata sku, location, bucket, asked, available.
absl::Status BucketOutOfStockError(absl::string_view sku_id, absl::string_view location,
                                   v1::StockBucket::Value bucket, int64_t asked, int64_t available);
// FAILED_PRECONDITION (NOT_ON_SALE): metadata sku, resource.
absl::Status NotOnSaleError(absl::string_view sku_id, absl::string_view product_name);
// FAILED_PRECONDITION (QUANTITY_EXCEEDED): metadata resource, sku, asked, remaining.
absl::Status QuantityExceededError(absl::string_view reservation_name, absl::string_view sku_id,
                                   int64_t asked, int64_t remaining);
// FAILED_PRECONDITION (FACTS_MISSING): metadata resource, missing (keys, comma-separated).
absl::Status FactsMissingError(absl::string_view product_name,
                               absl::Span<const std::string> missing);
// FAILED_PRECONDITION (SKU_IN_USE): metadata resource.
absl::Status SkuInUseError(absl::string_view sku_name);
// FAILED_PRECONDITION (CATEGORY_CYCLE): metadata resource.
absl::Status CategoryCycleError(absl::string_view category_name);
// FAILED_PRECONDITION (CATEGORY_IN_USE): metadata resource, user ("categories", "products" or
// "competitorProducts").
absl::Status CategoryInUseError(absl::string_view category_name, absl::string_view user);
// FAILED_PRECONDITION (GRANT_USED): metadata resource, order.
absl::Status GrantUsedError(absl::string_view grant_name, absl::string_view order);
// FAILED_PRECONDITION (GRANT_EXPIRED): metadata resource.
absl::Status GrantExpiredError(absl::string_view grant_name);
// FAILED_PRECONDITION (GRANT_MISMATCH): metadata resource, field, granted.
absl::Status GrantMismatchError(absl::string_view grant_name, absl::string_view field,
                                absl::string_view granted);
// FAILED_PRECONDITION (CURRENCY_FIXED): metadata resource, currency.
absl::Status CurrencyFixedError(absl::string_view policy_name, absl::string_view currency_code);
// FAILED_PRECONDITION (NOTHING_TO_PUBLISH): metadata resource.
absl::Status NothingToPublishError(absl::string_view article_name);
// FAILED_PRECONDITION (NOT_PRESENT_VERSION): metadata resource, version.
absl::Status NotPresentVersionError(absl::string_view article_name, int64_t version);
// FAILED_PRECONDITION (NOT_BRIEFED): metadata resource, readers (ids, comma-separated; none: there
// is no briefing).
absl::Status NotBriefedError(absl::string_view product_name, absl::Span<const std::string> readers);
// FAILED_PRECONDITION (QUIZ_OPEN): metadata resource.
absl::Status QuizOpenError(absl::string_view quiz_name);
// FAILED_PRECONDITION (TOO_FEW_FACTS): metadata resource, questions.
absl::Status TooFewFactsError(absl::string_view shop_name, int questions);
// PERMISSION_DENIED (NOT_ASKED): metadata agent.
absl::Status NotAskedError(absl::string_view agent);
// RESOURCE_EXHAUSTED (PICTURES_FULL): metadata resource, limit.
absl::Status PicturesFullError(absl::string_view shop_name, int64_t limit);
// FAILED_PRECONDITION (PROHIBITED_WORDING): metadata resource, hits (what stands where, of the
// first ten).
absl::Status ProhibitedWordingError(absl::string_view product_name,
                                    absl::Span<const type::v1::WordingHit> hits);

}  // namespace shopdesk::catalog::domain
