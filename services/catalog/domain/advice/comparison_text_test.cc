#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/catalog/domain/advice/comparison.h"
#include "services/catalog/testing/comparison_world.h"

namespace shopdesk::catalog::domain {
namespace {

using testing::CompareWorld;
using ::testing::HasSubstr;
using testing::MakeComparisonWorld;
using ::testing::Not;

TEST(ComparisonTextTest, TheTextTellsFactsWithTheirSources) {
  const std::string text = ComparisonText(CompareWorld(MakeComparisonWorld()), absl::UTCTimeZone());
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
    EXPECT_THAT(ComparisonText(CompareWorld(MakeComparisonWorld(), language), absl::UTCTimeZone()),
                HasSubstr("rival.example"))
        << language;
  }
}

}  // namespace
}  // namespace shopdesk::catalog::domain
