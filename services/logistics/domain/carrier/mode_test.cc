#include "services/logistics/domain/carrier/mode.h"

#include "libs/testing/matchers.h"

namespace shopdesk::logistics::domain {
namespace {

TEST(ModesTest, AllTenAreDescribed) {
  const std::vector<v1::ModeInfo> modes = AllModes();
  ASSERT_EQ(modes.size(), 10u);
  for (size_t i = 0; i < modes.size(); ++i) {
    EXPECT_EQ(modes[i].mode(), static_cast<int>(i) + 1);
    EXPECT_FALSE(modes[i].display_name_zh().empty());
    EXPECT_FALSE(modes[i].display_name_en().empty());
    EXPECT_FALSE(modes[i].description().empty());
    EXPECT_GT(modes[i].needs_size(), 0);
  }
  EXPECT_EQ(modes[0].display_name_zh(), "平邮");
  EXPECT_TRUE(modes[v1::Mode::SAL - 1].international());
  EXPECT_FALSE(modes[v1::Mode::ROAD_FREIGHT - 1].door_delivery());
}

TEST(ModesTest, OfACarrier) {
  const auto carrier = shopdesk::testing::ParseText<v1::Carrier>("modes: EMS modes: SAL");
  EXPECT_TRUE(HasMode(carrier, v1::Mode::SAL));
  EXPECT_FALSE(HasMode(carrier, v1::Mode::COURIER_AIR));
  EXPECT_FALSE(HasMode(carrier, v1::Mode::MODE_UNSPECIFIED));
}

}  // namespace
}  // namespace shopdesk::logistics::domain
