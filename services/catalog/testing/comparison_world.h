#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/testing/matchers.h"
#include "services/catalog/domain/advice/comparison.h"

// Goods to compare: a mug of the shop's and a rival's.
namespace shopdesk::catalog::testing {

inline const absl::Time kComparisonTime = absl::FromUnixSeconds(1'800'000'000);

inline v1::Policy ComparisonPolicy() {
  v1::Policy policy;
  policy.set_competitor_seconds(90 * 86400);
  return policy;
}

// Goods with what they refer to.
struct ComparisonWorld {
  std::vector<v1::Product> own;
  std::vector<v1::CompetitorProduct> theirs;
  domain::Definitions definitions;

  std::vector<domain::ComparedProduct> All() const {
    std::vector<domain::ComparedProduct> all;
    for (const v1::Product& product : own) all.push_back({&product, nullptr, definitions, 3});
    for (const v1::CompetitorProduct& product : theirs) {
      all.push_back({nullptr, &product, definitions, 0});
    }
    return all;
  }
};

inline ComparisonWorld MakeComparisonWorld() {
  ComparisonWorld world;
  world.own.push_back(shopdesk::testing::ParseText<v1::Product>(R"pb(
    name: 'shops/s/products/ours'
    title: 'Our mug'
    state: ON_SALE
    attributes { key: 'weight' values: '400' }
    attributes { key: 'material' values: '瓷' }
    attributes { key: 'dishwasher' values: 'true' }
    attributes { key: 'origin' values: 'Jingdezhen' }
    skus { price { currency_code: 'CNY' minor: 2900 } }
    skus { price { currency_code: 'CNY' minor: 3900 } }
  )pb"));
  v1::CompetitorProduct rival = shopdesk::testing::ParseText<v1::CompetitorProduct>(R"pb(
    name: 'shops/s/competitorProducts/rival'
    title: 'Rival mug'
    brand: 'Rival'
    price {
      amount { currency_code: 'CNY' minor: 2500 }
      source { source: 'rival.example' }
    }
    attributes {
      key: 'weight'
      values: '0.4 kg'
      source { source: 'rival.example' }
    }
    attributes {
      key: 'material'
      values: '玻璃'
      source { source: 'catalogue' }
    }
    strengths {
      text: 'the best of all'
      source { source: 'an advertisement' }
    }
  )pb");
  const auto seen = ToProto(kComparisonTime - absl::Hours(24));
  *rival.mutable_price()->mutable_source()->mutable_seen_time() = seen;
  for (auto& attribute : *rival.mutable_attributes()) {
    *attribute.mutable_source()->mutable_seen_time() = seen;
  }
  *rival.mutable_strengths(0)->mutable_source()->mutable_seen_time() = seen;
  world.theirs.push_back(rival);
  for (const char* definition :
       {"key: 'weight' display_name: 'Weight' value_type: MEASURE unit: 'g'",
        "key: 'material' display_name: 'Material' value_type: TEXT",
        "key: 'dishwasher' display_name: 'Dishwasher' value_type: BOOLEAN required: true",
        "key: 'capacity' display_name: 'Capacity' value_type: MEASURE unit: 'ml' required: true",
        "key: 'lid' display_name: 'Lid' value_type: BOOLEAN"}) {
    const auto parsed = shopdesk::testing::ParseText<v1::AttributeDefinition>(definition);
    world.definitions[parsed.key()] = parsed;
  }
  return world;
}

// With its text, held against the base terms.
inline v1::Comparison CompareWorld(const ComparisonWorld& world,
                                   const std::string& language = "en") {
  v1::Comparison comparison =
      domain::MakeComparison(world.All(), ComparisonPolicy(), kComparisonTime, language);
  domain::TellComparison(domain::ShopWording(absl::nullopt), absl::UTCTimeZone(), comparison);
  return comparison;
}

}  // namespace shopdesk::catalog::testing
