#include "services/catalog/domain/knowledge/clarity.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/utf8.h"
#include "services/catalog/domain/knowledge/markup.h"
#include "services/catalog/domain/product/product.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::ProductClarity;

// Characters below which a text tells too little.
constexpr int kShortTitle = 4;
constexpr int kShortDescription = 20;
// Of one finding: more are mended alike.
constexpr size_t kMostDetails = 20;
// Characters of a query that is kept: longer ones are pasted from somewhere.
constexpr int kLongestQuery = 60;
// Digits in a row that may be a phone's or an order's.
constexpr int kLongNumber = 7;
constexpr absl::Duration kHalfLife = absl::Hours(24 * 30);
// Steps of a rank for one halving.
constexpr double kRankSteps = 1e6;

// Adds findings in the order of kinds.
class Finder {
 public:
  explicit Finder(ProductClarity& clarity) : clarity_(clarity) {}

  void Add(ProductClarity::Kind kind, const std::vector<std::string>& details = {}) {
    ProductClarity::Finding& finding = *clarity_.add_findings();
    finding.set_kind(kind);
    for (size_t i = 0; i < details.size() && i < kMostDetails; ++i) finding.add_details(details[i]);
  }
  // If there are any.
  void AddAll(ProductClarity::Kind kind, const std::vector<std::string>& details) {
    if (!details.empty()) Add(kind, details);
  }

 private:
  ProductClarity& clarity_;
};

void LookAtDescription(const v1::Product& product, Finder& finder) {
  const std::string visible = absl::StrJoin(
      absl::StrSplit(StripHtml(product.description()), ' ', absl::SkipWhitespace()), " ");
  if (visible.empty()) {
    finder.Add(ProductClarity::DESCRIPTION_MISSING);
  } else if (CountCharacters(visible) < kShortDescription) {
    finder.Add(ProductClarity::DESCRIPTION_SHORT);
  }
  const MarkupProblems problems = CheckMarkup(product.description());
  finder.AddAll(ProductClarity::DESCRIPTION_BROKEN, problems.broken);
  finder.AddAll(ProductClarity::DESCRIPTION_ACTIVE, problems.active);
}

void LookAtPictures(const v1::Product& product, Finder& finder) {
  if (product.pictures().empty()) finder.Add(ProductClarity::PICTURE_MISSING);
  std::vector<std::string> silent;
  for (const v1::Picture& picture : product.pictures()) {
    if (absl::StripAsciiWhitespace(picture.alt_text()).empty()) silent.push_back(picture.uri());
  }
  finder.AddAll(ProductClarity::ALT_TEXT_MISSING, silent);
}

void LookAtSkuSizes(const v1::Product& product, Finder& finder) {
  std::vector<std::string> weightless;
  std::vector<std::string> sizeless;
  for (const v1::Sku& sku : product.skus()) {
    if (sku.weight_grams() == 0) weightless.push_back(sku.sku_id());
    if (!sku.has_dimensions()) sizeless.push_back(sku.sku_id());
  }
  finder.AddAll(ProductClarity::WEIGHT_MISSING, weightless);
  finder.AddAll(ProductClarity::DIMENSIONS_MISSING, sizeless);
}

bool HasLongNumber(absl::string_view text) {
  int digits = 0;
  for (const char c : text) {
    // Only a letter of some script ends a number: "138.0013.8000", "(138) 0013/8000".
    if (absl::ascii_isdigit(c)) {
      ++digits;
    } else if (absl::ascii_isalpha(c) || !absl::ascii_isascii(c)) {
      digits = 0;
    }
    if (digits >= kLongNumber) return true;
  }
  return false;
}

}  // namespace

ProductClarity FindUnclear(const v1::Product& product, const Definitions& definitions,
                           bool has_care) {
  ProductClarity clarity;
  clarity.set_product(product.name());
  clarity.set_title(product.title());
  Finder finder(clarity);
  finder.AddAll(ProductClarity::FACT_MISSING, MissingFacts(product, definitions));
  LookAtDescription(product, finder);
  LookAtPictures(product, finder);
  if (!has_care) finder.Add(ProductClarity::CARE_MISSING);
  LookAtSkuSizes(product, finder);
  if (CountCharacters(product.title()) < kShortTitle) finder.Add(ProductClarity::TITLE_SHORT);
  if (product.category().empty()) finder.Add(ProductClarity::CATEGORY_MISSING);
  return clarity;
}

std::string FailedQuery(absl::string_view query) {
  const std::string folded = Fold(query);
  if (CountCharacters(folded) > kLongestQuery || HasLongNumber(folded)) return "";
  if (folded.find('@') != std::string::npos) return "";
  std::vector<std::string> words;
  for (Run& run : SplitRuns(folded)) words.push_back(std::move(run.text));
  return absl::StrJoin(words, " ");
}

Frequency CountOnce(const Frequency& before, absl::Time now) {
  // The frequency at any time is 2 ^ (rank / kRankSteps - now / kHalfLife).
  const double halvings = absl::FDivDuration(now - absl::UnixEpoch(), kHalfLife);
  const double present =
      before.count == 0 ? 0 : std::exp2(static_cast<double>(before.rank) / kRankSteps - halvings);
  Frequency after;
  after.count = before.count + 1;
  after.rank = static_cast<int64_t>(std::llround((std::log2(present + 1) + halvings) * kRankSteps));
  after.last = now;
  return after;
}

}  // namespace shopdesk::catalog::domain
