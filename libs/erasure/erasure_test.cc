#include "libs/erasure/erasure.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/sql/dialect.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::erasure {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::shopdesk::testing::RunRead;
using ::shopdesk::testing::RunWrite;
using ::testing::ElementsAre;

constexpr char kName[] = "shops/s/erasures/e";

class ErasureTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // Erases 5 resources, two a step; one of them waits until `open_` is false.
  absl::StatusOr<Step> Take(const std::string& cursor) {
    cursors_.push_back(cursor);
    Step step;
    const int from = cursor.empty() ? 0 : std::stoi(cursor);
    for (int i = from; i < 5 && i < from + 2; ++i) {
      if (i == 3 && open_) {
        ++step.waiting;
      } else {
        ++step.erased;
      }
    }
    if (from + 2 < 5) step.cursor = std::to_string(from + 2);
    return step;
  }
  void Compose(runtime::Runtime& runtime) {
    runtime.AddTimer(kStepTimer, [this](runtime::WriteContext& ctx, const timer::Due& due) {
      return TakeStep(ctx, due,
                      [&](runtime::WriteContext&, const v1::Erasure&, const std::string& cursor) {
                        return Take(cursor);
                      });
    });
  }
  v1::Erasure Get() {
    v1::Erasure erasure;
    v1::GetErasureRequest request;
    request.set_name(kName);
    EXPECT_OK(RunRead(
        *runtime_, [&](runtime::ReadContext& ctx) { return GetErasure(ctx, request, &erasure); }));
    return erasure;
  }
  v1::Erasure Ask(absl::Time create_time) {
    v1::Erasure begun;
    EXPECT_OK(RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(begun, Begin(ctx, kName, "b", create_time));
      return absl::OkStatus();
    }));
    return begun;
  }

  static absl::Time Patience() { return absl::Now() + absl::Seconds(60); }

  bool open_ = true;
  std::vector<std::string> cursors_;
  testing::TestRuntime runtime_{
      {.dialect = GetParam(), .compose = [this](auto& r) { Compose(r); }}};
};

INSTANTIATE_TEST_SUITE_P(Both, ErasureTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return std::string(sql::DialectName(info.param));
                         });

TEST_P(ErasureTest, GoesOnUntilNothingIsLeft) {
  const v1::Erasure begun = Ask(kTestTime);
  EXPECT_EQ(begun.state(), v1::Erasure::RUNNING);
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Minutes(1), Patience()));
  EXPECT_THAT(cursors_, ElementsAre("", "2", "4"));
  const v1::Erasure waiting = Get();
  EXPECT_EQ(waiting.state(), v1::Erasure::RUNNING);
  EXPECT_EQ(waiting.waiting_count(), 1);
  EXPECT_EQ(waiting.erased_count(), 4);
  // Asked for again: the same.
  EXPECT_EQ(Ask(kTestTime + absl::Hours(1)).create_time().seconds(), begun.create_time().seconds());
  open_ = false;
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Hours(25), Patience()));
  const v1::Erasure done = Get();
  EXPECT_EQ(done.state(), v1::Erasure::DONE);
  EXPECT_EQ(done.waiting_count(), 0);
  EXPECT_EQ(FromProto(done.done_time()), kTestTime + absl::Hours(24));
  EXPECT_NE(done.etag(), begun.etag());
}

TEST_P(ErasureTest, UnknownIsNotFound) {
  v1::GetErasureRequest request;
  request.set_name(kName);
  v1::Erasure erasure;
  EXPECT_THAT(
      RunRead(*runtime_,
              [&](runtime::ReadContext& ctx) { return GetErasure(ctx, request, &erasure); }),
      HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::erasure
