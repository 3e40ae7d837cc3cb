// What holds of verdicts whatever is told of goods and buyers: more knowledge never takes back that
// something speaks against a product, nor a reason that was given.
#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/advice/suitability.h"

namespace shopdesk::catalog::domain {
namespace {

using v1::BuyerProfile;
using v1::Suitability;
using v1::SuitabilityRule;

constexpr int kCases = 10000;

class RandomShop {
 public:
  explicit RandomShop(uint32_t seed) : random_(seed) {
    product_.set_name("shops/s/products/p");
    for (const char* key : {"material", "limit"}) {
      if (Chance(2)) TellAttribute(key);
    }
    for (const char* size : {"S", "M"}) {
      v1::Sku& sku = *product_.add_skus();
      sku.set_sku_id(size);
      v1::OptionValue& option = *sku.add_option_values();
      option.set_option("size");
      option.set_value(size);
    }
    path_.resize(2);
    path_[0].set_name("shops/s/categories/c");
    path_[1].set_name("shops/s/categories/d");
    for (const std::string& subject : SuitabilitySubjects(product_, path_)) {
      if (Chance(3)) continue;
      v1::SuitabilityGuide& guide = guides_[subject];
      guide.set_name(absl::StrCat("shops/s/", subject, "/suitabilityGuide"));
      for (int i = Number(0, 4); i > 0; --i) *guide.add_rules() = Rule();
      if (Chance(4)) guide.add_complete_kinds(v1::SuitabilityKind::ALLERGEN);
    }
  }

  BuyerProfile Profile() {
    BuyerProfile profile;
    for (int step = Number(0, 4); step > 0; --step) Learn(profile);
    return profile;
  }

  // Adds one fact that isn't known yet; false if all are.
  bool Learn(BuyerProfile& profile) {
    for (int tries = 0; tries < 40; ++tries) {
      switch (Number(0, 5)) {
        case 0:
          if (profile.has_age_months()) continue;
          profile.set_age_months(Number(0, 12));
          return true;
        case 1:
          if (!profile.measures().empty()) continue;
          profile.add_measures()->set_measure(v1::FitMeasure::CHEST);
          profile.mutable_measures(0)->set_value(Number(1, 12));
          return true;
        case 2:
          if (profile.has_skin()) continue;
          profile.mutable_skin();
          if (Chance(2)) profile.mutable_skin()->add_types(v1::SkinType::SENSITIVE);
          return true;
        case 3:
          if (profile.has_allergens()) continue;
          FillKeys(*profile.mutable_allergens());
          return true;
        case 4:
          if (profile.has_conditions()) continue;
          FillKeys(*profile.mutable_conditions());
          return true;
        default:
          if (profile.has_habits()) continue;
          FillKeys(*profile.mutable_habits());
          return true;
      }
    }
    return false;
  }

  Suitability Check(const BuyerProfile& profile, absl::string_view sku_id = "") const {
    return MakeSuitability(product_, path_, guides_, profile, sku_id, "en");
  }
  // The product's seller tells an attribute that wasn't told; false if all are.
  bool LearnAttribute() {
    for (const char* key : {"material", "limit"}) {
      const auto& told = product_.attributes();
      if (std::any_of(told.begin(), told.end(),
                      [&](const v1::AttributeValue& each) { return each.key() == key; })) {
        continue;
      }
      TellAttribute(key);
      return true;
    }
    return false;
  }
  const v1::Product& product() const { return product_; }
  bool HasRules() const {
    for (const auto& [subject, guide] : guides_) {
      if (!guide.rules().empty()) return true;
    }
    return false;
  }

 private:
  int Number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  bool Chance(int one_in) { return Number(1, one_in) == 1; }
  std::string Word() { return std::string(1, static_cast<char>('a' + Number(0, 2))); }
  void FillKeys(BuyerProfile::Keys& keys) {
    for (int i = Number(0, 2); i > 0; --i) keys.add_keys(Word());
  }

  void TellAttribute(const std::string& key) {
    v1::AttributeValue& attribute = *product_.add_attributes();
    attribute.set_key(key);
    attribute.add_values(key == "limit" ? absl::StrCat(Number(0, 12)) : Word());
  }

  v1::SuitableRange Range() {
    v1::SuitableRange range;
    if (Chance(2)) range.set_from(Number(0, 8));
    if (Chance(2)) range.set_to(Number(4, 12));
    if (!range.has_to() && Chance(3)) range.set_to_attribute("limit");
    if (!range.has_from() && !range.has_to() && range.to_attribute().empty()) range.set_from(3);
    return range;
  }

