#include "tools/shopdesk/replay/desk.h"

#include <atomic>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::MatchesRegex;

TEST(WorkerPoolTest, RunsEveryTaskOnce) {
  WorkerPool pool(4);
  // Again and again, so that a thread that is late meets the next tasks.
  for (int round = 0; round < 200; ++round) {
    std::vector<int> runs(17);
    std::vector<Task> tasks;
    for (int& run : runs) {
      tasks.push_back([&run] {
        ++run;
        return absl::OkStatus();
      });
    }
    ASSERT_OK(pool.RunAll(absl::MakeSpan(tasks)));
    ASSERT_THAT(runs, ::testing::Each(1));
  }
  EXPECT_OK(pool.RunAll({}));
}

TEST(WorkerPoolTest, RunsAsManyAtOnceAsItHasThreads) {
  WorkerPool pool(3);
  // Each waits for the other two.
  absl::Barrier* const barrier = new absl::Barrier(3);
  std::vector<Task> tasks;
  for (int i = 0; i < 3; ++i) {
    tasks.push_back([barrier] {
      if (barrier->Block()) delete barrier;
      return absl::OkStatus();
    });
  }
  EXPECT_OK(pool.RunAll(absl::MakeSpan(tasks)));
}

TEST(WorkerPoolTest, OneThreadTakesThemInOrderAndStopsAtTheFirstError) {
  WorkerPool pool(1);
  std::vector<int> order;
  std::vector<Task> tasks;
  for (int i = 0; i < 5; ++i) {
    tasks.push_back([&order, i]() -> absl::Status {
      order.push_back(i);
      return i < 2 ? absl::OkStatus() : absl::AbortedError(absl::StrCat("task ", i));
    });
  }
  const absl::Status status = pool.RunAll(absl::MakeSpan(tasks));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(status.message(), "task 2");
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2));
}

TEST(WorkerPoolTest, TheFirstErrorIsTheFirstByPosition) {
  WorkerPool pool(2);
  absl::Barrier* const barrier = new absl::Barrier(2);
  std::vector<Task> tasks;
  for (int i = 0; i < 2; ++i) {
    tasks.push_back([barrier, i]() -> absl::Status {
      if (barrier->Block()) delete barrier;
      return absl::AbortedError(absl::StrCat("task ", i));
    });
  }
  EXPECT_EQ(pool.RunAll(absl::MakeSpan(tasks)).message(), "task 0");
}

class DeskTest : public ::testing::Test {
 protected:
  DeskTest() {
    EXPECT_OK(suite_.Connect());
    suite_.settings.actor = MakeActor("service", "replay", "owner").value();
  }

  Suite suite_;
};

TEST_F(DeskTest, NamesAreOfTheShop) {
  const Desk desk(suite_, "a/b", "f00d", /*threads=*/1);
  EXPECT_EQ(desk.Name("orders/1"), "shops/a%2Fb/orders/1");
  EXPECT_EQ(desk.ForShop<orders::v1::GetOrderFiguresRequest>().parent(), "shops/a%2Fb");
  EXPECT_EQ(desk.payee, "replay-f00d");
}

TEST_F(DeskTest, ARepetitionHasTheRequestIdOfBefore) {
  const Desk desk(suite_, "retail", "1", /*threads=*/1);
  const std::string id = desk.RequestId("536365", "pay");
  EXPECT_THAT(id, MatchesRegex("[A-Za-z0-9._-]+"));
  EXPECT_LE(id.size(), 64u);
  EXPECT_EQ(Desk(suite_, "retail", "2", 2).RequestId("536365", "pay"), id);
  EXPECT_NE(desk.RequestId("536365", "ship"), id);
  EXPECT_NE(desk.RequestId("536366", "pay"), id);
  EXPECT_NE(Desk(suite_, "other", "1", 1).RequestId("536365", "pay"), id);
  EXPECT_NE(desk.RequestId("ab", "c"), desk.RequestId("a", "bc"));
}

TEST_F(DeskTest, PeopleCallAsThemselves) {
  const Desk desk(suite_, "retail", "1", /*threads=*/1);
  const CallSettings packer = desk.As(Role::PACKING, kPacker);
  EXPECT_EQ(packer.actor.kind(), type::v1::Actor::AGENT);
  EXPECT_EQ(packer.actor.id(), kPacker);
  EXPECT_EQ(packer.actor.role(), Role::PACKING);
  EXPECT_EQ(desk.settings.actor.id(), "replay");
}

}  // namespace
}  // namespace shopdesk::cli
