#include "libs/rpc/health.h"

#include <vector>

#include "libs/base/error.h"
#include "libs/testing/matchers.h"

namespace shopdesk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HealthTest : public ::testing::Test {
 protected:
  void StartServing() {
    health_.TellReady([this](bool ready) { told_.push_back(ready); });
  }

  observe::Metrics metrics_;
  observe::Logger logger_{
      {.service = "test", .level = observe::Level::kError, .file = "/dev/null"}};
  Health health_{metrics_, logger_};
  std::vector<bool> told_;
};

TEST_F(HealthTest, IsAliveButNotReadyUntilItServes) {
  EXPECT_EQ(health_.Live().status, 200);
  EXPECT_EQ(health_.Ready().status, 503);
  StartServing();
  EXPECT_EQ(health_.Ready().status, 200);
  EXPECT_EQ(health_.Ready().body, "ok\n");
  EXPECT_THAT(told_, ElementsAre(true));
}

TEST_F(HealthTest, AFailedCheckIsNamedAndTellsOnce) {
  StartServing();
  health_.Report("database_read", UnavailableError("no answer"));
  health_.Report("database_read", UnavailableError("no answer"));
  EXPECT_EQ(health_.Ready().status, 503);
  EXPECT_EQ(health_.Ready().body, "database_read: no answer\n");
  EXPECT_EQ(health_.Live().status, 200) << "a database that is down must kill no process";
  EXPECT_THAT(metrics_.Render(), HasSubstr("shopdesk_check_ok{check=\"database_read\"} 0"));
  health_.Report("database_read", absl::OkStatus());
  EXPECT_EQ(health_.Ready().status, 200);
  EXPECT_THAT(metrics_.Render(), HasSubstr("shopdesk_check_ok{check=\"database_read\"} 1"));
  EXPECT_THAT(told_, ElementsAre(true, false, true));
}

TEST_F(HealthTest, AnImpairmentIsToldAndTakesNothingAway) {
  StartServing();
  health_.Report("database_write", UnavailableError("the disk is full"),
                 Health::Meaning::kImpaired);
  EXPECT_EQ(health_.Ready().status, 200);
  EXPECT_EQ(health_.Ready().body, "ok\ndatabase_write: the disk is full\n");
  EXPECT_THAT(metrics_.Render(), HasSubstr("shopdesk_check_ok{check=\"database_write\"} 0"));
  EXPECT_THAT(told_, ElementsAre(true));
}

TEST_F(HealthTest, ADeafListenerIsNeitherReadyNorAlive) {
  StartServing();
  health_.ReportListener(UnavailableError("nobody answers"));
  EXPECT_EQ(health_.Live().status, 503);
  EXPECT_THAT(health_.Live().body, HasSubstr("nobody answers"));
  EXPECT_EQ(health_.Ready().status, 503);
  health_.ReportListener(absl::OkStatus());
  EXPECT_EQ(health_.Live().status, 200);
}

TEST_F(HealthTest, WhoStopsIsAliveAndNotReadyWhateverComes) {
  StartServing();
  health_.Drain();
  health_.Report("database_read", absl::OkStatus());
  EXPECT_EQ(health_.Ready().status, 503);
  EXPECT_EQ(health_.Live().status, 200);
  health_.ReportListener(UnavailableError("the listener is closed"));
  EXPECT_EQ(health_.Live().status, 200);
  EXPECT_THAT(told_, ElementsAre(true, false));
}

}  // namespace
}  // namespace shopdesk::rpc
