#include "services/catalog/domain/shop/errors.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/utf8.h"

namespace shopdesk::catalog::domain {

absl::Status UnknownSkuError(absl::string_view sku_name, absl::string_view similar) {
  if (similar.empty()) return shopdesk::NotFoundError(sku_name);
  return Error(absl::StatusCode::kNotFound, kNotFoundReason,
               absl::StrCat(sku_name, " does not exist; did you mean ", similar, "?"),
               {{"resource", std::string(sku_name)}, {"similar", std::string(similar)}});
}

absl::Status OutOfStockError(absl::string_view sku_id, int64_t asked, int64_t available) {
  return Error(absl::StatusCode::kResourceExhausted, kOutOfStock,
               absl::StrCat("SKU ", sku_id, ": ", asked, " asked, ", available, " available"),
               {{"sku", std::string(sku_id)},
                {"asked", absl::StrCat(asked)},
                {"available", absl::StrCat(available)}});
}

absl::Status BucketOutOfStockError(absl::string_view sku_id, absl::string_view location,
                                   v1::StockBucket::Value bucket, int64_t asked,
                                   int64_t available) {
  return Error(absl::StatusCode::kResourceExhausted, kOutOfStock,
               absl::StrCat("SKU ", sku_id, ": ", asked, " asked from ",
                            v1::StockBucket::Value_Name(bucket), ", ", available, " available"),
               {{"sku", std::string(sku_id)},
                {"location", std::string(location)},
                {"bucket", v1::StockBucket::Value_Name(bucket)},
                {"asked", absl::StrCat(asked)},
                {"available", absl::StrCat(available)}});
}

absl::Status NotOnSaleError(absl::string_view sku_id, absl::string_view product_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kNotOnSale,
               absl::StrCat("SKU ", sku_id, " can't be ordered: ", product_name, " is not on sale"),
               {{"sku", std::string(sku_id)}, {"resource", std::string(product_name)}});
}

absl::Status QuantityExceededError(absl::string_view reservation_name, absl::string_view sku_id,
                                   int64_t asked, int64_t remaining) {
  return Error(absl::StatusCode::kFailedPrecondition, kQuantityExceeded,
               absl::StrCat(reservation_name, " holds ", remaining, " of SKU ", sku_id, ", ", asked,
                            " asked"),
               {{"resource", std::string(reservation_name)},
                {"sku", std::string(sku_id)},
                {"asked", absl::StrCat(asked)},
                {"remaining", absl::StrCat(remaining)}});
}

absl::Status FactsMissingError(absl::string_view product_name,
                               absl::Span<const std::string> missing) {
  return Error(absl::StatusCode::kFailedPrecondition, kFactsMissing,
               absl::StrCat(product_name, " can't be on sale without the attributes: ",
                            absl::StrJoin(missing, ", ")),
               {{"resource", std::string(product_name)}, {"missing", absl::StrJoin(missing, ",")}});
}

absl::Status SkuInUseError(absl::string_view sku_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kSkuInUse,
               absl::StrCat(sku_name, " has stock or reservations and can't be removed"),
               {{"resource", std::string(sku_name)}});
}

absl::Status CategoryCycleError(absl::string_view category_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kCategoryCycle,
               absl::StrCat(category_name, " would stand below itself"),
               {{"resource", std::string(category_name)}});
}

absl::Status CategoryInUseError(absl::string_view category_name, absl::string_view user) {
  return Error(absl::StatusCode::kFailedPrecondition, kCategoryInUse,
               absl::StrCat(category_name, " still has ", user, "; move it first"),
               {{"resource", std::string(category_name)}, {"user", std::string(user)}});
}

absl::Status GrantUsedError(absl::string_view grant_name, absl::string_view order) {
  return Error(absl::StatusCode::kFailedPrecondition, kGrantUsed,
               absl::StrCat(grant_name, " is used by ", order),
               {{"resource", std::string(grant_name)}, {"order", std::string(order)}});
}

absl::Status GrantExpiredError(absl::string_view grant_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kGrantExpired,
               absl::StrCat(grant_name, " can't be redeemed any more"),
               {{"resource", std::string(grant_name)}});
}

