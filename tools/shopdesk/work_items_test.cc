#include "tools/shopdesk/work_items.h"

#include <fstream>
#include <iterator>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "re2/re2.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

TEST(WorkItemsTest, KindsAndRolesAreThoseOfTheDocs) {
  std::set<std::string> kinds;
  std::ifstream in("docs/work.md");
  std::string kind;
  std::string role;
  for (std::string line; std::getline(in, line);) {
    if (!RE2::PartialMatch(line, R"(^\| `(\w+)` \| (\w+) \|)", &kind, &role)) continue;
    kinds.insert(kind);
    EXPECT_TRUE(ParseRole(role).has_value()) << role;
  }
  EXPECT_THAT(
      kinds, ElementsAreArray(std::set<std::string>(std::begin(kWorkKinds), std::end(kWorkKinds))));
}

TEST(WorkItemsTest, SaysWhichKindsThereAre) {
  EXPECT_THAT(CheckKind(""), IsOk());
  EXPECT_THAT(CheckKind("red_remark"), IsOk());
  EXPECT_THAT(std::string(CheckKind("holds").message()),
              HasSubstr("there is no kind of work \"holds\"; there are appeal, bad_review"));
}

TEST(WorkItemsTest, AHeldOrderSaysWhichHoldsItHas) {
  work::v1::WorkItem item = ParseText<work::v1::WorkItem>("summary: 'Settle what holds the order'");
  AddHolds(ParseText<orders::v1::Order>("holds { kind: RISK } holds { kind: MANUAL }"), item);
  EXPECT_EQ(item.summary(), "Settle what holds the order: RISK, MANUAL");
  AddHolds(orders::v1::Order(), item);
  EXPECT_EQ(item.summary(), "Settle what holds the order: RISK, MANUAL");
}

}  // namespace
}  // namespace shopdesk::cli
