#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/logistics/domain/intercept.h"
#include "services/logistics/domain/notice.h"
#include "services/logistics/domain/tracking_machine.h"

namespace shopdesk::logistics::domain {
namespace {

TEST(StatesTest, TheDocumentIsDrawnFromTheTables) {
  const char kFile[] = "docs/states/logistics.md";
  const std::string drawn =
      absl::StrCat("# States of logistics\n\n", TrackingMachine().ToMarkdown(), "\n",
                   InterceptMachine().ToMarkdown(), "\n", NoticeMachine().ToMarkdown());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kFile) << drawn;
  std::stringstream stored;
  stored << std::ifstream(kFile).rdbuf();
  EXPECT_EQ(stored.str(), drawn) << "run with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace shopdesk::logistics::domain
