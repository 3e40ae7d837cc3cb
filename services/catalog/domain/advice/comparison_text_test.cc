#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/advice/comparison.h"
#include "services/catalog/testing/comparison_world.h"

namespace shopdesk::catalog::domain {
namespace {

using testing::CompareWorld;
using testing::ComparisonWorld;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeComparisonWorld;
using ::testing::Not;
using ::testing::SizeIs;

TEST(ComparisonTextTest, TheTextTellsFactsWithTheirSources) {
  const std::string text = CompareWorld(MakeComparisonWorld()).text();
  EXPECT_EQ(text,
            "“Our mug”, “Rival mug” compared:\n"
            "Dishwasher: “Our mug” yes.\n"
            "Material: “Our mug” 瓷; “Rival mug” 玻璃.\n"
            "origin: “Our mug” Jingdezhen.\n"
            "Price: “Our mug” from CN¥29.00; “Rival mug” CN¥25.00.\n"
            "The same: Weight 400 g.\n"
            "Not known: Capacity of “Our mug”, Capacity of “Rival mug”, Dishwasher of “Rival mug”, "
            "origin of “Rival mug”.\n"
            "In stock: “Our mug”.\n"
            "What is said of “Rival mug” is from catalogue (January 14, 2027), rival.example "
            "(January 14, 2027).");
  EXPECT_THAT(text, Not(HasSubstr("best")));
  for (const char* language : {"zh", "es", "pt"}) {
    EXPECT_THAT(CompareWorld(MakeComparisonWorld(), language).text(), HasSubstr("rival.example"))
        << language;
  }
}

TEST(ComparisonTextTest, APriceIsToldOfWhatIsOnSale) {
  ComparisonWorld world = MakeComparisonWorld();
  world.own[0].set_state(v1::Product::DRAFT);
  const v1::Comparison comparison = CompareWorld(world);
  EXPECT_THAT(comparison.text(), HasSubstr("Price: “Rival mug” CN¥25.00."));
  EXPECT_EQ(comparison.sides(0).price().minor(), 2900) << "agents see it";
}

std::vector<std::string> ProhibitedFields(const v1::Comparison& comparison) {
  std::vector<std::string> fields;
  for (const type::v1::WordingHit& hit : comparison.wording_hits()) {
    if (hit.level() == type::v1::WordingLevel::A) fields.push_back(hit.field());
  }
  return fields;
}

TEST(ComparisonTextTest, WhatIsProhibitedIsLeftOutAndToldBesideIt) {
  ComparisonWorld world = MakeComparisonWorld();
  v1::CompetitorProduct& rival = world.theirs[0];
  rival.mutable_attributes(1)->set_values(0, "国家级瓷");
  v1::Comparison comparison = CompareWorld(world);
  EXPECT_THAT(comparison.text(), Not(HasSubstr("国家级")));
  EXPECT_THAT(comparison.text(), HasSubstr("Material of “Rival mug”"));
  EXPECT_THAT(ProhibitedFields(comparison), ElementsAre("rows[2].values[1].values[0]"));
  EXPECT_EQ(comparison.rows(2).values(1).values(0), "国家级瓷") << "agents see it";

  rival.set_title("国家级杯");
  rival.mutable_attributes(1)->set_values(0, "瓷");
  rival.mutable_attributes(0)->mutable_source()->set_source("国家级网");
  rival.mutable_price()->mutable_source()->set_source("国家级网");
  world.own[0].mutable_attributes(3)->set_key("国家级产地");
  comparison = CompareWorld(world);
  EXPECT_THAT(comparison.text(), Not(HasSubstr("国家级")));
  EXPECT_THAT(comparison.text(), HasSubstr("“Our mug”, “product 2” compared:"));
  EXPECT_THAT(comparison.text(), HasSubstr("Weight of “product 2”"));
  EXPECT_THAT(comparison.text(), Not(HasSubstr("25.00")));
  EXPECT_THAT(comparison.text(), Not(HasSubstr("Jingdezhen")));
  EXPECT_THAT(ProhibitedFields(comparison),
              ElementsAre("sides[1].title", "sides[1].price_source.source",
                          "rows[3].values[1].source.source", "rows[4].display_name"));
}

TEST(ComparisonTextTest, AWarningIsToldAndStays) {
  ComparisonWorld world = MakeComparisonWorld();
  world.own[0].mutable_attributes(1)->set_values(0, "顶级瓷");
  const v1::Comparison comparison = CompareWorld(world);
  EXPECT_THAT(comparison.text(), HasSubstr("顶级瓷"));
  EXPECT_THAT(comparison.wording_hits(), SizeIs(1));
  EXPECT_THAT(ProhibitedFields(comparison), IsEmpty());
}

TEST(ComparisonTextTest, PartsThatSayItOnlyTogetherMakeNoText) {
  ComparisonWorld world = MakeComparisonWorld();
  world.own[0].mutable_attributes(3)->set_key("国家");
  world.own[0].mutable_attributes(3)->set_values(0, "级");
  *world.theirs[0].add_attributes() = world.theirs[0].attributes(1);
  world.theirs[0].mutable_attributes(2)->set_key("国家");
  world.theirs[0].mutable_attributes(2)->set_values(0, "级");
  const v1::Comparison comparison = CompareWorld(world);
  EXPECT_EQ(comparison.text(), "");
  EXPECT_THAT(ProhibitedFields(comparison), ElementsAre("text"));
}

}  // namespace
}  // namespace shopdesk::catalog::domain
