#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/base/resource_name.h"

// Names of catalog's resources. All ids are given and returned escaped, as they stand in the name.
namespace shopdesk::catalog::domain {

inline std::string CategoryName(absl::string_view shop, absl::string_view category) {
  return absl::StrCat("shops/", shop, "/categories/", category);
}
inline std::string ProductName(absl::string_view shop, absl::string_view product) {
  return absl::StrCat("shops/", shop, "/products/", product);
}
inline std::string SnapshotName(absl::string_view product_name, absl::string_view snapshot) {
  return absl::StrCat(product_name, "/snapshots/", snapshot);
}
inline std::string SkuName(absl::string_view shop, absl::string_view sku) {
  return absl::StrCat("shops/", shop, "/skus/", sku);
}
inline std::string StockLevelName(absl::string_view shop, absl::string_view sku,
                                  absl::string_view location) {
  return absl::StrCat("shops/", shop, "/skus/", sku, "/stockLevels/", location);
}
// The ids in the name of a stock level.
struct StockLevelIds {
  absl::string_view shop, sku, location;
};
inline StockLevelIds IdsOfStockLevel(absl::string_view name) {
  return {ShopOf(name), LastSegment(ParentOf(name)), LastSegment(name)};
}
inline std::string ReservationName(absl::string_view shop, absl::string_view reservation) {
  return absl::StrCat("shops/", shop, "/reservations/", reservation);
}
inline std::string ListedStockName(absl::string_view shop, absl::string_view sku) {
  return absl::StrCat("shops/", shop, "/skus/", sku, "/listedStock");
}
// Of its name; escaped.
inline absl::string_view SkuOfListedStock(absl::string_view name) {
  name.remove_suffix(absl::string_view("/listedStock").size());
  return name.substr(name.rfind('/') + 1);
}
inline std::string PriceRuleName(absl::string_view shop, absl::string_view subject) {
  return absl::StrCat("shops/", shop, "/", subject, "/priceRule");
}
// What the rule of this name is for: "products/{product}" or "skus/{sku}".
inline absl::string_view SubjectOf(absl::string_view name) {
  name.remove_prefix(ShopNameOf(name).size() + 1);
  return absl::StripSuffix(name, "/priceRule");
}
inline std::string WordListName(absl::string_view shop) {
  return absl::StrCat("shops/", shop, "/wordList");
}
inline std::string ArticleName(absl::string_view shop, absl::string_view article) {
  return absl::StrCat("shops/", shop, "/articles/", article);
}
inline std::string ArticleVersionName(absl::string_view article_name, int64_t version) {
  return absl::StrCat(article_name, "/versions/", version);
}
inline std::string AcknowledgementName(absl::string_view article_name, absl::string_view agent) {
  return absl::StrCat(article_name, "/acknowledgements/", agent);
}
inline std::string CareGuideName(absl::string_view shop, absl::string_view subject) {
  return absl::StrCat("shops/", shop, "/", subject, "/careGuide");
}
// What the guide of this name is about: "products/{product}", "materials/{material}" or
// "categories/{category}".
inline absl::string_view SubjectOfCareGuide(absl::string_view name) {
  name.remove_prefix(ShopNameOf(name).size() + 1);
  return absl::StripSuffix(name, "/careGuide");
}
inline std::string SuitabilityGuideName(absl::string_view shop, absl::string_view subject) {
  return absl::StrCat("shops/", shop, "/", subject, "/suitabilityGuide");
}
// What the guide of this name is about: "products/{product}" or "categories/{category}".
inline absl::string_view SubjectOfSuitabilityGuide(absl::string_view name) {
  name.remove_prefix(ShopNameOf(name).size() + 1);
  return absl::StripSuffix(name, "/suitabilityGuide");
}
inline std::string SizeChartName(absl::string_view shop, absl::string_view subject) {
  return absl::StrCat("shops/", shop, "/", subject, "/sizeChart");
}
// What the chart of this name is for: "products/{product}", "categories/{category}" or
// "categories/{category}/brands/{brand}".
inline absl::string_view SubjectOfSizeChart(absl::string_view name) {
  name.remove_prefix(ShopNameOf(name).size() + 1);
  return absl::StripSuffix(name, "/sizeChart");
}

inline std::string PicturePrintName(absl::string_view product_name, absl::string_view print) {
  return absl::StrCat(product_name, "/picturePrints/", print);
}
inline std::string CompetitorProductName(absl::string_view shop, absl::string_view product) {
  return absl::StrCat("shops/", shop, "/competitorProducts/", product);
}
inline std::string SuggestionGuideName(absl::string_view shop, absl::string_view product) {
  return absl::StrCat(ProductName(shop, product), "/suggestionGuide");
}
inline std::string PromotionName(absl::string_view shop, absl::string_view product) {
  return absl::StrCat(ProductName(shop, product), "/promotion");
}
// The product's name in that of its guide or promotion.
inline absl::string_view ProductOfSingleton(absl::string_view name) {
  return name.substr(0, name.rfind('/'));
}
inline std::string BargainName(absl::string_view shop, absl::string_view bargain) {
  return absl::StrCat("shops/", shop, "/bargains/", bargain);
}
inline std::string GrantName(absl::string_view shop, absl::string_view grant) {
  return absl::StrCat("shops/", shop, "/grants/", grant);
}
inline std::string QuizName(absl::string_view shop, absl::string_view quiz) {
  return absl::StrCat("shops/", shop, "/quizzes/", quiz);
}

}  // namespace shopdesk::catalog::domain
