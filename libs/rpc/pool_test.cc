#include "libs/rpc/pool.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/gate.h"

namespace shopdesk::rpc {
namespace {

using shopdesk::testing::Gate;

TEST(PoolTest, RunsAsManyAsItHasThreads) {
  Pool pool(3, 0);
  Gate gate;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(pool.Submit([&] { gate.Wait(); }));
  gate.AwaitWaiters(3);
  EXPECT_FALSE(pool.Submit([] {}));
  gate.Open();
}

TEST(PoolTest, QueuesUpToItsBoundAndDropsTheRest) {
  Gate gate;
  std::atomic<int> ran = 0;
  auto owned = std::make_shared<int>(0);
  {
    Pool pool(1, 2);
    ASSERT_TRUE(pool.Submit([&] { gate.Wait(); }));
    gate.AwaitWaiters(1);
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_TRUE(pool.Submit([&] { ++ran; }));
    EXPECT_FALSE(pool.Submit([&ran, owned] { ++ran; }));
    EXPECT_EQ(owned.use_count(), 1);
    gate.Open();
  }
  EXPECT_EQ(ran, 2);
}

TEST(PoolTest, RefusesAfterStop) {
  Pool pool(1, 1);
  pool.Stop();
  EXPECT_FALSE(pool.Submit([] {}));
}

TEST(PoolTest, RunsAllThatManyThreadsSubmit) {
  std::atomic<int> ran = 0;
  std::atomic<int> accepted = 0;
  {
    Pool pool(4, 16);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) accepted += pool.Submit([&] { ++ran; });
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_GT(accepted, 0);
  EXPECT_EQ(ran, accepted);
}

}  // namespace
}  // namespace shopdesk::rpc
