#include "services/logistics/domain/tracking/tracking_machine.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/logistics/domain/tracking/tracking.h"

namespace shopdesk::logistics::domain {
namespace {

TEST(TrackingMachineTest, EveryRowIsOneOfItsKind) {
  std::set<std::pair<int, std::string>> seen;
  for (const auto& row : TrackingMachine().table()) {
    EXPECT_TRUE(seen.insert({row.from, row.event}).second) << row.from << " " << row.event;
  }
}

TEST(TrackingMachineTest, EveryEventLeadsWhereItSays) {
  for (const auto& row : TrackingMachine().table()) {
    const std::string event = row.event;
    if (event == "cancel") {
      EXPECT_EQ(row.to, v1::TrackingStatus::CANCELLED) << row.from;
    } else if (event == "silent") {
      EXPECT_EQ(row.to, v1::TrackingStatus::EXPIRED) << row.from;
    } else if (event == absl::StrCat("correct_", StatusWord(row.to))) {
      EXPECT_NE(row.to, row.from) << event;
    } else if (row.from == v1::TrackingStatus::RETURNING && event == "delivered") {
      // To the sender.
      EXPECT_EQ(row.to, v1::TrackingStatus::RETURNED);
    } else {
      // A report may leave the parcel where it is.
      EXPECT_TRUE(event == StatusWord(row.to) || row.to == row.from) << row.from << " " << event;
    }
  }
}

TEST(TrackingMachineTest, NoParcelGoesBackBeforeTheCarrierHadIt) {
  for (int number = v1::TrackingStatus::INFO_RECEIVED; number <= v1::TrackingStatus::EXPIRED;
       ++number) {
    const auto from = static_cast<v1::TrackingStatus::Value>(number);
    EXPECT_FALSE(TrackingMachine().Can(from, "pending")) << from;
    if (from == v1::TrackingStatus::INFO_RECEIVED) continue;
    EXPECT_FALSE(TrackingMachine().Can(from, "info_received")) << from;
  }
}

}  // namespace
}  // namespace shopdesk::logistics::domain
