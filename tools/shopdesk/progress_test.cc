#include "tools/shopdesk/progress.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ProgressTest : public ::testing::Test {
 protected:
  ProgressOutput Output(bool terminal) {
    return {.terminal = terminal,
            .write = [this](const std::string& text) { written_.push_back(text); },
            .now = [this] { return now_; }};
  }
  void Pass(absl::Duration span) { now_ += span; }

  absl::Time now_ = absl::FromUnixSeconds(1000);
  std::vector<std::string> written_;
};

TEST_F(ProgressTest, IsRedrawnInPlaceOnATerminal) {
  Progress progress("counting", 200, Output(/*terminal=*/true));
  Pass(absl::Milliseconds(100));
  progress.Update(50, "sheep");
  Pass(absl::Seconds(2));
  progress.Update(100, "goats");
  progress.Finish();
  ASSERT_THAT(written_, SizeIs(3));
  for (const std::string& text : written_) EXPECT_THAT(text, StartsWith("\r\033[Kcounting"));
  EXPECT_THAT(written_[0], AllOf(HasSubstr("[#######.......................]"),
                                 HasSubstr("25 % 50 of 200  0 s  sheep"), Not(EndsWith("\n"))));
  EXPECT_THAT(written_[1], AllOf(HasSubstr("50 % 100 of 200  2 s  goats"), Not(EndsWith("\n"))));
  EXPECT_THAT(written_[2], AllOf(HasSubstr("100 of 200"), EndsWith("\n")));
}

TEST_F(ProgressTest, IsNotDrawnMoreOftenThanATerminalShows) {
  Progress progress("counting", 200, Output(/*terminal=*/true));
  for (int i = 0; i < 30; ++i) {
    Pass(absl::Milliseconds(10));
    progress.Update(i);
  }
  EXPECT_THAT(written_, SizeIs(3));
}

TEST_F(ProgressTest, ElsewhereIsALineEveryTenSecondsAndALastOne) {
  Progress progress("counting", 100, Output(/*terminal=*/false));
  for (int i = 1; i <= 25; ++i) {
    Pass(absl::Seconds(1));
    progress.Update(i, "sheep");
  }
  ASSERT_THAT(written_, SizeIs(2));
  progress.Finish();
  EXPECT_THAT(written_, ElementsAre(EndsWith("10 of 100  10 s  sheep\n"),
                                    EndsWith("20 of 100  20 s  sheep\n"),
                                    EndsWith("25 of 100  25 s  sheep\n")));
  for (const std::string& text : written_) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\r")), Not(HasSubstr("\033"))));
  }
}

TEST_F(ProgressTest, TheTotalMayBeUnknown) {
  Progress progress("counting", 0, Output(/*terminal=*/false));
  progress.Update(7, "sheep");
  progress.Finish();
  EXPECT_THAT(written_, ElementsAre(AllOf(HasSubstr("7  0 s  sheep"), Not(HasSubstr("%")))));
}

TEST_F(ProgressTest, EndsOnce) {
  {
    Progress progress("counting", 1, Output(/*terminal=*/false));
    progress.Finish();
    written_.clear();
  }
  EXPECT_THAT(written_, IsEmpty());
  { Progress progress("counting", 1, Output(/*terminal=*/false)); }
  EXPECT_THAT(written_, SizeIs(1));
}

}  // namespace
}  // namespace shopdesk::cli
