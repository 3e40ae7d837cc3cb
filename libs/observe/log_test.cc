#include "libs/observe/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <limits>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "shopdesk/event/v1/event.pb.h"
#include "shopdesk/type/v1/address.pb.h"

namespace shopdesk::observe {
namespace {

using nlohmann::json;

class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { unlink(file_.c_str()); }

  Logger MakeLogger(Level level) {
    return Logger({.service = "catalog", .level = level, .file = file_});
  }

  std::vector<json> Lines() const {
    std::vector<json> lines;
    std::ifstream stream(file_);
    for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
    return lines;
  }

  const std::string file_ =
      absl::StrCat(::testing::TempDir(), "/log_test.", getpid(), ".",
                   ::testing::UnitTest::GetInstance()->random_seed(), ".json");
};

TEST_F(LogTest, WritesOneObjectALineWithItsFields) {
  Logger logger = MakeLogger(Level::kDebug);
  logger.Log(
      Level::kWarn, "slow call",
      {{"method", std::string("/a/B")}, {"ms", int64_t{-7}}, {"ratio", 0.25}, {"again", true}});
  logger.Flush();
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["level"], "warn");
  EXPECT_EQ(lines[0]["service"], "catalog");
  EXPECT_EQ(lines[0]["message"], "slow call");
  EXPECT_EQ(lines[0]["method"], "/a/B");
  EXPECT_EQ(lines[0]["ms"], -7);
  EXPECT_EQ(lines[0]["ratio"], 0.25);
  EXPECT_EQ(lines[0]["again"], true);
  EXPECT_THAT(lines[0]["time"].get<std::string>(),
              ::testing::MatchesRegex("20..-..-..T..:..:.........Z"));
}

TEST_F(LogTest, DropsWhatIsBelowItsLevel) {
  Logger logger = MakeLogger(Level::kWarn);
  EXPECT_FALSE(logger.Enabled(Level::kInfo));
  EXPECT_TRUE(logger.Enabled(Level::kError));
  logger.Log(Level::kInfo, "no");
  logger.Log(Level::kError, "yes");
  logger.Flush();
  ASSERT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Lines()[0]["message"], "yes");
}

TEST_F(LogTest, EscapesAnyBytes) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  Logger logger = MakeLogger(Level::kInfo);
  logger.Log(Level::kInfo, all, {{"{}%s\"", std::string("张三\n\t\x7f\xf0\x9f\x98\x80\xff{}%d")}});
  logger.Flush();
  const std::vector<json> lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  const std::string message = lines[0]["message"];
  EXPECT_EQ(message.substr(0, 128), all.substr(0, 128));
  // 128 stray bytes, each a replacement character.
  EXPECT_EQ(message.size(), 128u + 128u * 3u);
  EXPECT_EQ(lines[0]["{}%s\""], "张三\n\t\x7f\xf0\x9f\x98\x80\xef\xbf\xbd{}%d");
}

TEST_F(LogTest, NumbersThatJsonLacksAreNull) {
  Logger logger = MakeLogger(Level::kInfo);
  logger.Log(Level::kInfo, "x",
             {{"nan", std::numeric_limits<double>::quiet_NaN()},
              {"inf", std::numeric_limits<double>::infinity()},
              {"min", std::numeric_limits<int64_t>::min()}});
  logger.Flush();
  EXPECT_TRUE(Lines()[0]["nan"].is_null());
  EXPECT_TRUE(Lines()[0]["inf"].is_null());
  EXPECT_EQ(Lines()[0]["min"], std::numeric_limits<int64_t>::min());
}

TEST_F(LogTest, LinesOfSeveralThreadsStayWhole) {
  Logger logger = MakeLogger(Level::kInfo);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&logger] {
      for (int64_t i = 0; i < 200; ++i) logger.Log(Level::kInfo, "line", {{"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  logger.Flush();
  EXPECT_EQ(Lines().size(), 800u);
}

TEST_F(LogTest, GoesOnInANewFileWhenTheOldOneWasMovedAway) {
  Logger logger = MakeLogger(Level::kInfo);
  logger.Log(Level::kInfo, "before");
  const std::string aside = absl::StrCat(file_, ".1");
  ASSERT_EQ(rename(file_.c_str(), aside.c_str()), 0);
  logger.Log(Level::kInfo, "still in the old one");
  logger.Reopen();
  logger.Log(Level::kInfo, "after");
  logger.Flush();
  ASSERT_EQ(Lines().size(), 1u);
  EXPECT_EQ(Lines()[0]["message"], "after");
  struct stat info {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777 & ~0640, 0u) << "others may read it";
  unlink(aside.c_str());
}

// Whoever logs goes on, whatever the file does; what finds no room is counted, and the log says so.
TEST_F(LogTest, NobodyWaitsForAFileThatTakesNothing) {
  ASSERT_EQ(mkfifo(file_.c_str(), 0600), 0);
  const int reader = open(file_.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  std::string text;
  int64_t logged = 0;
  std::thread drain;
  {
    Logger logger = MakeLogger(Level::kInfo);
    while (logger.lost() == 0 && logged < 10'000) {
      logger.Log(Level::kInfo, "line", {{"text", std::string(10'000, 'x')}});
      ++logged;
    }
    EXPECT_EQ(logger.lost(), 1);
    drain = std::thread([&] {
      char part[65536];
      ssize_t size = 1;
      for (pollfd readable = {reader, POLLIN, 0}; size != 0;) {
        poll(&readable, 1, -1);
        size = read(reader, part, sizeof part);
        if (size > 0) text.append(part, static_cast<size_t>(size));
      }
    });
  }
  drain.join();
  close(reader);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
  EXPECT_EQ(static_cast<int64_t>(lines.size()), logged);
  EXPECT_EQ(json::parse(lines.back())["lines"], 1);
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsNoReasonToFail) {
  Logger logger({.service = "catalog", .file = "/proc/nowhere/log"});
  logger.Log(Level::kInfo, "to standard error");
  EXPECT_TRUE(logger.Enabled(Level::kInfo));
}

TEST(RedactedTest, LeavesOutPersonalDataHoweverDeep) {
  type::v1::Receiver receiver;
  receiver.set_name("Zhang San");
  receiver.set_phone("13812345678");
  receiver.mutable_address()->set_postal_code("310000");
  receiver.mutable_address()->set_street("Wensan Lu 1");
  EXPECT_EQ(Redacted(receiver), "address { postal_code: \"310000\" }");
  EXPECT_EQ(receiver.name(), "Zhang San");

  event::v1::Event event;
  event.set_resource_name("shops/1/orders/2");
  event.mutable_resource()->PackFrom(receiver);
  const std::string text = Redacted(event);
  EXPECT_THAT(text, ::testing::HasSubstr("shops/1/orders/2"));
  EXPECT_THAT(text, ::testing::HasSubstr("310000"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("Zhang")));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("138")));
}

}  // namespace
}  // namespace shopdesk::observe