  SuitabilityRule Rule() {
    SuitabilityRule rule;
    switch (Number(0, 5)) {
      case 0:
        *rule.mutable_age_months() = Range();
        break;
      case 1:
        rule.mutable_measure()->set_measure(v1::FitMeasure::CHEST);
        *rule.mutable_measure()->mutable_range() = Range();
        break;
      case 2:
        rule.set_skin_type(v1::SkinType::SENSITIVE);
        break;
      case 3:
        rule.set_allergen(Word());
        break;
      case 4:
        rule.set_condition(Word());
        break;
      default:
        rule.set_habit(Word());
    }
    const int consequence = Number(0, 5);
    rule.set_consequence(consequence == 0  ? Suitability::SUITABLE
                         : consequence < 3 ? Suitability::CAUTION
                                           : Suitability::UNSUITABLE);
    if (Chance(4)) {
      rule.set_attribute("material");
      rule.add_attribute_values(Word());
    }
    if (Chance(4)) {
      v1::OptionValue& option = *rule.add_option_values();
      option.set_option("size");
      option.set_value(Chance(2) ? "S" : "M");
    }
    return rule;
  }

  std::mt19937 random_;
  v1::Product product_;
  std::vector<v1::Category> path_;
  SuitabilityGuides guides_;
};

// What was said against a product.
std::multiset<std::string> ReasonsAgainst(const Suitability& suitability) {
  std::multiset<std::string> reasons;
  for (const auto& finding : suitability.findings()) {
    if (finding.verdict() != Suitability::UNSUITABLE && finding.verdict() != Suitability::CAUTION) {
      continue;
    }
    reasons.insert(finding.SerializeAsString());
  }
  return reasons;
}

// What a product is and what its SKUs are, asked for one by one, are the same.
void ExpectBestOfItsSkus(const RandomShop& shop, const BuyerProfile& profile,
                         const Suitability& whole) {
  Suitability::Verdict best = Suitability::UNSUITABLE;
  for (int i = 0; i < shop.product().skus_size(); ++i) {
    const Suitability one = shop.Check(profile, shop.product().skus(i).sku_id());
    best = std::min(best, one.verdict());
    if (!whole.skus().empty()) ASSERT_EQ(whole.skus(i).verdict(), one.verdict());
    for (const auto& finding : one.findings()) {
      if (one.verdict() == Suitability::SUITABLE) {
        ASSERT_EQ(finding.verdict(), Suitability::SUITABLE) << one.DebugString();
      }
    }
  }
  ASSERT_EQ(whole.verdict(), best) << whole.DebugString();
}

TEST(SuitabilityPropertyTest, WhatIsToldOfTheProductTakesNothingBack) {
  const uint32_t seed = std::random_device()();
  int against = 0;
  for (int i = 0; i < kCases; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed + i));
    RandomShop shop(seed + i);
    const BuyerProfile profile = shop.Profile();
    Suitability before = shop.Check(profile);
    while (shop.LearnAttribute()) {
      const Suitability after = shop.Check(profile);
      if (before.verdict() == Suitability::UNSUITABLE) {
        ++against;
        ASSERT_EQ(after.verdict(), Suitability::UNSUITABLE)
            << before.DebugString() << after.DebugString();
      }
      // What is SUITABLE was so for each value that the attribute could have had.
      if (before.verdict() == Suitability::SUITABLE) {
        ASSERT_EQ(after.verdict(), Suitability::SUITABLE)
            << before.DebugString() << after.DebugString();
      }
      before = after;
    }
  }
  EXPECT_GT(against, kCases / 20);
}

TEST(SuitabilityPropertyTest, MoreKnowledgeTakesNothingBack) {
  const uint32_t seed = std::random_device()();
  int against = 0;
  for (int i = 0; i < kCases; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed + i));
    RandomShop shop(seed + i);
    BuyerProfile profile = shop.Profile();
    Suitability before = shop.Check(profile);
    if (!shop.HasRules()) ASSERT_EQ(before.verdict(), Suitability::UNKNOWN);
    while (shop.Learn(profile)) {
      const Suitability after = shop.Check(profile);
      if (before.verdict() == Suitability::UNSUITABLE) {
        ++against;
        ASSERT_EQ(after.verdict(), Suitability::UNSUITABLE)
            << before.DebugString() << after.DebugString();
      }
      const std::multiset<std::string> reasons = ReasonsAgainst(after);
      for (const std::string& reason : ReasonsAgainst(before))
        ASSERT_TRUE(reasons.contains(reason));
      ASSERT_NO_FATAL_FAILURE(ExpectBestOfItsSkus(shop, profile, after));
      before = after;
    }
  }
  // Else nothing was shown.
  EXPECT_GT(against, kCases / 10);
}

}  // namespace
}  // namespace shopdesk::catalog::domain
