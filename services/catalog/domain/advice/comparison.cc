#include "services/catalog/domain/advice/comparison.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/types/optional.h"
#include "services/catalog/domain/advice/competitor.h"
#include "services/catalog/domain/advice/measure.h"
#include "services/catalog/domain/search/text.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::AttributeDefinition;
using v1::Comparison;

// What one of the goods says of an attribute.
struct Told {
  std::vector<std::string> values;
  std::string unit;
  // Null: the shop's own.
  const v1::ClaimSource* source = nullptr;
  Writing writing = Writing::kAnybodys;
  // Read, if all of them are measures, by size; empty otherwise.
  std::vector<Measure> measures;
};

bool IsMeasure(const Definitions& definitions, const std::string& key) {
  const auto found = definitions.find(key);
  return found != definitions.end() && found->second.value_type() == AttributeDefinition::MEASURE;
}

// Nothing if the product says nothing of it.
absl::optional<Told> FindTold(const ComparedProduct& product, const std::string& key) {
  Told told;
  if (product.product != nullptr) {
    for (const v1::AttributeValue& attribute : product.product->attributes()) {
      if (attribute.key() != key) continue;
      told.values.assign(attribute.values().begin(), attribute.values().end());
      told.unit = attribute.unit();
    }
    if (IsMeasure(product.definitions, key)) told.writing = Writing::kTyped;
  } else {
    for (const v1::CompetitorAttribute& attribute : product.competitor->attributes()) {
      if (attribute.key() != key) continue;
      told.values.assign(attribute.values().begin(), attribute.values().end());
      told.unit = attribute.unit();
      told.source = &attribute.source();
    }
  }
  if (told.values.empty()) return absl::nullopt;
  // A number without a unit is in that of its own category.
  const auto own = product.definitions.find(key);
  if (told.unit.empty() && own != product.definitions.end()) told.unit = own->second.unit();
  return told;
}

void ReadMeasures(const AttributeDefinition* definition, Told& told) {
  const bool plain_text =
      definition != nullptr && (definition->value_type() == AttributeDefinition::CHOICE ||
                                definition->value_type() == AttributeDefinition::BOOLEAN);
  if (plain_text) return;
  const std::string& unit =
      told.unit.empty() && definition != nullptr ? definition->unit() : told.unit;
  for (const std::string& value : told.values) {
    absl::optional<Measure> measure = ReadMeasure(value, unit, told.writing);
    if (!measure.has_value()) return told.measures.clear();
    told.measures.push_back(*std::move(measure));
  }
  const bool alike =
      std::all_of(told.measures.begin(), told.measures.end(),
                  [&](const Measure& measure) { return IsComparable(measure, told.measures[0]); });
  if (!alike) return told.measures.clear();
  std::sort(told.measures.begin(), told.measures.end(), IsLess);
}

std::set<std::string> FoldedValues(const Told& told) {
  std::set<std::string> values;
  for (const std::string& value : told.values) values.insert(Fold(value));
  return values;
}

Comparison::Outcome CompareTwo(const Told& a, const Told& b) {
  if (a.measures.empty() && b.measures.empty()) {
    const bool same = a.values == b.values || FoldedValues(a) == FoldedValues(b);
    return same ? Comparison::SAME : Comparison::DIFFERENT;
  }
  if (a.measures.empty() || b.measures.empty() || !IsComparable(a.measures[0], b.measures[0])) {
    return Comparison::OPEN;
  }
  const bool same = std::equal(a.measures.begin(), a.measures.end(), b.measures.begin(),
                               b.measures.end(), IsSame);
  return same ? Comparison::SAME : Comparison::DIFFERENT;
}

Comparison::Outcome CompareAll(const std::vector<absl::optional<Told>>& told) {
  Comparison::Outcome outcome = Comparison::SAME;
  for (size_t i = 0; i < told.size(); ++i) {
    if (!told[i].has_value()) outcome = Comparison::OPEN;
    for (size_t j = i + 1; j < told.size() && told[i].has_value(); ++j) {
      if (!told[j].has_value()) continue;
      const Comparison::Outcome pair = CompareTwo(*told[i], *told[j]);
      if (pair == Comparison::DIFFERENT) return pair;
      if (pair == Comparison::OPEN) outcome = pair;
    }
  }
  return outcome;
}

// Makes the rows of a comparison.
class RowMaker {
 public:
  RowMaker(absl::Span<const ComparedProduct> products, const v1::Policy& policy, absl::Time now,
           absl::string_view language)
      : products_(products), policy_(policy), now_(now), writer_(language) {}

  Comparison::Row Make(const std::string& key, const AttributeDefinition* definition) {
    std::vector<absl::optional<Told>> told;
    for (const ComparedProduct& product : products_) {
      told.push_back(FindTold(product, key));
      if (told.back().has_value()) ReadMeasures(definition, *told.back());
    }
    Comparison::Row row;
    row.set_key(key);
    const bool named = definition != nullptr && !definition->display_name().empty();
    row.set_display_name(named ? definition->display_name() : key);
    row.set_outcome(CompareAll(told));
    const Unit* unit = definition == nullptr ? nullptr : FindUnit(definition->unit());
    for (const absl::optional<Told>& of_side : told) {
      Comparison::Value& value = *row.add_values();
      if (!of_side.has_value()) {
        value.set_unknown(true);
      } else {
        Write(*of_side, unit, value);
      }
    }
    return row;
  }