absl::Status GrantMismatchError(absl::string_view grant_name, absl::string_view field,
                                absl::string_view granted) {
  return Error(absl::StatusCode::kFailedPrecondition, kGrantMismatch,
               absl::StrCat(grant_name, " is for ", field, " ", granted),
               {{"resource", std::string(grant_name)},
                {"field", std::string(field)},
                {"granted", std::string(granted)}});
}

absl::Status CurrencyFixedError(absl::string_view policy_name, absl::string_view currency_code) {
  return Error(absl::StatusCode::kFailedPrecondition, kCurrencyFixed,
               absl::StrCat("the currency of ", policy_name, " is ", currency_code,
                            " and can't change while the shop has products"),
               {{"resource", std::string(policy_name)}, {"currency", std::string(currency_code)}});
}

absl::Status NothingToPublishError(absl::string_view article_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kNothingToPublish,
               absl::StrCat(article_name, " has not changed since it was published"),
               {{"resource", std::string(article_name)}});
}

absl::Status NotPresentVersionError(absl::string_view article_name, int64_t version) {
  return Error(
      absl::StatusCode::kFailedPrecondition, kNotPresentVersion,
      absl::StrCat("the present version of ", article_name, " is ", version, "; read that one"),
      {{"resource", std::string(article_name)}, {"version", absl::StrCat(version)}});
}

absl::Status NotBriefedError(absl::string_view product_name,
                             absl::Span<const std::string> readers) {
  const std::string names = absl::StrJoin(readers, ",");
  return Error(absl::StatusCode::kFailedPrecondition, kNotBriefed,
               names.empty()
                   ? absl::StrCat("no briefing of ", product_name, " is published")
                   : absl::StrCat("the briefing of ", product_name, " was not read by ", names),
               {{"resource", std::string(product_name)}, {"readers", names}});
}

absl::Status QuizOpenError(absl::string_view quiz_name) {
  return Error(absl::StatusCode::kFailedPrecondition, kQuizOpen,
               absl::StrCat(quiz_name, " is open; its agent answers that one first"),
               {{"resource", std::string(quiz_name)}});
}

absl::Status TooFewFactsError(absl::string_view shop_name, int questions) {
  return Error(absl::StatusCode::kFailedPrecondition, kTooFewFacts,
               absl::StrCat("what the products on sale say is enough for ", questions,
                            " questions; ask fewer, or about more categories"),
               {{"resource", std::string(shop_name)}, {"questions", absl::StrCat(questions)}});
}

absl::Status NotAskedError(absl::string_view agent) {
  return Error(
      absl::StatusCode::kPermissionDenied, kNotAsked,
      absl::StrCat("only agent ", agent, " answers this quiz; a lead may start one for others"),
      {{"agent", std::string(agent)}});
}

absl::Status PicturesFullError(absl::string_view shop_name, int64_t limit) {
  return Error(absl::StatusCode::kResourceExhausted, kPicturesFull,
               absl::StrCat("of ", shop_name, " ", limit,
                            " pictures are kept, more are not; take pictures off products"),
               {{"resource", std::string(shop_name)}, {"limit", absl::StrCat(limit)}});
}

absl::Status ProhibitedWordingError(absl::string_view product_name,
                                    absl::Span<const type::v1::WordingHit> hits) {
  // Errors travel in headers, which are short; CheckProduct tells of all.
  constexpr size_t kMostTold = 10;
  constexpr size_t kMostBytes = 60;
  std::vector<std::string> told;
  for (const type::v1::WordingHit& hit : hits.subspan(0, kMostTold)) {
    told.push_back(absl::StrCat(hit.field(), " ", hit.begin(), "-", hit.end(), " \"",
                                CleanText(hit.text(), kMostBytes), "\""));
  }
  const std::string text = absl::StrJoin(told, "; ");
  return Error(absl::StatusCode::kFailedPrecondition, kProhibitedWording,
               absl::StrCat("texts of ", product_name, " say what is prohibited: ", text,
                            "; change them, or the shop's word list"),
               {{"resource", std::string(product_name)}, {"hits", text}});
}

}  // namespace shopdesk::catalog::domain
