#include "tools/shopdesk/litemall/suggestion_rules.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/csv_table.h"

namespace shopdesk::cli {
namespace {

using catalog::v1::SuggestionGuide;

// Of one rule: what somebody reads out while he serves.
constexpr size_t kMostOfSuggestionRule = 2;

GoodsOfKind ReadKind(const std::string& category, const std::string& title, CsvTable& table) {
  GoodsOfKind kind = {.category = table.Text(category)};
  if (kind.category.empty()) table.Fail(category, "must name a category");
  if (table.Text(title).empty()) return kind;
  kind.title = std::make_shared<const RE2>(table.Text(title), RE2::Quiet);
  if (!kind.title->ok()) table.Fail(title, kind.title->error());
  return kind;
}

SuggestionRule ReadSuggestionRule(CsvTable& table) {
  SuggestionRule rule = {
      ReadKind("category", "title", table), ReadKind("with_category", "with_title", table), {}};
  for (const char* language : {"zh", "en", "es", "pt"}) {
    if (table.Text(language).empty()) continue;
    catalog::v1::CareText& reason = rule.reasons.emplace_back();
    reason.set_language_code(language);
    reason.set_text(table.Text(language));
  }
  return rule;
}

bool IsOfKind(const KnownProduct& product, const GoodsOfKind& kind) {
  return product.category == kind.category &&
         (kind.title == nullptr || RE2::PartialMatch(product.row->product().title(), *kind.title));
}

int64_t PriceOf(const KnownProduct& product) {
  const auto& skus = product.row->product().skus();
  return skus.empty() ? 0 : skus[0].price().minor();
}

// Those of a kind that can be offered with a product, the nearest in price first.
std::vector<const KnownProduct*> OffersOf(const GoodsOfKind& kind,
                                          absl::Span<const KnownProduct> all,
                                          const KnownProduct& product) {
  std::vector<const KnownProduct*> offers;
  for (const KnownProduct& each : all) {
    if (each.row != product.row && each.row->publish() && IsOfKind(each, kind)) {
      offers.push_back(&each);
    }
  }
  const auto distance = [&](const KnownProduct* each) {
    return std::abs(PriceOf(*each) - PriceOf(product));
  };
  std::stable_sort(offers.begin(), offers.end(), [&](const KnownProduct* a, const KnownProduct* b) {
    return distance(a) < distance(b);
  });
  return offers;
}

}  // namespace

absl::StatusOr<std::vector<SuggestionRule>> ReadSuggestionRules(const std::string& file) {
  ASSIGN_OR_RETURN(CsvTable table, CsvTable::Open(file, {"category", "title", "with_category",
                                                         "with_title", "zh", "en", "es", "pt"}));
  std::vector<SuggestionRule> rules;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, table.Next());
    if (!more) return rules;
    rules.push_back(ReadSuggestionRule(table));
    RETURN_IF_ERROR(table.RowStatus());
  }
}

SuggestionGuide DeriveSuggestions(const std::vector<SuggestionRule>& rules,
                                  absl::Span<const KnownProduct> all, const KnownProduct& product,
                                  const std::string& shop, std::vector<Reading>& readings) {
  SuggestionGuide guide;
  std::set<std::string> offered;
  const std::string& title = product.row->product().title();
  for (const SuggestionRule& rule : rules) {
    if (!IsOfKind(product, rule.goods)) continue;
    size_t count = 0;
    for (const KnownProduct* offer : OffersOf(rule.with, all, product)) {
      if (count == kMostOfSuggestionRule) break;
      const std::string& id = offer->row->product_id();
      if (!offered.insert(id).second) continue;
      ++count;
      SuggestionGuide::Link& link = *guide.add_links();
      link.set_product(absl::StrCat("shops/", EscapeId(shop), "/products/", EscapeId(id)));
      link.mutable_reasons()->Add(rule.reasons.begin(), rule.reasons.end());
      readings.push_back({"suggestion", product.row->product_id(), "title", title, id});
    }
  }
  return guide;
}

}  // namespace shopdesk::cli