 private:
  void Write(const Told& told, const Unit* unit, Comparison::Value& value) {
    for (const std::string& text : told.values) value.add_values(text);
    if (!told.measures.empty() && told.measures[0].unit != nullptr) {
      std::string& measured = *value.mutable_measured();
      for (const Measure& measure : told.measures) {
        if (!measured.empty()) measured += ", ";
        measured += writer_.Write(measure, unit);
      }
    }
    if (told.source == nullptr) return;
    *value.mutable_source() = *told.source;
    value.set_stale(IsStale(*told.source, policy_, now_));
  }

  const absl::Span<const ComparedProduct> products_;
  const v1::Policy& policy_;
  const absl::Time now_;
  MeasureWriter writer_;
};

void AddClaims(const google::protobuf::RepeatedPtrField<v1::CompetitorClaim>& claims,
               const v1::Policy& policy, absl::Time now,
               google::protobuf::RepeatedPtrField<Comparison::Claim>& added) {
  for (const v1::CompetitorClaim& claim : claims) {
    Comparison::Claim& side = *added.Add();
    *side.mutable_claim() = claim;
    side.set_stale(IsStale(claim.source(), policy, now));
  }
}

void DescribeOwn(const ComparedProduct& compared, Comparison::Side& side) {
  const v1::Product& product = *compared.product;
  side.set_name(product.name());
  side.set_title(product.title());
  side.set_brand(product.brand());
  side.set_state(product.state());
  const auto [cheapest, dearest] = std::minmax_element(
      product.skus().begin(), product.skus().end(),
      [](const v1::Sku& a, const v1::Sku& b) { return a.price().minor() < b.price().minor(); });
  if (cheapest != product.skus().end()) {
    *side.mutable_price() = cheapest->price();
    if (dearest->price().minor() > cheapest->price().minor()) {
      *side.mutable_highest_price() = dearest->price();
    }
  }
  if (product.state() == v1::Product::ON_SALE) side.set_available(compared.available);
}

void DescribeCompetitor(const v1::CompetitorProduct& product, const v1::Policy& policy,
                        absl::Time now, Comparison::Side& side) {
  side.set_name(product.name());
  side.set_title(product.title());
  side.set_brand(product.brand());
  side.set_competitor(true);
  if (product.has_price()) {
    *side.mutable_price() = product.price().amount();
    *side.mutable_price_source() = product.price().source();
    side.set_price_stale(IsStale(product.price().source(), policy, now));
  }
  AddClaims(product.strengths(), policy, now, *side.mutable_strengths());
  AddClaims(product.weaknesses(), policy, now, *side.mutable_weaknesses());
}

// The keys that at least one of the goods has or its category requires.
std::set<std::string> KeysOf(absl::Span<const ComparedProduct> products) {
  std::set<std::string> keys;
  for (const ComparedProduct& compared : products) {
    if (compared.product != nullptr) {
      for (const auto& attribute : compared.product->attributes()) keys.insert(attribute.key());
    } else {
      for (const auto& attribute : compared.competitor->attributes()) keys.insert(attribute.key());
    }
    for (const auto& [key, definition] : compared.definitions) {
      if (definition.required()) keys.insert(key);
    }
  }
  return keys;
}

// By key; of two categories that define one key the definition that comes first in bytes, so that
// the order of the goods doesn't matter.
std::map<std::string, const AttributeDefinition*> DefinitionsOf(
    absl::Span<const ComparedProduct> products) {
  std::map<std::string, const AttributeDefinition*> definitions;
  for (const ComparedProduct& compared : products) {
    for (const auto& [key, definition] : compared.definitions) {
      const AttributeDefinition*& chosen = definitions[key];
      if (chosen == nullptr || definition.SerializeAsString() < chosen->SerializeAsString()) {
        chosen = &definition;
      }
    }
  }
  return definitions;
}

}  // namespace

Comparison MakeComparison(absl::Span<const ComparedProduct> products, const v1::Policy& policy,
                          absl::Time now, absl::string_view language) {
  Comparison comparison;
  comparison.set_language_code(std::string(language));
  for (const ComparedProduct& compared : products) {
    Comparison::Side& side = *comparison.add_sides();
    if (compared.product != nullptr) {
      DescribeOwn(compared, side);
    } else {
      DescribeCompetitor(*compared.competitor, policy, now, side);
    }
  }
  const std::set<std::string> keys = KeysOf(products);
  const auto definitions = DefinitionsOf(products);
  RowMaker maker(products, policy, now, language);
  for (const bool defined : {true, false}) {
    for (const std::string& key : keys) {
      const auto found = definitions.find(key);
      if ((found != definitions.end()) != defined) continue;
      *comparison.add_rows() = maker.Make(key, defined ? found->second : nullptr);
    }
  }
  return comparison;
}

}  // namespace shopdesk::catalog::domain
