#include "services/catalog/domain/search/facet_values.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace shopdesk::catalog::domain {
namespace {

// Values of a facet, those with the most matches: more than anybody chooses from.
constexpr size_t kMostBuckets = 50;
// A value takes its text twice and an entry in a map.
constexpr size_t kBytesOfFacetValue = 120;

}  // namespace

std::vector<FacetValues::Value> FacetValues::Add(const v1::Product& facets) {
  std::vector<Value> values;
  if (!facets.category().empty()) values.push_back(AddValue("0", "category", facets.category()));
  if (!facets.brand().empty()) values.push_back(AddValue("1", "brand", facets.brand()));
  for (const v1::AttributeValue& attribute : facets.attributes()) {
    for (const std::string& value : attribute.values()) {
      values.push_back(AddValue("2", attribute.key(), value));
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

FacetValues::Value FacetValues::AddValue(absl::string_view mark, const std::string& key,
                                         const std::string& value) {
  const std::string order = absl::StrCat(mark, key);
  const auto [facet, new_facet] = facet_numbers_.emplace(order, facets_.size());
  if (new_facet) facets_.push_back({order, key});
  const auto [known, new_value] = value_numbers_.emplace(std::make_pair(facet->second, value),
                                                         static_cast<Value>(values_.size()));
  if (new_value) {
    values_.push_back({facet->second, value});
    bytes_ += kBytesOfFacetValue + 2 * value.size();
  }
  return known->second;
}

void FacetValues::Counter::Count(absl::Span<const Value> values) {
  for (const Value value : values) {
    if (counts_[value]++ == 0) counted_.push_back(value);
  }
}

void FacetValues::Counter::AddTo(google::protobuf::RepeatedPtrField<v1::Facet>& facets) {
  std::vector<std::vector<Value>> by_facet(values_.facets_.size());
  for (const Value value : counted_) by_facet[values_.values_[value].facet].push_back(value);
  std::map<absl::string_view, size_t> in_order;
  for (size_t i = 0; i < by_facet.size(); ++i) {
    if (!by_facet[i].empty()) in_order.emplace(values_.facets_[i].order, i);
  }
  const auto comes_first = [&](Value a, Value b) {
    if (counts_[a] != counts_[b]) return counts_[a] > counts_[b];
    return values_.values_[a].value < values_.values_[b].value;
  };
  for (const auto& [order, number] : in_order) {
    std::vector<Value>& values = by_facet[number];
    const size_t shown = std::min(values.size(), kMostBuckets);
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shown),
                      values.end(), comes_first);
    v1::Facet& facet = *facets.Add();
    facet.set_key(values_.facets_[number].key);
    for (size_t i = 0; i < shown; ++i) {
      v1::Facet::Bucket& bucket = *facet.add_buckets();
      bucket.set_value(values_.values_[values[i]].value);
      bucket.set_count(counts_[values[i]]);
    }
  }
}

}  // namespace shopdesk::catalog::domain
