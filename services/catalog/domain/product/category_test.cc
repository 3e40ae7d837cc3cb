#include "services/catalog/domain/product/category.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::domain {
namespace {

using shopdesk::testing::FieldsOf;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::ParseText;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;

TEST(CategoryTest, TheNearestDefinitionCounts) {
  const Definitions definitions = EffectiveDefinitions(
      {ParseText<v1::Category>("attribute_definitions { key: 'a' value_type: TEXT }"),
       ParseText<v1::Category>("attribute_definitions { key: 'a' value_type: INTEGER } "
                               "attribute_definitions { key: 'b' value_type: BOOLEAN }")});
  EXPECT_EQ(definitions.at("a").value_type(), v1::AttributeDefinition::TEXT);
  EXPECT_EQ(definitions.at("b").value_type(), v1::AttributeDefinition::BOOLEAN);
}

TEST(CategoryTest, FaultsOfDefinitions) {
  const v1::Category category = ParseText<v1::Category>(R"pb(
    attribute_definitions { key: 'a' value_type: CHOICE }
    attribute_definitions { key: 'a' value_type: TEXT allowed_values: 'x' unit: 'cm' })pb");
  EXPECT_THAT(FieldsOf(CheckCategory(category)),
              ElementsAre("category.attribute_definitions[0].allowed_values",
                          "category.attribute_definitions[1].key",
                          "category.attribute_definitions[1].allowed_values",
                          "category.attribute_definitions[1].unit"));
}

TEST(CategoryTest, CyclesAndDepth) {
  const v1::Category a = ParseText<v1::Category>("name: 'shops/s/categories/a'");
  const v1::Category b = ParseText<v1::Category>("name: 'shops/s/categories/b'");
  EXPECT_OK(CheckNoCycle(a, {b}));
  EXPECT_THAT(CheckNoCycle(a, {b, a}), HasReason("CATEGORY_CYCLE"));
  EXPECT_OK(CheckDepth(9, 1));
  EXPECT_THAT(CheckDepth(9, 2), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
