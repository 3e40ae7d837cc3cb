#include "libs/base/clock.h"

#include <gtest/gtest.h>

#include <thread>

#include "libs/base/mutex.h"

namespace shopdesk {
namespace {

TEST(TimestampTest, ThereAndBack) {
  for (const absl::Time time :
       {absl::UnixEpoch(), absl::FromUnixNanos(1), absl::FromUnixNanos(-1),
        absl::FromUnixNanos(1'700'000'000'123'456'789), absl::FromUnixSeconds(-62135596800),
        absl::FromUnixSeconds(253402300799)}) {
    const google::protobuf::Timestamp proto = ToProto(time);
    EXPECT_GE(proto.nanos(), 0);
    EXPECT_LT(proto.nanos(), 1'000'000'000);
    EXPECT_EQ(FromProto(proto), time);
  }
  EXPECT_EQ(ToProto(absl::FromUnixNanos(-1)).seconds(), -1);
  EXPECT_EQ(ToProto(absl::FromUnixNanos(-1)).nanos(), 999'999'999);
}

TEST(MillisTest, RoundDown) {
  EXPECT_EQ(ToMillis(absl::FromUnixMicros(1999)), 1);
  EXPECT_EQ(ToMillis(absl::FromUnixMicros(-1)), -1);
  EXPECT_EQ(FromMillis(1234), absl::FromUnixMillis(1234));
}

TEST(CondVarTest, WaitForEndsWithoutANotification) {
  Mutex mutex;
  CondVar changed;
  MutexLock lock(mutex);
  EXPECT_FALSE(changed.WaitFor(mutex, absl::Milliseconds(1)));
  EXPECT_FALSE(changed.WaitFor(mutex, absl::ZeroDuration()));
  EXPECT_FALSE(changed.WaitFor(mutex, -absl::Seconds(1)));
}

TEST(CondVarTest, WaitingIsEndedByANotification) {
  Mutex mutex;
  CondVar changed;
  bool ready = false;
  std::thread other([&] {
    MutexLock lock(mutex);
    ready = true;
    changed.NotifyAll();
  });
  {
    MutexLock lock(mutex);
    while (!ready) EXPECT_TRUE(changed.WaitFor(mutex, absl::InfiniteDuration()) || ready);
  }
  other.join();
  EXPECT_TRUE(ready);
}

}  // namespace
}  // namespace shopdesk
