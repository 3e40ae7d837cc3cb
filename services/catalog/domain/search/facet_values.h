#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/product.pb.h"

namespace shopdesk::catalog::domain {

// The values that products of a shop have of what facets are counted by, numbered from 0. They are
// only ever added.
class FacetValues {
 public:
  using Value = uint32_t;

  // Those of what FacetsOf made, each once.
  std::vector<Value> Add(const v1::Product& facets);

  // Counts the values of some products, and adds the facets: category, brand, then attributes by
  // key; of each the most frequent values.
  class Counter {
   public:
    explicit Counter(const FacetValues& values)
        : values_(values), counts_(values.values_.size(), 0) {}
    void Count(absl::Span<const Value> values);
    void AddTo(google::protobuf::RepeatedPtrField<v1::Facet>& facets);

   private:
    const FacetValues& values_;
    std::vector<uint32_t> counts_;
    // Those that were counted, each once.
    std::vector<Value> counted_;
  };

  // About what it holds.
  size_t bytes() const { return bytes_; }

 private:
  Value AddValue(absl::string_view mark, const std::string& key, const std::string& value);

  struct Facet {
    // Facets are shown in the order of it: a mark, and the key.
    std::string order;
    std::string key;
  };
  struct FacetValue {
    size_t facet;
    std::string value;
  };
  std::vector<Facet> facets_;
  std::vector<FacetValue> values_;
  absl::flat_hash_map<std::string, size_t> facet_numbers_;
  absl::flat_hash_map<std::pair<size_t, std::string>, Value> value_numbers_;
  size_t bytes_ = 0;
};

}  // namespace shopdesk::catalog::domain
